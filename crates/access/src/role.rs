//! Giving and taking roles. Whether one may is the policy's business; here the rows change.

mod holders;

use tutela_core::{AccountId, Ambient, GrantId, Level, PersonId, Role, Scope, ScopeId, Time};
use tutela_db::{Row, Tx, args, sql};

use crate::authorized::Authorized;
use crate::gate::Guarded;
use crate::person::add_member;
use crate::{Error, GrantRole, RevokeRole, removal, token};

pub use holders::{asks_factor_of, held_at, held_by_me, holds, is_staff, others_hold, owners};

/// A role that somebody holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub grant: GrantId,
    pub person: PersonId,
    pub person_name: String,
    pub role: Role,
    pub scope: Scope,
    pub granted_at: Time,
    pub granted_by: Option<String>,
    pub until: Option<Time>,
}

/// Gives a role. Giving what is held already gives back the grant that stands.
pub async fn grant(
    authorized: &mut Authorized<'_, GrantRole>,
    person: PersonId,
    until: Option<Time>,
) -> Result<GrantId, Error> {
    let (scope, role) = (authorized.on(), authorized.action().0);
    let (giver, account) = (authorized.somebody().id, authorized.place().account);
    let ambient = authorized.ambient();
    let new = New {
        person,
        role,
        scope,
        account,
        giver: Some(giver),
        until,
    };
    Ok(insert(authorized.tx(), new, ambient).await?)
}

/// Makes the first holder of a role: the owner with his account, the first administrator.
pub async fn found_with(
    tx: &mut Tx,
    person: PersonId,
    role: Role,
    account: Option<AccountId>,
    ambient: &Ambient,
) -> Result<GrantId, Error> {
    let scope = account.map_or(Scope::Platform, Scope::Account);
    let new = New {
        person,
        role,
        scope,
        account,
        giver: None,
        until: None,
    };
    Ok(insert(tx, new, ambient).await?)
}

/// Takes a role away, by its grant. The policy is asked about the role and the place that the grant names;
/// a grant that is not there, or that the caller may not know of, is not found.
///
/// Gives what was taken, and the proof that it might be, under which the caller of this records it.
pub async fn revoke<'a>(
    guarded: &'a mut Guarded<'_>,
    grant: GrantId,
) -> Result<(Authorized<'a, RevokeRole>, Held), Error> {
    let held = find(guarded.tx(), grant).await?.ok_or(Error::NotFound)?;
    guarded.removing_from(held.person);
    let mut authorized = guarded.authorize(RevokeRole(held.role), held.scope).await?;
    let (now, taker) = (authorized.now(), authorized.somebody().id);
    let revoke = sql!(
        "UPDATE grants SET revoked_at = $2, revoked_by = $3 WHERE id = $1 AND revoked_at IS NULL"
    );
    let ambient = authorized.ambient();
    let tx = authorized.tx();
    if tx.run(revoke, args![grant, now, taker]).await? == 0 {
        return Err(Error::NotFound);
    }
    removal::note(tx, ambient).await?;
    Ok((authorized, held))
}

/// Gives a role back that was taken, to whom it was taken from and until when he had it. What has been given
/// again meanwhile, or has run out, or belonged to somebody who has left, is not found.
///
/// Gives the proof and the new grant.
pub async fn restore<'a>(
    guarded: &'a mut Guarded<'_>,
    revoked: GrantId,
) -> Result<(Authorized<'a, GrantRole>, Held), Error> {
    let held = find_revoked(guarded.tx(), revoked).await?;
    let held = held.ok_or(Error::NotFound)?;
    let mut authorized = guarded.authorize(GrantRole(held.role), held.scope).await?;
    if held.until.is_some_and(|until| until <= authorized.now()) {
        return Err(Error::NotFound);
    }
    let grant = grant(&mut authorized, held.person, held.until).await?;
    let now = authorized.now();
    token::follow_undo(authorized.tx(), (revoked, grant), now).await?;
    Ok((authorized, Held { grant, ..held }))
}

struct New {
    person: PersonId,
    role: Role,
    scope: Scope,
    account: Option<AccountId>,
    giver: Option<PersonId>,
    until: Option<Time>,
}

async fn insert(tx: &mut Tx, new: New, ambient: &Ambient) -> Result<GrantId, tutela_db::Error> {
    let now = ambient.now();
    if let Some(account) = new.account {
        add_member(tx, account, new.person, now).await?;
    }
    let standing = sql!(
        "SELECT id, until_at FROM grants
         WHERE person_id = $1 AND scope_id = $2 AND role = $3 AND revoked_at IS NULL"
    );
    if let Some(row) = tx
        .find(standing, args![new.person, new.scope, new.role])
        .await?
    {
        let grant: GrantId = row.id(0)?;
        let prolong = sql!("UPDATE grants SET until_at = $2 WHERE id = $1");
        tx.run(prolong, args![grant, new.until]).await?;
        return Ok(grant);
    }
    let grant: GrantId = ambient.id();
    let insert = sql!(
        "INSERT INTO grants (id, person_id, role, scope_id, account_id, granted_by, granted_at, until_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    );
    let args = args![
        grant,
        new.person,
        new.role,
        new.scope,
        new.account,
        new.giver,
        now,
        new.until
    ];
    tx.run(insert, args).await?;
    Ok(grant)
}

async fn find(tx: &mut Tx, grant: GrantId) -> Result<Option<Held>, Error> {
    let find = sql!(
        "SELECT g.id, g.person_id, p.name, g.role, s.kind, g.scope_id, g.granted_at, b.name, g.until_at
         FROM grants g
         JOIN persons p ON p.id = g.person_id
         JOIN scopes s ON s.id = g.scope_id
         LEFT JOIN persons b ON b.id = g.granted_by
         WHERE g.id = $1 AND g.revoked_at IS NULL"
    );
    tx.find(find, args![grant])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

/// Only what nobody has given again, and only while its holder belongs to the account.
async fn find_revoked(tx: &mut Tx, grant: GrantId) -> Result<Option<Held>, Error> {
    let find = sql!(
        "SELECT g.id, g.person_id, p.name, g.role, s.kind, g.scope_id, g.granted_at, b.name, g.until_at
         FROM grants g
         JOIN persons p ON p.id = g.person_id
         JOIN scopes s ON s.id = g.scope_id
         LEFT JOIN persons b ON b.id = g.granted_by
         LEFT JOIN members m ON m.account_id = g.account_id AND m.person_id = g.person_id
         LEFT JOIN grants h ON h.person_id = g.person_id AND h.scope_id = g.scope_id
              AND h.role = g.role AND h.revoked_at IS NULL
         WHERE g.id = $1 AND g.revoked_at IS NOT NULL AND h.id IS NULL
           AND (g.account_id IS NULL OR (m.person_id IS NOT NULL AND m.left_at IS NULL))"
    );
    tx.find(find, args![grant])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

fn read(row: &Row) -> Result<Held, Error> {
    let (level, scope): (Level, ScopeId) = (row.id(4)?, row.id(5)?);
    Ok(Held {
        grant: row.id(0)?,
        person: row.id(1)?,
        person_name: row.text(2)?,
        role: row.id(3)?,
        scope: Scope::of(level, scope),
        granted_at: row.time(6)?,
        granted_by: row.opt_text(7)?,
        until: row.opt_time(8)?,
    })
}
