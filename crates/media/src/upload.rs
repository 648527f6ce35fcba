//! Receiving a file: allowed first, then checked and sealed as it arrives, and shown only when all of it is safe.
//! No transaction is open while bytes come; what was allowed at the start is asked again at the end.

pub mod api;
mod check;
mod mp4;
pub mod screen;

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, stream};
use tutela_access::{Authorized, Caller, Error, Gate, Live, UploadMedia};
use tutela_audit::{Activity, record};
use tutela_catalog::lesson;
use tutela_core::{AccountId, LessonId, ObjectId, squeeze};
use tutela_db::Tx;
use tutela_vault::{AccountKey, BoxError, NewObject, Sealed, Vault};

use crate::account_key::{self, KeyError};
use crate::object::{NewRow, Use, retire, stand_in};

use check::Check;
pub use check::{Found, Unfit};

/// A file on its way in.
#[derive(Debug, Clone)]
pub struct Incoming {
    pub lesson: LessonId,
    pub purpose: Use,
    /// As the sender calls it; only its last part is kept.
    pub file_name: String,
    /// The most bytes that are taken.
    pub limit: u64,
}

/// A file that stands in its lesson now.
#[derive(Debug, Clone)]
pub struct Received {
    pub object: ObjectId,
    pub size: u64,
    pub found: Found,
}

/// Why a file was not taken. Nothing of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum CannotUpload {
    #[error(transparent)]
    Unfit(#[from] Unfit),
    #[error("this lesson takes another kind of file")]
    OtherKind,
    #[error("the file has more than {limit} bytes")]
    TooLarge { limit: u64 },
    #[error("the upload broke off")]
    BrokeOff,
    #[error(transparent)]
    Vault(tutela_vault::Error),
    #[error(transparent)]
    Access(#[from] tutela_access::Error),
}

impl From<tutela_vault::Error> for CannotUpload {
    /// The checks end the stream with their own error; it comes back inside the vault's.
    fn from(error: tutela_vault::Error) -> Self {
        match error {
            tutela_vault::Error::TooLarge { limit } => Self::TooLarge { limit },
            tutela_vault::Error::Body(inner) => match inner.downcast::<Self>() {
                Ok(own) => *own,
                Err(_) => Self::BrokeOff,
            },
            other => Self::Vault(other),
        }
    }
}

impl From<KeyError> for CannotUpload {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Db(error) => Self::Access(error.into()),
            KeyError::Vault(error) => error.into(),
        }
    }
}

impl From<tutela_db::Error> for CannotUpload {
    fn from(error: tutela_db::Error) -> Self {
        Self::Access(error.into())
    }
}

/// Takes a file in.
pub async fn receive<S, E>(
    (gate, caller): (&Gate, &Caller),
    vault: &Vault,
    incoming: &Incoming,
    body: S,
) -> Result<Received, CannotUpload>
where
    S: Stream<Item = Result<Bytes, E>> + Send,
    E: Into<BoxError>,
{
    let (account, key, live) = prepare(gate, caller, vault, incoming).await?;
    let object: ObjectId = gate.ambient().id();
    let new = NewObject {
        object,
        purpose: incoming.purpose.purpose(),
        limit: incoming.limit,
    };
    let mut check = Check::new(incoming.purpose);
    let body = checked(body, &mut check, live);
    let sealed = vault.seal(&key, new, body).await?;
    let received = Received {
        object,
        size: sealed.size,
        found: check.finish()?,
    };
    match show(gate, caller, incoming, (&received, &sealed)).await {
        Ok(()) => Ok(received),
        Err(error) => {
            vault.delete(account, object).await?;
            Err(error)
        }
    }
}

/// A failure of the vault in the words of the web.
pub(crate) fn of_vault(error: tutela_vault::Error) -> tutela_web::Error {
    match error {
        tutela_vault::Error::Full => tutela_web::Error::Full,
        tutela_vault::Error::TooLarge { limit } => tutela_web::Error::TooLarge { limit },
        tutela_vault::Error::Damaged { what } => tutela_web::Error::Damaged(what),
        tutela_vault::Error::NotFound => {
            tutela_web::Error::Damaged("an object that has a row is not in the store".to_owned())
        }
        tutela_vault::Error::Destroyed => tutela_web::Error::Conflict("key-destroyed"),
        tutela_vault::Error::Store(why) => tutela_web::Error::Busy(why.to_string()),
        other => tutela_web::Error::Internal(other.to_string()),
    }
}

