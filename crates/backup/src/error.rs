//! What can go wrong with a backup, sorted by what an operator does about it.

use std::io;
use std::path::Path;

/// Why a backup was not made, not proved, or not put back.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The database failed.
    #[error(transparent)]
    Db(#[from] tutela_db::Error),
    /// The objects, or the second place, failed.
    #[error("the sealed objects or the second place: {0}")]
    Vault(#[from] tutela_vault::Error),
    /// The repository at the second place failed.
    #[error("the repository at the second place: {0}")]
    Repository(String),
    /// What came back is not what was taken.
    #[error("the backup is damaged: {0}")]
    Damaged(String),
    /// The recovery key is another one.
    #[error("the recovery key does not open this backup; take the one on its recovery sheet")]
    WrongKey,
    /// The text is no recovery key.
    #[error("this is no recovery key: it has 52 letters and digits in 13 groups of four")]
    BadKey,
    /// There is no backup, or none from before the moment that was asked for.
    #[error("there is no backup {0}")]
    Nothing(String),
    /// A file of this machine failed.
    #[error("{path}: {why}")]
    File { path: String, why: io::Error },
    /// A program that is needed failed.
    #[error("{0}")]
    Program(String),
    /// The record of what ended since the backup cannot be trusted to be whole.
    #[error("the ledger of endings is lost or broken: {0}")]
    Ledger(String),
}

impl Error {
    pub(crate) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |why| Self::File {
            path: path.display().to_string(),
            why,
        }
    }

    pub(crate) fn damaged(what: impl Into<String>) -> Self {
        Self::Damaged(what.into())
    }
}
