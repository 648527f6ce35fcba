//! From which device somebody comes, as it describes itself, and from which network.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use http::header::USER_AGENT;
use http::request::Parts;
use tutela_access::session::Origin;
use tutela_web::Client;

/// What the browser or program says it is, and the network it comes from; nobody relies on either.
#[derive(Debug, Clone)]
pub struct Device(pub String, pub String);

impl Device {
    /// Both, for a session that begins.
    pub fn origin(&self) -> Origin<'_> {
        Origin {
            user_agent: &self.0,
            network: &self.1,
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Device {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let agent = parts.headers.get(USER_AGENT);
        let agent = agent.and_then(|agent| agent.to_str().ok()).unwrap_or("");
        let client = parts.extensions.get::<Client>();
        let network = client.map(Client::network).unwrap_or_default();
        Ok(Self(agent.to_owned(), network))
    }
}
