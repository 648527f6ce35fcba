//! Tokens as people see them: one's own, and those of a member for who runs the account.

use tutela_core::{AccountId, ApiTokenId, Level, PersonId, Scope, ScopeId, Time};
use tutela_db::{Error, Row, Tx, args, sql};

use super::Allows;
use crate::{Authorized, ViewSelf};

/// A token as it is listed. Its secret is known to nobody here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub id: ApiTokenId,
    pub name: String,
    pub purpose: String,
    pub scope: Scope,
    /// What the place is called, where it still has a name.
    pub place: Option<String>,
    pub allows: Allows,
    pub made_at: Time,
    pub until: Time,
    pub used_at: Option<Time>,
    pub ended_at: Option<Time>,
    /// Whether a role that it derives from is still held.
    pub is_held: bool,
}

impl Listed {
    /// Whether a request with it could be allowed anything.
    pub fn stands(&self, now: Time) -> bool {
        self.ended_at.is_none() && self.until > now && self.is_held
    }
}

/// The caller's tokens, the latest first, those that ended a while ago included.
pub async fn list_mine(authorized: &mut Authorized<'_, ViewSelf>) -> Result<Vec<Listed>, Error> {
    let (person, now) = (authorized.somebody().id, authorized.now());
    list_of(authorized.tx(), person, None, now).await
}

/// The tokens of a person, or those of one account.
pub async fn list_of(
    tx: &mut Tx,
    person: PersonId,
    account: Option<AccountId>,
    now: Time,
) -> Result<Vec<Listed>, Error> {
    let list = sql!(
        "SELECT t.id, t.name, t.purpose, s.kind, t.scope_id, n.name, t.allows, t.made_at, t.expires_at,
                t.used_at, t.ended_at,
                (SELECT COUNT(*) FROM token_grants d
                 JOIN effective_grant g ON g.id = d.grant_id
                 WHERE d.token_id = t.id AND (g.until_at IS NULL OR g.until_at > $3))
         FROM api_tokens t
         JOIN scopes s ON s.id = t.scope_id
         LEFT JOIN scope_name n ON n.scope_id = t.scope_id
         WHERE t.person_id = $1 AND (CAST($2 AS TEXT) IS NULL OR t.account_id = $2)
         ORDER BY t.made_at DESC, t.id DESC"
    );
    let rows = tx.rows(list, args![person, account, now]).await?;
    rows.iter().map(read).collect()
}

/// How many tokens of a person have neither ended nor run out.
pub async fn standing(tx: &mut Tx, person: PersonId, now: Time) -> Result<u64, Error> {
    let count = sql!(
        "SELECT COUNT(*) FROM api_tokens WHERE person_id = $1 AND ended_at IS NULL AND expires_at > $2"
    );
    tx.get(count, args![person, now]).await?.count(0)
}

fn read(row: &Row) -> Result<Listed, Error> {
    let (level, scope): (Level, ScopeId) = (row.id(3)?, row.id(4)?);
    Ok(Listed {
        id: row.id(0)?,
        name: row.text(1)?,
        purpose: row.text(2)?,
        scope: Scope::of(level, scope),
        place: row.opt_text(5)?,
        allows: Allows::read(&row.text(6)?),
        made_at: row.time(7)?,
        until: row.time(8)?,
        used_at: row.opt_time(9)?,
        ended_at: row.opt_time(10)?,
        is_held: row.int(11)? > 0,
    })
}
