//! The few rows that a decision needs, fetched by one statement: the session, its person, the place with its
//! ancestors, and the grants that the person holds on these.

use tutela_core::{Level, PersonId, Role, Scope, ScopeId, Time};
use tutela_db::{Row, Sql, Tx, args, sql};

use crate::Error;
use crate::action::Target;
use crate::authorized::{Place, Somebody};
use crate::caller::Credential;
use crate::token::{Allows, ByToken};

/// What the policy is told.
#[derive(Debug, Clone)]
pub struct Slice {
    pub somebody: Somebody,
    /// The API token that the request came with, if it did not come from the person himself.
    pub token: Option<ByToken>,
    pub blocked: bool,
    pub seen_at: Time,
    /// When a secret was last shown in this session.
    pub proved_at: Option<Time>,
    pub target: Target,
    pub place: Place,
    /// Whether the place exists; the decision on a place that does not is always no.
    pub exists: bool,
    pub published: bool,
    pub course_published: bool,
    pub member: bool,
    pub held: Vec<(Role, ScopeId)>,
}

/// Loads the slice, or nothing when the session, or the token, is not alive.
pub async fn load(
    tx: &mut Tx,
    credential: Credential,
    target: Target,
    now: Time,
) -> Result<Option<Slice>, Error> {
    let (scope, level) = match target {
        Target::Place(scope) => (Some(scope), Some(scope.level())),
        Target::Myself => (None, None),
    };
    let (slice, digest) = match credential {
        Credential::Session(digest) => (SLICE, digest),
        Credential::ApiToken(digest) => (TOKEN_SLICE, digest),
    };
    let args = args![digest, scope, now, level, Scope::Platform];
    assemble(&tx.rows(slice, args).await?, target)
}

fn assemble(rows: &[Row], target: Target) -> Result<Option<Slice>, Error> {
    let (mut slice, mut held) = (None, Vec::with_capacity(rows.len()));
    for row in rows {
        match row.int(0)? {
            0 => slice = Some(read(row, target)?),
            _ => held.push((row.id(1)?, row.id(2)?)),
        }
    }
    held.sort_unstable();
    Ok(slice.map(|slice| Slice { held, ..slice }))
}

fn read(row: &Row, target: Target) -> Result<Slice, Error> {
    let person: PersonId = row.id(1)?;
    let kind: Option<Level> = row.opt_id(7)?;
    Ok(Slice {
        somebody: Somebody {
            id: person,
            session: row.id(2)?,
            name: row.text(3)?,
            language: row.text(4)?,
            unread: row.count(15)?,
        },
        token: by_token(row)?,
        blocked: row.opt_time(5)?.is_some(),
        seen_at: row.time(6)?,
        proved_at: row.opt_time(14)?,
        target,
        exists: kind.is_some(),
        place: Place {
            account: row.opt_id(8)?,
            channel: row.opt_id(9)?,
            course: row.opt_id(10)?,
        },
        published: row.opt_time(11)?.is_some(),
        course_published: row.opt_time(12)?.is_some(),
        member: row.opt_text(13)?.is_some(),
        held: Vec::new(),
    })
}

fn by_token(row: &Row) -> Result<Option<ByToken>, Error> {
    let Some(place) = row.opt_id(16)? else {
        return Ok(None);
    };
    Ok(Some(ByToken {
        id: row.id(2)?,
        place,
        allows: Allows::read(&row.text(17)?),
    }))
}

/// Whether the caller would hold a role at the place, or above it, if he had a second factor.
pub async fn lacks_factor(tx: &mut Tx, slice: &Slice, now: Time) -> Result<bool, Error> {
    let Target::Place(scope) = slice.target else {
        return Ok(false);
    };
    let place = slice.place;
    let find = sql!(
        "SELECT COUNT(*) FROM withheld_grant
         WHERE person_id = $1 AND scope_id IN ($2, $3, $4, $5) AND (until_at IS NULL OR until_at > $6)"
    );
    let args = args![
        slice.somebody.id,
        scope,
        place.course,
        place.channel,
        place.account,
        now
    ];
    Ok(slice.exists && tx.get(find, args).await?.int(0)? > 0)
}

