//! The outbox: letters are rows of the transaction that causes them, and leave when it has committed.
//!
//! The words of a letter, codes and links among them, rest sealed, and are erased when it has gone or is given up.

mod delivery;
mod kind;

use std::time::Duration;

use tutela_core::{Ambient, LetterId, PersonId, Time};
use tutela_db::{Error, Tx, args, sql};
use zeroize::Zeroizing;

pub use delivery::{Due, Outcome, claim, is_any_due, settle, sweep};
pub use kind::LetterKind;

/// For how long a letter that has no deadline of its own is worth sending.
pub const KEEP: Duration = Duration::from_secs(3 * 24 * 3600);

/// Where a letter goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    /// An e-mail address.
    Mail(String),
    /// A phone number in the form of E.164.
    Phone(String),
}

/// A letter to be written when it is sent.
#[derive(Debug, Clone)]
pub struct Letter<'a> {
    pub to: To,
    /// Whom it is for, where that is somebody of ours.
    pub person: Option<PersonId>,
    /// The language it is written in, as a tag.
    pub language: &'a str,
    pub kind: LetterKind,
    /// What the text needs. `path` is the link, from its first slash on: the address before it is the house's own and never
    /// that of a request. `code` is shown large.
    pub words: &'a [(&'static str, String)],
    /// When it is of no use any more.
    pub expires_at: Time,
}

/// Puts a letter into the outbox, in the transaction that causes it.
pub async fn queue(tx: &mut Tx, letter: Letter<'_>, ambient: &Ambient) -> Result<(), Error> {
    let (id, now): (LetterId, _) = (ambient.id(), ambient.now());
    let words: serde_json::Map<_, _> = letter
        .words
        .iter()
        .map(|(name, word)| ((*name).to_owned(), word.as_str().into()))
        .collect();
    let plain = Zeroizing::new(serde_json::Value::from(words).to_string());
    let sealed = ambient.seal(&context(id), plain.as_bytes());
    let insert = sql!(
        "INSERT INTO outbox (id, kind, way, address, person_id, language, words, queued_at,
                             expires_at, attempts, next_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $8)"
    );
    let values = args![
        id,
        letter.kind.as_str(),
        letter.to.way(),
        letter.to.address(),
        letter.person,
        letter.language,
        sealed,
        now,
        letter.expires_at
    ];
    tx.run(insert, values).await?;
    Ok(())
}

/// What the words of a letter are bound to.
fn context(letter: LetterId) -> String {
    format!("letter|{letter}")
}

impl To {
    /// The word for the way in the database.
    pub const fn way(&self) -> &'static str {
        match self {
            Self::Mail(_) => "mail",
            Self::Phone(_) => "phone",
        }
    }

    /// The address itself.
    pub fn address(&self) -> &str {
        match self {
            Self::Mail(address) | Self::Phone(address) => address,
        }
    }
}
