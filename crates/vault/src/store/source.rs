//! Something stored, opened for reading: pieces are fetched ahead of whoever consumes them, off the threads that serve requests.

use std::future::{Future, ready};
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};

use super::{ByteStream, blocking, folder};
use crate::Error;
use crate::buffer::{Buffer, PIECE_CHUNKS};
use crate::chunked::{CHUNK, MessageKey, SEALED_CHUNK, Span, TAG};

#[cfg(feature = "s3")]
use super::s3;

/// Pieces that are fetched at the same time.
const AHEAD: usize = 2;
/// Chunks that are read and opened in one go.
const NEAR: usize = 4;

/// Opened for reading; cheap to clone.
#[derive(Clone)]
pub(crate) enum Source {
    Folder(folder::FolderSource),
    #[cfg(feature = "s3")]
    S3(s3::S3Source),
}

impl Source {
    /// Stored bytes.
    pub(crate) fn size(&self) -> u64 {
        match self {
            Self::Folder(source) => source.size(),
            #[cfg(feature = "s3")]
            Self::S3(source) => source.size(),
        }
    }

    /// Stored bytes as they lie.
    pub(crate) fn read_raw(self, range: Range<u64>) -> ByteStream {
        let step = self.piece_chunks() * CHUNK;
        let pieces = (range.start..range.end).step_by(step).map(move |start| {
            let piece = start..(start + step as u64).min(range.end);
            self.clone().piece(piece)
        });
        ahead(pieces)
    }

    /// The plaintext that `span` covers.
    pub(crate) fn read_opened(self, key: Arc<MessageKey>, span: &Span) -> ByteStream {
        let runs = runs(span, self.piece_chunks());
        let pieces = runs.map(move |run| self.clone().open_piece(Arc::clone(&key), run));
        ahead(pieces)
    }

    /// A request to a bucket takes long enough to ask for more at once.
    fn piece_chunks(&self) -> usize {
        match self {
            Self::Folder(_) => PIECE_CHUNKS,
            #[cfg(feature = "s3")]
            Self::S3(_) => 4 * PIECE_CHUNKS,
        }
    }

    async fn piece(self, range: Range<u64>) -> Result<Bytes, Error> {
        match self {
            Self::Folder(source) => blocking(move || Ok(source.get(&range)?.freeze())).await,
            #[cfg(feature = "s3")]
            Self::S3(source) => source.get(range).await,
        }
    }

    async fn open_piece(self, key: Arc<MessageKey>, run: Run) -> Result<Bytes, Error> {
        match self {
            Self::Folder(source) => blocking(move || run.open_from(&key, &source)).await,
            #[cfg(feature = "s3")]
            Self::S3(source) => {
                let sealed = source.get(run.sealed.clone()).await?;
                blocking(move || run.open(&key, &sealed)).await
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
    /// Reads and opens a few chunks at a time: their sealed form then never leaves the nearer caches.
    fn open_from(&self, key: &MessageKey, source: &folder::FolderSource) -> Result<Bytes, Error> {
        let (mut sealed, mut plain) = (Buffer::take(), Buffer::take());
        let starts = self.sealed.clone().step_by(NEAR * SEALED_CHUNK);
        for (first, start) in (self.first..).step_by(NEAR).zip(starts) {
            let length = ((self.sealed.end - start) as usize).min(NEAR * SEALED_CHUNK);
            let part = &mut sealed.room()[..length];
            source.fill(part, start)?;
            let opened = key.open_run(first, part, plain.room())?;
            plain.advance(opened);
        }
        self.cut(plain.freeze())
    }

    #[cfg(feature = "s3")]
    fn open(&self, key: &MessageKey, sealed: &[u8]) -> Result<Bytes, Error> {
        let mut plain = vec![0; sealed.len()];
        let length = key.open_run(self.first, sealed, &mut plain)?;
        plain.truncate(length);
        self.cut(plain.into())
    }

    fn cut(&self, plain: Bytes) -> Result<Bytes, Error> {
        if plain.len() < self.wanted.end {
            return Err(Error::damaged("the end is missing"));
        }
        Ok(plain.slice(self.wanted.clone()))
    }
}

/// Cuts a span into pieces of `chunks`. An empty final chunk rides along with the piece before it, so that no piece is empty.
fn runs(span: &Span, chunks: usize) -> impl Iterator<Item = Run> + Send + use<> {
    let (sealed_step, plain_step) = ((chunks * SEALED_CHUNK) as u64, (chunks * CHUNK) as u64);
    let (first, sealed) = (span.first, span.sealed.clone());
    let wanted = span.skip as u64..span.skip as u64 + span.length;
    let length = sealed.end - sealed.start;
    let pieces = length.saturating_sub(TAG as u64).div_ceil(sealed_step);
    let pieces = pieces.max(u64::from(length > 0));
    (0..pieces).map(move |number| {
        let start = sealed.start + number * sealed_step;
        let last = number + 1 == pieces;
        let end = if last {
            sealed.end
        } else {
            start + sealed_step
        };
        let within = |at: u64| at.saturating_sub(number * plain_step).min(plain_step) as usize;
        Run {
            first: first + number * chunks as u64,
            sealed: start..end,
            wanted: within(wanted.start)..within(wanted.end),
        }
    })
}

/// The pieces in order, some of them under way before they are asked for. Nothing follows an error, so that no consumer can
/// take what comes behind a gap for what stood in it.
fn ahead<I, F>(pieces: I) -> ByteStream
where
    I: Iterator<Item = F> + Send + 'static,
    F: Future<Output = Result<Bytes, Error>> + Send + 'static,
{
    let pieces = stream::iter(pieces).buffered(AHEAD);
    Box::pin(pieces.scan(false, |failed, piece| {
        let over = std::mem::replace(failed, piece.is_err());
        ready((!over).then_some(piece))
    }))
}
