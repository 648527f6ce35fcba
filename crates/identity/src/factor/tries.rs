//! How often a code may be guessed wrong: five times, then not for a quarter of an hour. A try is counted, and committed,
//! before the code is looked at.

use std::time::Duration;

use tutela_access::{Gate, OpenDoor};
use tutela_core::{PersonId, Time};
use tutela_db::{Lock, Tx, args, sql};

const ALLOWED: i64 = 5;
const LASTS: Duration = Duration::from_secs(15 * 60);

/// Too many wrong codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("locked until {until}")]
pub struct Locked {
    pub until: Time,
}

/// Why no try was reserved.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error(transparent)]
    Locked(#[from] Locked),
    #[error(transparent)]
    Db(#[from] tutela_db::Error),
}

/// Takes one of the tries that are allowed.
pub async fn reserve(gate: &Gate, person: PersonId) -> Result<(), Refused> {
    let now = gate.ambient().now();
    let mut tx = gate.enter(OpenDoor::SIGN_IN).await?;
    tx.lock(Lock::exclusive(person.uuid())).await?;
    let find = sql!("SELECT failures, locked_until FROM factor_tries WHERE person_id = $1");
    let found = tx.find(find, args![person]).await?;
    let (failures, until) = match &found {
        Some(row) => (row.int(0)?, row.opt_time(1)?),
        None => (0, None),
    };
    if let Some(until) = until.filter(|until| *until > now) {
        return Err(Locked { until }.into());
    }
    let failures = if until.is_some() { 1 } else { failures + 1 };
    let until = (failures >= ALLOWED).then(|| now.plus(LASTS));
    let note = match found {
        Some(_) => {
            sql!("UPDATE factor_tries SET failures = $2, locked_until = $3 WHERE person_id = $1")
        }
        None => {
            sql!("INSERT INTO factor_tries (person_id, failures, locked_until) VALUES ($1, $2, $3)")
        }
    };
    tx.run(note, args![person, failures, until]).await?;
    Ok(tx.commit().await?)
}

/// The code was right: what was counted is forgotten.
pub async fn succeeded(tx: &mut Tx, person: PersonId) -> Result<(), tutela_db::Error> {
    let forget = sql!("DELETE FROM factor_tries WHERE person_id = $1");
    tx.run(forget, args![person]).await?;
    Ok(())
}
