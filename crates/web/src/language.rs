//! The languages the house speaks, and how a request says which one it wants.

use http::HeaderMap;
use http::header::ACCEPT_LANGUAGE;

use crate::cookie;

/// The cookie with the language that somebody chose by hand.
pub const COOKIE: &str = "tutela_language";

/// A language that every text exists in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    #[default]
    English,
    Danish,
}

impl Language {
    /// Every language there is, in the order of the switch.
    pub const ALL: [Self; 2] = [Self::English, Self::Danish];

    /// What a request without a person wants: the language chosen by hand, then the browser's.
    pub fn of(headers: &HeaderMap) -> Self {
        cookie::find(headers, COOKIE)
            .and_then(Self::parse)
            .or_else(|| {
                let accepted = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
                Self::accepted(accepted)
            })
            .unwrap_or_default()
    }

    /// The language of a tag (BCP 47); its region does not matter.
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next()?;
        Self::ALL
            .into_iter()
            .find(|language| primary.eq_ignore_ascii_case(language.tag()))
    }

    /// The tag, as in `<html lang>`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Danish => "da",
        }
    }

    /// What the language calls itself.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Danish => "Dansk",
        }
    }

    /// The best of what `Accept-Language` lists (RFC 9110, 12.5.4); the first of equals wins.
    fn accepted(list: &str) -> Option<Self> {
        let mut best: Option<(Self, u16)> = None;
        for entry in list.split(',').take(32) {
            let mut parts = entry.split(';').map(str::trim);
            let Some(language) = parts.next().and_then(Self::parse) else {
                continue;
            };
            let weight = parts.find_map(|part| part.strip_prefix("q="));
            let weight = weight.map_or(1000, thousandths);
            if weight > 0 && best.is_none_or(|(_, so_far)| weight > so_far) {
                best = Some((language, weight));
            }
        }
        best.map(|(language, _)| language)
    }
}

/// A weight of `0` to `1.000` in thousandths; what is not a weight counts nothing.
fn thousandths(weight: &str) -> u16 {
    let (whole, fraction) = weight.split_once('.').unwrap_or((weight, ""));
    let digits = fraction.len() <= 3 && fraction.bytes().all(|byte| byte.is_ascii_digit());
    match (whole, digits) {
        ("1", true) => 1000,
        ("0", true) => format!("{fraction:0<3}").parse().unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_wish_is_weighed() {
        use Language::{Danish, English};
        for (list, wanted) in [
            ("da", Some(Danish)),
            ("da-DK,da;q=0.9,en;q=0.8", Some(Danish)),
            ("en-US,en;q=0.9,da;q=0.8", Some(English)),
            ("de,fr;q=0.9", None),
            ("en;q=0.3, da;q=0.31", Some(Danish)),
            ("da;q=0, en;q=0.1", Some(English)),
            ("da;q=wrong, en;q=0.1", Some(English)),
            ("da;q=7, en;q=0.1", Some(English)),
            ("", None),
            (";;;,,,q=1", None),
        ] {
            assert_eq!(Language::accepted(list), wanted, "{list}");
        }
    }

    #[test]
    fn a_choice_by_hand_comes_before_the_browser() {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, http::HeaderValue::from_static("en"));
        assert_eq!(Language::of(&headers), Language::English);
        headers.insert(
            http::header::COOKIE,
            http::HeaderValue::from_static("a=b; tutela_language=da"),
        );
        assert_eq!(Language::of(&headers), Language::Danish);
    }
}
