//! A file that came in parts, by several connections at once: the parts become one upload, and that becomes the file.

use tutela_access::{Error, UploadMedia};
use tutela_core::UploadId;
use tutela_vault::AccountKey;

use super::create::New;
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

/// Takes hold of every part, and notes what they are to become.
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
    let by = authorized.somebody().id;
    let tx = authorized.tx();
    let mut length = 0u64;
    for part in parts {
        let found = row::find(tx, (new.lesson, *part), by, now).await?;
        let found = found.ok_or(Error::NotFound)?;
        if !found.is_partial() || found.received != found.length {
            return Err(CannotUpload::Conflict("upload-parts"));
        }
        if hold.uploads.contains(part) || !row::take(tx, *part, hold.writer, now).await? {
            return Err(CannotUpload::Locked);
        }
        hold.uploads.push(*part);
        length += found.length;
    }
    if length > media.limit {
        return Err(CannotUpload::TooLarge { limit: media.limit });
    }
    fits(tx, &new.incoming(media)).await?;
    let upload = Upload {
        id: hold.writer,
        account,
        lesson: new.lesson,
        purpose: new.purpose,
        file_name: file_name(&new.file_name),
        metadata: new.metadata.clone(),
        concat: new.concat.to_text(new.lesson),
        length,
        received: length,
        by,
        expires_at: row::expiry(now),
        object: None,
    };
    let key = account_key::get_or_create(tx, &media.vault, account, now).await?;
    guarded.commit().await?;
    Ok((upload, key))
}
