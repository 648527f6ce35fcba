//! The name a person signs in with, in its one canonical form.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

/// Trims, and folds each run of white space and control characters to one space.
pub fn squeeze(text: &str) -> String {
    let clean = text.split(|c: char| c.is_whitespace() || c.is_control());
    clean
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Why a text cannot be a user name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidUsername {
    #[error("a user name has at least 3 characters")]
    TooShort,
    #[error("a user name has at most 190 characters")]
    TooLong,
    #[error("a user name has letters, digits and . _ - + @ only")]
    Character,
}

/// A user name in canonical form: NFKC, lower case. Two spellings of one name are one value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Username(String);

impl Username {
    /// Brings what a person typed into canonical form.
    ///
    /// # Errors
    /// [`InvalidUsername`] says which rule the text breaks.
    pub fn parse(typed: &str) -> Result<Self, InvalidUsername> {
        if typed.len() > 1_000 {
            return Err(InvalidUsername::TooLong);
        }
        let folded: String = typed
            .trim()
            .nfkc()
            .flat_map(char::to_lowercase)
            .nfkc()
            .collect();
        match folded.chars().count() {
            0..3 => return Err(InvalidUsername::TooShort),
            191.. => return Err(InvalidUsername::TooLong),
            _ => {}
        }
        let allowed = |c: char| c.is_alphanumeric() || ".-_+@".contains(c);
        if !folded.chars().all(allowed) {
            return Err(InvalidUsername::Character);
        }
        Ok(Self(folded))
    }

    /// The canonical form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_are_one_name() {
        let name = Username::parse("anna").map(|name| name.to_string());
        for spelling in ["ANNA", " Anna ", "ａｎｎａ", "Ａnna"] {
            assert_eq!(Username::parse(spelling).map(|name| name.to_string()), name);
        }
        assert_eq!(Username::parse("an"), Err(InvalidUsername::TooShort));
        assert_eq!(Username::parse("an na"), Err(InvalidUsername::Character));
        assert_eq!(
            Username::parse("an\u{200b}na"),
            Err(InvalidUsername::Character)
        );
        assert_eq!(
            Username::parse(&"a".repeat(191)),
            Err(InvalidUsername::TooLong)
        );
    }
}
