//! Nobody acts through somebody else's browser. A request that changes something must come from our own pages, or
//! from a program: no page of another site can make it look like either. No tokens, so no form can lack one.

use http::header::{CONTENT_TYPE, HOST, ORIGIN};
use http::{HeaderMap, Method, Uri};

use crate::visit::Credential;

/// Whether a request may change something.
///
/// `origin` is the declared address of the house, if there is one. Browsers say where a request comes from in
/// `Sec-Fetch-Site` (all since 2023) or `Origin` (older ones, on every POST); a page cannot forge either.
pub fn allows(request: &Origins<'_>, credential: Credential) -> bool {
    if request.method.is_safe() || credential == Credential::Bearer {
        // A page of another site can add no `Authorization` without asking us first, and we never agree.
        return true;
    }
    if let Some(site) = request.headers.get("sec-fetch-site") {
        return matches!(site.as_bytes(), b"same-origin" | b"none");
    }
    if let Some(origin) = request.headers.get(ORIGIN) {
        return origin.to_str().is_ok_and(|origin| request.is_ours(origin));
    }
    credential == Credential::None || needs_asking_first(request.method, request.headers)
}

/// What a request says about where it comes from and where it goes.
#[derive(Debug, Clone, Copy)]
pub struct Origins<'a> {
    pub method: &'a Method,
    pub uri: &'a Uri,
    pub headers: &'a HeaderMap,
    /// The declared address of the house, such as `https://learn.example`.
    pub declared: Option<&'a str>,
}

impl Origins<'_> {
    fn is_ours(&self, origin: &str) -> bool {
        if let Some(declared) = self.declared {
            return origin.eq_ignore_ascii_case(declared.trim_end_matches('/'));
        }
        let Some((_, authority)) = origin.split_once("://") else {
            return false;
        };
        let host = self.headers.get(HOST).and_then(|host| host.to_str().ok());
        host.or_else(|| self.uri.authority().map(|authority| authority.as_str()))
            .is_some_and(|host| host.eq_ignore_ascii_case(authority))
    }
}

/// Whether a browser would send such a request of a foreign page only after a preflight, which we never answer
/// with consent. A body without a type can be sent without one, so it does not count.
fn needs_asking_first(method: &Method, headers: &HeaderMap) -> bool {
    if matches!(*method, Method::PUT | Method::PATCH | Method::DELETE) {
        return true;
    }
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or("").split(';').next().unwrap_or("").trim();
    let kind = kind.to_ascii_lowercase();
    matches!(kind.as_str(), "application/json" | "application/pdf")
        || kind.starts_with("video/")
        || kind.starts_with("image/")
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    fn decide(
        method: Method,
        credential: Credential,
        lines: &[(&'static str, &'static str)],
    ) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, HeaderValue::from_static("learn.example:8443"));
        for (name, value) in lines {
            headers.insert(
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            );
        }
        let request = Origins {
            method: &method,
            uri: &Uri::from_static("/courses"),
            headers: &headers,
            declared: None,
        };
        allows(&request, credential)
    }

    const SITE: &str = "sec-fetch-site";
    const TYPE: &str = "content-type";
    const FORM: (&str, &str) = (TYPE, "application/x-www-form-urlencoded");

    #[test]
    fn our_own_pages_may_post() {
        for lines in [
            [(SITE, "same-origin"), FORM],
            [(SITE, "none"), FORM],
            [("origin", "https://learn.example:8443"), FORM],
            [("origin", "https://LEARN.example:8443"), FORM],
        ] {
            assert!(
                decide(Method::POST, Credential::Cookie, &lines),
                "{lines:?}"
            );
            assert!(decide(Method::POST, Credential::None, &lines), "{lines:?}");
        }
    }

    #[test]
    fn pages_of_other_sites_may_not() {
        for lines in [
            [(SITE, "cross-site"), FORM],
            [(SITE, "same-site"), FORM],
            [(SITE, "anything"), FORM],
            [
                (SITE, "cross-site"),
                ("origin", "https://learn.example:8443"),
            ],
            [(SITE, "cross-site"), (TYPE, "application/json")],
            [("origin", "https://evil.example"), FORM],
            [("origin", "https://learn.example"), FORM],
            [("origin", "https://learn.example:8443.evil.example"), FORM],
            [("origin", "null"), FORM],
            [("origin", ""), FORM],
            [("origin", "learn.example:8443"), FORM],
            [
                ("origin", "https://evil.example"),
                (TYPE, "application/json"),
            ],
        ] {
            for credential in [Credential::Cookie, Credential::None] {
                assert!(!decide(Method::POST, credential, &lines), "{lines:?}");
                assert!(!decide(Method::DELETE, credential, &lines), "{lines:?}");
            }
        }
    }

    #[test]
    fn without_an_origin_a_cookie_needs_what_no_foreign_page_can_send() {
        let cookie = |method, kind| decide(method, Credential::Cookie, &[(TYPE, kind)]);
        for kind in [
            "application/json",
            "Application/JSON; charset=utf-8",
            "video/mp4",
            "application/pdf",
            "image/png",
        ] {
            assert!(cookie(Method::POST, kind), "{kind}");
        }
        for kind in [
            "text/plain",
            "text/plain; application/json",
            "multipart/form-data; boundary=a",
            FORM.1,
            "",
        ] {
            assert!(!cookie(Method::POST, kind), "{kind}");
            assert!(cookie(Method::PUT, kind), "{kind}");
        }
        assert!(!decide(Method::POST, Credential::Cookie, &[]));
        assert!(decide(Method::POST, Credential::None, &[FORM]));
    }

    #[test]
    fn looking_and_bearers_pass() {
        let foreign = [(SITE, "cross-site"), ("origin", "https://evil.example")];
        assert!(decide(Method::GET, Credential::Cookie, &foreign));
        assert!(decide(Method::HEAD, Credential::Cookie, &foreign));
        assert!(decide(Method::POST, Credential::Bearer, &foreign));
    }

    #[test]
    fn a_declared_address_counts_instead_of_the_host() {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, HeaderValue::from_static("10.0.0.7:8080"));
        headers.insert(ORIGIN, HeaderValue::from_static("https://learn.example"));
        let mut request = Origins {
            method: &Method::POST,
            uri: &Uri::from_static("/"),
            headers: &headers,
            declared: None,
        };
        assert!(!allows(&request, Credential::Cookie));
        request.declared = Some("https://learn.example/");
        assert!(allows(&request, Credential::Cookie));
        request.declared = Some("http://learn.example");
        assert!(!allows(&request, Credential::Cookie));
    }
}
