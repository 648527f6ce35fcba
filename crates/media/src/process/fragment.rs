//! A rendition as ffmpeg writes it, a fragmented MP4 (ISO/IEC 14496-12, 8.8), looked at as it passes by: where each piece
//! begins, how long it lasts, how large the picture is, and what a browser must know to decode it.

use super::source::{four, number32, number64};

/// The most bytes of a head that is kept; ffmpeg's own are a few kilobytes.
const HEAD: usize = 4 * 1024 * 1024;
/// The most pieces of a film; of four seconds each they are eleven days.
const PIECES: usize = 250_000;

/// A piece that begins with a key frame and can be fetched by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// Bytes.
    pub length: u64,
    /// Milliseconds.
    pub lasts: u64,
}

/// What became of a rendition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Bytes of the beginning, which every player fetches first.
    pub head: u64,
    pub segments: Vec<Segment>,
    pub width: u64,
    pub height: u64,
    /// As RFC 6381 writes it: `avc1.4d401f,mp4a.40.2`.
    pub codecs: String,
}

/// What was written is not what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("ffmpeg wrote something else than a fragmented film")]
pub struct Strange;

/// Reads box by box, and keeps the heads alone.
#[derive(Debug, Default)]
pub struct Reader {
    header: Vec<u8>,
    kept: Vec<u8>,
    left: u64,
    keeps: bool,
    head: u64,
    film: Option<Film>,
    /// Where each piece begins in time and how long its pictures last, both in the film's own scale.
    pieces: Vec<(u64, u64, u64)>,
}

/// What the head of a rendition says.
#[derive(Debug, Clone)]
struct Film {
    track: u32,
    scale: u64,
    width: u64,
    height: u64,
    codecs: String,
}

impl Reader {
    /// Takes the next bytes.
    pub fn push(&mut self, mut bytes: &[u8]) -> Result<(), Strange> {
        while !bytes.is_empty() {
            if self.left == 0 {
                let wanted = (8 - self.header.len()).min(bytes.len());
                self.header.extend_from_slice(&bytes[..wanted]);
                bytes = &bytes[wanted..];
                if self.header.len() == 8 {
                    self.begin()?;
                }
                continue;
            }
            let taken = usize::try_from(self.left)
                .unwrap_or(usize::MAX)
                .min(bytes.len());
            if self.keeps {
                self.kept.extend_from_slice(&bytes[..taken]);
            }
            bytes = &bytes[taken..];
            self.left -= taken as u64;
            if self.left == 0 {
                self.end()?;
            }
        }
        Ok(())
    }

    fn begin(&mut self) -> Result<(), Strange> {
        let length = u64::from(number32(&self.header, 0).ok_or(Strange)?);
        let kind = four(&self.header, 4).ok_or(Strange)?;
        self.keeps = matches!(&kind, b"moov" | b"moof");
        if length <= 8 || (self.keeps && length > HEAD as u64) {
            return Err(Strange);
        }
        match &kind {
            b"moof" if self.film.is_some() && self.pieces.len() < PIECES => {
                self.pieces.push((0, 0, length));
            }
            b"moof" => return Err(Strange),
            _ => match self.pieces.last_mut() {
                Some(piece) => piece.2 += length,
                None => self.head += length,
            },
        }
        self.left = length - 8;
        if !self.keeps {
            self.header.clear();
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), Strange> {
        if !self.keeps {
            return Ok(());
        }
        let kept = std::mem::take(&mut self.kept);
        match &self.film {
            None => self.film = Some(film(&kept).ok_or(Strange)?),
            Some(film) => {
                let (begins, lasts) = times(&kept, film.track).ok_or(Strange)?;
                if let Some(piece) = self.pieces.last_mut() {
                    (piece.0, piece.1) = (begins, lasts);
                }
            }
        }
        self.header.clear();
        Ok(())
    }

    /// What all of it turned out to be.
    pub fn finish(self) -> Result<Written, Strange> {
        let film = self.film.filter(|_| self.left == 0).ok_or(Strange)?;
        if self.pieces.is_empty() {
            return Err(Strange);
        }
        let mut segments = Vec::with_capacity(self.pieces.len());
        for (at, (begins, lasts, length)) in self.pieces.iter().enumerate() {
            let next = self.pieces.get(at + 1).map(|next| next.0);
            let lasts = next.map_or(*lasts, |next| next.saturating_sub(*begins));
            let lasts = (lasts.saturating_mul(1000) / film.scale).max(1);
            let length = *length;
            segments.push(Segment { length, lasts });
        }
        Ok(Written {
            head: self.head,
            segments,
            width: film.width,
            height: film.height,
            codecs: film.codecs,
        })
    }
}

/// The boxes of this kind inside some bytes.
fn inside<'b>(bytes: &'b [u8], kind: &'static [u8; 4]) -> impl Iterator<Item = &'b [u8]> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        loop {
            let length = usize::try_from(number32(rest, 0)?).ok()?;
            let found = four(rest, 4)?;
            let body = rest.get(8..length)?;
            rest = &rest[length..];
            if &found == kind {
                return Some(body);
            }
        }
    })
}

