//! Looking at a file while it passes by. The type is what the bytes say, never what the sender claims.

use std::time::Duration;

use super::mp4::{self, Film};
use super::picture;
use crate::object::Use;

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
    #[error("the picture is larger than 20 MB")]
    PictureTooLarge,
    #[error("the picture has too many points")]
    PictureTooManyPoints,
    #[error("the picture is damaged")]
    PictureDamaged,
    #[error("this kind of file is not attached")]
    AttachmentKind,
    #[error("the office file is damaged, or locked with a password")]
    ArchiveDamaged,
    #[error("the office file would unpack to far more than it is")]
    ArchiveBomb,
    #[error("the office file holds names that lead out of it")]
    ArchiveClimbs,
    #[error("the office file holds macros")]
    Macros,
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
            Self::PictureTooManyPoints => "picture-points",
            Self::PictureDamaged => "picture-damaged",
            Self::AttachmentKind => "attachment-kind",
            Self::ArchiveDamaged => "office-damaged",
            Self::ArchiveBomb => "office-bomb",
            Self::ArchiveClimbs => "office-climbs",
            Self::Macros => "office-macros",
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
            Use::Document | Use::Attachment => {
                self.keep_tail(bytes);
                self.is_small_picture()?;
                match self.purpose {
                    Use::Document if picture::kind(&self.head).is_none() => self.is_beginning(),
                    _ => Ok(()),
                }
            }
            Use::Poster => self.is_small_picture(),
        }
    }

    /// What the whole file turned out to be.
    pub fn finish(&self) -> Result<Found, Unfit> {
        if self.size == 0 {
            return Err(Unfit::Empty);
        }
        match self.purpose {
            Use::Video => self.film.finish().map(Film::into),
            Use::Document => self.picture().map_or_else(|| self.document(), Ok),
            Use::Poster => self.picture().ok_or(Unfit::NotPicture),
            Use::Attachment => self.attachment(),
        }
    }

    /// What is judged as a whole afterwards is told by its first bytes alone.
    fn attachment(&self) -> Result<Found, Unfit> {
        if let Some(picture) = self.picture() {
            return Ok(picture);
        }
        match &self.head[..] {
            [b'%', b'P', b'D', b'F', b'-', ..] => self.document(),
            [b'P', b'K', 3, 4, ..] => Ok(Found::plain("application/zip")),
            _ => Ok(Found::plain("text/plain")),
        }
    }

    fn picture(&self) -> Option<Found> {
        let format = picture::kind(&self.head)?;
        Some(Found::plain(format.to_mime_type()))
    }

    fn is_small_picture(&self) -> Result<(), Unfit> {
        let large = self.size > picture::MOST as u64;
        let is_picture = self.purpose == Use::Poster || picture::kind(&self.head).is_some();
        match large && is_picture {
            true => Err(Unfit::PictureTooLarge),
            false => Ok(()),
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

    /// Whether this can still become a document: with less than twelve bytes, it may yet be a picture.
    fn is_beginning(&self) -> Result<(), Unfit> {
        match self.head.len() < 12 || self.head.starts_with(b"%PDF-") {
            true => Ok(()),
            false => Err(Unfit::NotDocument),
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
    pub(crate) const fn plain(media_type: &'static str) -> Self {
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
        assert_eq!(check(Use::Poster, &[b"BM6..."]), Err(Unfit::NotPicture));
        let large = vec![0xff; picture::MOST + 1];
        assert_eq!(check(Use::Poster, &[&large]), Err(Unfit::PictureTooLarge));
    }
}
