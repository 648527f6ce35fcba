//! The link as it is handed over: with the address under which its maker reaches the house.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use http::header::HOST;
use http::request::Parts;
use tutela_core::Token;
use tutela_web::Visit;

/// The path behind which an invitation is taken up.
pub fn path(token: &Token) -> String {
    format!("/invitations/{}", token.reveal())
}

/// The host that a request names, which counts where no address is declared.
#[derive(Debug)]
pub struct Host(Option<String>);

impl Host {
    /// The whole link, `https://learn.example/invitations/…`.
    pub fn link(&self, visit: &Visit, token: &Token) -> String {
        format!("{}{}", self.origin(visit).unwrap_or_default(), path(token))
    }

    /// The address of the house as browsers see it, `https://learn.example`.
    pub fn origin(&self, visit: &Visit) -> Option<String> {
        let settings = visit.app().settings();
        let scheme = if settings.secure { "https" } else { "http" };
        match (&settings.origin, &self.0) {
            (Some(origin), _) => Some(origin.trim_end_matches('/').to_owned()),
            (None, host) => host.as_ref().map(|host| format!("{scheme}://{host}")),
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
