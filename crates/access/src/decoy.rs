//! Decoys: people and accounts on whom the house tries its own controls. They are marked, stand in no list, no count and no
//! mail, and what is done here to a decoy can be done to nobody else.

use tutela_core::{AccountId, Ambient, Level, PersonId, Scope, ScopeId, Time};
use tutela_db::{Error, Tx, args, sql};

use crate::removal;

/// Marks somebody who was just made as a decoy.
pub async fn mark_person(tx: &mut Tx, person: PersonId, now: Time) -> Result<(), Error> {
    let mark = sql!(
        "UPDATE persons SET decoy_at = $2
         WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM sessions WHERE person_id = $1)"
    );
    match tx.run(mark, args![person, now]).await? {
        0 => Err(Error::Missing),
        _ => Ok(()),
    }
}

/// Marks an account that was just made as a decoy.
pub async fn mark_account(tx: &mut Tx, account: AccountId, now: Time) -> Result<(), Error> {
    let mark = sql!("UPDATE scopes SET decoy_at = $2 WHERE id = $1 AND kind = 'account'");
    match tx.run(mark, args![account, now]).await? {
        0 => Err(Error::Missing),
        _ => Ok(()),
    }
}

/// The decoys there are, with their names, the oldest first.
pub async fn people(tx: &mut Tx) -> Result<Vec<(PersonId, String)>, Error> {
    let list = sql!(
        "SELECT id, name FROM persons WHERE decoy_at IS NOT NULL AND blocked_at IS NULL ORDER BY id"
    );
    let rows = tx.rows(list, args![]).await?;
    rows.iter()
        .map(|row| Ok((row.id(0)?, row.text(1)?)))
        .collect()
}

/// The accounts of decoys, the oldest first.
pub async fn accounts(tx: &mut Tx) -> Result<Vec<AccountId>, Error> {
    let list =
        sql!("SELECT id FROM scopes WHERE decoy_at IS NOT NULL AND closed_at IS NULL ORDER BY id");
    let rows = tx.rows(list, args![]).await?;
    rows.iter().map(|row| row.id(0)).collect()
}

/// Blocks a decoy, or lets it in again: the state that blocking a person sets, and nothing else of it.
pub async fn set_blocked(
    tx: &mut Tx,
    decoy: PersonId,
    since: Option<Time>,
    ambient: &Ambient,
) -> Result<(), Error> {
    let set = sql!("UPDATE persons SET blocked_at = $2 WHERE id = $1 AND decoy_at IS NOT NULL");
    if tx.run(set, args![decoy, since]).await? == 0 {
        return Err(Error::Missing);
    }
    removal::note(tx, ambient).await
}

/// Forgets the sessions of decoys that have ended, and what was recorded of what they did before a moment.
pub async fn clear_away(tx: &mut Tx, before: Time) -> Result<u64, Error> {
    let sessions = sql!(
        "DELETE FROM sessions WHERE started_at < $1
         AND person_id IN (SELECT id FROM persons WHERE decoy_at IS NOT NULL)"
    );
    tx.run(sessions, args![before]).await
}

/// Places of all accounts but one, in the order of their ids, those behind one of them, at most so many.
pub async fn places_of_others(
    tx: &mut Tx,
    but: AccountId,
    after: Option<&str>,
    limit: u32,
) -> Result<Vec<Scope>, Error> {
    let list = sql!(
        "SELECT kind, id FROM scopes
         WHERE account_id IS NOT NULL AND account_id <> $1 AND closed_at IS NULL AND id > $2
         ORDER BY id LIMIT $3"
    );
    let rows = tx
        .rows(list, args![but, after.unwrap_or(""), limit])
        .await?;
    let read = |row: &tutela_db::Row| {
        let (level, id): (Level, ScopeId) = (row.id(0)?, row.id(1)?);
        Ok(Scope::of(level, id))
    };
    rows.iter().map(read).collect()
}