fn film(moov: &[u8]) -> Option<Film> {
    let has_sound = holds(moov, b"mp4a").is_some();
    let track = inside(moov, b"trak").find(|track| holds(track, b"avc1").is_some())?;
    let head = inside(track, b"tkhd").next()?;
    let id = number32(head, if head.first() == Some(&1) { 20 } else { 12 })?;
    let media = inside(track, b"mdia").next()?;
    let times = inside(media, b"mdhd").next()?;
    let scale = number32(times, if times.first() == Some(&1) { 20 } else { 12 })?;
    let entry = holds(track, b"avc1")?;
    let size = number32(track, entry + 28)?;
    let profile = holds(track, b"avcC")? + 5;
    let [p, c, l] = track.get(profile..profile + 3)? else {
        return None;
    };
    let sound = if has_sound { ",mp4a.40.2" } else { "" };
    Some(Film {
        track: id,
        scale: u64::from(scale).max(1),
        width: u64::from(size >> 16),
        height: u64::from(size & 0xffff),
        codecs: format!("avc1.{p:02x}{c:02x}{l:02x}{sound}"),
    })
}

/// Where a word stands.
fn holds(bytes: &[u8], word: &[u8; 4]) -> Option<usize> {
    bytes.windows(4).position(|four| four == word)
}

/// When the pictures of a piece begin, and how long they last.
fn times(moof: &[u8], track: u32) -> Option<(u64, u64)> {
    let pictures = inside(moof, b"traf").find(|part| {
        let head = inside(part, b"tfhd").next();
        head.and_then(|head| number32(head, 4)) == Some(track)
    })?;
    let begins = inside(pictures, b"tfdt").next()?;
    let begins = match begins.first()? {
        1 => number64(begins, 4)?,
        _ => u64::from(number32(begins, 4)?),
    };
    let usual = usual_duration(inside(pictures, b"tfhd").next()?);
    let runs = inside(pictures, b"trun");
    Some((begins, runs.filter_map(|run| duration(run, usual)).sum()))
}

/// How long a picture lasts that does not say so (8.8.7).
fn usual_duration(head: &[u8]) -> u64 {
    let flags = number32(head, 0).unwrap_or(0);
    let before = [(0x1, 8), (0x2, 4)];
    let at: usize = 8 + before
        .iter()
        .filter(|(flag, _)| flags & flag != 0)
        .map(|(_, width)| width)
        .sum::<usize>();
    let said = (flags & 0x8 != 0).then(|| number32(head, at)).flatten();
    u64::from(said.unwrap_or(0))
}

/// How long the pictures of a run last together (8.8.8).
fn duration(run: &[u8], usual: u64) -> Option<u64> {
    let (flags, count) = (number32(run, 0)?, u64::from(number32(run, 4)?));
    if flags & 0x100 == 0 {
        return Some(count.saturating_mul(usual));
    }
    let width = |flag: u32| if flags & flag == 0 { 0 } else { 4 };
    let first = 8 + width(0x1) + width(0x4);
    let each = 4 + width(0x200) + width(0x400) + width(0x800);
    let entries = run.get(first..)?.chunks_exact(each);
    let count = usize::try_from(count).ok()?;
    Some(
        entries
            .take(count)
            .filter_map(|entry| number32(entry, 0))
            .map(u64::from)
            .sum(),
    )
}
