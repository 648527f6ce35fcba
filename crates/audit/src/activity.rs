//! The activity record: who did what, where, and which policy allowed it.

use tutela_core::{AccountId, ActivityId, Ambient, Level, PersonId, Scope, ScopeId, Time};
use tutela_db::{Error, Row, Tx, args, sql};

const FIRST: Time = Time::from_micros(i64::MIN);
const LAST: Time = Time::from_micros(i64::MAX);

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
    pub id: ActivityId,
    pub at: Time,
    pub actor: Option<String>,
    pub actor_id: Option<PersonId>,
    pub scope: Scope,
    /// What the place is called, where it still has a name.
    pub place: Option<String>,
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

/// Which lines are wanted; what is left out leaves all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Those of this person.
    pub actor: Option<PersonId>,
    /// Those of this action.
    pub action: Option<String>,
    /// Those from this moment on.
    pub from: Option<Time>,
    /// Those from before this moment.
    pub to: Option<Time>,
}

/// The latest lines of an account that are wanted, newest first, at most `limit` of them, from before the line `before`.
/// Before a line that is not of this account there is nothing.
pub async fn latest(
    tx: &mut Tx,
    account: AccountId,
    wanted: &Wanted,
    before: Option<ActivityId>,
    limit: u32,
) -> Result<Vec<Line>, Error> {
    let at = match before {
        Some(before) => find_time(tx, account, before).await?,
        None => Some(LAST),
    };
    let list = sql!(
        "SELECT a.id, a.at, p.name, s.kind, a.scope_id, n.name, a.action, a.policy, a.detail, a.actor_id
         FROM activities a
         JOIN scopes s ON s.id = a.scope_id
         LEFT JOIN scope_name n ON n.scope_id = a.scope_id
         LEFT JOIN persons p ON p.id = a.actor_id
         WHERE a.account_id = $1 AND (a.at < $2 OR (a.at = $2 AND a.id < $3))
           AND (CAST($5 AS TEXT) IS NULL OR a.actor_id = $5)
           AND (CAST($6 AS TEXT) IS NULL OR a.action = $6)
           AND a.at >= $7 AND a.at < $8
         ORDER BY a.at DESC, a.id DESC
         LIMIT $4"
    );
    let Wanted {
        actor,
        action,
        from,
        to,
    } = wanted.clone();
    let (from, to) = (from.unwrap_or(FIRST), to.unwrap_or(LAST));
    let values = args![account, at, before, limit, actor, action.as_ref(), from, to];
    let rows = tx.rows(list, values).await?;
    rows.iter().map(read).collect()
}

/// What a person did, everywhere, newest first, at most `limit` lines, from before the line `before`.
pub async fn latest_of(
    tx: &mut Tx,
    actor: PersonId,
    before: Option<ActivityId>,
    limit: u32,
) -> Result<Vec<Line>, Error> {
    let at = match before {
        Some(before) => find_time_of(tx, actor, before).await?,
        None => Some(LAST),
    };
    let list = sql!(
        "SELECT a.id, a.at, p.name, s.kind, a.scope_id, n.name, a.action, a.policy, a.detail, a.actor_id
         FROM activities a
         JOIN scopes s ON s.id = a.scope_id
         LEFT JOIN scope_name n ON n.scope_id = a.scope_id
         LEFT JOIN persons p ON p.id = a.actor_id
         WHERE a.actor_id = $1 AND (a.at < $2 OR (a.at = $2 AND a.id < $3))
         ORDER BY a.at DESC, a.id DESC
         LIMIT $4"
    );
    let rows = tx.rows(list, args![actor, at, before, limit]).await?;
    rows.iter().map(read).collect()
}

async fn find_time_of(
    tx: &mut Tx,
    actor: PersonId,
    line: ActivityId,
) -> Result<Option<Time>, Error> {
    let find = sql!("SELECT at FROM activities WHERE id = $2 AND actor_id = $1");
    let row = tx.find(find, args![actor, line]).await?;
    row.map(|row| row.time(0)).transpose()
}

async fn find_time(
    tx: &mut Tx,
    account: AccountId,
    line: ActivityId,
) -> Result<Option<Time>, Error> {
    let find = sql!("SELECT at FROM activities WHERE id = $2 AND account_id = $1");
    let row = tx.find(find, args![account, line]).await?;
    row.map(|row| row.time(0)).transpose()
}

fn read(row: &Row) -> Result<Line, Error> {
    let (level, scope): (Level, ScopeId) = (row.id(3)?, row.id(4)?);
    Ok(Line {
        id: row.id(0)?,
        at: row.time(1)?,
        actor: row.opt_text(2)?,
        scope: Scope::of(level, scope),
        place: row.opt_text(5)?,
        action: row.text(6)?,
        policy: row.text(7)?,
        detail: row.text(8)?,
        actor_id: row.opt_id(9)?,
    })
}
