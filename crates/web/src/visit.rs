//! One request as the handlers see it: who says to be calling, in which language, at what moment.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::header::{ACCEPT, AUTHORIZATION};
use http::request::Parts;
use http::{HeaderMap, Uri};
use tutela_access::{Caller, Gate, Guarded, Somebody};
use tutela_core::{Ambient, Time, Token, TokenDigest};
use uuid::Uuid;

use crate::flash::Flash;
use crate::{App, Error, Language, Page, Words, cookie};

/// What is known of a request before any handler runs. The door makes it; handlers take it as an argument.
#[derive(Clone)]
pub struct Visit(Arc<Inner>);

struct Inner {
    app: App,
    caller: Caller,
    device: Option<Token>,
    credential: Credential,
    language: Language,
    audience: Audience,
    flash: Option<Flash>,
    id: Uuid,
}

/// By what a request claims a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    None,
    Cookie,
    Bearer,
}

/// In what form the answer is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// A browser that shows a page.
    Page,
    /// A program that reads JSON.
    Program,
}

impl Visit {
    pub(crate) fn new(app: &App, uri: &Uri, headers: &HeaderMap) -> Self {
        let (credential, caller) = credential(uri, headers, app.session_cookie_name());
        let flash = cookie::find(headers, app.flash_cookie_name());
        let device = cookie::find(headers, app.device_cookie_name());
        Self(Arc::new(Inner {
            caller,
            device: device.and_then(Token::parse),
            credential,
            language: Language::of(headers),
            audience: Audience::of(uri, headers),
            flash: flash.and_then(Flash::parse),
            id: app.gate().ambient().id(),
            app: app.clone(),
        }))
    }

    /// Begins a transaction that reads.
    pub async fn read(&self) -> Result<Guarded<'_>, Error> {
        Ok(self.gate().read(self.caller()).await?)
    }

    /// Begins a transaction that writes.
    pub async fn write(&self) -> Result<Guarded<'_>, Error> {
        Ok(self.gate().write(self.caller()).await?)
    }

    /// A page for somebody whom the gate let through, in his language.
    pub fn page(&self, somebody: &Somebody, title: impl Into<String>) -> Page {
        Page::new(self, self.words_for(somebody), title.into()).person(somebody)
    }

    /// A page for somebody who is not signed in.
    pub fn open_page(&self, title: impl Into<String>) -> Page {
        Page::new(self, self.words(), title.into())
    }

    /// The texts in the language of somebody whom the gate let through.
    pub fn words_for(&self, somebody: &Somebody) -> Words {
        let language = Language::parse(&somebody.language);
        self.0.app.words(language.unwrap_or(self.0.language))
    }

    /// The texts in the language that the request asks for.
    pub fn words(&self) -> Words {
        self.0.app.words(self.0.language)
    }

    /// The language that the request asks for.
    pub fn language(&self) -> Language {
        self.0.language
    }

    /// The state of the web part.
    pub fn app(&self) -> &App {
        &self.0.app
    }

    /// The one way to the database.
    pub fn gate(&self) -> &Gate {
        self.0.app.gate()
    }

    /// The clock and the randomness in force.
    pub fn ambient(&self) -> &Ambient {
        self.gate().ambient()
    }

    /// The present moment.
    pub fn now(&self) -> Time {
        self.ambient().now()
    }

    /// The credential of the request, not yet believed.
    pub fn caller(&self) -> &Caller {
        &self.0.caller
    }

    /// The digest of the token that the request claims a session with: for ending that very session.
    pub fn token(&self) -> Option<TokenDigest> {
        self.0.caller.session()
    }

    /// What the browser keeps since somebody signed in there before. It proves nothing about who sits there now.
    pub fn device(&self) -> Option<&Token> {
        self.0.device.as_ref()
    }

    /// The id of the request, as in the log and in `x-request-id`.
    pub fn id(&self) -> Uuid {
        self.0.id
    }

    pub(crate) fn credential(&self) -> Credential {
        self.0.credential
    }

    pub(crate) fn audience(&self) -> Audience {
        self.0.audience
    }

    pub(crate) fn flash(&self) -> Option<&Flash> {
        self.0.flash.as_ref()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let visit = parts.extensions.get::<Self>().cloned();
        visit.ok_or_else(|| Error::Internal("the route stands outside the door".to_owned()))
    }
}

impl std::fmt::Debug for Visit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Visit({})", self.0.id)
    }
}