/// $1 credential, $2 place, $3 now, $4 its level, $5 the platform. The row of part 0 is the session with the place, those of part 1 are grants.
const SLICE: Sql = sql!(
    "SELECT 0 AS part, p.id AS first, v.id AS second_id, p.name, p.language, p.blocked_at, v.seen_at,
            s.kind, s.account_id, s.channel_id, s.course_id, s.published_at, c.published_at, m.person_id,
            v.proved_at,
            (SELECT COUNT(*) FROM notifications n WHERE n.person_id = p.id AND n.read_at IS NULL),
            CAST(NULL AS TEXT), ''
     FROM sessions v
     JOIN persons p ON p.id = v.person_id
     LEFT JOIN scopes s ON s.id = $2 AND s.kind = $4 AND s.closed_at IS NULL
     LEFT JOIN scopes c ON c.id = s.course_id
     LEFT JOIN members m ON m.account_id = s.account_id AND m.person_id = p.id AND m.left_at IS NULL
     WHERE v.token_digest = $1 AND v.ended_at IS NULL AND v.idle_until > $3 AND v.absolute_until > $3
     UNION ALL
     SELECT 1, g.role, g.scope_id, '', '', 0, 0, '', '', '', '', 0, 0, '', 0, 0, '', ''
     FROM sessions v
     JOIN scopes s ON s.id = $2 AND s.kind = $4 AND s.closed_at IS NULL
     JOIN effective_grant g ON g.person_id = v.person_id
          AND g.scope_id IN (s.id, s.course_id, s.channel_id, s.account_id, $5)
     WHERE v.token_digest = $1 AND v.ended_at IS NULL AND v.idle_until > $3 AND v.absolute_until > $3
       AND (g.until_at IS NULL OR g.until_at > $3)"
);

/// The same by an API token, which stands in for the session: while it lasts, its person is not blocked and a grant that it
/// derives from is held; and of the grants those alone.
const TOKEN_SLICE: Sql = sql!(
    "SELECT 0 AS part, p.id AS first, t.id AS second_id, p.name, p.language, p.blocked_at, COALESCE(t.used_at, 0),
            s.kind, s.account_id, s.channel_id, s.course_id, s.published_at, c.published_at, m.person_id,
            CAST(NULL AS BIGINT), 0, t.scope_id, t.allows
     FROM api_tokens t
     JOIN persons p ON p.id = t.person_id
     LEFT JOIN scopes s ON s.id = $2 AND s.kind = $4 AND s.closed_at IS NULL
     LEFT JOIN scopes c ON c.id = s.course_id
     LEFT JOIN members m ON m.account_id = s.account_id AND m.person_id = p.id AND m.left_at IS NULL
     WHERE t.digest = $1 AND t.ended_at IS NULL AND t.expires_at > $3 AND p.blocked_at IS NULL
       AND EXISTS (SELECT d.grant_id FROM token_grants d
                   JOIN effective_grant g ON g.id = d.grant_id
                   WHERE d.token_id = t.id AND (g.until_at IS NULL OR g.until_at > $3))
     UNION ALL
     SELECT 1, g.role, g.scope_id, '', '', 0, 0, '', '', '', '', 0, 0, '', 0, 0, '', ''
     FROM api_tokens t
     JOIN scopes s ON s.id = $2 AND s.kind = $4 AND s.closed_at IS NULL
     JOIN effective_grant g ON g.person_id = t.person_id
          AND g.scope_id IN (s.id, s.course_id, s.channel_id, s.account_id, $5)
     JOIN token_grants d ON d.token_id = t.id AND d.grant_id = g.id
     WHERE t.digest = $1 AND t.ended_at IS NULL AND t.expires_at > $3
       AND (g.until_at IS NULL OR g.until_at > $3)"
);

/// The same for somebody who is not calling, or nothing when there is no such person.
pub async fn load_absent(
    tx: &mut Tx,
    person: PersonId,
    scope: Scope,
    now: Time,
) -> Result<Option<Slice>, Error> {
    let args = args![person, scope, now, scope.level(), Scope::Platform];
    let rows = tx.rows(ABSENT, args).await?;
    assemble(&rows, Target::Place(scope))
}

/// $1 the person, who stands in for his session too; the rest as in [`SLICE`].
const ABSENT: Sql = sql!(
    "SELECT 0 AS part, p.id AS first, p.id AS second_id, p.name, p.language, p.blocked_at, p.created_at,
            s.kind, s.account_id, s.channel_id, s.course_id, s.published_at, c.published_at, m.person_id,
            CAST(NULL AS BIGINT), 0, CAST(NULL AS TEXT), ''
     FROM persons p
     LEFT JOIN scopes s ON s.id = $2 AND s.kind = $4 AND s.closed_at IS NULL
     LEFT JOIN scopes c ON c.id = s.course_id
     LEFT JOIN members m ON m.account_id = s.account_id AND m.person_id = p.id AND m.left_at IS NULL
     WHERE p.id = $1
     UNION ALL
     SELECT 1, g.role, g.scope_id, '', '', 0, 0, '', '', '', '', 0, 0, '', 0, 0, '', ''
     FROM scopes s
     JOIN effective_grant g ON g.person_id = $1
          AND g.scope_id IN (s.id, s.course_id, s.channel_id, s.account_id, $5)
     WHERE s.id = $2 AND s.kind = $4 AND s.closed_at IS NULL
       AND (g.until_at IS NULL OR g.until_at > $3)"
);

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
