//! Films of any size that the upload accepts: the boxes of an MP4 file (ISO/IEC 14496-12) around bytes that are no pictures.

use anyhow::{Context as _, Result};

/// Everything in front of the pictures of a film of `size` bytes.
///
/// # Errors
/// When no film has that size.
pub fn front(size: u64) -> Result<Vec<u8>> {
    let mut front = boxed(b"ftyp", b"isom\0\0\0\0");
    front.extend(boxed(
        b"moov",
        &[boxed(b"mvhd", &header()), track()].concat(),
    ));
    let rest = size.checked_sub(front.len() as u64);
    let rest = rest.filter(|rest| *rest > 8);
    let rest = rest.context("a film is larger than its own front")?;
    front.extend(
        u32::try_from(rest)
            .context("the last box is too large")?
            .to_be_bytes(),
    );
    front.extend(b"mdat");
    Ok(front)
}

/// A film of `size` bytes whose pictures are noise, always the same.
///
/// # Errors
/// When no film has that size.
pub fn noise(size: usize) -> Result<Vec<u8>> {
    let mut film = front(size as u64)?;
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    film.reserve_exact(size - film.len() + 8);
    while film.len() < size {
        film.extend(chance.next().to_le_bytes());
    }
    film.truncate(size);
    Ok(film)
}

/// Numbers that look random and are the same in every run (xorshift64, Marsaglia 2003).
pub struct Chance(pub u64);

impl Chance {
    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}

/// `mvhd`, version 0: a minute in units of a millisecond.
fn header() -> [u8; 100] {
    let mut header = [0; 100];
    header[12..16].copy_from_slice(&1_000_u32.to_be_bytes());
    header[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
    header
}

/// `trak`: one H.264 picture of 640 by 360.
fn track() -> Vec<u8> {
    let mut sample = [0; 78];
    sample[24..26].copy_from_slice(&640_u16.to_be_bytes());
    sample[26..28].copy_from_slice(&360_u16.to_be_bytes());
    let description = [&[0, 0, 0, 0, 0, 0, 0, 1][..], &boxed(b"avc1", &sample)].concat();
    let table = boxed(b"stbl", &boxed(b"stsd", &description));
    let mut handler = [0; 24];
    handler[8..12].copy_from_slice(b"vide");
    let media = [boxed(b"hdlr", &handler), boxed(b"minf", &table)].concat();
    boxed(b"trak", &boxed(b"mdia", &media))
}

/// A box of the table of contents; none of them is anywhere near 4 GiB.
fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let size = body.len() as u32 + 8;
    [&size.to_be_bytes()[..], kind, body].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_boxes_fill_the_film_to_its_last_byte() {
        let film = noise(5_000).unwrap();
        assert_eq!(film.len(), 5_000);
        let (mut at, mut kinds) = (0, Vec::new());
        while at < film.len() {
            let size = u32::from_be_bytes(film[at..at + 4].try_into().unwrap());
            kinds.push(String::from_utf8_lossy(&film[at + 4..at + 8]).into_owned());
            at += size as usize;
        }
        assert_eq!(at, film.len());
        assert_eq!(kinds, ["ftyp", "moov", "mdat"]);
    }

    #[test]
    fn a_film_that_holds_nothing_is_no_film() {
        assert!(front(100).is_err());
        assert!(front(u64::from(u32::MAX) * 2).is_err());
    }
}
