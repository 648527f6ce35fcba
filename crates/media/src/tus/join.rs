//! The end of an upload: its pieces, opened one after another and looked at as one file, become the object that stands in the
//! lesson. Pieces have keys of their own, so that none is ever sealed twice under one; a file of one piece needs no joining.

use std::pin::pin;

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, TryStreamExt as _, stream};
use tokio::time::sleep;
use tutela_access::{Live, UploadMedia};
use tutela_core::ObjectId;
use tutela_vault::{AccountKey, NewObject, Sealed, Vault};

use super::hold::Hold;
use super::row::{self, Part, Upload};
use super::write::{Piece, TICK};
use crate::Media;
use crate::upload::{CannotUpload, Incoming, Inspection, Received, judge, stand};

/// A file of which all pieces are there.
pub(super) struct File<'a> {
    pub media: &'a Media,
    pub key: &'a AccountKey,
    pub incoming: &'a Incoming,
    /// The pieces that have no row yet, behind those that have.
    pub kept: &'a [Piece],
    /// The upload that those held become, where they are parts.
    pub becomes: Option<&'a Upload>,
}

/// Makes the pieces one file and lets it stand in its lesson. Whoever waits for that holds the uploads all the while.
pub(super) async fn finish(hold: &Hold, file: File<'_>) -> Result<ObjectId, CannotUpload> {
    let (rows, live) = hold.parts().await?;
    let purpose = file.incoming.purpose;
    let kept = file.kept.iter();
    let kept = kept.map(|piece| Part::new(piece.object, purpose, &piece.sealed));
    let parts: Vec<_> = rows.iter().cloned().chain(kept).collect();
    let joined = holding(hold, join(hold, &file, &parts, live)).await??;
    let (vault, account) = (&file.media.vault, file.key.account());
    match settle(hold, &file, &joined).await {
        Ok(()) => {
            let object = joined.0.object;
            let pieces = parts.iter().map(|part| part.object);
            let pieces: Vec<_> = pieces.filter(|piece| *piece != object).collect();
            super::discard(vault, account, &pieces).await;
            Ok(object)
        }
        Err(error) => {
            super::discard(vault, account, &[joined.0.object]).await;
            Err(error)
        }
    }
}

/// Does something that takes a while, and says meanwhile that it goes on.
async fn holding<F: Future>(hold: &Hold, work: F) -> Result<F::Output, CannotUpload> {
    let mut work = pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return Ok(done),
            () = sleep(TICK) => hold.renew().await?,
        }
    }
}

async fn join(
    hold: &Hold,
    file: &File<'_>,
    parts: &[Part],
    live: Live<UploadMedia>,
) -> Result<(Received, Sealed), CannotUpload> {
    let (vault, ambient) = (&file.media.vault, hold.gate.ambient());
    let (scanner, purpose) = (file.media.scanner.as_ref(), file.incoming.purpose);
    let mut inspection = Inspection::begin(scanner, purpose, live).await?;
    let body = inspection.pass(plain(vault, file.key, parts));
    let (object, sealed) = match (parts, file.kept) {
        ([_], [piece]) => {
            look_through(body).await?;
            (piece.object, piece.sealed.clone())
        }
        _ => {
            let object = ambient.id();
            let new = NewObject {
                object,
                purpose: purpose.purpose(),
                limit: file.incoming.limit,
            };
            (object, vault.seal(file.key, new, body).await?)
        }
    };
    let received = Received {
        object,
        size: sealed.size,
        found: inspection.found()?,
    };
    judge(
        (vault, file.key, ambient),
        file.incoming,
        (received, sealed),
    )
    .await
}

/// The plaintext of pieces, one behind the other.
fn plain<'a>(
    vault: &'a Vault,
    key: &'a AccountKey,
    parts: &'a [Part],
) -> impl Stream<Item = Result<Bytes, CannotUpload>> + Send + 'a {
    let opened = stream::iter(parts.to_vec()).then(move |part| async move {
        let object = vault.open(key, &part.meta()).await?;
        Ok::<_, CannotUpload>(object.read(0..part.size).map_err(CannotUpload::from))
    });
    opened.try_flatten()
}

async fn look_through<S>(body: S) -> Result<(), CannotUpload>
where
    S: Stream<Item = Result<Bytes, tutela_vault::BoxError>> + Send,
{
    let mut body = pin!(body);
    while let Some(piece) = body.next().await {
        piece.map_err(|error| CannotUpload::from(tutela_vault::Error::Body(error)))?;
    }
    Ok(())
}

/// One transaction: the object stands in its lesson, and the uploads it came by are over.
async fn settle(
    hold: &Hold,
    file: &File<'_>,
    (received, sealed): &(Received, Sealed),
) -> Result<(), CannotUpload> {
    let mut guarded = hold.gate.write(&hold.caller).await?;
    let mut authorized = guarded.authorize(UploadMedia, hold.lesson).await?;
    stand(&mut authorized, file.incoming, (received, sealed)).await?;
    let now = authorized.now();
    for upload in &hold.uploads {
        let writer = (*upload, hold.writer);
        if !row::finish(authorized.tx(), writer, received.object).await? {
            return Err(CannotUpload::Locked);
        }
    }
    if let Some(whole) = file.becomes {
        for part in &hold.uploads {
            row::remove(authorized.tx(), *part).await?;
        }
        let mut whole = whole.clone();
        whole.object = Some(received.object);
        row::insert(authorized.tx(), &whole, now).await?;
    }
    Ok(guarded.commit().await?)
}
