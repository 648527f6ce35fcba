//! The one door through which errors leave. What goes wrong in any crate becomes an [`Error`] here; the door
//! renders it as a page or as a problem document (RFC 9457), so that no handler words a failure itself.

mod render;

use std::sync::Arc;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::StatusCode;

use crate::FieldErrors;
use crate::fields::Fact;

pub(crate) use render::render;
pub use render::{Problem, ProblemField};

/// Why a request is not answered as asked.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Nobody is signed in: pages lead to the sign-in, programs get 401.
    #[error("nobody is signed in")]
    NotSignedIn,
    /// What was given as a proof of who one is does not prove it; the code is the key of a text `error-<code>`.
    #[error("not proved: {0}")]
    WrongProof(&'static str),
    /// There is no such thing, or the caller may not know of it.
    #[error("there is no such thing")]
    NotFound,
    /// The caller may see the thing, but not do this.
    #[error("not allowed")]
    Forbidden,
    /// It takes a fresh proof of who the caller is: pages ask for it, programs call `reauthenticate`.
    #[error("a fresh proof is needed")]
    ProofNeeded,
    /// The caller's role waits for a second factor: pages lead to setting one up.
    #[error("a second factor is needed")]
    FactorNeeded,
    /// It takes the person himself, and the request came with an API token of his.
    #[error("no API token does this")]
    NotByToken,
    /// The request was made by a page of another site.
    #[error("the request came from another site")]
    CrossSite,
    /// The state of things is against it; the code is the key of a text `error-<code>`.
    #[error("refused: {0}")]
    Conflict(&'static str),
    /// Fields of a form or of a document are wrong.
    #[error(transparent)]
    Fields(#[from] FieldErrors),
    /// The request cannot be read at all.
    #[error("the request cannot be read")]
    Malformed,
    /// The JSON is not JSON, from this line and column on.
    #[error("the JSON is wrong in line {line}, column {column}")]
    Json { line: u64, column: u64 },
    /// More bytes than may be sent there.
    #[error("more than {limit} bytes")]
    TooLarge { limit: u64 },
    /// More bytes than the account has left.
    #[error("only {left} bytes are left")]
    OverQuota { left: u64 },
    /// Somebody else is writing there; again after so many seconds.
    #[error("somebody else is writing there")]
    Locked { seconds: u64 },
    /// What arrived is not what the sender's checksum says.
    #[error("the checksum does not fit")]
    Checksum,
    /// The request speaks a version of a protocol that is not spoken here.
    #[error("this version of the protocol is not spoken here")]
    Protocol,
    /// The content has another type than the one expected.
    #[error("not {expected}")]
    MediaType { expected: &'static str },
    /// The address exists, the method does not.
    #[error("no such method here")]
    Method,
    /// The request did not arrive in time.
    #[error("the request did not arrive in time")]
    Timeout,
    /// The range lies outside a thing of this many bytes, or is none.
    #[error("the range lies outside {size} bytes")]
    Range { size: u64 },
    /// More than one range of a thing of this many bytes.
    #[error("more than one range of {size} bytes")]
    SeveralRanges { size: u64 },
    /// Tried too often; again after so many seconds.
    #[error("too many tries")]
    TooMany { seconds: u64 },
    /// The database is busy or away; trying again later helps.
    #[error("busy: {0}")]
    Busy(String),
    /// No space is left.
    #[error("no space is left")]
    Full,
    /// What is stored does not pass its check.
    #[error("damaged: {0}")]
    Damaged(String),
    /// Our own fault, for the log alone.
    #[error("internal: {0}")]
    Internal(String),
}

impl Error {
    /// The status, and the code under which programs and texts know the error.
    pub fn kind(&self) -> (StatusCode, &'static str) {
        use StatusCode as Status;
        match self {
            Self::NotSignedIn => (Status::UNAUTHORIZED, "not-signed-in"),
            Self::WrongProof(code) => (Status::UNAUTHORIZED, code),
            Self::NotFound => (Status::NOT_FOUND, "not-found"),
            Self::Forbidden => (Status::FORBIDDEN, "forbidden"),
            Self::ProofNeeded => (Status::FORBIDDEN, "proof-needed"),
            Self::FactorNeeded => (Status::FORBIDDEN, "second-factor-needed"),
            Self::NotByToken => (Status::FORBIDDEN, "not-by-token"),
            Self::CrossSite => (Status::FORBIDDEN, "cross-site"),
            Self::Conflict(code) => (Status::CONFLICT, code),
            Self::Fields(_) => (Status::UNPROCESSABLE_ENTITY, "fields"),
            Self::Malformed => (Status::BAD_REQUEST, "malformed"),
            Self::Json { .. } => (Status::BAD_REQUEST, "malformed-json"),
            Self::TooLarge { .. } => (Status::PAYLOAD_TOO_LARGE, "too-large"),
            Self::OverQuota { .. } => (Status::PAYLOAD_TOO_LARGE, "over-quota"),
            Self::Locked { .. } => (Status::LOCKED, "locked"),
            Self::Checksum => (checksum_mismatch(), "checksum"),
            Self::Protocol => (Status::PRECONDITION_FAILED, "protocol"),
            Self::MediaType { .. } => (Status::UNSUPPORTED_MEDIA_TYPE, "media-type"),
            Self::Method => (Status::METHOD_NOT_ALLOWED, "method"),
            Self::Timeout => (Status::REQUEST_TIMEOUT, "timeout"),
            Self::Range { .. } => (Status::RANGE_NOT_SATISFIABLE, "range"),
            Self::SeveralRanges { .. } => (Status::RANGE_NOT_SATISFIABLE, "several-ranges"),
            Self::TooMany { .. } => (Status::TOO_MANY_REQUESTS, "too-many"),
            Self::Busy(_) => (Status::SERVICE_UNAVAILABLE, "busy"),
            Self::Full => (Status::INSUFFICIENT_STORAGE, "full"),
            Self::Damaged(_) => (Status::INTERNAL_SERVER_ERROR, "damaged"),
            Self::Internal(_) => (Status::INTERNAL_SERVER_ERROR, "internal"),
        }
    }

    /// After how many seconds trying again makes sense.
    pub const fn retry_after(&self) -> Option<u64> {
        match self {
            Self::TooMany { seconds } | Self::Locked { seconds } => Some(*seconds),
            Self::Busy(_) => Some(5),
            _ => None,
        }
    }

    /// The error for a refusal that somebody else has put into a status alone.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::UNAUTHORIZED => Self::NotSignedIn,
            StatusCode::FORBIDDEN => Self::Forbidden,
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Self::Method,
            StatusCode::REQUEST_TIMEOUT => Self::Timeout,
            StatusCode::SERVICE_UNAVAILABLE => Self::Busy("a layer said so".to_owned()),
            status if status.is_client_error() => Self::Malformed,
            status => Self::Internal(format!("a layer answered {status}")),
        }
    }

    /// What the sentence names.
    fn facts(&self, words: &crate::Words) -> Vec<(&'static str, Fact)> {
        let text = |name, text| vec![(name, Fact::Text(text))];
        match self {
            Self::Json { line, column } => vec![
                ("line", Fact::Number(*line)),
                ("column", Fact::Number(*column)),
            ],
            Self::TooLarge { limit } => text("limit", words.size(*limit)),
            Self::OverQuota { left } => text("left", words.size(*left)),
            Self::MediaType { expected } => text("expected", (*expected).to_owned()),
            Self::Range { size } => text("size", words.size(*size)),
            Self::TooMany { seconds } => {
                let wait = std::time::Duration::from_secs(*seconds);
                text("wait", words.duration(wait))
            }
            _ => Vec::new(),
        }
    }
}

/// The status of a wrong checksum in the tus protocol (<https://tus.io/protocols/resumable-upload#checksum>).
fn checksum_mismatch() -> StatusCode {
    StatusCode::from_u16(460).unwrap_or(StatusCode::BAD_REQUEST)
}

impl From<tutela_access::Error> for Error {
    fn from(error: tutela_access::Error) -> Self {
        match error {
            tutela_access::Error::NotSignedIn => Self::NotSignedIn,
            tutela_access::Error::NotFound => Self::NotFound,
            tutela_access::Error::Forbidden => Self::Forbidden,
            tutela_access::Error::FactorNeeded => Self::FactorNeeded,
            tutela_access::Error::ProofNeeded => Self::ProofNeeded,
            tutela_access::Error::NotByToken => Self::NotByToken,
            tutela_access::Error::Db(error) => error.into(),
        }
    }
}

impl From<tutela_db::Error> for Error {
    fn from(error: tutela_db::Error) -> Self {
        match error {
            tutela_db::Error::Full => Self::Full,
            error if error.is_passing() => Self::Busy(error.to_string()),
            error => Self::Internal(error.to_string()),
        }
    }
}

impl From<askama::Error> for Error {
    fn from(error: askama::Error) -> Self {
        Self::Internal(error.to_string())
    }
}

/// An error on its way to the door, which knows the language and the form that the request wants.
#[derive(Debug, Clone)]
pub(crate) struct Fault(pub Arc<Error>);

/// The form that somebody sent before he was asked for a proof, so that nothing of it is lost.
#[derive(Debug, Clone)]
pub(crate) struct SentForm(pub axum::body::Bytes);

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (status, _) = self.kind();
        let mut response = Response::new(Body::empty());
        *response.status_mut() = status;
        response.extensions_mut().insert(Fault(Arc::new(self)));
        response
    }
}
