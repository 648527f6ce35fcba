//! Looking at a file while it passes by. The type is what the bytes say, never what the sender claims.

use std::time::Duration;

use super::mp4::{self, Film};
use crate::object::Use;

/// The most bytes of a poster.
const POSTER: u64 = 5 * 1024 * 1024;

/// How many bytes from the end a PDF may say that it ends.
const TAIL: usize = 2048;

/// What was found out about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub media_type: &'static str,
    pub duration: Option<Duration>,
    pub width: Option<u32>,
    pub height: Option<u32>,
}

/// Why a file cannot be what it is meant to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error("the file is empty")]
    Empty,
    #[error("this is not an MP4 film")]
    NotFilm,
    #[error("the film ends too soon; it was not copied completely")]
    FilmCut,
    #[error("the film is damaged")]
    FilmDamaged,
    #[error("there is no picture in this film")]
    NoPicture,
    #[error("browsers cannot play this kind of film; export it as MP4 with H.264")]
    Codec,
    #[error("this is not a PDF")]
    NotDocument,
    #[error("the PDF ends too soon; it was not copied completely")]
    DocumentCut,
    #[error("this is not a JPEG, PNG or WebP picture")]
    NotPicture,
    #[error("the picture is larger than 5 MB")]
    PictureTooLarge,
}

impl Unfit {
    /// The code for programs; the sentence for people is the text `field-<code>`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "file-empty",
            Self::NotFilm => "not-a-film",
            Self::FilmCut => "film-cut",
            Self::FilmDamaged => "film-damaged",
            Self::NoPicture => "film-without-picture",
            Self::Codec => "film-codec",
            Self::NotDocument => "not-a-pdf",
            Self::DocumentCut => "pdf-cut",
            Self::NotPicture => "not-a-picture",
            Self::PictureTooLarge => "picture-too-large",
        }
    }
}

/// A file of which the bytes seen so far are known.
pub struct Check {
    purpose: Use,
    head: Vec<u8>,
    tail: Vec<u8>,
    film: mp4::Walker,
    size: u64,
}

impl Check {
    /// For a file that is meant to be this.
    pub fn new(purpose: Use) -> Self {
        Self {
            purpose,
            head: Vec::new(),
            tail: Vec::new(),
            film: mp4::Walker::new(),
            size: 0,
        }
    }

    /// Looks at the next bytes. What is wrong at the start is said at the start, not after an hour.
    pub fn look(&mut self, bytes: &[u8]) -> Result<(), Unfit> {
        self.size += bytes.len() as u64;
        if self.head.len() < 16 {
            self.head.extend(bytes.iter().take(16 - self.head.len()));
        }
        match self.purpose {
            Use::Video => self.film.push(bytes),
            Use::Document => {
                self.keep_tail(bytes);
                self.begins(b"%PDF-", Unfit::NotDocument)
            }
            Use::Poster if self.size > POSTER => Err(Unfit::PictureTooLarge),
            Use::Poster => Ok(()),
        }
    }

    /// What the whole file turned out to be.
    pub fn finish(&self) -> Result<Found, Unfit> {
        if self.size == 0 {
            return Err(Unfit::Empty);
        }
        match self.purpose {
            Use::Video => self.film.finish().map(Film::into),
            Use::Document => self.document(),
            Use::Poster => picture(&self.head).ok_or(Unfit::NotPicture),
        }
    }

    fn document(&self) -> Result<Found, Unfit> {
        if !self.head.starts_with(b"%PDF-") {
            return Err(Unfit::NotDocument);
        }
        if !self.tail.windows(5).any(|window| window == b"%%EOF") {
            return Err(Unfit::DocumentCut);
        }
        Ok(Found::plain("application/pdf"))
    }

    fn begins(&self, with: &[u8], otherwise: Unfit) -> Result<(), Unfit> {
        let length = self.head.len().min(with.len());
        if self.head[..length] == with[..length] {
            Ok(())
        } else {
            Err(otherwise)
        }
    }

    fn keep_tail(&mut self, bytes: &[u8]) {
        let last = &bytes[bytes.len().saturating_sub(TAIL)..];
        self.tail.extend_from_slice(last);
        let over = self.tail.len().saturating_sub(TAIL);
        self.tail.drain(..over);
    }
}

impl Found {
    const fn plain(media_type: &'static str) -> Self {
        Self {
            media_type,
            duration: None,
            width: None,
            height: None,
        }
    }
}

impl From<Film> for Found {
    fn from(film: Film) -> Self {
        Self {
            media_type: "video/mp4",
            duration: film.duration,
            width: film.width,
            height: film.height,
        }
    }
}

fn picture(head: &[u8]) -> Option<Found> {
    if head.starts_with(&[0xff, 0xd8, 0xff]) {
        return Some(Found::plain("image/jpeg"));
    }
    if head.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some(Found::plain("image/png"));
    }
    let webp = head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP");
    webp.then(|| Found::plain("image/webp"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(purpose: Use, pieces: &[&[u8]]) -> Result<Found, Unfit> {
        let mut check = Check::new(purpose);
        for piece in pieces {
            check.look(piece)?;
        }
        check.finish()
    }

    #[test]
    fn a_pdf_begins_and_ends_as_one() {
        let pdf: &[&[u8]] = &[b"%P", b"DF-1.7\n", b"...", b"%%E", b"OF\n"];
        assert_eq!(
            check(Use::Document, pdf),
            Ok(Found::plain("application/pdf"))
        );
        assert_eq!(
            check(Use::Document, &[b"%PDF-1.7\n..."]),
            Err(Unfit::DocumentCut)
        );
        assert_eq!(check(Use::Document, &[b"<html>"]), Err(Unfit::NotDocument));
        assert_eq!(check(Use::Document, &[b"%P"]), Err(Unfit::NotDocument));
        assert_eq!(check(Use::Document, &[]), Err(Unfit::Empty));
        let early: &[&[u8]] = &[b"%PDF-1.7 %%EOF", &[b'x'; 4096]];
        assert_eq!(check(Use::Document, early), Err(Unfit::DocumentCut));
    }

    #[test]
    fn a_poster_is_a_picture_of_reasonable_size() {
        assert_eq!(
            check(Use::Poster, &[&[0xff, 0xd8], &[0xff, 0xe0]]),
            Ok(Found::plain("image/jpeg"))
        );
        assert_eq!(
            check(Use::Poster, &[b"RIFF....WEBPVP8 "]),
            Ok(Found::plain("image/webp"))
        );
        assert_eq!(
            check(Use::Poster, &[b"<svg onload=alert(1)>"]),
            Err(Unfit::NotPicture)
        );
        assert_eq!(check(Use::Poster, &[b"GIF89a"]), Err(Unfit::NotPicture));
        let large = vec![0xff; 5 * 1024 * 1024 + 1];
        assert_eq!(check(Use::Poster, &[&large]), Err(Unfit::PictureTooLarge));
    }
}