/// Asks whether the caller may, and fetches the key, before the first byte is taken.
async fn prepare(
    gate: &Gate,
    caller: &Caller,
    vault: &Vault,
    incoming: &Incoming,
) -> Result<(AccountId, AccountKey, Live<UploadMedia>), CannotUpload> {
    let mut guarded = gate.write(caller).await?;
    let mut authorized = guarded.authorize(UploadMedia, incoming.lesson).await?;
    let (account, now) = (authorized.account()?, authorized.now());
    fits(authorized.tx(), incoming).await?;
    let key = account_key::get_or_create(authorized.tx(), vault, account, now).await?;
    let live = authorized.live();
    guarded.commit().await?;
    Ok((account, key, live))
}

/// A film lesson takes a film and its poster, a document lesson a document.
async fn fits(tx: &mut Tx, incoming: &Incoming) -> Result<(), CannotUpload> {
    let kind = lesson::kind(tx, incoming.lesson).await?;
    match (kind, incoming.purpose) {
        (lesson::Kind::Video, Use::Video | Use::Poster) => Ok(()),
        (lesson::Kind::Document, Use::Document) => Ok(()),
        _ => Err(CannotUpload::OtherKind),
    }
}

/// Asks again, after what may have been an hour, and lets the object stand in its lesson.
async fn show(
    gate: &Gate,
    caller: &Caller,
    incoming: &Incoming,
    (received, sealed): (&Received, &Sealed),
) -> Result<(), CannotUpload> {
    let mut guarded = gate.write(caller).await?;
    let mut authorized = guarded.authorize(UploadMedia, incoming.lesson).await?;
    let now = authorized.now();
    let file_name = file_name(&incoming.file_name);
    let new = NewRow {
        id: received.object,
        account: authorized.account()?,
        lesson: incoming.lesson,
        purpose: incoming.purpose,
        file_name: &file_name,
        found: &received.found,
        sealed,
        by: authorized.somebody().id,
    };
    stand_in(authorized.tx(), &new, now).await?;
    match incoming.purpose {
        Use::Poster => lesson::picture(authorized.tx(), incoming.lesson, now).await?,
        Use::Video => {
            retire(authorized.tx(), incoming.lesson, Use::Poster, now).await?;
            lesson::fill(
                authorized.tx(),
                incoming.lesson,
                received.found.duration,
                now,
            )
            .await?;
        }
        Use::Document => lesson::fill(authorized.tx(), incoming.lesson, None, now).await?,
    }
    note(&mut authorized, &new).await?;
    guarded.commit().await?;
    Ok(())
}

async fn note(
    authorized: &mut Authorized<'_, UploadMedia>,
    new: &NewRow<'_>,
) -> Result<(), CannotUpload> {
    let policy = authorized.policy().to_owned();
    let activity = Activity {
        actor: Some(new.by),
        account: Some(new.account),
        scope: new.lesson.into(),
        action: "uploadMedia",
        policy: &policy,
        subject: new.id.to_string(),
        detail: new.purpose.as_str(),
    };
    let ambient = authorized.ambient();
    Ok(record(authorized.tx(), activity, ambient).await?)
}

/// The bytes as they come, looked at on their way; what does not fit ends the stream with the reason, and so does a
/// removal, also while nothing comes.
fn checked<'a, S, E>(
    body: S,
    check: &'a mut Check,
    live: Live<UploadMedia>,
) -> impl Stream<Item = Result<Bytes, BoxError>> + Send + 'a
where
    S: Stream<Item = Result<Bytes, E>> + Send + 'a,
    E: Into<BoxError>,
{
    stream::unfold(Some((Box::pin(body), check, live)), async |state| {
        let (mut body, check, mut live) = state?;
        let next = tokio::select! {
            biased;
            () = live.ended() => return end(Error::NotFound.into()),
            next = body.next() => next,
        };
        match next {
            Some(Ok(bytes)) => match check.look(&bytes) {
                Ok(()) => Some((Ok(bytes), Some((body, check, live)))),
                Err(unfit) => end(unfit.into()),
            },
            Some(Err(error)) => Some((Err(error.into()), None)),
            None => check.finish().err().and_then(|unfit| end(unfit.into())),
        }
    })
}

/// The end of a stream, with its reason.
fn end<T>(reason: CannotUpload) -> Option<(Result<Bytes, BoxError>, Option<T>)> {
    Some((Err(reason.into()), None))
}

/// The name without folders and control characters, of at most 200 characters; never empty.
fn file_name(claimed: &str) -> String {
    let last = claimed.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = squeeze(last).chars().take(200).collect();
    if name.is_empty() {
        "file".to_owned()
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_by_its_last_name() {
        assert_eq!(file_name("../../etc/passwd"), "passwd");
        assert_eq!(file_name("C:\\films\\a  shot\u{7}.mp4"), "a shot .mp4");
        assert_eq!(file_name("folder/"), "file");
        assert_eq!(file_name(&"x".repeat(500)).len(), 200);
    }
}
