//! Who says to be calling: a credential, not yet believed.

use std::sync::{Arc, Mutex, PoisonError};

use tutela_core::TokenDigest;

/// By what a request claims to be somebody's. The two are looked up in places of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Credential {
    Session(TokenDigest),
    ApiToken(TokenDigest),
}

/// The credential of a request, and a note of the actions that were allowed while it was answered.
#[derive(Debug, Clone, Default)]
pub struct Caller {
    credential: Option<Credential>,
    allowed: Arc<Mutex<Vec<&'static str>>>,
}

impl Caller {
    /// A request without a credential.
    pub fn anonymous() -> Self {
        Self::default()
    }

    /// A request with the token of a session. Whether it is one, the database knows.
    pub fn with(digest: TokenDigest) -> Self {
        Self {
            credential: Some(Credential::Session(digest)),
            ..Self::default()
        }
    }

    /// A request of a program with an API token. Whether it is one, the database knows.
    pub fn with_api_token(digest: TokenDigest) -> Self {
        Self {
            credential: Some(Credential::ApiToken(digest)),
            ..Self::default()
        }
    }

    /// The same credential, with nothing noted: for what goes on after the request has gone.
    pub fn afresh(&self) -> Self {
        Self {
            credential: self.credential,
            ..Self::default()
        }
    }

    /// Whether there is no credential at all.
    pub const fn is_anonymous(&self) -> bool {
        self.credential.is_none()
    }

    /// The names of the actions that the policy allowed so far.
    pub fn allowed(&self) -> Vec<&'static str> {
        self.allowed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The digest of the token of a session that came with the request, if one came.
    pub const fn session(&self) -> Option<TokenDigest> {
        match self.credential {
            Some(Credential::Session(digest)) => Some(digest),
            _ => None,
        }
    }

    pub(crate) const fn credential(&self) -> Option<Credential> {
        self.credential
    }

    pub(crate) fn note(&self, action: &'static str) {
        self.allowed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(action);
    }
}
