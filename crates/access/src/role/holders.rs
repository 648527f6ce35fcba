//! Who holds which role: at a place, by the caller himself, as the head of an account.

use tutela_core::{AccountId, PersonId, Role, Scope, Time};
use tutela_db::{Tx, args, sql};

use super::{Held, read};
use crate::authorized::Authorized;
use crate::{Error, ListRoles, ViewPlatform, ViewSelf};

/// Who holds a role at a place itself, by name.
pub async fn held_at(authorized: &mut Authorized<'_, ListRoles>) -> Result<Vec<Held>, Error> {
    let (scope, now) = (authorized.on(), authorized.now());
    let list = sql!(
        "SELECT g.id, g.person_id, p.name, g.role, s.kind, g.scope_id, g.granted_at, b.name, g.until_at
         FROM grants g
         JOIN persons p ON p.id = g.person_id
         JOIN scopes s ON s.id = g.scope_id
         LEFT JOIN persons b ON b.id = g.granted_by
         WHERE g.scope_id = $1 AND g.revoked_at IS NULL AND (g.until_at IS NULL OR g.until_at > $2)
         ORDER BY p.name, g.role, g.id"
    );
    let rows = authorized.tx().rows(list, args![scope, now]).await?;
    rows.iter().map(read).collect()
}

/// The roles that count for the caller now, the oldest first.
pub async fn held_by_me(authorized: &mut Authorized<'_, ViewSelf>) -> Result<Vec<Held>, Error> {
    let (person, now) = (authorized.somebody().id, authorized.now());
    let list = sql!(
        "SELECT g.id, g.person_id, p.name, g.role, s.kind, g.scope_id, g.granted_at, b.name, g.until_at
         FROM effective_grant e
         JOIN grants g ON g.id = e.id
         JOIN persons p ON p.id = g.person_id
         JOIN scopes s ON s.id = g.scope_id
         LEFT JOIN persons b ON b.id = g.granted_by
         WHERE e.person_id = $1 AND (e.until_at IS NULL OR e.until_at > $2)
         ORDER BY g.granted_at, g.id"
    );
    let rows = authorized.tx().rows(list, args![person, now]).await?;
    rows.iter().map(read).collect()
}

/// The owners of all accounts, for those who run the platform.
pub async fn owners(
    authorized: &mut Authorized<'_, ViewPlatform>,
) -> Result<Vec<(AccountId, String)>, Error> {
    let list = sql!(
        "SELECT g.scope_id, p.name
         FROM effective_grant g
         JOIN persons p ON p.id = g.person_id
         WHERE g.role = $1
         ORDER BY p.name, g.id"
    );
    let rows = authorized
        .tx()
        .rows(list, args![Role::AccountOwner])
        .await?;
    let read = |row: &tutela_db::Row| Ok((row.id(0)?, row.text(1)?));
    rows.iter().map(read).collect()
}

/// Whether a person belongs to the platform's staff: for rules about passwords, not about rights.
pub async fn is_staff(tx: &mut Tx, person: PersonId, now: Time) -> Result<bool, tutela_db::Error> {
    let find = sql!(
        "SELECT (SELECT COUNT(*) FROM effective_grant
                 WHERE person_id = $1 AND scope_id = $2 AND (until_at IS NULL OR until_at > $3))
              + (SELECT COUNT(*) FROM withheld_grant
                 WHERE person_id = $1 AND scope_id = $2 AND (until_at IS NULL OR until_at > $3))"
    );
    let row = tx.get(find, args![person, Scope::Platform, now]).await?;
    Ok(row.int(0)? > 0)
}

/// Whether a person holds a role at a place, be it that it waits for a second factor.
pub async fn holds(
    tx: &mut Tx,
    person: PersonId,
    (role, scope): (Role, Scope),
    now: Time,
) -> Result<bool, tutela_db::Error> {
    let find = sql!(
        "SELECT (SELECT COUNT(*) FROM effective_grant
                 WHERE person_id = $1 AND scope_id = $2 AND role = $3 AND (until_at IS NULL OR until_at > $4))
              + (SELECT COUNT(*) FROM withheld_grant
                 WHERE person_id = $1 AND scope_id = $2 AND role = $3 AND (until_at IS NULL OR until_at > $4))"
    );
    let row = tx.get(find, args![person, scope, role, now]).await?;
    Ok(row.int(0)? > 0)
}

/// How many others hold a role at a place for good.
pub async fn others_hold(
    tx: &mut Tx,
    person: PersonId,
    (role, scope): (Role, Scope),
) -> Result<u64, tutela_db::Error> {
    let count = sql!(
        "SELECT COUNT(*) FROM effective_grant
         WHERE person_id <> $1 AND scope_id = $2 AND role = $3 AND until_at IS NULL"
    );
    tx.get(count, args![person, scope, role]).await?.count(0)
}

/// The places, accounts and the platform, that ask a second factor of a person before his roles there count.
pub async fn asks_factor_of(
    tx: &mut Tx,
    person: PersonId,
) -> Result<Vec<tutela_core::ScopeId>, tutela_db::Error> {
    let list = sql!(
        "SELECT DISTINCT asked_by AS scope_id FROM withheld_grant WHERE person_id = $1 ORDER BY scope_id"
    );
    let rows = tx.rows(list, args![person]).await?;
    rows.iter().map(|row| row.id(0)).collect()
}
