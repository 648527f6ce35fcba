//! Who says to be calling: a credential, not yet believed.

use std::sync::{Arc, Mutex, PoisonError};

use tutela_core::TokenDigest;

/// The credential of a request, and a note of the actions that were allowed while it was answered.
#[derive(Debug, Clone, Default)]
pub struct Caller {
    credential: Option<TokenDigest>,
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
            credential: Some(digest),
            ..Self::default()
        }
    }

    /// The same credential, with nothing noted.
    pub(crate) fn afresh(&self) -> Self {
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

    /// The digest of the token that came with the request, if one came.
    pub const fn credential(&self) -> Option<TokenDigest> {
        self.credential
    }

    pub(crate) fn note(&self, action: &'static str) {
        self.allowed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(action);
    }
}
