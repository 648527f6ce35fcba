//! The link as it is handed over: with the address under which its maker reaches the house.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use http::header::HOST;
use http::request::Parts;
use tutela_core::Token;
use tutela_web::Visit;

/// The path behind which a new person sets the password.
pub fn path(token: &Token) -> String {
    format!("/welcome/{}", token.reveal())
}

/// The host that a request names, which counts where no address is declared.
#[derive(Debug)]
pub struct Host(Option<String>);

impl Host {
    /// The whole link, `https://learn.example/welcome/…`.
    pub fn link(&self, visit: &Visit, token: &Token) -> String {
        let settings = visit.app().settings();
        let scheme = if settings.secure { "https" } else { "http" };
        let path = path(token);
        match (&settings.origin, &self.0) {
            (Some(origin), _) => format!("{}{path}", origin.trim_end_matches('/')),
            (None, Some(host)) => format!("{scheme}://{host}{path}"),
            (None, None) => path,
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Host {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let header = parts.headers.get(HOST).and_then(|host| host.to_str().ok());
        let named = parts.uri.authority().map(|authority| authority.as_str());
        Ok(Self(header.or(named).map(str::to_owned)))
    }
}
