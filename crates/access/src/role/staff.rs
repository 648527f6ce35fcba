//! How many people the platform's roles have let in, and which of these roles nobody uses.

use tutela_core::{PersonId, Scope, Time};
use tutela_db::{Error, Tx, args, sql};

/// The platform's staff within some days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Staff {
    /// How many people held any role of the platform at any moment of it.
    pub people: u64,
    /// How many roles of the platform stand now.
    pub grants: u64,
    /// How many of these are older than that and were not used within it.
    pub unused: u64,
}

/// Counts them from `since` until now. Decoys are none of them.
pub async fn staff_since(tx: &mut Tx, since: Time, now: Time) -> Result<Staff, Error> {
    let count = sql!(
        "SELECT COUNT(DISTINCT g.person_id),
                COUNT(CASE WHEN g.revoked_at IS NULL AND (g.until_at IS NULL OR g.until_at > $3)
                           THEN g.id END),
                COUNT(CASE WHEN g.revoked_at IS NULL AND (g.until_at IS NULL OR g.until_at > $3)
                                AND g.granted_at <= $2 AND (g.used_at IS NULL OR g.used_at <= $2)
                           THEN g.id END)
         FROM grants g
         JOIN persons p ON p.id = g.person_id AND p.decoy_at IS NULL
         WHERE g.scope_id = $1 AND g.granted_at <= $3
           AND (g.revoked_at IS NULL OR g.revoked_at > $2)
           AND (g.until_at IS NULL OR g.until_at > $2)"
    );
    let row = tx.get(count, args![Scope::Platform, since, now]).await?;
    Ok(Staff {
        people: row.count(0)?,
        grants: row.count(1)?,
        unused: row.count(2)?,
    })
}

/// Everybody who holds a role of the platform now, be it that it waits for a second factor.
pub async fn staff_people(tx: &mut Tx, now: Time) -> Result<Vec<PersonId>, Error> {
    let list = sql!(
        "SELECT DISTINCT g.person_id AS person_id FROM grants g
         JOIN persons p ON p.id = g.person_id AND p.decoy_at IS NULL
         WHERE g.scope_id = $1 AND g.revoked_at IS NULL AND (g.until_at IS NULL OR g.until_at > $2)
         ORDER BY person_id"
    );
    let rows = tx.rows(list, args![Scope::Platform, now]).await?;
    rows.iter().map(|row| row.id(0)).collect()
}
