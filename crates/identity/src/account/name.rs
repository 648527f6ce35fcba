//! What an account is called.

use tutela_core::squeeze;

/// Why a text cannot be the name of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAccountName {
    #[error("an account needs a name")]
    Empty,
    #[error("the name of an account has at most 120 characters")]
    TooLong,
}

/// A name of an account: one line of at most 120 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountName(String);

impl AccountName {
    /// Reads what somebody typed.
    ///
    /// # Errors
    /// [`InvalidAccountName`] says what is wrong with it.
    pub fn parse(typed: &str) -> Result<Self, InvalidAccountName> {
        let name = squeeze(typed);
        match name.chars().count() {
            0 => Err(InvalidAccountName::Empty),
            121.. => Err(InvalidAccountName::TooLong),
            _ => Ok(Self(name)),
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
