//! One upload into a bucket: small objects in one request, larger ones in parts, nothing visible before the last of them.

use aws_lc_rs::digest;
use bytes::Bytes;
use object_store::path::Path;
use object_store::{MultipartUpload, ObjectStoreExt as _, PutPayload};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::S3;
use crate::Error;
use crate::store::{Stored, blocking, sha256};

/// Bytes in a part. S3 wants 5 MiB at least and 10,000 parts at most, so an object ends at 80 GiB.
const PART: usize = 8 << 20;

type Sending = JoinHandle<Result<(), object_store::Error>>;

pub(crate) struct S3Upload {
    s3: S3,
    path: Path,
    held: Vec<Bytes>,
    held_size: usize,
    parts: Option<Box<dyn MultipartUpload>>,
    sending: Option<Sending>,
    digest: Option<digest::Context>,
    size: u64,
}

impl S3Upload {
    pub(super) fn new(s3: S3, path: Path) -> Self {
        Self {
            s3,
            path,
            held: Vec::new(),
            held_size: 0,
            parts: None,
            sending: None,
            digest: Some(digest::Context::new(&digest::SHA256)),
            size: 0,
        }
    }

    pub(in crate::store) async fn write(&mut self, piece: Bytes) -> Result<(), Error> {
        let mut digest = self.take_digest()?;
        let hashed = piece.clone();
        let hash = move || {
            digest.update(&hashed);
            Ok(digest)
        };
        self.digest = Some(blocking(hash).await?);
        self.size += piece.len() as u64;
        self.held_size += piece.len();
        self.held.push(piece);
        if self.held_size >= PART {
            self.send_part().await?;
        }
        Ok(())
    }

    pub(in crate::store) async fn finish(mut self) -> Result<Stored, Error> {
        let stored = Stored {
            size: self.size,
            sha256: sha256(self.take_digest()?),
        };
        // In a task of its own, so that a caller who goes away cannot leave it half done: what nobody takes is deleted.
        let published = tokio::spawn(self.publish(stored));
        published
            .await
            .map_err(|ended| Error::Store(ended.into()))??
            .keep();
        Ok(stored)
    }

    /// Nothing is acknowledged before the bucket has given back what it was sent.
    async fn publish(mut self, stored: Stored) -> Result<Published, Error> {
        if self.parts.is_some() && self.held_size > 0 {
            self.send_part().await?;
        }
        self.sent().await?;
        let published = Published(Some((self.s3.clone(), self.path.clone())));
        match self.parts.as_mut() {
            Some(parts) => drop(parts.complete().await?),
            None => drop(
                self.s3
                    .client
                    .put(&self.path, self.held.drain(..).collect())
                    .await?,
            ),
        }
        self.parts = None;
        if self.s3.digest(&self.path).await? != stored {
            return Err(Error::Store(
                "the bucket gives back other bytes than it was sent".into(),
            ));
        }
        Ok(published)
    }

    async fn send_part(&mut self) -> Result<(), Error> {
        self.sent().await?;
        if self.parts.is_none() {
            self.parts = Some(self.s3.client.put_multipart(&self.path).await?);
        }
        self.held_size = 0;
        let payload: PutPayload = self.held.drain(..).collect();
        if let Some(parts) = self.parts.as_mut() {
            self.sending = Some(tokio::spawn(parts.put_part(payload)));
        }
        Ok(())
    }

    /// Waits for the part before, whose error ends the upload.
    async fn sent(&mut self) -> Result<(), Error> {
        if let Some(sending) = self.sending.as_mut() {
            let sent = sending.await;
            self.sending = None;
            sent.map_err(|ended| Error::Store(ended.into()))??;
        }
        Ok(())
    }

    fn take_digest(&mut self) -> Result<digest::Context, Error> {
        self.digest
            .take()
            .ok_or_else(|| Error::Store("the upload failed before".into()))
    }
}

impl Drop for S3Upload {
    /// S3 keeps parts until someone says that they are not wanted.
    fn drop(&mut self) {
        let Some(mut parts) = self.parts.take() else {
            return;
        };
        let sending = self.sending.take();
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(async move {
                if let Some(sending) = sending {
                    sending.abort();
                    drop(sending.await);
                }
                if let Err(error) = parts.abort().await {
                    tracing::warn!(%error, "the parts of an upload were left to the bucket's own rule");
                }
            });
        }
    }
}

/// A name that is deleted unless someone says otherwise.
struct Published(Option<(S3, Path)>);

impl Published {
    fn keep(mut self) {
        self.0 = None;
    }
}

impl Drop for Published {
    fn drop(&mut self) {
        let Some((s3, path)) = self.0.take() else {
            return;
        };
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(async move {
                if let Err(error) = s3.delete_path(&path).await {
                    tracing::warn!(%error, "an object that nobody waited for is left to the sweep");
                }
            });
        }
    }
}
