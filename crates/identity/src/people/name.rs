//! The name a person is called by, and a person before he exists.

use std::fmt;

use tutela_core::{Username, squeeze};

use crate::password::Hashed;

/// Why a text cannot be a person's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidName {
    #[error("a name is needed")]
    Empty,
    #[error("a name has at most 120 characters")]
    TooLong,
}

/// A name as it is shown: trimmed, without line breaks, of at most 120 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonName(String);

impl PersonName {
    /// Reads what somebody typed.
    ///
    /// # Errors
    /// [`InvalidName`] says what is wrong with it.
    pub fn parse(typed: &str) -> Result<Self, InvalidName> {
        let name = squeeze(typed);
        match name.chars().count() {
            0 => Err(InvalidName::Empty),
            121.. => Err(InvalidName::TooLong),
            _ => Ok(Self(name)),
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Somebody who is to be brought in.
#[derive(Debug, Clone)]
pub struct Newcomer {
    pub name: PersonName,
    pub username: Username,
    /// A password set for him at once. Without one he gets a link and sets his own, which is better: then nobody
    /// else has ever known it.
    pub password: Option<Hashed>,
}

impl Newcomer {
    /// Somebody who will set his own password.
    pub const fn new(name: PersonName, username: Username) -> Self {
        Self {
            name,
            username,
            password: None,
        }
    }
}
