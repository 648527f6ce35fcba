//! Bytes of an upload as they arrive: sealed in pieces, each acknowledged only when it rests on stable storage and its row is
//! committed. One writer at a time; what breaks off is kept up to the last byte that came.

use std::convert::Infallible;
use std::future::ready;
use std::pin::pin;

use futures_util::{StreamExt as _, stream};
use tokio::time::{Duration, Instant};
use tutela_access::{Caller, Error, Live, UploadMedia};
use tutela_core::ObjectId;
use tutela_vault::{AccountKey, NewObject, Sealed};

use super::arrival::Arrival;
use super::hold::Hold;
use super::join;
use super::row::{self, Part, Upload};
use crate::Media;
use crate::account_key;
use crate::upload::{CannotUpload, Incoming, fits};

/// The most bytes of a piece: what is lost at most when the process dies in the middle of one request.
const PIECE: u64 = 64 << 20;
/// After this long a piece ends however small it is, and whoever writes says that he still does.
pub(super) const TICK: Duration = Duration::from_secs(5);

/// A piece that rests in the store and has no row yet.
pub(super) struct Piece {
    pub object: ObjectId,
    pub sealed: Sealed,
}

/// Somebody who sends bytes to an upload.
pub(super) struct Writer {
    hold: Hold,
    media: Media,
    upload: Upload,
    key: AccountKey,
    arrival: Arrival,
    /// What is not acknowledged yet: the last piece of a file, and all of a chunk whose checksum is not known yet.
    kept: Vec<Piece>,
}

/// Takes hold of an upload for whoever goes on with it at this place.
pub(super) async fn begin(
    (caller, mut hold): (&Caller, Hold),
    media: &Media,
    upload: &Upload,
    offset: u64,
) -> Result<(Hold, AccountKey, Live<UploadMedia>), CannotUpload> {
    let gate = hold.gate.clone();
    let mut guarded = gate.write(caller).await?;
    let mut authorized = guarded.authorize(UploadMedia, upload.lesson).await?;
    let (account, now) = (authorized.account()?, authorized.now());
    let by = authorized.somebody().id;
    let live = authorized.live();
    let tx = authorized.tx();
    if !row::take(tx, upload.id, hold.writer, now).await? {
        return Err(CannotUpload::Locked);
    }
    let found = row::find(tx, (upload.lesson, upload.id), by, now).await?;
    let found = found.ok_or(Error::NotFound)?;
    if found.received != offset {
        return Err(CannotUpload::Conflict("upload-offset"));
    }
    fits(tx, &incoming(&found, media)).await?;
    let key = account_key::get_or_create(tx, &media.vault, account, now).await?;
    guarded.commit().await?;
    hold.uploads = vec![upload.id];
    Ok((hold, key, live))
}

/// The file as the rest of the feature knows it.
pub(super) fn incoming(upload: &Upload, media: &Media) -> Incoming {
    Incoming {
        lesson: upload.lesson,
        purpose: upload.purpose,
        file_name: upload.file_name.clone(),
        limit: media.limit,
    }
}

impl Writer {
    pub fn new(
        (hold, key): (Hold, AccountKey),
        media: &Media,
        upload: Upload,
        arrival: Arrival,
    ) -> Self {
        Self {
            hold,
            media: media.clone(),
            upload,
            key,
            arrival,
            kept: Vec::new(),
        }
    }

    /// Takes in what comes; gives how the upload stands then.
    pub async fn run(mut self) -> Result<Upload, CannotUpload> {
        match self.take_in().await {
            Ok(()) => {
                self.hold.leave().await;
                Ok(self.upload)
            }
            Err(error) => {
                self.give_up(&error).await;
                // From whom the role was taken, nothing more is taken either.
                if !matches!(error, CannotUpload::Access(_)) {
                    self.arrival.drain().await;
                }
                Err(error)
            }
        }
    }

