//! Titles and summaries as people type them.

use std::fmt;

use tutela_core::squeeze;

/// Why a text cannot stand where it was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidText {
    #[error("this is needed")]
    Empty,
    #[error("at most {0} characters fit here")]
    TooLong(usize),
}

/// A title: one line that is there, of at most 160 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line(String);

impl Line {
    /// The most characters of a line.
    pub const MOST: usize = 160;

    /// Reads what somebody typed.
    ///
    /// # Errors
    /// [`InvalidText`] says what is wrong with it.
    pub fn parse(typed: &str) -> Result<Self, InvalidText> {
        let line = squeeze(typed);
        match line.chars().count() {
            0 => Err(InvalidText::Empty),
            length if length > Self::MOST => Err(InvalidText::TooLong(Self::MOST)),
            _ => Ok(Self(line)),
        }
    }

    /// The line.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Several lines, possibly none, of at most so many characters; NUL, which no database keeps, is left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prose(String);

impl Prose {
    /// The most characters of a summary.
    pub const SUMMARY: usize = 1_000;

    /// The most characters of a lesson's text.
    pub const LESSON: usize = 40_000;

    /// Reads what somebody typed, with line breaks as `\n`.
    ///
    /// # Errors
    /// [`InvalidText::TooLong`] with more than `most` characters.
    pub fn parse(typed: &str, most: usize) -> Result<Self, InvalidText> {
        let prose = typed.replace("\r\n", "\n").replace('\0', "");
        let prose = prose.trim();
        if prose.chars().count() > most {
            return Err(InvalidText::TooLong(most));
        }
        Ok(Self(prose.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_line_and_is_there() {
        assert_eq!(
            Line::parse(" How\r\n a  shot\tunfolds ").map(|line| line.to_string()),
            Ok("How a shot unfolds".to_owned())
        );
        assert_eq!(Line::parse(" \n\t "), Err(InvalidText::Empty));
        assert!(Line::parse(&"å".repeat(160)).is_ok());
        assert_eq!(
            Line::parse(&"å".repeat(161)),
            Err(InvalidText::TooLong(160))
        );
    }

    #[test]
    fn prose_keeps_its_lines_and_loses_what_no_database_keeps() {
        let prose = Prose::parse("a\r\n\r\nb\0c\n", 10).map(|prose| prose.as_str().to_owned());
        assert_eq!(prose, Ok("a\n\nbc".to_owned()));
        assert_eq!(Prose::parse("12345", 4), Err(InvalidText::TooLong(4)));
    }
}
