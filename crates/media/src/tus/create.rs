//! Announcing an upload: what would be refused at its end is refused here, before a byte of it travels.

use tutela_access::{Authorized, Caller, Error, Gate, UploadMedia};
use tutela_core::{LessonId, PersonId, Time, UploadId};

use super::header::Concat;
use super::row::{self, Upload};
use crate::Media;
use crate::object::Use;
use crate::quota;
use crate::upload::{CannotUpload, Incoming, Unfit, file_name, fits};

/// How many uploads somebody may have under way.
const OPEN: u64 = 200;

/// A file that somebody is going to send.
#[derive(Debug, Clone)]
pub(super) struct New {
    pub lesson: LessonId,
    pub purpose: Use,
    pub file_name: String,
    pub metadata: String,
    pub concat: Concat,
    pub length: u64,
}

impl New {
    pub fn incoming(&self, media: &Media) -> Incoming {
        Incoming {
            lesson: self.lesson,
            purpose: self.purpose,
            file_name: self.file_name.clone(),
            limit: media.limit,
        }
    }
}

/// Begins an upload of which nothing has come yet.
pub(super) async fn create(
    (gate, caller): (&Gate, &Caller),
    media: &Media,
    new: &New,
) -> Result<Upload, CannotUpload> {
    if new.length == 0 {
        return Err(Unfit::Empty.into());
    }
    if new.length > media.limit {
        return Err(CannotUpload::TooLarge { limit: media.limit });
    }
    let mut guarded = gate.write(caller).await?;
    let mut authorized = guarded.authorize(UploadMedia, new.lesson).await?;
    fits(authorized.tx(), &new.incoming(media)).await?;
    has_room(&mut authorized, new.length).await?;
    let upload = put(&mut authorized, gate.ambient().id(), new).await?;
    guarded.commit().await?;
    Ok(upload)
}

/// Whether the account has room for so much, and for what else it is being sent.
async fn has_room(
    authorized: &mut Authorized<'_, UploadMedia>,
    length: u64,
) -> Result<(), CannotUpload> {
    let (account, now) = (authorized.account()?, authorized.now());
    let by = authorized.somebody().id;
    let tx = authorized.tx();
    if row::open(tx, by, now).await? >= OPEN {
        return Err(CannotUpload::Conflict("too-many-uploads"));
    }
    let Some(left) = quota::left(tx, account).await? else {
        return Ok(());
    };
    let left = left.saturating_sub(row::awaited(tx, account, now).await?);
    match length <= left {
        true => Ok(()),
        false => Err(CannotUpload::OverQuota { left }),
    }
}

async fn put(
    authorized: &mut Authorized<'_, UploadMedia>,
    id: UploadId,
    new: &New,
) -> Result<Upload, Error> {
    let now = authorized.now();
    let upload = Upload {
        id,
        account: authorized.account()?,
        lesson: new.lesson,
        purpose: new.purpose,
        file_name: file_name(&new.file_name),
        metadata: new.metadata.clone(),
        concat: new.concat.to_text(new.lesson),
        length: new.length,
        received: 0,
        by: authorized.somebody().id,
        expires_at: row::expiry(now),
        object: None,
    };
    row::insert(authorized.tx(), &upload, now).await?;
    Ok(upload)
}

/// One's own upload.
pub(super) async fn find(
    authorized: &mut Authorized<'_, UploadMedia>,
    upload: UploadId,
) -> Result<Upload, Error> {
    let (lesson, by, now): (LessonId, PersonId, Time) =
        (authorized.on(), authorized.somebody().id, authorized.now());
    let found = row::find(authorized.tx(), (lesson, upload), by, now).await?;
    found.ok_or(Error::NotFound)
}
