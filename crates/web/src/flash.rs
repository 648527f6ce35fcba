//! A sentence that survives one redirect: "The channel is removed. Undo". It travels in a short-lived cookie.

use std::time::Duration;

use axum::response::{IntoResponse, Response};
use http::header::{LOCATION, SET_COOKIE};
use http::{HeaderValue, StatusCode};

use crate::{Error, Visit, cookie};

/// How long a sentence waits for its page.
const KEEP: Duration = Duration::from_secs(60);

/// What a sign-out makes a browser forget. The session's cookie is cleared by name: the one by which a device is known
/// again must outlive a sign-out, or strangers could lock its owner out (promise UA7).
pub const CLEAR_SITE_DATA: &str = r#""cache", "storage""#;

/// How many bytes of it travel at most.
const LONGEST: usize = 1_500;

/// A sentence for the next page: a key of the texts, what it names, and a way to undo.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Flash {
    key: String,
    args: Vec<(String, String)>,
    undo: Option<String>,
}

impl Flash {
    /// The sentence under this key.
    pub fn new(key: &str) -> Self {
        Self {
            key: key.to_owned(),
            ..Self::default()
        }
    }

    /// Names something in the sentence.
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.args.push((name.to_owned(), value.into()));
        self
    }

    /// Offers a button that posts to a path of ours and takes the thing back.
    pub fn undo(mut self, path: impl Into<String>) -> Self {
        self.undo = Some(path.into());
        self
    }

    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    pub(crate) fn args(&self) -> Vec<(&str, &str)> {
        let pairs = self.args.iter();
        pairs
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect()
    }

    pub(crate) fn undo_path(&self) -> Option<&str> {
        self.undo.as_deref()
    }

    /// Reads what [`Flash::write`] wrote. A cookie can be forged, so it may name nothing but texts and our paths.
    pub(crate) fn parse(value: &str) -> Option<Self> {
        if value.is_empty() || value.len() > LONGEST {
            return None;
        }
        let mut flash = Self::default();
        for (name, value) in form_urlencoded::parse(value.as_bytes()) {
            match name.as_ref() {
                "!key" if is_key(&value) => flash.key = value.into_owned(),
                "!undo" if is_local(&value) => flash.undo = Some(value.into_owned()),
                name if !name.starts_with('!') => {
                    flash.args.push((name.to_owned(), value.into_owned()));
                }
                _ => return None,
            }
        }
        (!flash.key.is_empty()).then_some(flash)
    }

    fn write(&self) -> String {
        let mut text = form_urlencoded::Serializer::new(String::new());
        text.append_pair("!key", &self.key);
        if let Some(undo) = &self.undo {
            text.append_pair("!undo", undo);
        }
        text.extend_pairs(&self.args);
        text.finish()
    }
}

fn is_key(text: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !text.is_empty() && text.bytes().all(known)
}

/// Whether a text is a path on this very host and nothing that a browser could take for another one.
pub fn is_local(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && path
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

/// Leads the browser to another page after something was done (303).
#[derive(Debug)]
pub struct Redirect {
    to: String,
    cookies: Vec<Option<HeaderValue>>,
    clears: bool,
}

impl Redirect {
    /// To a path of ours.
    pub fn to(path: impl Into<String>) -> Self {
        Self {
            to: path.into(),
            cookies: Vec::new(),
            clears: false,
        }
    }

    /// With a sentence on the page it leads to.
    pub fn saying(self, flash: &Flash, visit: &Visit) -> Self {
        let text = flash.write();
        if text.len() > LONGEST {
            return self;
        }
        let app = visit.app();
        let secure = app.settings().secure;
        self.cookie(cookie::set(
            app.flash_cookie_name(),
            &text,
            Some(KEEP),
            secure,
        ))
    }

    /// Makes the browser forget what it kept of the house, as after a sign-out.
    pub const fn clearing(mut self) -> Self {
        self.clears = true;
        self
    }

    /// With a cookie, as the helpers of [`App`](crate::App) make them.
    pub fn cookie(mut self, cookie: Option<HeaderValue>) -> Self {
        self.cookies.push(cookie);
        self
    }
}

impl IntoResponse for Redirect {
    fn into_response(self) -> Response {
        let to = HeaderValue::from_str(&self.to).ok();
        let Some(to) = to.filter(|_| is_local(&self.to)) else {
            return Error::Internal("a redirect leads away".to_owned()).into_response();
        };
        let mut response = StatusCode::SEE_OTHER.into_response();
        response.headers_mut().insert(LOCATION, to);
        if self.clears {
            let all = HeaderValue::from_static(CLEAR_SITE_DATA);
            response.headers_mut().insert("clear-site-data", all);
        }
        for cookie in self.cookies.into_iter().flatten() {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_survives_the_cookie() {
        let flash = Flash::new("channel-removed")
            .with("name", "Galley; \"æ\" & <b>")
            .undo("/channels/1/removal/undo?a=b");
        assert_eq!(Flash::parse(&flash.write()), Some(flash));
    }

    #[test]
    fn a_forged_sentence_leads_nowhere() {
        for forged in [
            "",
            "name=only",
            "!key=Upper",
            "!key=a&!undo=%2F%2Fevil.example",
            "!key=a&!undo=https%3A%2F%2Fevil.example",
            "!key=a&!undo=%2F%5Cevil.example",
            "!key=a&!other=b",
        ] {
            assert_eq!(Flash::parse(forged), None, "{forged}");
        }
    }

    #[test]
    fn redirects_stay_here() {
        assert_eq!(
            Redirect::to("/a").into_response().status(),
            StatusCode::SEE_OTHER
        );
        for away in [
            "//evil.example",
            "https://evil.example",
            "/\\evil",
            "a",
            "/a\r\nb",
        ] {
            let status = Redirect::to(away).into_response().status();
            assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR, "{away}");
        }
    }
}
