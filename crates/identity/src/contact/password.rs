//! The password of now, asked before an address changes. The try counts with all others at this password.

use tutela_access::{Caller, Gate, Myself, ViewSelf};
use tutela_core::{PersonId, Secret};
use tutela_db::Tx;

use super::CannotAsk;
use crate::limiter::{self, Attempt, Guess, Origin};
use crate::password::{Hasher, find};

/// Checks the caller's password, with no transaction open meanwhile. Gives who it is, and the hash that was checked.
///
/// # Errors
/// [`CannotAsk::Wrong`] when it is another, [`CannotAsk::Locked`] when it was tried too often.
pub async fn prove(
    (gate, caller): (&Gate, &Caller),
    hasher: &Hasher,
    typed: &Secret<String>,
) -> Result<Proved, CannotAsk> {
    let mut guarded = gate.read(caller).await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let (person, session) = (authorized.somebody().id, authorized.somebody().session);
    let stored = find(authorized.tx(), person).await?;
    drop(guarded);
    let from = Origin::Session(session);
    let attempt = limiter::reserve(gate, Guess::Password(person), from).await?;
    match hasher.fits(typed, stored.clone()).await {
        Ok(true) => Ok(Proved {
            person,
            stored,
            attempt,
        }),
        Ok(false) => {
            attempt.failed(gate).await?;
            Err(CannotAsk::Wrong)
        }
        Err(busy) => {
            attempt.withdrawn(gate).await?;
            Err(busy.into())
        }
    }
}

/// A password that was right a moment ago.
#[derive(Debug)]
pub struct Proved {
    pub person: PersonId,
    pub attempt: Attempt,
    stored: Option<String>,
}

impl Proved {
    /// Whether it still is: nothing changed while the hash was computed.
    pub async fn holds(&self, tx: &mut Tx) -> Result<bool, tutela_db::Error> {
        Ok(find(tx, self.person).await? == self.stored)
    }
}
