//! All grants of an account with their last use, for those who look whether each is still needed.

use tutela_core::{GrantId, Time};
use tutela_db::{Row, Sql, args, sql};

use super::Held;
use super::rows::read;
use crate::authorized::Authorized;
use crate::{Error, ReviewAccess};

/// A grant as a review sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    pub held: Held,
    /// What the place is called.
    pub place: String,
    /// The day of the last use, exact to a day.
    pub used_at: Option<Time>,
}

/// A part of the grants of an account, by their ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewed {
    pub grants: Vec<Grant>,
    /// The last one, where there is more after it.
    pub next: Option<GrantId>,
}

/// A part of all grants of the account that count now: those after one of them, at most so many.
pub async fn reviewed(
    authorized: &mut Authorized<'_, ReviewAccess>,
    after: Option<GrantId>,
    limit: u32,
) -> Result<Reviewed, Error> {
    let (account, now) = (authorized.on(), authorized.now());
    let after = after.map_or_else(String::new, |after| after.to_string());
    let values = args![account, after, now, limit.saturating_add(1)];
    let rows = authorized.tx().rows(LIST, values).await?;
    let mut grants: Vec<Grant> = rows.iter().map(read_one).collect::<Result<_, _>>()?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = grants.len() > limit;
    grants.truncate(limit);
    let last = grants.last().map(|last| last.held.grant);
    Ok(Reviewed {
        grants,
        next: last.filter(|_| more),
    })
}

fn read_one(row: &Row) -> Result<Grant, Error> {
    Ok(Grant {
        held: read(row)?,
        used_at: row.opt_time(10)?,
        place: row.opt_text(11)?.unwrap_or_default(),
    })
}

const LIST: Sql = sql!(
    "SELECT g.id, g.person_id, p.name, g.role, s.kind, g.scope_id, g.granted_at, b.name,
            g.until_at, g.reason, g.used_at, n.name
     FROM grants g
     JOIN persons p ON p.id = g.person_id
     JOIN scopes s ON s.id = g.scope_id
     JOIN members m ON m.account_id = g.account_id AND m.person_id = g.person_id AND m.left_at IS NULL
     LEFT JOIN persons b ON b.id = g.granted_by
     LEFT JOIN scope_name n ON n.scope_id = g.scope_id
     WHERE g.account_id = $1 AND g.id > $2 AND g.revoked_at IS NULL AND s.closed_at IS NULL
       AND (g.until_at IS NULL OR g.until_at > $3)
     ORDER BY g.id
     LIMIT $4"
);
