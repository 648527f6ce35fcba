//! Something stored, opened for reading: pieces are fetched ahead of whoever consumes them, off the threads that serve requests.

use std::fs::File;
use std::future::Future;
use std::ops::Range;
use std::os::unix::fs::FileExt as _;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};

use super::{ByteStream, blocking};
use crate::Error;
use crate::buffer::{Buffer, PIECE_CHUNKS};
use crate::chunked::{CHUNK, HEADER, Header, MessageKey, SEALED_CHUNK, Span, TAG};

#[cfg(feature = "s3")]
use super::s3;

/// Pieces that are fetched at the same time.
const AHEAD: usize = 2;

/// Opened for reading; cheap to clone.
#[derive(Clone)]
pub(crate) enum Source {
    Folder {
        file: Arc<File>,
        size: u64,
    },
    #[cfg(feature = "s3")]
    S3(s3::S3Source),
}

impl Source {
    /// Stored bytes.
    pub(crate) fn size(&self) -> u64 {
        match self {
            Self::Folder { size, .. } => *size,
            #[cfg(feature = "s3")]
            Self::S3(source) => source.size(),
        }
    }

    /// The bytes in front of the first chunk.
    pub(crate) async fn header(&self) -> Result<Header, Error> {
        let bytes = self.clone().piece(0..HEADER as u64).await?;
        let bytes = <&[u8; HEADER]>::try_from(&bytes[..])
            .map_err(|_| Error::damaged("the header is cut"))?;
        Ok(Header::from_bytes(bytes))
    }

    /// Stored bytes as they lie.
    pub(crate) fn read_raw(self, range: Range<u64>) -> ByteStream {
        let step = (PIECE_CHUNKS * CHUNK) as u64;
        let starts = (range.start..range.end).step_by(PIECE_CHUNKS * CHUNK);
        let pieces = starts.map(move |start| {
            let piece = start..(start + step).min(range.end);
            self.clone().piece(piece)
        });
        ahead(pieces)
    }

    /// The plaintext that `span` covers.
    pub(crate) fn read_opened(self, key: Arc<MessageKey>, span: Span) -> ByteStream {
        let pieces = runs(&span).map(move |run| self.clone().open_piece(Arc::clone(&key), run));
        ahead(pieces)
    }

    async fn piece(self, range: Range<u64>) -> Result<Bytes, Error> {
        match self {
            Self::Folder { file, .. } => blocking(move || Ok(fill(&file, &range)?.freeze())).await,
            #[cfg(feature = "s3")]
            Self::S3(source) => source.get(range).await,
        }
    }

    async fn open_piece(self, key: Arc<MessageKey>, run: Run) -> Result<Bytes, Error> {
        match self {
            Self::Folder { file, .. } => {
                blocking(move || run.open(&key, fill(&file, &run.sealed)?.as_ref())).await
            }
            #[cfg(feature = "s3")]
            Self::S3(source) => {
                let sealed = source.get(run.sealed.clone()).await?;
                run.open(&key, &sealed)
            }
        }
    }
}

/// The chunks of one piece, and which of their plaintext is wanted.
#[derive(Debug, Clone)]
struct Run {
    first: u64,
    sealed: Range<u64>,
    wanted: Range<usize>,
}

impl Run {
    fn open(&self, key: &MessageKey, sealed: &[u8]) -> Result<Bytes, Error> {
        let mut plain = Buffer::take();
        let length = key.open_run(self.first, sealed, plain.room())?;
        if length < self.wanted.end {
            return Err(Error::damaged("the end is missing"));
        }
        plain.advance(length);
        Ok(plain.freeze().slice(self.wanted.clone()))
    }
}

/// Cuts a span into pieces.
fn runs(span: &Span) -> impl Iterator<Item = Run> + Send + use<> {
    let step = (PIECE_CHUNKS * SEALED_CHUNK) as u64;
    let (first, skip, sealed) = (span.first, span.skip as u64, span.sealed.clone());
    let end = skip + span.length;
    // An empty final chunk rides along with the piece before it, so that no piece is empty.
    let length = sealed.end - sealed.start;
    let pieces = length
        .saturating_sub(TAG as u64)
        .div_ceil(step)
        .max(u64::from(length > 0));
    (0..pieces).map(move |number| {
        let start = sealed.start + number * step;
        let stop = if number + 1 == pieces {
            sealed.end
        } else {
            start + step
        };
        let plain = number * (PIECE_CHUNKS * CHUNK) as u64;
        let within = |at: u64| at.saturating_sub(plain).min((PIECE_CHUNKS * CHUNK) as u64) as usize;
        Run {
            first: first + number * PIECE_CHUNKS as u64,
            sealed: start..stop,
            wanted: within(skip)..within(end),
        }
    })
}

fn ahead<I, F>(pieces: I) -> ByteStream
where
    I: Iterator<Item = F> + Send + 'static,
    F: Future<Output = Result<Bytes, Error>> + Send + 'static,
{
    Box::pin(stream::iter(pieces).buffered(AHEAD))
}

fn fill(file: &File, range: &Range<u64>) -> Result<Buffer, Error> {
    let mut buffer = Buffer::take();
    let length = (range.end - range.start) as usize;
    file.read_exact_at(&mut buffer.room()[..length], range.start)?;
    buffer.advance(length);
    Ok(buffer)
}
