//! An upload under way, whichever the store. Dropped before it is finished, it takes what it wrote along.

use bytes::Bytes;

use super::{Stored, folder};
use crate::Error;

#[cfg(feature = "s3")]
use super::s3;

pub(crate) enum Upload {
    Folder(folder::FolderUpload),
    #[cfg(feature = "s3")]
    S3(s3::S3Upload),
}

impl Upload {
    /// Hands over the next bytes; they are written while the caller prepares more. An error may be that of the bytes before.
    pub(crate) async fn write(&mut self, piece: Bytes) -> Result<(), Error> {
        match self {
            Self::Folder(upload) => upload.write(piece).await,
            #[cfg(feature = "s3")]
            Self::S3(upload) => upload.write(piece).await,
        }
    }

    /// Makes the name exist, on stable storage when this returns.
    pub(crate) async fn finish(self) -> Result<Stored, Error> {
        match self {
            Self::Folder(upload) => upload.finish().await,
            #[cfg(feature = "s3")]
            Self::S3(upload) => upload.finish().await,
        }
    }
}
