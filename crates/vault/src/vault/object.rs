//! An opened object: its ranges are read and opened as they are consumed, only the chunks they touch.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};

use super::{ObjectMeta, Vault};
use crate::chunked::{MessageKey, Span, sealed_size};
use crate::store::{ByteStream, Name, Source};
use crate::{AccountKey, Error};

impl Vault {
    /// Opens an object: its key, its header and its size are checked here, each chunk when it is read.
    pub async fn open(&self, key: &AccountKey, meta: &ObjectMeta) -> Result<SealedObject, Error> {
        let context = key.context(meta.object, &meta.purpose);
        let object_key = key.unwrap(&meta.wrapped_key, &context)?;
        let name = Name::object(key.account(), meta.object);
        let (source, header) = self.store().sealed_source(&name).await?;
        if Some(source.size()) != sealed_size(meta.size) {
            return Err(Error::damaged(
                "the object has another size than its record says",
            ));
        }
        let key = MessageKey::for_opening(object_key.expose(), &header, context.as_bytes())?;
        Ok(SealedObject {
            source,
            key: Arc::new(key),
            size: meta.size,
        })
    }

    /// Reads and opens the whole object, to know that every byte of it still can be.
    pub async fn verify(&self, key: &AccountKey, meta: &ObjectMeta) -> Result<(), Error> {
        let object = self.open(key, meta).await?;
        let mut rest = object.read(0..meta.size);
        while let Some(piece) = rest.next().await {
            piece?;
        }
        Ok(())
    }
}

/// An object ready to be read. Cheap to clone; it holds the file open, so that an object deleted meanwhile is still read to
/// its end.
#[derive(Clone)]
pub struct SealedObject {
    source: Source,
    key: Arc<MessageKey>,
    size: u64,
}

impl SealedObject {
    /// Plaintext bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The plaintext of `range`, in pieces that are read and opened ahead. Reading to the end proves that the object is whole.
    /// An error is the last item.
    pub fn read(&self, range: Range<u64>) -> ByteStream {
        match Span::of(range, self.size) {
            Some(span) => self
                .source
                .clone()
                .read_opened(Arc::clone(&self.key), &span),
            None => Box::pin(stream::iter([Err(Error::Range)])),
        }
    }

    /// The plaintext of `range` in one piece of memory, for small objects.
    pub async fn bytes(&self, range: Range<u64>) -> Result<Bytes, Error> {
        let mut all = Vec::new();
        let mut pieces = self.read(range);
        while let Some(piece) = pieces.next().await {
            all.extend_from_slice(&piece?);
        }
        Ok(all.into())
    }
}

impl fmt::Debug for SealedObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealedObject({} bytes)", self.size)
    }
}
