//! What an object is for. It is bound into the ciphertext, so a poster never opens as a document.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// One lower-case word such as `video`, `document` or `poster`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Purpose(Cow<'static, str>);

/// The text is not a purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a purpose is one word of 1 to 32 lower-case letters")]
pub struct InvalidPurpose;

impl Purpose {
    /// A purpose that is known when the program is built.
    ///
    /// # Panics
    /// When the word is not 1 to 32 lower-case letters; in a `const` that is a failure to compile.
    pub const fn new(word: &'static str) -> Self {
        assert!(is_word(word.as_bytes()), "a purpose is one lower-case word");
        Self(Cow::Borrowed(word))
    }

    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Purpose {
    type Err = InvalidPurpose;

    fn from_str(word: &str) -> Result<Self, InvalidPurpose> {
        if !is_word(word.as_bytes()) {
            return Err(InvalidPurpose);
        }
        Ok(Self(Cow::Owned(word.to_owned())))
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

const fn is_word(word: &[u8]) -> bool {
    let mut at = 0;
    while at < word.len() {
        if !word[at].is_ascii_lowercase() {
            return false;
        }
        at += 1;
    }
    at > 0 && at <= 32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purpose_cannot_blur_the_context_it_is_part_of() {
        const VIDEO: Purpose = Purpose::new("video");
        assert_eq!("video".parse(), Ok(VIDEO));
        for word in ["", "Video", "a|b", "a b", "é", &"a".repeat(33)] {
            assert_eq!(word.parse::<Purpose>(), Err(InvalidPurpose), "{word}");
        }
    }
}
