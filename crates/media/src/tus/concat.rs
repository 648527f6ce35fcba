//! A file that came in parts, by several connections at once: the parts become one upload, and that becomes the file.

use tutela_access::{Authorized, UploadMedia};
use tutela_core::UploadId;
use tutela_vault::AccountKey;

use super::create::{self, New};
use super::hold::Hold;
use super::join;
use super::row::{self, Upload};
use crate::upload::{CannotUpload, file_name, fits};
use crate::{Media, account_key};

/// Puts parts together in the order named; gives the upload that they have become. Stopped in the middle, it has not begun.
pub(super) async fn concatenate(
    mut hold: Hold,
    media: Media,
    new: New,
    parts: Vec<UploadId>,
) -> Result<Upload, CannotUpload> {
    let (upload, key) = gather(&mut hold, &media, &new, &parts).await?;
    let incoming = new.incoming(&media);
    let file = join::File {
        media: &media,
        key: &key,
        incoming: &incoming,
        kept: &[],
        becomes: Some(&upload),
    };
    match join::finish(&hold, file).await {
        Ok(object) => Ok(Upload {
            object: Some(object),
            ..upload
        }),
        Err(error) => {
            match error.is_hopeless() {
                true => hold.forget(&media.vault, upload.account).await,
                false => hold.leave().await,
            }
            Err(error)
        }
    }
}

/// Takes hold of every part, and says what they are to become.
async fn gather(
    hold: &mut Hold,
    media: &Media,
    new: &New,
    parts: &[UploadId],
) -> Result<(Upload, AccountKey), CannotUpload> {
    let (gate, caller) = (hold.gate.clone(), hold.caller.clone());
    let mut guarded = gate.write(&caller).await?;
    let mut authorized = guarded.authorize(UploadMedia, new.lesson).await?;
    let (account, now) = (authorized.account()?, authorized.now());
    let length = take(&mut authorized, hold, parts).await?;
    if length > media.limit {
        return Err(CannotUpload::TooLarge { limit: media.limit });
    }
    fits(authorized.tx(), &new.incoming(media)).await?;
    let whole = Upload {
        id: hold.writer,
        account,
        lesson: new.lesson,
        purpose: new.purpose,
        file_name: file_name(&new.file_name),
        metadata: new.metadata.clone(),
        concat: new.concat.to_text(new.lesson),
        length,
        received: length,
        by: authorized.somebody().id,
        expires_at: row::expiry(now),
        object: None,
    };
    let key = account_key::get_or_create(authorized.tx(), &media.vault, account, now).await?;
    guarded.commit().await?;
    Ok((whole, key))
}

/// Takes hold of parts, each whole and named once; gives their bytes together.
async fn take(
    authorized: &mut Authorized<'_, UploadMedia>,
    hold: &mut Hold,
    parts: &[UploadId],
) -> Result<u64, CannotUpload> {
    let now = authorized.now();
    let mut length = 0;
    for part in parts {
        let found = create::find(authorized, *part).await?;
        let is_whole = found.is_partial() && found.received == found.length;
        if !is_whole || hold.uploads.contains(part) {
            return Err(CannotUpload::Conflict("upload-parts"));
        }
        if !row::take(authorized.tx(), *part, hold.writer, now).await? {
            return Err(CannotUpload::Locked);
        }
        hold.uploads.push(*part);
        length += found.length;
    }
    Ok(length)
}
