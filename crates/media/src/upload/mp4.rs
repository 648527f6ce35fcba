//! Walking through the boxes of an MP4 file (ISO/IEC 14496-12) as its bytes pass by, to know that it is whole, how
//! long it lasts, how large it is, and that browsers can play it. Nothing in it is trusted: sizes only ever skip.

use std::time::Duration;

use super::check::Unfit;

/// The most bytes of the table of contents that are looked at; films of many hours stay below it.
const CONTENTS: u64 = 64 * 1024 * 1024;

/// The most boxes at the top of a file; fragmented films have two for each few seconds.
const BOXES: u32 = 200_000;

/// What is known of a film.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Film {
    pub duration: Option<Duration>,
    pub width: Option<u32>,
    pub height: Option<u32>,
}

/// Reads top-level boxes piece by piece and keeps `moov` alone.
pub struct Walker {
    header: Vec<u8>,
    state: State,
    contents: Option<Vec<u8>>,
    has_samples: bool,
    boxes: u32,
}

enum State {
    /// Between boxes, or inside the header of one.
    Header,
    /// So many bytes of a box are still to come; kept when it is `moov`.
    Body { left: u64, keep: bool },
    /// The last box goes on to the end of the file.
    ToEnd,
}

impl Walker {
    pub const fn new() -> Self {
        Self {
            header: Vec::new(),
            state: State::Header,
            contents: None,
            has_samples: false,
            boxes: 0,
        }
    }

    /// Takes the next bytes of the file.
    pub fn push(&mut self, mut bytes: &[u8]) -> Result<(), Unfit> {
        while !bytes.is_empty() {
            match &mut self.state {
                State::ToEnd => return Ok(()),
                State::Body { left, keep } => {
                    let taken = usize::try_from(*left)
                        .unwrap_or(usize::MAX)
                        .min(bytes.len());
                    if let (true, Some(contents)) = (*keep, &mut self.contents) {
                        contents.extend_from_slice(&bytes[..taken]);
                    }
                    *left -= taken as u64;
                    bytes = &bytes[taken..];
                    if *left == 0 {
                        self.state = State::Header;
                    }
                }
                State::Header => bytes = self.read_header(bytes)?,
            }
        }
        Ok(())
    }

    /// What the whole file says.
    pub fn finish(&self) -> Result<Film, Unfit> {
        if self.boxes == 0 {
            return Err(Unfit::NotFilm);
        }
        let complete = match self.state {
            State::Header => self.header.is_empty(),
            State::Body { .. } => false,
            State::ToEnd => true,
        };
        if !complete || !self.has_samples {
            return Err(Unfit::FilmCut);
        }
        let contents = self.contents.as_ref().ok_or(Unfit::FilmCut)?;
        movie(contents)
    }

    /// Takes bytes until the header of a box is complete; gives back the rest.
    fn read_header<'a>(&mut self, bytes: &'a [u8]) -> Result<&'a [u8], Unfit> {
        let wanted = if self.is_large() { 16 } else { 8 };
        let taken = (wanted - self.header.len()).min(bytes.len());
        self.header.extend_from_slice(&bytes[..taken]);
        if self.header.len() == 8 && !self.is_large() || self.header.len() == 16 {
            self.begin()?;
        }
        Ok(&bytes[taken..])
    }

    fn is_large(&self) -> bool {
        self.header.get(..4) == Some(&[0, 0, 0, 1]) && self.header.len() >= 8
    }

    fn begin(&mut self) -> Result<(), Unfit> {
        let header = std::mem::take(&mut self.header);
        let length = header.len() as u64;
        let kind = &header[4..8];
        self.boxes += 1;
        self.has_samples |= kind == b"mdat";
        if self.boxes == 1 && kind != b"ftyp" {
            return Err(Unfit::NotFilm);
        }
        if self.boxes > BOXES {
            return Err(Unfit::FilmDamaged);
        }
        let size = match u32_at(&header, 0) {
            Some(1) => u64_at(&header, 8).unwrap_or(0),
            size => u64::from(size.unwrap_or(0)),
        };
        if size == 0 && kind != b"moov" {
            self.state = State::ToEnd;
            return Ok(());
        }
        let left = size.checked_sub(length).ok_or(Unfit::FilmDamaged)?;
        let keep = kind == b"moov";
        if keep {
            if self.contents.is_some() || left > CONTENTS {
                return Err(Unfit::FilmDamaged);
            }
            self.contents = Some(Vec::new());
        }
        self.state = if left == 0 {
            State::Header
        } else {
            State::Body { left, keep }
        };
        Ok(())
    }
}

/// Reads the body of `moov`.
fn movie(contents: &[u8]) -> Result<Film, Unfit> {
    let duration = find(contents, b"mvhd").and_then(movie_duration);
    let pictures: Vec<_> = boxes(contents)
        .filter(|(kind, _)| kind == b"trak")
        .filter_map(|(_, track)| picture(track))
        .collect();
    let first = pictures.first().ok_or(Unfit::NoPicture)?;
    if !pictures
        .iter()
        .any(|picture| PLAYABLE.contains(&picture.codec))
    {
        return Err(Unfit::Codec);
    }
    Ok(Film {
        duration,
        width: first.width,
        height: first.height,
    })
}

/// The sample entries of films that current browsers play: H.264, AV1, VP9.
const PLAYABLE: [[u8; 4]; 4] = [*b"avc1", *b"avc3", *b"av01", *b"vp09"];

struct Picture {
    codec: [u8; 4],
    width: Option<u32>,
    height: Option<u32>,
}

