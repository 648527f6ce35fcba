//! Why somebody did not get through.

/// A refusal, or a database that did not answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody is signed in, or the session has ended.
    #[error("nobody is signed in")]
    NotSignedIn,
    /// There is no such thing, or the caller may not know of it. The two are one on purpose.
    #[error("there is no such thing")]
    NotFound,
    /// The caller may see the thing, but may not do this with it.
    #[error("this is not allowed here")]
    Forbidden,
    /// The caller holds the role that it takes, but must first set up the second factor that is asked of it.
    #[error("a second factor is asked of this role")]
    FactorNeeded,
    /// It takes a fresh proof of who the caller is.
    #[error("this takes a fresh proof of who you are")]
    ProofNeeded,
    /// It takes the person himself; no API token does it.
    #[error("no API token does this")]
    NotByToken,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] tutela_db::Error),
}
