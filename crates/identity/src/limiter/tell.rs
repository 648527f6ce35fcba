//! Telling a person of a lock: once for each, whatever became of the request that began it.

use std::time::Duration;

use tutela_access::{Gate, OpenDoor};
use tutela_core::{PersonId, Time};
use tutela_db::{Error, args, sql};

use super::lock;
use crate::unlock;

/// For how long a lock is left to the request that began it.
const PATIENCE: Duration = Duration::from_secs(60);

/// How many locks are told in one go.
const MOST: u32 = 200;

/// A lock that has begun, and whose person has not heard of it.
#[derive(Debug)]
pub struct Begun {
    pub subject: [u8; 32],
    pub place: String,
    /// None for a name that nobody has: the work is the same.
    pub person: Option<PersonId>,
    pub until: Time,
}

impl Begun {
    /// Tells the person, if it is one, and if nobody else has.
    pub async fn tell(self, gate: Gate) -> Result<(), Error> {
        let ambient = gate.ambient();
        let mut tx = gate.enter(OpenDoor::LIMITER).await?;
        tx.lock(lock(&self.subject)).await?;
        let owed = sql!(
            "UPDATE tries SET told_at = $4
             WHERE subject = $1 AND place = $2 AND locked_until = $3 AND told_at IS NULL"
        );
        let values = args![&self.subject[..], &self.place, self.until, ambient.now()];
        let owed = tx.run(owed, values).await? == 1;
        if let (true, Some(person)) = (owed, self.person) {
            unlock::tell(&mut tx, person, ambient).await?;
        }
        tx.commit().await
    }
}

/// Tells of the locks that stand and that nobody has told of: a machine stopped in the middle. Gives how many.
///
/// # Errors
/// When the database fails.
pub async fn tell_silent(gate: &Gate) -> Result<usize, Error> {
    let now = gate.ambient().now();
    let list = sql!(
        "SELECT subject, place, person_id, locked_until FROM tries
         WHERE locked_until > $1 AND told_at IS NULL AND tried_at <= $2
         ORDER BY locked_until, person_id
         LIMIT $3"
    );
    let mut tx = gate.look(OpenDoor::LIMITER).await?;
    let rows = tx.rows(list, args![now, now.minus(PATIENCE), MOST]).await?;
    drop(tx);
    for row in &rows {
        let Ok(subject) = <[u8; 32]>::try_from(row.blob(0)?) else {
            continue;
        };
        let begun = Begun {
            subject,
            place: row.text(1)?,
            person: row.opt_id(2)?,
            until: row.time(3)?,
        };
        begun.tell(gate.clone()).await?;
    }
    Ok(rows.len())
}