/// The picture of a track; nothing for sound, text and the like.
fn picture(track: &[u8]) -> Option<Picture> {
    let media = find(track, b"mdia")?;
    if find(media, b"hdlr")?.get(8..12) != Some(b"vide") {
        return None;
    }
    let samples = find(find(find(media, b"minf")?, b"stbl")?, b"stsd")?;
    let entry = samples.get(8..)?;
    let codec = entry.get(4..8)?.try_into().ok()?;
    let (width, height) = (
        u16_at(entry, 32).map(u32::from),
        u16_at(entry, 34).map(u32::from),
    );
    Some(Picture {
        codec,
        width,
        height,
    })
}

/// `mvhd`: version 0 has times of 4 bytes, version 1 of 8.
fn movie_duration(header: &[u8]) -> Option<Duration> {
    let (scale, units) = match header.first()? {
        0 => (u32_at(header, 12)?, u64::from(u32_at(header, 16)?)),
        1 => (u32_at(header, 20)?, u64_at(header, 24)?),
        _ => return None,
    };
    if scale == 0 || units == 0 || units == u64::MAX || units == u64::from(u32::MAX) {
        return None;
    }
    let millis = u128::from(units) * 1000 / u128::from(scale);
    let week = 7 * 24 * 3600 * 1000;
    u64::try_from(millis)
        .ok()
        .filter(|millis| *millis <= week)
        .map(Duration::from_millis)
}

fn find<'a>(body: &'a [u8], wanted: &[u8; 4]) -> Option<&'a [u8]> {
    boxes(body)
        .find(|(kind, _)| kind == wanted)
        .map(|(_, body)| body)
}

/// The boxes inside a body, as far as their sizes make sense.
fn boxes(body: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    let mut rest = body;
    std::iter::from_fn(move || {
        let kind: [u8; 4] = rest.get(4..8)?.try_into().ok()?;
        let (header, size) = match u32_at(rest, 0)? {
            0 => (8, rest.len()),
            1 => (16, usize::try_from(u64_at(rest, 8)?).ok()?),
            size => (8, usize::try_from(size).ok()?),
        };
        let inside = rest.get(header..size)?;
        rest = rest.get(size..)?;
        Some((kind, inside))
    })
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_be_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let mut all = u32::try_from(body.len() + 8)
            .unwrap()
            .to_be_bytes()
            .to_vec();
        all.extend_from_slice(kind);
        all.extend_from_slice(body);
        all
    }

    fn film(codec: &[u8; 4], handler: &[u8; 4]) -> Vec<u8> {
        let mut mvhd = vec![0; 100];
        mvhd[12..16].copy_from_slice(&1000_u32.to_be_bytes());
        mvhd[16..20].copy_from_slice(&61_500_u32.to_be_bytes());
        let mut entry = boxed(codec, &[0; 78]);
        entry[32..36].copy_from_slice(&[2, 128, 1, 104]);
        let stsd = [vec![0, 0, 0, 0, 0, 0, 0, 1], entry].concat();
        let stbl = boxed(b"stbl", &boxed(b"stsd", &stsd));
        let mut hdlr = vec![0; 24];
        hdlr[8..12].copy_from_slice(handler);
        let mdia = [boxed(b"hdlr", &hdlr), boxed(b"minf", &stbl)].concat();
        let trak = boxed(b"trak", &boxed(b"mdia", &mdia));
        let moov = [boxed(b"mvhd", &mvhd), trak].concat();
        [
            boxed(b"ftyp", b"isom\0\0\0\0"),
            boxed(b"moov", &moov),
            boxed(b"mdat", &[7; 300]),
        ]
        .concat()
    }

    fn walk(bytes: &[u8], step: usize) -> Result<Film, Unfit> {
        let mut walker = Walker::new();
        for piece in bytes.chunks(step) {
            walker.push(piece)?;
        }
        walker.finish()
    }

    #[test]
    fn a_film_is_known_however_it_is_cut_into_pieces() {
        let film = film(b"avc1", b"vide");
        let known = Film {
            duration: Some(Duration::from_millis(61_500)),
            width: Some(640),
            height: Some(360),
        };
        for step in [1, 2, 7, 8, 9, 100, film.len()] {
            assert_eq!(walk(&film, step), Ok(known), "{step}");
        }
    }

    #[test]
    fn a_film_that_ends_too_soon_is_noticed_at_every_byte() {
        let film = film(b"avc1", b"vide");
        for end in 0..film.len() {
            assert!(walk(&film[..end], 50).is_err(), "{end}");
        }
    }

    #[test]
    fn what_browsers_cannot_play_is_refused() {
        assert_eq!(walk(&film(b"hvc1", b"vide"), 64), Err(Unfit::Codec));
        assert_eq!(walk(&film(b"avc1", b"soun"), 64), Err(Unfit::NoPicture));
        assert_eq!(walk(b"\0\0\0\x08free....", 64), Err(Unfit::NotFilm));
        assert_eq!(walk(b"<html><body>", 64), Err(Unfit::NotFilm));
    }

    #[test]
    fn sizes_that_lie_do_no_harm() {
        let large = [
            boxed(b"ftyp", b"isom"),
            vec![0, 0, 0, 1],
            b"moov".to_vec(),
            vec![0xff; 8],
        ]
        .concat();
        assert_eq!(walk(&large, 64), Err(Unfit::FilmDamaged));
        let small = [boxed(b"ftyp", b"isom"), vec![0, 0, 0, 3], b"mdat".to_vec()].concat();
        assert_eq!(walk(&small, 64), Err(Unfit::FilmDamaged));
        let mut film = film(b"avc1", b"vide");
        for at in 0..film.len() - 300 {
            let before = film[at];
            for lie in [0, 1, 0x7f, 0xff] {
                film[at] = lie;
                let _ = walk(&film, 97);
            }
            film[at] = before;
        }
    }
}
