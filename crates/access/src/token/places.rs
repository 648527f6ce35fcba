//! The places that somebody can make a token for: his accounts, and the channels and courses that he may open.

use tutela_core::{Level, Scope, ScopeId};
use tutela_db::{Error, Row, args, sql};

use crate::{Authorized, ViewSelf};

/// More than anybody picks from a list.
const MOST: u32 = 300;

/// A place, with what it and those above it are called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    pub scope: Scope,
    /// The account, the channel, the course, as far down as the place is; nothing for the platform.
    pub names: Vec<String>,
}

/// The places of the caller, each below what it stands in.
pub async fn places(authorized: &mut Authorized<'_, ViewSelf>) -> Result<Vec<Spot>, Error> {
    let (person, now) = (authorized.somebody().id, authorized.now());
    let list = sql!(
        "SELECT s.kind, s.id, a.name, c.name, o.name
         FROM scopes s
         LEFT JOIN scope_name a ON a.scope_id = s.account_id
         LEFT JOIN scope_name c ON c.scope_id = s.channel_id
         LEFT JOIN scope_name o ON o.scope_id = s.course_id
         WHERE s.closed_at IS NULL AND s.id IN (
             SELECT COALESCE(p.account_id, p.id) FROM effective_grant g
             JOIN scopes p ON p.id = g.scope_id
             WHERE g.person_id = $1 AND (g.until_at IS NULL OR g.until_at > $2)
             UNION
             SELECT v.channel_id FROM viewable_channel v
             WHERE v.person_id = $1 AND (v.until_at IS NULL OR v.until_at > $2)
             UNION
             SELECT v.course_id FROM viewable_course v
             WHERE v.person_id = $1 AND (v.until_at IS NULL OR v.until_at > $2))
         ORDER BY s.account_id, s.channel_id, s.course_id, s.id
         LIMIT $3"
    );
    let rows = authorized.tx().rows(list, args![person, now, MOST]).await?;
    let mut spots: Vec<_> = rows.iter().map(read).collect::<Result<_, _>>()?;
    spots.sort_by(|a: &Spot, b| a.names.cmp(&b.names));
    Ok(spots)
}

fn read(row: &Row) -> Result<Spot, Error> {
    let (level, id): (Level, ScopeId) = (row.id(0)?, row.id(1)?);
    let names = [row.opt_text(2)?, row.opt_text(3)?, row.opt_text(4)?];
    Ok(Spot {
        scope: Scope::of(level, id),
        names: names.into_iter().flatten().collect(),
    })
}
