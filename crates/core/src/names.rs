//! The names a person signs in with, each in its one canonical form: an id, an e-mail address or a phone number.

use std::fmt;
use std::str::FromStr;

use crate::{Country, EmailAddress, PhoneNumber};

mod fold;
mod id;

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
    #[error("a user name has at most {MOST} characters")]
    TooLong,
    #[error("a user name has letters, digits and . _ - only, and at least one letter")]
    Character,
    #[error("a user name has letters of one script; letters that look like others are not taken")]
    Confusable,
    #[error("this is not an e-mail address")]
    Email,
    #[error("this is not a phone number; begin with + and the country")]
    Phone,
}

/// The most characters of a user name.
pub const MOST: usize = 190;

/// What a user name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NameKind {
    /// A short name that its owner chose.
    Id,
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
}

impl NameKind {
    /// The word for it in the database and in documents.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Email => "email",
            Self::Phone => "phone",
        }
    }
}

impl FromStr for NameKind {
    type Err = InvalidUsername;

    fn from_str(word: &str) -> Result<Self, InvalidUsername> {
        match word {
            "id" => Ok(Self::Id),
            "email" => Ok(Self::Email),
            "phone" => Ok(Self::Phone),
            _ => Err(InvalidUsername::Character),
        }
    }
}

/// A user name in canonical form. Two spellings of one name are one value, and no value is of two kinds: an e-mail
/// address has an `@`, a phone number begins with `+`, and an id has neither.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Username {
    canonical: String,
    kind: NameKind,
}

impl Username {
    /// Brings what a person typed into canonical form. A phone number must name its country.
    ///
    /// # Errors
    /// [`InvalidUsername`] says which rule the text breaks.
    pub fn parse(typed: &str) -> Result<Self, InvalidUsername> {
        Self::parse_in(typed, None)
    }

    /// The same where phone numbers may be written as within a country.
    ///
    /// # Errors
    /// [`InvalidUsername`] says which rule the text breaks.
    pub fn parse_in(typed: &str, country: Option<Country>) -> Result<Self, InvalidUsername> {
        if typed.len() > 1_000 {
            return Err(InvalidUsername::TooLong);
        }
        let folded = fold::fold(typed.trim());
        match fold::kind(&folded) {
            NameKind::Email => EmailAddress::parse(&folded)
                .map(|address| Self::from(&address))
                .map_err(|_| InvalidUsername::Email),
            NameKind::Phone => PhoneNumber::parse(&folded, country)
                .map(|number| Self::from(&number))
                .map_err(|_| InvalidUsername::Phone),
            NameKind::Id => id::parse(&folded).map(|canonical| Self {
                canonical,
                kind: NameKind::Id,
            }),
        }
    }

    /// Whether a typed text is a phone number that leaves the country to be guessed.
    pub fn lacks_country(typed: &str) -> bool {
        let folded = fold::fold(typed.trim());
        let named = folded.starts_with('+') || folded.starts_with("00");
        fold::kind(&folded) == NameKind::Phone && !named
    }

    /// The canonical form.
    pub fn as_str(&self) -> &str {
        &self.canonical
    }

    /// What it is.
    pub const fn kind(&self) -> NameKind {
        self.kind
    }

    /// What an id looks like (UTS #39): two ids with one look are one name. Other kinds have no look, they are checked
    /// by who receives what is sent there.
    pub fn look(&self) -> Option<String> {
        (self.kind == NameKind::Id).then(|| id::look(&self.canonical))
    }
}

impl From<&EmailAddress> for Username {
    fn from(address: &EmailAddress) -> Self {
        Self {
            canonical: fold::fold(&address.canonical()),
            kind: NameKind::Email,
        }
    }
}

impl From<&PhoneNumber> for Username {
    fn from(number: &PhoneNumber) -> Self {
        Self {
            canonical: number.to_string(),
            kind: NameKind::Phone,
        }
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.canonical)
    }
}

#[cfg(test)]
mod tests;
