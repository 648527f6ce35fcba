//! Sealing a stream as it arrives: memory stays flat, and nothing shows before all of it rests on stable storage.

use std::pin::pin;

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use tutela_core::ObjectId;

use super::{Sealed, Vault};
use crate::buffer::Buffer;
use crate::chunked::{SALT, Sealer};
use crate::error::BoxError;
use crate::key::ObjectKey;
use crate::store::{Name, Stored, Upload};
use crate::{AccountKey, Error, Purpose};

/// An object to be sealed.
#[derive(Debug, Clone)]
pub struct NewObject {
    /// Its id, never used before.
    pub object: ObjectId,
    /// What it is for; bound into the ciphertext.
    pub purpose: Purpose,
    /// The most plaintext bytes that are taken.
    pub limit: u64,
}

impl Vault {
    /// Seals `body` as a new object of the account. An error, and dropping the future, leave nothing behind. What is returned
    /// belongs in a row; until that is committed the object is an orphan.
    pub async fn seal<S, E>(
        &self,
        key: &AccountKey,
        new: NewObject,
        body: S,
    ) -> Result<Sealed, Error>
    where
        S: Stream<Item = Result<Bytes, E>> + Send,
        E: Into<BoxError>,
    {
        let mut body = pin!(body);
        let (mut sealing, wrapped_key) = self.begin(key, &new).await?;
        let mut size = 0u64;
        while let Some(piece) = body.next().await {
            let piece = piece.map_err(|error| Error::Body(error.into()))?;
            size += piece.len() as u64;
            if size > new.limit {
                return Err(Error::TooLarge { limit: new.limit });
            }
            sealing.push(&piece).await?;
        }
        let stored = sealing.finish().await?;
        Ok(Sealed {
            size,
            sealed_size: stored.size,
            sha256: stored.sha256,
            wrapped_key,
        })
    }

    async fn begin(
        &self,
        key: &AccountKey,
        new: &NewObject,
    ) -> Result<(Sealing, crate::WrappedKey), Error> {
        let name = Name::object(key.account(), new.object);
        let context = key.context(new.object, &new.purpose);
        let object_key = ObjectKey::new(&self.ambient);
        let mut salt = [0; SALT];
        self.ambient.fill(&mut salt);
        let sealer = Sealer::new(object_key.expose(), salt, context.as_bytes());
        let wrapped_key = key.wrap(&object_key, &context, &self.ambient);
        let upload = self.store().begin(&name).await?;
        Ok((
            Sealing {
                sealer,
                upload,
                ready: Buffer::take(),
            },
            wrapped_key,
        ))
    }
}

/// Plaintext goes in at the front, sealed pieces leave for the store at the back.
struct Sealing {
    sealer: Sealer,
    upload: Upload,
    ready: Buffer,
}

impl Sealing {
    async fn push(&mut self, mut plain: &[u8]) -> Result<(), Error> {
        loop {
            let step = self.sealer.push(plain, self.ready.room())?;
            self.ready.advance(step.given);
            plain = &plain[step.taken..];
            if plain.is_empty() {
                return Ok(());
            }
            self.send().await?;
        }
    }

    async fn finish(mut self) -> Result<Stored, Error> {
        if self.ready.room().len() < Sealer::ROOM {
            self.send().await?;
        }
        let last = self.sealer.finish(self.ready.room())?;
        self.ready.advance(last);
        self.upload.write(self.ready.freeze()).await?;
        self.upload.finish().await
    }

    async fn send(&mut self) -> Result<(), Error> {
        let full = std::mem::replace(&mut self.ready, Buffer::take());
        self.upload.write(full.freeze()).await
    }
}
