//! The password once more, before the way is changed by which a person is told what happens.

use tutela_access::{Caller, Gate, Myself, ViewSelf};
use tutela_core::{PersonId, Secret};
use tutela_db::{Tx, args, sql};

use super::CannotAsk;
use crate::password::Hasher;

/// Checks the caller's password, with no transaction open meanwhile. Gives who it is, and the hash that was checked.
///
/// # Errors
/// [`CannotAsk::Wrong`] when it is another.
pub async fn prove(
    (gate, caller): (&Gate, &Caller),
    hasher: &Hasher,
    typed: &Secret<String>,
) -> Result<Proved, CannotAsk> {
    let mut guarded = gate.read(caller).await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let person = authorized.somebody().id;
    let stored = find(authorized.tx(), person).await?;
    drop(guarded);
    match hasher.fits(typed.clone(), stored.clone()).await? {
        true => Ok(Proved { person, stored }),
        false => Err(CannotAsk::Wrong),
    }
}

/// A password that was right a moment ago.
#[derive(Debug)]
pub struct Proved {
    pub person: PersonId,
    stored: Option<String>,
}

impl Proved {
    /// Whether it still is: nothing changed while the hash was computed.
    pub async fn holds(&self, tx: &mut Tx) -> Result<bool, tutela_db::Error> {
        Ok(find(tx, self.person).await? == self.stored)
    }
}

async fn find(tx: &mut Tx, person: PersonId) -> Result<Option<String>, tutela_db::Error> {
    let find = sql!("SELECT hash FROM passwords WHERE person_id = $1");
    let row = tx.find(find, args![person]).await?;
    row.map(|row| row.text(0)).transpose()
}
