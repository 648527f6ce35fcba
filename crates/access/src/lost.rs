//! What somebody could do until a moment ago: for the sentence that he reads at his next click (promise DA4). It opens nothing, and
//! it says nothing of a place that he could not see while he held the role.

use std::time::Duration;

use tutela_core::{Role, Scope, ScopeId, Time};
use tutela_db::{Tx, args, sql};

use crate::action::Target;
use crate::policy::{Case, Policy};
use crate::slice::Slice;
use crate::{Action, Error};

/// For how long after its end a role is remembered.
const REMEMBERED: Duration = Duration::from_secs(3600);

/// Whether the policy would have said yes, had nothing ended lately.
pub async fn could_lately<A: Action>(
    tx: &mut Tx,
    policy: &Policy,
    (case, action): (&Case, A),
    now: Time,
) -> Result<bool, Error> {
    let Target::Place(scope) = case.slice().target else {
        return Ok(false);
    };
    let ended = ended(tx, case.slice(), scope, now).await?;
    if ended.is_empty() {
        return Ok(false);
    }
    let mut before = case.slice().clone();
    before.held.extend(ended);
    before.held.sort_unstable();
    before.held.dedup();
    before.member = before.place.account.is_some();
    Ok(policy.allows(&policy.case(before), A::NAME, action.role()))
}

/// The roles at the place and above it that ended lately, and after the place was there and could be seen as it can now.
async fn ended(
    tx: &mut Tx,
    slice: &Slice,
    scope: Scope,
    now: Time,
) -> Result<Vec<(Role, ScopeId)>, Error> {
    let list = sql!(
        "SELECT DISTINCT e.role, e.scope_id
         FROM (SELECT role, scope_id, revoked_at AS ended_at FROM known_grant
               WHERE person_id = $1 AND revoked_at IS NOT NULL AND revoked_at > $6 AND revoked_at <= $5
               UNION ALL
               SELECT role, scope_id, until_at FROM known_grant
               WHERE person_id = $1 AND revoked_at IS NULL AND until_at > $6 AND until_at <= $5) e
         JOIN scopes s ON s.id = $2 AND s.kind = $3 AND s.closed_at IS NULL
         LEFT JOIN scopes c ON c.id = s.course_id
         WHERE e.scope_id IN (s.id, s.course_id, s.channel_id, s.account_id, $4)
           AND s.created_at < e.ended_at
           AND COALESCE(s.published_at, 0) < e.ended_at
           AND COALESCE(c.published_at, 0) < e.ended_at
         ORDER BY e.role, e.scope_id"
    );
    let since = now.minus(REMEMBERED);
    let person = slice.somebody.id;
    let args = args![person, scope, scope.level(), Scope::Platform, now, since];
    let rows = tx.rows(list, args).await?;
    let read = |row: &tutela_db::Row| Ok((row.id(0)?, row.id(1)?));
    rows.iter().map(read).collect()
}
