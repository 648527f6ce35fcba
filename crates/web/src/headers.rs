//! The headers that every answer bears, whatever its status: what the browser may load, embed, keep and tell others.

use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use http::{Extensions, HeaderMap, HeaderName, HeaderValue};

/// What an answer is, which decides its headers. Handlers choose one of these and nothing finer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Posture {
    /// A page or an answer of the API: kept nowhere, framed by nobody.
    #[default]
    Page,
    /// A document that our own pages show in a frame.
    Document,
    /// A video or a picture. Browsers may keep it, but ask before each use whether they still may.
    Media,
    /// A file to take along: a browser that shows it all the same shows it locked up, as if of nobody's origin.
    Attachment,
    /// A part of the looks, the same for everybody.
    Asset,
}

const PAGE: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
                    media-src 'self' blob:; font-src 'self'; connect-src 'self'; frame-src 'self'; \
                    object-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A browser's own viewer of documents brings its styles along; nothing else may happen in one.
const DOCUMENT: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; \
                        object-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// What is taken along is shown nowhere.
const ATTACHMENT: &str =
    "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Opened by itself, a video or a picture is shown in a bare page that the browser makes.
const MEDIA: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; media-src 'self'; \
                     base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PERMISSIONS: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
                           magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), \
                           autoplay=(self), fullscreen=(self), picture-in-picture=(self)";

/// Two years. Other hosts of the same domain are not ours to decide about.
const HSTS: &str = "max-age=63072000";

impl Posture {
    /// What the handler chose, if it chose.
    pub(crate) fn of(extensions: &Extensions) -> Option<Self> {
        extensions.get().copied()
    }

    const fn content_policy(self) -> &'static str {
        match self {
            Self::Page | Self::Asset => PAGE,
            Self::Document => DOCUMENT,
            Self::Media => MEDIA,
            Self::Attachment => ATTACHMENT,
        }
    }

    const fn framing(self) -> &'static str {
        match self {
            Self::Document => "SAMEORIGIN",
            _ => "DENY",
        }
    }

    const fn caching(self) -> &'static str {
        match self {
            Self::Page => "private, no-store",
            Self::Document | Self::Media | Self::Attachment => "private, no-cache",
            Self::Asset => "public, max-age=31536000, immutable",
        }
    }
}

/// Puts the headers on an answer, over whatever a handler may have set.
pub fn dress(headers: &mut HeaderMap, posture: Posture, secure: bool) {
    const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
    const OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
    const RESOURCE: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
    for (name, value) in [
        (CONTENT_SECURITY_POLICY, posture.content_policy()),
        (CACHE_CONTROL, posture.caching()),
        (X_FRAME_OPTIONS, posture.framing()),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "same-origin"),
        (PERMISSIONS_POLICY, PERMISSIONS),
        (OPENER, "same-origin"),
        (RESOURCE, "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if secure {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(HSTS));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_inline_runs_on_a_page() {
        for posture in [Posture::Page, Posture::Asset] {
            let policy = posture.content_policy();
            assert!(!policy.contains("unsafe"), "{policy}");
            assert!(policy.starts_with("default-src 'none'"), "{policy}");
        }
        for posture in [Posture::Document, Posture::Media, Posture::Attachment] {
            assert!(!posture.content_policy().contains("script-src"));
        }
    }

    #[test]
    fn hsts_is_told_under_tls_alone() {
        let mut headers = HeaderMap::new();
        dress(&mut headers, Posture::Page, false);
        assert!(!headers.contains_key(STRICT_TRANSPORT_SECURITY));
        dress(&mut headers, Posture::Page, true);
        assert!(headers.contains_key(STRICT_TRANSPORT_SECURITY));
    }
}
