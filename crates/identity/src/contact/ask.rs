//! Asking for another address: the password, and a code and a link to the new one.

use std::time::Duration;

use tutela_access::{Caller, Gate, Myself, ViewSelf};
use tutela_audit::{Letter, LetterKind, outbox};
use tutela_core::{Ambient, ContactId, PersonId, Secret, Time, Token};
use tutela_db::{Tx, args, sql};

use super::code::Code;
use super::{Address, password};
use crate::limiter::{Locked, Refused};
use crate::password::{Hasher, TooBusy};

/// How long a new address waits to be confirmed.
pub const LASTS: Duration = Duration::from_secs(3600);
/// How many addresses one may ask for in an hour: letters to strangers are no toy.
const MOST: i64 = 5;

/// Why another address was not asked for.
#[derive(Debug, thiserror::Error)]
pub enum CannotAsk {
    #[error("this is not the password")]
    Wrong,
    #[error("it is the address of now")]
    Same,
    #[error("too many addresses were asked for")]
    TooMany,
    #[error(transparent)]
    Locked(#[from] Locked),
    #[error(transparent)]
    TooBusy(#[from] TooBusy),
    #[error(transparent)]
    Access(#[from] tutela_access::Error),
}

impl From<tutela_db::Error> for CannotAsk {
    fn from(error: tutela_db::Error) -> Self {
        Self::Access(error.into())
    }
}

impl From<Refused> for CannotAsk {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Locked(locked) => locked.into(),
            Refused::Db(error) => error.into(),
        }
    }
}

/// A new address that waits to be confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    pub until: Time,
}

/// Sends a code and a link to the new address. Nothing changes until one of them comes back, and whether somebody else has
/// that address is not told before.
///
/// # Errors
/// [`CannotAsk`] says why not.
pub async fn ask(
    (gate, caller): (&Gate, &Caller),
    hasher: &Hasher,
    typed: &Secret<String>,
    address: &Address,
) -> Result<Asked, CannotAsk> {
    let proved = password::prove((gate, caller), hasher, typed).await?;
    let mut guarded = gate.write(caller).await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let (language, ambient) = (authorized.somebody().language.clone(), authorized.ambient());
    let tx = authorized.tx();
    if !proved.holds(tx).await? {
        return Err(CannotAsk::Wrong);
    }
    if let Err(refused) = refuse(tx, proved.person, address, ambient.now()).await {
        drop(guarded);
        proved.attempt.withdrawn(gate).await?;
        return Err(refused);
    }
    let until = send(tx, proved.person, address, (&language, ambient)).await?;
    proved.attempt.succeeded(tx).await?;
    guarded.commit().await?;
    Ok(Asked { until })
}

async fn refuse(
    tx: &mut Tx,
    person: PersonId,
    address: &Address,
    now: Time,
) -> Result<(), CannotAsk> {
    let old = super::find(tx, person, address.kind()).await?;
    if old.is_some_and(|old| old.text == address.text) {
        return Err(CannotAsk::Same);
    }
    let count = sql!("SELECT COUNT(*) FROM contact_changes WHERE person_id = $1 AND asked_at > $2");
    let asked = tx.get(count, args![person, now.minus(LASTS)]).await?;
    match asked.int(0)? < MOST {
        true => Ok(()),
        false => Err(CannotAsk::TooMany),
    }
}

async fn send(
    tx: &mut Tx,
    person: PersonId,
    address: &Address,
    (language, ambient): (&str, &Ambient),
) -> Result<Time, tutela_db::Error> {
    let (token, code) = (Token::new(ambient), Code::new(ambient));
    let until = keep(tx, (person, address), (&token, &code), ambient).await?;
    let words = [
        ("code", code.shown()),
        ("path", format!("/contact/{}", token.reveal())),
    ];
    let letter = Letter {
        to: address.way(),
        person: Some(person),
        language,
        kind: LetterKind::ConfirmContact,
        words: &words,
        expires_at: until,
    };
    outbox::queue(tx, letter, ambient).await?;
    Ok(until)
}

/// In the place of whatever of the same kind was waiting.
async fn keep(
    tx: &mut Tx,
    (person, address): (PersonId, &Address),
    (token, code): (&Token, &Code),
    ambient: &Ambient,
) -> Result<Time, tutela_db::Error> {
    let (id, now): (ContactId, _) = (ambient.id(), ambient.now());
    let (kind, until) = (address.kind().as_str(), now.plus(LASTS));
    let end = sql!(
        "UPDATE contact_changes SET ended_at = $3
         WHERE person_id = $1 AND kind = $2 AND ended_at IS NULL"
    );
    tx.run(end, args![person, kind, now]).await?;
    let insert = sql!(
        "INSERT INTO contact_changes (id, person_id, kind, address, canonical, token_digest, code,
                                      asked_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    let values = args![
        id,
        person,
        kind,
        &address.text,
        &address.canonical,
        token.digest(),
        code.seal(id, ambient),
        now,
        until
    ];
    tx.run(insert, values).await?;
    Ok(until)
}
