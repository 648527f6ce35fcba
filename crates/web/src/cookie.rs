//! The few cookies of the house. None can be read by a script, and none is sent along from another site's form.

use std::time::Duration;

use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};

/// The value of a cookie of the request. Of two with one name the first counts, as browsers order them.
pub fn find<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}

/// A `Set-Cookie` line for the whole site. `None` stands for a cookie that ends with the browser.
///
/// The value must be of the characters RFC 6265 allows; what is not makes no cookie.
pub fn set(name: &str, value: &str, keep: Option<Duration>, secure: bool) -> Option<HeaderValue> {
    let mut line = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax");
    if let Some(keep) = keep {
        line.push_str(&format!("; Max-Age={}", keep.as_secs()));
    }
    if secure {
        line.push_str("; Secure");
    }
    let clean = value
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && !b"\",;\\".contains(&byte));
    clean
        .then_some(line)
        .and_then(|line| HeaderValue::from_str(&line).ok())
}

/// A `Set-Cookie` line that makes the browser forget a cookie.
pub fn clear(name: &str, secure: bool) -> Option<HeaderValue> {
    set(name, "", Some(Duration::ZERO), secure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("a=1; tutela=x=y ;b"));
        headers.append(COOKIE, HeaderValue::from_static("tutela=later"));
        assert_eq!(find(&headers, "tutela"), Some("x=y"));
        assert_eq!(find(&headers, "b"), None);
    }

    #[test]
    fn a_value_cannot_add_attributes() {
        assert_eq!(set("a", "b; Domain=evil", None, false), None);
        assert_eq!(set("a", "b\r\nX: y", None, false), None);
        assert_eq!(
            clear("a", true),
            Some(HeaderValue::from_static(
                "a=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure"
            ))
        );
    }
}
