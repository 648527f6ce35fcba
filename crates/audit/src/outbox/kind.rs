//! What letters there are.

use std::str::FromStr;

use tutela_core::InvalidId;

use crate::NoticeKind;

/// What a letter is about. The texts stand with the feature that writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LetterKind {
    /// The letter about a notification, with the same words.
    Notice(NoticeKind),
    /// `code` and `path` that set a new password.
    PasswordReset,
    /// To the new address: `code` and `path` that confirm it.
    ConfirmContact,
    /// To the old address: `path` that undoes the change.
    UndoContact,
    /// `path` of an invitation; `from` and `account` say whose.
    Invitation,
    /// `path` that goes on for somebody who wants to come into the open `account`.
    Registration,
    /// To a member who asked to come in: `path` is the sign-in of `account`.
    AlreadyHere,
}

impl LetterKind {
    /// The word in the database and in the keys of texts.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Notice(kind) => kind.as_str(),
            Self::PasswordReset => "password-reset",
            Self::ConfirmContact => "confirm-contact",
            Self::UndoContact => "undo-contact",
            Self::Invitation => "invitation",
            Self::Registration => "registration",
            Self::AlreadyHere => "already-here",
        }
    }

    /// Every kind there is.
    pub fn all() -> impl Iterator<Item = Self> {
        let own = [
            Self::PasswordReset,
            Self::ConfirmContact,
            Self::UndoContact,
            Self::Invitation,
            Self::Registration,
            Self::AlreadyHere,
        ];
        let notices = NoticeKind::ALL.iter().copied().map(Self::Notice);
        notices.chain(own)
    }
}

impl FromStr for LetterKind {
    type Err = InvalidId;

    fn from_str(word: &str) -> Result<Self, InvalidId> {
        let kind = Self::all().find(|kind| kind.as_str() == word);
        kind.ok_or(InvalidId)
    }
}
