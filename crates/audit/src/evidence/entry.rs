//! An entry: a few lines of text, of which nothing is personal.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::hmac;
use tutela_core::{AccountId, Ambient, EvidenceId, InvalidId, PersonId, Time};

/// The first line of every entry.
pub const FORMAT: &str = "tutela-evidence/v1";

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)+) => {
        /// What an entry testifies to.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Kind {
            $($(#[$doc])* $name,)+
        }

        impl Kind {
            /// Every kind there is.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The word in the log.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }
        }
    };
}

kinds! {
    /// A role was given; the subject is the grant.
    RoleGranted = "role-granted",
    /// Until when a role is held was changed; the subject is the grant.
    RoleChanged = "role-changed",
    /// A role was taken; the subject is the grant.
    RoleRevoked = "role-revoked",
    /// An account has another owner; the subject is the account.
    AccountHandedOver = "account-handed-over",
    /// A person was kept out of the installation; the subject is the person.
    PersonBlocked = "person-blocked",
    /// A person was let in again; the subject is the person.
    PersonUnblocked = "person-unblocked",
    /// An API token was made; the subject is the token.
    TokenMade = "token-made",
    /// An API token was ended; the subject is the token.
    TokenEnded = "token-ended",
    /// A person permitted something; the subject is the consent.
    ConsentGiven = "consent-given",
    /// A person took a permission back; the subject is the consent.
    ConsentWithdrawn = "consent-withdrawn",
    /// A person's data was erased; the subject is the person.
    PersonErased = "person-erased",
    /// An account's data was erased; the subject is the account.
    AccountErased = "account-erased",
    /// A backup was made; the digest is that of its manifest.
    BackupMade = "backup-made",
    /// A backup was restored to prove it; the digest is that of the report.
    BackupVerified = "backup-verified",
    /// The installation was restored from a backup; the digest is that of its manifest.
    Restored = "restored",
    /// A control was run against this installation; the digest is that of what it found.
    ControlRun = "control-run",
    /// A key was replaced, or what it wraps was wrapped anew.
    KeyRotated = "key-rotated",
    /// Another version runs from now on; the digest is that of the program.
    Released = "released",
    /// The program was started; the digest is that of the program.
    Started = "started",
    /// The policy in force at a start; the digest is that of its text.
    PolicyInForce = "policy-in-force",
    /// Staff was given access to an account's data; the subject is the grant.
    StaffGranted = "staff-granted",
    /// Staff access ended; the subject is the grant.
    StaffEnded = "staff-ended",
}

impl FromStr for Kind {
    type Err = InvalidId;

    fn from_str(word: &str) -> Result<Self, InvalidId> {
        let mut all = Self::ALL.iter().copied();
        all.find(|kind| kind.as_str() == word).ok_or(InvalidId)
    }
}

/// What is testified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a> {
    pub kind: Kind,
    /// The account it concerns, if it concerns one.
    pub account: Option<AccountId>,
    /// Who did it; nobody when the machine itself did.
    pub actor: Option<PersonId>,
    /// The id of what it was done to: a grant, a person, a token, a run.
    pub subject: &'a str,
    pub details: Details<'a>,
}

/// What exactly was done, of which the entry holds a digest alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Details<'a> {
    /// A text that is kept beside the log and can be shown to whom it concerns, who can check it against the entry: ids and words,
    /// `role=course_editor person=…`. Never a name, an address or what somebody typed.
    Kept(&'a str),
    /// SHA-256 of something that everybody can hash himself: a program, a manifest, a policy.
    Sha256([u8; 32]),
}

impl Entry<'_> {
    /// The text that becomes a leaf of the tree.
    pub(super) fn leaf(&self, id: EvidenceId, at: Time, ambient: &Ambient) -> String {
        let Self {
            kind,
            account,
            actor,
            subject,
            details,
        } = *self;
        let place = account.map(|account| account.to_string());
        let place = place.as_deref().unwrap_or("platform");
        let pseudonym = |what: &str, id: &str| pseudonym(ambient, (place, what), id);
        let or_none = |name: Option<String>| name.unwrap_or_else(|| "-".to_owned());
        let account = or_none(account.map(|id| pseudonym("account", &id.to_string())));
        let actor = or_none(actor.map(|id| pseudonym("person", &id.to_string())));
        let subject = pseudonym("subject", subject);
        let (how, digest) = match details {
            Details::Kept(text) => ("keyed", digest(&opening_key(ambient, id), text)),
            Details::Sha256(digest) => ("sha256", digest),
        };
        format!(
            "{FORMAT}\nid {id}\nat {at}\nkind {}\naccount {account}\nactor {actor}\nsubject {subject}\ndigest {how} {}\n",
            kind.as_str(),
            hex(&digest)
        )
    }
}

/// A name that nobody without the house's key can tell whose it is. The same person has another one in each account.
fn pseudonym(ambient: &Ambient, (place, what): (&str, &str), id: &str) -> String {
    let digest = ambient.digest(&format!("evidence|{place}|{what}"), id.as_bytes());
    hex(&digest[..16])
}

/// The key that opens one entry and no other: with it and the details, anybody can check that the entry speaks of them.
pub fn opening_key(ambient: &Ambient, id: EvidenceId) -> [u8; 32] {
    ambient.digest("evidence|opening", id.to_string().as_bytes())
}

/// HMAC-SHA256 of the details under the key of their entry.
pub fn digest(opening: &[u8; 32], details: &str) -> [u8; 32] {
    let key = hmac::Key::new(hmac::HMAC_SHA256, opening);
    let tag = hmac::sign(&key, details.as_bytes());
    let mut digest = [0; 32];
    digest.copy_from_slice(tag.as_ref());
    digest
}

/// Lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
