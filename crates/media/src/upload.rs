//! Receiving a file: allowed first, then checked and sealed as it arrives, and shown only when all of it is safe.
//! No transaction is open while bytes come; what was allowed at the start is asked again at the end.

pub mod api;
mod check;
mod inspect;
mod mp4;
mod name;
mod office;
mod picture;
pub mod screen;
mod whole;

use bytes::Bytes;
use futures_util::Stream;
use tutela_access::{Authorized, Caller, Gate, Live, UploadMedia};
use tutela_audit::{Activity, record};
use tutela_catalog::lesson;
use tutela_core::{LessonId, ObjectId};
use tutela_db::Tx;
use tutela_vault::{AccountKey, BoxError, NewObject, Sealed};

use crate::account_key::{self, KeyError};
use crate::object::{NewRow, Use, retire, stand_in};
use crate::scan::Suspicion;
use crate::{Media, attachment, quota};

pub(crate) use check::Check;
pub use check::{Found, Unfit};
pub(crate) use inspect::Inspection;
pub(crate) use name::file_name;
pub(crate) use whole::judge;

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
    #[error("the account has {left} bytes left")]
    OverQuota { left: u64 },
    #[error("the upload broke off")]
    BrokeOff,
    #[error("somebody else is writing to it")]
    Locked,
    #[error("it goes on elsewhere: {0}")]
    Conflict(&'static str),
    #[error("the checksum does not fit")]
    Checksum,
    #[error(transparent)]
    Suspicious(#[from] Suspicion),
    #[error(transparent)]
    Vault(tutela_vault::Error),
    #[error(transparent)]
    Access(#[from] tutela_access::Error),
}

impl CannotUpload {
    /// Whether the same bytes would be refused again.
    pub(crate) const fn is_hopeless(&self) -> bool {
        matches!(
            self,
            Self::Unfit(_)
                | Self::OtherKind
                | Self::OverQuota { .. }
                | Self::TooLarge { .. }
                | Self::Suspicious(Suspicion::Found(_))
        )
    }
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
    media: &Media,
    incoming: &Incoming,
    body: S,
) -> Result<Received, CannotUpload>
where
    S: Stream<Item = Result<Bytes, E>> + Send,
    E: Into<BoxError>,
{
    let (key, live, limit) = prepare(gate, caller, media, incoming).await?;
    let object: ObjectId = gate.ambient().id();
    let new = NewObject {
        object,
        purpose: incoming.purpose.purpose(),
        limit,
    };
    let scanner = media.scanner.as_ref();
    let mut inspection = Inspection::begin(scanner, incoming.purpose, live).await?;
    let sealed = media.vault.seal(&key, new, inspection.pass(body)).await;
    let sealed = sealed.map_err(|error| over(error.into(), incoming))?;
    let received = Received {
        object,
        size: sealed.size,
        found: inspection.found()?,
    };
    let house = (&media.vault, &key, gate.ambient());
    let (received, sealed) = judge(house, incoming, (received, sealed)).await?;
    match show(gate, caller, incoming, (&received, &sealed)).await {
        Ok(()) => Ok(received),
        Err(error) => {
            media.vault.delete(key.account(), received.object).await?;
            Err(error)
        }
    }
}

/// A limit that is lower than the file's own is what the account has left.
fn over(error: CannotUpload, incoming: &Incoming) -> CannotUpload {
    match error {
        CannotUpload::TooLarge { limit } if limit < incoming.limit => {
            CannotUpload::OverQuota { left: limit }
        }
        error => error,
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

/// Asks whether the caller may, fetches the key, and says how many bytes there is room for, before the first byte is taken.
async fn prepare(
    gate: &Gate,
    caller: &Caller,
    media: &Media,
    incoming: &Incoming,
) -> Result<(AccountKey, Live<UploadMedia>, u64), CannotUpload> {
    let mut guarded = gate.write(caller).await?;
    let mut authorized = guarded.authorize(UploadMedia, incoming.lesson).await?;
    let (account, now) = (authorized.account()?, authorized.now());
    fits(authorized.tx(), incoming).await?;
    let key = account_key::get_or_create(authorized.tx(), &media.vault, account, now).await?;
    let left = quota::left(authorized.tx(), account).await?;
    let live = authorized.live();
    guarded.commit().await?;
    let limit = left.map_or(incoming.limit, |left| left.min(incoming.limit));
    Ok((key, live, limit))
}

/// A film lesson takes a film and its poster, a document lesson a document, and each of them what is attached.
pub(crate) async fn fits(tx: &mut Tx, incoming: &Incoming) -> Result<(), CannotUpload> {
    let kind = lesson::kind(tx, incoming.lesson).await?;
    match (kind, incoming.purpose) {
        (_, Use::Attachment) => has_place(tx, incoming.lesson).await,
        (lesson::Kind::Video, Use::Video | Use::Poster) => Ok(()),
        (lesson::Kind::Document, Use::Document) => Ok(()),
        _ => Err(CannotUpload::OtherKind),
    }
}

async fn has_place(tx: &mut Tx, lesson: LessonId) -> Result<(), CannotUpload> {
    match attachment::in_lesson(tx, lesson).await?.len() < attachment::MOST {
        true => Ok(()),
        false => Err(CannotUpload::Conflict("attachments-full")),
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
    stand(&mut authorized, incoming, (received, sealed)).await?;
    guarded.commit().await?;
    Ok(())
}

/// Lets a sealed object stand in its lesson, if the account has room for it, and records who gave it.
pub(crate) async fn stand(
    authorized: &mut Authorized<'_, UploadMedia>,
    incoming: &Incoming,
    (received, sealed): (&Received, &Sealed),
) -> Result<(), CannotUpload> {
    let (account, now) = (authorized.account()?, authorized.now());
    if let Some(left) = quota::left(authorized.tx(), account).await?
        && left < received.size
    {
        return Err(CannotUpload::OverQuota { left });
    }
    let file_name = file_name(&incoming.file_name);
    let file_name = name::with_ending(file_name, received.found.media_type);
    let variant = match incoming.purpose {
        // Several stand side by side.
        Use::Attachment => received.object.to_string(),
        _ => String::new(),
    };
    let new = NewRow {
        id: received.object,
        account,
        lesson: incoming.lesson,
        purpose: incoming.purpose,
        variant: &variant,
        file_name: &file_name,
        found: &received.found,
        sealed,
        by: authorized.somebody().id,
    };
    stand_in(authorized.tx(), &new, now).await?;
    tell(authorized, incoming, received).await?;
    note(authorized, &new).await
}

/// Lets the lesson know what stands in it now.
async fn tell(
    authorized: &mut Authorized<'_, UploadMedia>,
    incoming: &Incoming,
    received: &Received,
) -> Result<(), CannotUpload> {
    let (lesson, now) = (incoming.lesson, authorized.now());
    let tx = authorized.tx();
    match incoming.purpose {
        Use::Attachment => attachment::append(tx, lesson, received.object).await?,
        Use::Poster => lesson::picture(tx, lesson, now).await?,
        Use::Video => {
            retire(tx, lesson, Use::Poster, now).await?;
            lesson::fill(tx, lesson, received.found.duration, now).await?;
        }
        Use::Document => lesson::fill(tx, lesson, None, now).await?,
    }
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
