//! Where sealed bytes rest: a folder or a bucket, behind one type. It stores what it is given and knows no key.

use std::fmt;
use std::ops::Range;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;

use aws_lc_rs::digest;
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use tutela_core::{AccountId, ObjectId, Time};

use crate::Error;
use crate::chunked::Header;

mod folder;
mod name;
mod pair;
#[cfg(feature = "s3")]
mod s3;
mod source;
mod upload;

pub use name::{InvalidName, Name};
#[cfg(feature = "s3")]
pub use s3::S3Config;
#[cfg(feature = "kms")]
pub(crate) use s3::is_loopback;
pub(crate) use source::Source;
pub(crate) use upload::Upload;

/// Bytes as they come, or the error that ends them.
pub type ByteStream = Pin<Box<dyn Stream<Item = Result<Bytes, Error>> + Send>>;

/// Entries of a listing as they come.
pub type EntryStream = Pin<Box<dyn Stream<Item = Result<Entry, Error>> + Send>>;

/// What a store says of a stored name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub name: Name,
    /// Stored bytes.
    pub size: u64,
    /// When it was completed.
    pub modified: Time,
}

impl Entry {
    /// The account and the object, when the name is that of a sealed object.
    pub fn object(&self) -> Option<(AccountId, ObjectId)> {
        self.name.ids()
    }
}

/// What was stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stored {
    /// Stored bytes.
    pub size: u64,
    /// Their SHA-256.
    pub sha256: [u8; 32],
}

/// A folder or a bucket. Cheap to clone.
#[derive(Clone)]
pub struct Store(Kind);

#[derive(Clone)]
enum Kind {
    Folder(folder::Folder),
    #[cfg(feature = "s3")]
    S3(s3::S3),
    Pair(Arc<pair::Pair>),
}

impl Store {
    /// A store in the folder at `path`, which is made when it is not there, readable to nobody else.
    pub fn folder(path: &Path) -> Result<Self, Error> {
        Ok(Self(Kind::Folder(folder::Folder::open(path)?)))
    }

    /// A store in a bucket of S3 or of what speaks like it.
    #[cfg(feature = "s3")]
    pub fn s3(config: &S3Config) -> Result<Self, Error> {
        Ok(Self(Kind::S3(s3::S3::open(config)?)))
    }

    /// Two stores as one, while objects move: what is new goes to `to`, what is read may lie in either.
    pub fn pair(to: Self, from: Self) -> Self {
        Self(Kind::Pair(Arc::new(pair::Pair { to, from })))
    }

    /// Size and digest of what is stored under `name`, read from its first to its last byte.
    pub async fn digest(&self, name: &Name) -> Result<Stored, Error> {
        let source = self.source(name).await?;
        let (size, mut context) = (source.size(), digest::Context::new(&digest::SHA256));
        let mut pieces = source.read_raw(0..size);
        while let Some(piece) = pieces.next().await {
            let piece = piece?;
            context = blocking(move || {
                context.update(&piece);
                Ok(context)
            })
            .await?;
        }
        Ok(Stored {
            size,
            sha256: sha256(context),
        })
    }

    /// Writes a stream under a new name. The name exists only when all bytes rest on stable storage; an error or a dropped
    /// future leaves nothing.
    pub async fn put<S>(&self, name: &Name, body: S) -> Result<Stored, Error>
    where
        S: Stream<Item = Result<Bytes, Error>> + Send,
    {
        let mut upload = self.begin(name).await?;
        let mut body = std::pin::pin!(body);
        while let Some(piece) = body.next().await {
            upload.write(piece?).await?;
        }
        upload.finish().await
    }

    /// The stored bytes of `range`, in pieces read ahead, as they lie: the path of [`crate::SealedObject::read`] without the
    /// opening.
    pub async fn read(&self, name: &Name, range: Range<u64>) -> Result<ByteStream, Error> {
        let source = self.source(name).await?;
        if range.start > range.end || range.end > source.size() {
            return Err(Error::Range);
        }
        Ok(source.read_raw(range))
    }

    /// The stored bytes of `range` in one piece of memory.
    pub async fn get_range(&self, name: &Name, range: Range<u64>) -> Result<Bytes, Error> {
        let mut stream = self.read(name, range.clone()).await?;
        let mut all =
            Vec::with_capacity(usize::try_from(range.end - range.start).map_err(|_| Error::Range)?);
        while let Some(piece) = stream.next().await {
            all.extend_from_slice(&piece?);
        }
        Ok(all.into())
    }

