//! A sealed film as ffmpeg reads it: from front to back through a pipe, which can neither be sought in nor point elsewhere.
//!
//! Many cameras write the table of contents of an MP4 (`moov`, ISO/IEC 14496-12) behind the pictures, and who cannot seek
//! cannot play such a film. It is sent in front of them here, with the places of the pictures moved by its length. Nothing of
//! the film is ever written down, and memory holds one table of contents.

use std::ops::Range;

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use tutela_vault::{ByteStream, Error, SealedObject};

/// The most bytes of a table of contents; films of many hours stay below it.
const CONTENTS: u64 = 64 * 1024 * 1024;
/// The most boxes before both pictures and table of contents were seen.
const BOXES: u32 = 10_000;

/// A film that can be read from front to back.
#[derive(Debug, Clone)]
pub struct Source {
    film: SealedObject,
    order: Order,
}

#[derive(Debug, Clone)]
enum Order {
    /// As it is.
    Plain,
    /// Up to the pictures, the table of contents, the pictures, what comes behind the table.
    Moved {
        pictures: u64,
        contents: Bytes,
        table: Range<u64>,
    },
}

/// Why a film cannot be read from front to back.
#[derive(Debug, thiserror::Error)]
pub enum CannotRead {
    #[error("the film has no table of contents that can be read")]
    Contents,
    #[error(transparent)]
    Vault(#[from] Error),
}

impl Source {
    /// Looks where the table of contents is.
    pub async fn of(film: SealedObject) -> Result<Self, CannotRead> {
        let (size, mut at, mut pictures) = (film.size(), 0, None);
        for _ in 0..BOXES {
            let Some((kind, length)) = header(&film, at).await? else {
                break;
            };
            match (&kind, pictures) {
                (b"moov", None) => return Ok(Self::plain(film)),
                (b"moov", Some(pictures)) => return moved(film, pictures, at..at + length).await,
                (b"mdat", None) => pictures = Some(at),
                _ => {}
            }
            at += length;
            if at >= size {
                break;
            }
        }
        Err(CannotRead::Contents)
    }

    const fn plain(film: SealedObject) -> Self {
        Self {
            film,
            order: Order::Plain,
        }
    }

    /// All bytes, in an order in which the table of contents comes first.
    pub fn bytes(&self) -> ByteStream {
        let film = &self.film;
        match &self.order {
            Order::Plain => film.read(0..film.size()),
            Order::Moved {
                pictures,
                contents,
                table,
            } => {
                let contents = stream::iter([Ok(contents.clone())]);
                Box::pin(
                    part(film, 0..*pictures)
                        .chain(contents)
                        .chain(part(film, *pictures..table.start))
                        .chain(part(film, table.end..film.size())),
                )
            }
        }
    }
}

/// A range that may be empty, which the vault takes for a mistake.
fn part(film: &SealedObject, range: Range<u64>) -> ByteStream {
    if range.is_empty() {
        return Box::pin(stream::empty());
    }
    film.read(range)
}

/// The kind and the length of the box at a place; nothing where there is none.
async fn header(film: &SealedObject, at: u64) -> Result<Option<([u8; 4], u64)>, CannotRead> {
    let rest = film.size().saturating_sub(at);
    if rest < 8 {
        return Ok(None);
    }
    let bytes = film.bytes(at..at + rest.min(16)).await?;
    let Some((short, kind)) = number32(&bytes, 0).zip(four(&bytes, 4)) else {
        return Ok(None);
    };
    let length = match short {
        0 => Some(rest),
        1 => number64(&bytes, 8),
        _ => Some(u64::from(short)),
    };
    let fits = length.filter(|length| (8..=rest).contains(length));
    fits.map(|length| Some((kind, length)))
        .ok_or(CannotRead::Contents)
}

async fn moved(film: SealedObject, pictures: u64, table: Range<u64>) -> Result<Source, CannotRead> {
    let length = table.end - table.start;
    if length > CONTENTS {
        return Err(CannotRead::Contents);
    }
    let mut contents = film.bytes(table.clone()).await?.to_vec();
    let shift = Shift {
        from: pictures..table.start,
        by: length,
    };
    shift.boxes(&mut contents, 0).ok_or(CannotRead::Contents)?;
    let contents = contents.into();
    Ok(Source {
        film,
        order: Order::Moved {
            pictures,
            contents,
            table,
        },
    })
}

/// Places that lie in a range move on.
struct Shift {
    from: Range<u64>,
    by: u64,
}

impl Shift {
    /// Goes through the boxes down to the tables of places (`stco`, `co64`). Nothing when a box does not fit.
    fn boxes(&self, mut bytes: &mut [u8], depth: u8) -> Option<()> {
        while bytes.len() >= 8 {
            let (short, kind) = (number32(bytes, 0)?, four(bytes, 4)?);
            let (head, length) = match short {
                0 => (8, bytes.len()),
                1 => (16, usize::try_from(number64(bytes, 8)?).ok()?),
                _ => (8, usize::try_from(short).ok()?),
            };
            if length < head || length > bytes.len() {
                return None;
            }
            let (this, rest) = bytes.split_at_mut(length);
            let inside = &mut this[head..];
            match &kind {
                b"moov" | b"trak" | b"mdia" | b"minf" | b"stbl" if depth < 6 => {
                    self.boxes(inside, depth + 1)?;
                }
                b"stco" => self.places(inside, 4)?,
                b"co64" => self.places(inside, 8)?,
                _ => {}
            }
            bytes = rest;
        }
        Some(())
    }

    fn places(&self, table: &mut [u8], width: usize) -> Option<()> {
        let count = usize::try_from(number32(table, 4)?).ok()?;
        let entries = table.get_mut(8..8 + count.checked_mul(width)?)?;
        for entry in entries.chunks_exact_mut(width) {
            let place = match width {
                4 => u64::from(number32(entry, 0)?),
                _ => number64(entry, 0)?,
            };
            if !self.from.contains(&place) {
                continue;
            }
            let place = place.checked_add(self.by)?;
            match width {
                4 => entry.copy_from_slice(&u32::try_from(place).ok()?.to_be_bytes()),
                _ => entry.copy_from_slice(&place.to_be_bytes()),
            }
        }
        Some(())
    }
}

/// The big-endian number of 32 bits at a place.
pub(super) fn number32(bytes: &[u8], at: usize) -> Option<u32> {
    four(bytes, at).map(u32::from_be_bytes)
}

/// The big-endian number of 64 bits at a place.
pub(super) fn number64(bytes: &[u8], at: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(8)?)?;
    bytes.try_into().ok().map(u64::from_be_bytes)
}

/// The four bytes at a place.
pub(super) fn four(bytes: &[u8], at: usize) -> Option<[u8; 4]> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok()
}