/// A bearer token counts before a cookie. What is malformed is nobody.
fn credential(uri: &Uri, headers: &HeaderMap, cookie_name: &str) -> (Credential, Caller) {
    if let Some(value) = headers.get(AUTHORIZATION) {
        let caller = value.to_str().ok().and_then(|value| bearer(uri, value));
        return (Credential::Bearer, caller.unwrap_or_default());
    }
    match cookie::find(headers, cookie_name) {
        Some(value) => (
            Credential::Cookie,
            Token::parse(value)
                .map_or_else(Caller::anonymous, |token| Caller::with(token.digest())),
        ),
        None => (Credential::None, Caller::anonymous()),
    }
}

/// The token of a session, or an API token, which opens operations of the API and no page.
fn bearer(uri: &Uri, value: &str) -> Option<Caller> {
    let (scheme, token) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return None;
    }
    if let Some(token) = Token::parse_api(token.trim()) {
        return is_operation(uri).then(|| Caller::with_api_token(token.digest()));
    }
    Token::parse(token.trim()).map(|token| Caller::with(token.digest()))
}

fn is_operation(uri: &Uri) -> bool {
    uri.path() == "/api" || uri.path().starts_with("/api/")
}

impl Audience {
    fn of(uri: &Uri, headers: &HeaderMap) -> Self {
        if is_operation(uri) {
            return Self::Program;
        }
        let accepts = |kind: &str| {
            let lines = headers.get_all(ACCEPT).iter();
            lines
                .filter_map(|line| line.to_str().ok())
                .any(|line| line.contains(kind))
        };
        match accepts("json") && !accepts("text/html") {
            true => Self::Program,
            false => Self::Page,
        }
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use http::header::COOKIE;

    use super::*;

    const TOKEN: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    fn found(authorization: Option<&str>, cookies: Option<&str>) -> (Credential, bool) {
        let mut headers = HeaderMap::new();
        for (name, value) in [(AUTHORIZATION, authorization), (COOKIE, cookies)] {
            if let Some(value) = value.and_then(|value| HeaderValue::from_str(value).ok()) {
                headers.insert(name, value);
            }
        }
        let uri = Uri::from_static("/api/v1/me");
        let (credential, caller) = credential(&uri, &headers, "tutela_session");
        (credential, !caller.is_anonymous())
    }

    #[test]
    fn an_api_token_opens_no_page_and_is_no_cookie() {
        let api = format!("tutela_{TOKEN}");
        let of = |path: &'static str, name: http::HeaderName, value: String| {
            let value = HeaderValue::from_str(&value).unwrap_or(HeaderValue::from_static(""));
            let headers = HeaderMap::from_iter([(name, value)]);
            let (_, caller) = credential(&Uri::from_static(path), &headers, "tutela_session");
            (caller.is_anonymous(), caller.session().is_some())
        };
        let bearer = || format!("bearer {api}");
        assert_eq!(
            of("/api/v1/courses", AUTHORIZATION, bearer()),
            (false, false)
        );
        for path in ["/", "/me/tokens", "/apiary", "/media/1/2"] {
            assert_eq!(of(path, AUTHORIZATION, bearer()), (true, false), "{path}");
        }
        let cookie = format!("tutela_session={api}");
        assert_eq!(of("/api/v1/courses", COOKIE, cookie), (true, false));
    }

    #[test]
    fn a_credential_is_a_bearer_token_or_a_cookie() {
        let bearer = format!("Bearer {TOKEN}");
        let cookie = format!("a=b; tutela_session={TOKEN}");
        assert_eq!(found(None, None), (Credential::None, false));
        assert_eq!(found(Some(&bearer), None), (Credential::Bearer, true));
        assert_eq!(found(None, Some(&cookie)), (Credential::Cookie, true));
        assert_eq!(
            found(Some("Bearer short"), Some(&cookie)),
            (Credential::Bearer, false)
        );
        assert_eq!(
            found(Some("Basic YTpi"), Some(&cookie)),
            (Credential::Bearer, false)
        );
        assert_eq!(
            found(None, Some("tutela_session=short")),
            (Credential::Cookie, false)
        );
    }

    #[test]
    fn programs_get_json_and_browsers_get_pages() {
        let audience = |path: &'static str, accept: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, HeaderValue::from_static(accept));
            Audience::of(&Uri::from_static(path), &headers)
        };
        assert_eq!(audience("/api/v1/me", "text/html"), Audience::Program);
        assert_eq!(audience("/apiary", "text/html"), Audience::Page);
        assert_eq!(
            audience("/courses/x", "text/html,application/json"),
            Audience::Page
        );
        assert_eq!(
            audience("/courses/x", "application/json"),
            Audience::Program
        );
        assert_eq!(audience("/courses/x", "*/*"), Audience::Page);
    }
}