    /// Where a name is, in words for an operator.
    pub fn place(&self, name: &Name) -> String {
        match &self.0 {
            Kind::Folder(folder) => folder.root().join(name.as_str()).display().to_string(),
            #[cfg(feature = "s3")]
            Kind::S3(s3) => format!("{s3}/{name}"),
            Kind::Pair(pair) => format!("{} or {}", pair.to.place(name), pair.from.place(name)),
        }
    }

    /// Stored bytes under `name`.
    pub async fn size(&self, name: &Name) -> Result<u64, Error> {
        Ok(self.source(name).await?.size())
    }

    /// Removes `name` for good; nothing happens when it is not there.
    pub async fn delete(&self, name: &Name) -> Result<(), Error> {
        match &self.0 {
            Kind::Folder(folder) => folder.delete(name).await,
            #[cfg(feature = "s3")]
            Kind::S3(s3) => s3.delete(name).await,
            Kind::Pair(pair) => Box::pin(pair.delete(name)).await,
        }
    }

    /// All names below the folder `prefix`, in no order.
    pub fn list(&self, prefix: &Name) -> EntryStream {
        match &self.0 {
            Kind::Folder(folder) => folder.list(prefix),
            #[cfg(feature = "s3")]
            Kind::S3(s3) => s3.list(prefix),
            Kind::Pair(pair) => pair.list(prefix),
        }
    }

    /// Removes what uploads that died before `before` left behind; gives their number. Uploads to a bucket are ended by the
    /// bucket's own rule for incomplete uploads.
    pub async fn sweep_unfinished(&self, before: Time) -> Result<u64, Error> {
        match &self.0 {
            Kind::Folder(folder) => folder.sweep_unfinished(before).await,
            #[cfg(feature = "s3")]
            Kind::S3(_) => Ok(0),
            Kind::Pair(pair) => Box::pin(pair.sweep_unfinished(before)).await,
        }
    }

    /// Begins to write under a new name.
    pub(crate) async fn begin(&self, name: &Name) -> Result<Upload, Error> {
        match &self.0 {
            Kind::Folder(folder) => Ok(Upload::Folder(folder.begin(name).await?)),
            #[cfg(feature = "s3")]
            Kind::S3(s3) => Ok(Upload::S3(s3.begin(name).await?)),
            Kind::Pair(pair) => Box::pin(pair.begin(name)).await,
        }
    }

    /// Opens a stored name for reading.
    pub(crate) async fn source(&self, name: &Name) -> Result<Source, Error> {
        match &self.0 {
            Kind::Folder(folder) => folder.source(name).await.map(Source::Folder),
            #[cfg(feature = "s3")]
            Kind::S3(s3) => s3.source(name).await.map(Source::S3),
            Kind::Pair(pair) => Box::pin(pair.source(name)).await,
        }
    }

    /// Opens a sealed object for reading, with what stands in front of its first chunk.
    pub(crate) async fn sealed_source(&self, name: &Name) -> Result<(Source, Header), Error> {
        match &self.0 {
            Kind::Folder(folder) => {
                let (source, header) = folder.sealed_source(name).await?;
                Ok((Source::Folder(source), header))
            }
            #[cfg(feature = "s3")]
            Kind::S3(s3) => {
                let (source, header) = s3.sealed_source(name).await?;
                Ok((Source::S3(source), header))
            }
            Kind::Pair(pair) => Box::pin(pair.sealed_source(name)).await,
        }
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Folder(folder) => write!(f, "Store({})", folder.root().display()),
            #[cfg(feature = "s3")]
            Kind::S3(s3) => write!(f, "Store({s3})"),
            Kind::Pair(pair) => write!(f, "{:?} after {:?}", pair.to, pair.from),
        }
    }
}

fn sha256(context: digest::Context) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes.copy_from_slice(context.finish().as_ref());
    bytes
}

/// Runs what may wait for a disk away from the threads that serve requests.
pub(crate) async fn blocking<T, F>(work: F) -> Result<T, Error>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T, Error> + Send + 'static,
{
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(ended) => Err(Error::Store(ended.into())),
    }
}