    async fn take_in(&mut self) -> Result<(), CannotUpload> {
        while self.left() > 0 && !self.arrival.is_over() {
            let piece = self.piece().await?;
            self.kept.extend(piece);
            if let Some(refusal) = self.arrival.refusal() {
                return Err(refusal);
            }
            let waits = self.arrival.has_checksum() || self.is_last();
            match self.kept.is_empty() || waits {
                true => self.hold.renew().await?,
                false => self.acknowledge().await?,
            }
        }
        self.arrival.verify()?;
        match self.is_last() {
            true => self.finish().await,
            false => self.acknowledge().await,
        }
    }

    /// Bytes that are still to come.
    fn left(&self) -> u64 {
        let kept: u64 = self.kept.iter().map(|piece| piece.sealed.size).sum();
        self.upload
            .length
            .saturating_sub(self.upload.received + kept)
    }

    /// Whether all of a file that stands for itself has come.
    fn is_last(&self) -> bool {
        self.left() == 0 && !self.kept.is_empty() && !self.upload.is_partial()
    }

    /// Seals what comes next as an object of its own; nothing when nothing comes for a while.
    async fn piece(&mut self) -> Result<Option<Piece>, CannotUpload> {
        let (until, most) = (Instant::now() + TICK, self.left().min(PIECE));
        let Some(first) = self.arrival.next(most, until).await else {
            return Ok(None);
        };
        let object: ObjectId = self.hold.gate.ambient().id();
        let new = NewObject {
            object,
            purpose: self.upload.purpose.purpose(),
            limit: PIECE,
        };
        let left = most - first.len() as u64;
        let rest = stream::unfold((&mut self.arrival, left), async |(arrival, left)| {
            if left == 0 {
                return None;
            }
            let bytes = arrival.next(left, until).await?;
            let left = left - bytes.len() as u64;
            Some((Ok::<_, Infallible>(bytes), (arrival, left)))
        });
        let body = pin!(stream::once(ready(Ok(first))).chain(rest));
        let sealed = self.media.vault.seal(&self.key, new, body).await?;
        Ok(Some(Piece { object, sealed }))
    }

    /// Puts rows to what rests in the store, if whoever sends it still may.
    async fn acknowledge(&mut self) -> Result<(), CannotUpload> {
        if self.kept.is_empty() {
            return Ok(());
        }
        let mut guarded = self.hold.gate.write(&self.hold.caller).await?;
        let mut authorized = guarded.authorize(UploadMedia, self.upload.lesson).await?;
        let now = authorized.now();
        let mut ahead = self.upload.clone();
        for piece in &self.kept {
            let part = Part::new(piece.object, ahead.purpose, &piece.sealed);
            let writer = (&ahead, self.hold.writer);
            if !row::acknowledge(authorized.tx(), writer, &part, now).await? {
                return Err(CannotUpload::Locked);
            }
            ahead.received += part.size;
            ahead.expires_at = row::expiry(now);
        }
        guarded.commit().await?;
        self.kept.clear();
        self.upload = ahead;
        Ok(())
    }

    async fn finish(&mut self) -> Result<(), CannotUpload> {
        let incoming = incoming(&self.upload, &self.media);
        let file = join::File {
            media: &self.media,
            key: &self.key,
            incoming: &incoming,
            kept: &self.kept,
            becomes: None,
        };
        self.upload.object = Some(join::finish(&self.hold, file).await?);
        self.kept.clear();
        self.upload.received = self.upload.length;
        Ok(())
    }

    /// What is not acknowledged is not kept; what can never become a file is forgotten altogether.
    async fn give_up(&mut self, error: &CannotUpload) {
        let pieces: Vec<_> = self.kept.drain(..).map(|piece| piece.object).collect();
        let account = self.upload.account;
        super::discard(&self.media.vault, account, &pieces).await;
        match error.is_hopeless() {
            true => self.hold.forget(&self.media.vault, account).await,
            false => self.hold.leave().await,
        }
    }
}
