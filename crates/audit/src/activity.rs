//! The activity record: who did what, where, and which policy allowed it.

use std::str::FromStr;

use tutela_core::{AccountId, ActivityId, Ambient, PersonId, Scope, ScopeId, Time};
use tutela_db::{Error, Row, Tx, args, sql};

/// Something that was done.
#[derive(Debug, Clone)]
pub struct Activity<'a> {
    /// Who did it; nobody when the machine itself did.
    pub actor: Option<PersonId>,
    /// The account it concerns, if it concerns one.
    pub account: Option<AccountId>,
    /// The place where it was done.
    pub scope: Scope,
    /// The action, by its name in the policy, or `signIn` and the like where no policy decides.
    pub action: &'a str,
    /// The `@id` of the policy that allowed it, or the name of the open door.
    pub policy: &'a str,
    /// The id of what it was done to: a grant, a lesson, a person.
    pub subject: String,
    /// A few words that help to read the record, never a secret.
    pub detail: &'a str,
}

/// A line of the record as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub at: Time,
    pub actor: Option<String>,
    pub scope: ScopeId,
    pub action: String,
    pub policy: String,
    pub detail: String,
}

/// Adds a line to the record, in the transaction of the act itself.
pub async fn record(tx: &mut Tx, activity: Activity<'_>, ambient: &Ambient) -> Result<(), Error> {
    let id: ActivityId = ambient.id();
    let insert = sql!(
        "INSERT INTO activities (id, at, actor_id, account_id, scope_id, action, policy, subject_id, detail)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    let Activity {
        actor,
        account,
        scope,
        action,
        policy,
        subject,
        detail,
    } = activity;
    let args = args![
        id,
        ambient.now(),
        actor,
        account,
        scope,
        action,
        policy,
        subject,
        detail
    ];
    tx.run(insert, args).await?;
    Ok(())
}

/// The latest lines of an account, newest first, at most `limit` of them, from before `before`.
pub async fn latest(
    tx: &mut Tx,
    account: AccountId,
    before: Time,
    limit: u32,
) -> Result<Vec<Line>, Error> {
    let list = sql!(
        "SELECT a.at, p.name, a.scope_id, a.action, a.policy, a.detail
         FROM activities a
         LEFT JOIN persons p ON p.id = a.actor_id
         WHERE a.account_id = $1 AND a.at < $2
         ORDER BY a.at DESC, a.id DESC
         LIMIT $3"
    );
    tx.rows(list, args![account, before, limit])
        .await?
        .iter()
        .map(read)
        .collect()
}

fn read(row: &Row) -> Result<Line, Error> {
    let scope = row.text(2)?;
    Ok(Line {
        at: row.time(0)?,
        actor: row.opt_text(1)?,
        scope: ScopeId::from_str(&scope).map_err(|_| Error::Column(2))?,
        action: row.text(3)?,
        policy: row.text(4)?,
        detail: row.text(5)?,
    })
}
