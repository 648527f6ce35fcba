//! What a person can be told about.

use std::str::FromStr;

use tutela_core::InvalidId;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)+) => {
        /// What a notification is about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum NoticeKind {
            $($(#[$doc])* $name,)+
        }

        impl NoticeKind {
            /// Every kind there is.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The word in the database, in the API and in the keys of texts.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }
        }
    };
}

kinds! {
    /// A sign-in from a device that was not known; `detail` names it.
    NewDevice = "new-device";
    /// Too many failed sign-ins; the letter's `path` lets one device in meanwhile.
    Locked = "locked";
    PasswordChanged = "password-changed";
    /// An e-mail address or phone number was changed or removed; `detail` is `email` or `phone`.
    ContactChanged = "contact-changed";
    /// The platform blocked the person; `detail` is the reason.
    Blocked = "blocked";
    Unblocked = "unblocked";
    /// A second factor was set up; `detail` names it.
    FactorAdded = "factor-added";
    FactorRemoved = "factor-removed";
    /// One of the recovery codes was used; `detail` is how many are left.
    RecoveryCodeUsed = "recovery-code-used";
    /// Somebody else ended the person's sessions.
    SessionsEnded = "sessions-ended";
    /// An API token was made in the person's name; `detail` is its name.
    TokenMade = "token-made";
    /// Somebody else ended an API token of the person; `detail` is its name.
    TokenEnded = "token-ended";
    /// A role was given; `detail` is its word and the name of the place, `course_tutor Knots`.
    RoleGranted = "role-granted";
    RoleRemoved = "role-removed";
    /// An account was offered to the person; `detail` is the owner's name, the letter's `path` leads to the answer.
    OwnershipOffered = "ownership-offered";
    /// An offer of the person's was taken up; `detail` is the name of the new owner.
    OwnershipAccepted = "ownership-accepted";
    OwnershipDeclined = "ownership-declined";
    /// An offer to the person was taken back; `detail` is the owner's name.
    OwnershipWithdrawn = "ownership-withdrawn";
}

impl NoticeKind {
    /// Whether its letter goes whatever the person chose: who takes over an account must not be able to keep it quiet.
    pub const fn is_about_security(self) -> bool {
        !matches!(self, Self::RoleGranted | Self::RoleRemoved)
    }
}

impl FromStr for NoticeKind {
    type Err = InvalidId;

    fn from_str(word: &str) -> Result<Self, InvalidId> {
        let mut kinds = Self::ALL.iter().copied();
        kinds.find(|kind| kind.as_str() == word).ok_or(InvalidId)
    }
}
