//! The rows of the grants.

use tutela_core::{AccountId, Ambient, GrantId, Level, PersonId, Role, Scope, ScopeId, Time};
use tutela_db::{Row, Tx, args, sql};

use super::{Held, Terms};
use crate::person::add_member;
use crate::{Error, removal};

/// A grant to be.
pub struct New {
    pub person: PersonId,
    pub role: Role,
    pub scope: Scope,
    pub account: Option<AccountId>,
    pub giver: Option<PersonId>,
    pub terms: Terms,
}

/// Whether one end comes before another; no end comes last.
pub fn is_earlier(until: Option<Time>, than: Option<Time>) -> bool {
    match (until, than) {
        (Some(until), Some(than)) => until < than,
        (Some(_), None) => true,
        (None, _) => false,
    }
}

/// Makes a grant, or gives new terms to the one that stands. One that has run out does not stand: it is closed, and a new
/// one says who gave the role this time.
pub async fn insert(tx: &mut Tx, new: New, ambient: &Ambient) -> Result<GrantId, Error> {
    let now = ambient.now();
    if let Some(account) = new.account {
        add_member(tx, account, new.person, now).await?;
    }
    let standing = sql!(
        "SELECT id, until_at FROM grants
         WHERE person_id = $1 AND scope_id = $2 AND role = $3 AND revoked_at IS NULL"
    );
    let args = args![new.person, new.scope, new.role];
    if let Some(row) = tx.find(standing, args).await? {
        let (grant, until) = (row.id::<GrantId>(0)?, row.opt_time(1)?);
        if until.is_none_or(|until| until > now) {
            let own = new.giver == Some(new.person);
            set_terms(tx, (grant, until), (&new.terms, own), ambient).await?;
            return Ok(grant);
        }
        let close = sql!("UPDATE grants SET revoked_at = until_at WHERE id = $1");
        tx.run(close, args![grant]).await?;
    }
    let grant: GrantId = ambient.id();
    let insert = sql!(
        "INSERT INTO grants (id, person_id, role, scope_id, account_id, granted_by, granted_at,
                             until_at, reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    let args = args![
        grant,
        new.person,
        new.role,
        new.scope,
        new.account,
        new.giver,
        now,
        new.terms.until,
        new.terms.reason
    ];
    tx.run(insert, args).await?;
    Ok(grant)
}

/// Gives new terms to a grant that stands. A reason that is not given stays as it was.
async fn set_terms(
    tx: &mut Tx,
    (grant, until): (GrantId, Option<Time>),
    (terms, own): (&Terms, bool),
    ambient: &Ambient,
) -> Result<(), Error> {
    if own && is_earlier(until, terms.until) {
        return Err(Error::Forbidden);
    }
    let set = sql!("UPDATE grants SET until_at = $2, reason = COALESCE($3, reason) WHERE id = $1");
    tx.run(set, args![grant, terms.until, terms.reason.as_ref()])
        .await?;
    if is_earlier(terms.until, until) {
        removal::note(tx, ambient).await?;
    }
    Ok(())
}

/// A grant that was not taken; it may have run out.
pub async fn find(tx: &mut Tx, grant: GrantId) -> Result<Option<Held>, Error> {
    let find = sql!(
        "SELECT g.id, g.person_id, p.name, g.role, s.kind, g.scope_id, g.granted_at, b.name,
                g.until_at, g.reason
         FROM grants g
         JOIN persons p ON p.id = g.person_id
         JOIN scopes s ON s.id = g.scope_id
         LEFT JOIN persons b ON b.id = g.granted_by
         WHERE g.id = $1 AND g.revoked_at IS NULL"
    );
    let row = tx.find(find, args![grant]).await?;
    row.as_ref().map(read).transpose()
}

/// Only what nobody has given again, and only while its holder belongs to the account.
pub async fn find_revoked(tx: &mut Tx, grant: GrantId) -> Result<Option<Held>, Error> {
    let find = sql!(
        "SELECT g.id, g.person_id, p.name, g.role, s.kind, g.scope_id, g.granted_at, b.name,
                g.until_at, g.reason
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
    let row = tx.find(find, args![grant]).await?;
    row.as_ref().map(read).transpose()
}

/// Reads the ten columns of a grant.
pub fn read(row: &Row) -> Result<Held, Error> {
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
        reason: row.opt_text(9)?,
    })
}
