//! What can go wrong at rest, sorted by what a caller does about it.

use std::io;

use crate::chunked::FormatError;

/// Any error, as the body of an upload or a store brings it.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Why a sealed object was not written, read or opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no such object.
    #[error("there is no such object")]
    NotFound,
    /// The object exists already: objects are written once.
    #[error("the object exists already")]
    Exists,
    /// The stored bytes are not what was stored, or they belong to another object.
    #[error("stored data is damaged: {what}")]
    Damaged {
        /// Which part does not hold.
        what: String,
    },
    /// The root key is not the one that this store was begun with.
    #[error(
        "the root key, or the installation's id, is not the one that this store was begun with; start with those that belong to this data"
    )]
    WrongKey,
    /// There is data, but no root key was found to open it with.
    #[error(
        "the root key is missing at {at}, but sealed data exists; put the key back from its escrow copy, a new one could not open anything"
    )]
    MissingKey {
        /// Where it was looked for.
        at: String,
    },
    /// The root key cannot be used as it is given.
    #[error("the root key at {at} cannot be used: {why}")]
    BadKey {
        /// Where it was found.
        at: String,
        /// What to do about it.
        why: String,
    },
    /// The key of the account was destroyed: nothing of it opens, and nothing new is sealed.
    #[error(
        "the account's key was destroyed; nothing of the account can be opened, and nothing new is taken"
    )]
    Destroyed,
    /// The range does not lie within the object.
    #[error("the range lies outside the object")]
    Range,
    /// The plaintext is larger than the caller allows.
    #[error("the object is larger than {limit} bytes")]
    TooLarge {
        /// The limit that was given.
        limit: u64,
    },
    /// The stream that was to be sealed broke off.
    #[error("the upload broke off: {0}")]
    Body(#[source] BoxError),
    /// The store has no room left.
    #[error("the store is full")]
    Full,
    /// The configuration cannot be used.
    #[error("{0}")]
    Config(String),
    /// The store failed.
    #[error("the store failed: {0}")]
    Store(#[source] BoxError),
}

impl Error {
    /// Whether it is the object that is not as it should be, and not the way to it.
    pub const fn is_damage(&self) -> bool {
        matches!(self, Self::Damaged { .. } | Self::WrongKey | Self::NotFound)
    }

    pub(crate) fn damaged(what: impl Into<String>) -> Self {
        Self::Damaged { what: what.into() }
    }

    pub(crate) fn cut() -> Self {
        Self::damaged("the stored bytes end too soon")
    }

    pub(crate) fn config(why: impl Into<String>) -> Self {
        Self::Config(why.into())
    }
}

impl From<FormatError> for Error {
    fn from(error: FormatError) -> Self {
        match error {
            FormatError::TooLong => Self::TooLarge {
                limit: (1 << 52) - 1,
            },
            other => Self::damaged(other.to_string()),
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            io::ErrorKind::AlreadyExists => Self::Exists,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            io::ErrorKind::UnexpectedEof => Self::cut(),
            _ => Self::Store(error.into()),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn a_full_disk_is_told_from_other_failures() {
        let mut full = std::fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let error = full.write_all(b"x").unwrap_err();
        assert!(matches!(Error::from(error), Error::Full));
        let other = io::Error::from(io::ErrorKind::PermissionDenied);
        assert!(matches!(Error::from(other), Error::Store(_)));
    }
}
