//! What somebody else can see: the policy is asked about him for each place, exactly as if he stood there himself, and about the
//! asker, who learns of no place whose roles he may not list (promise DA5).

use tutela_core::{AccountId, Level, PersonId, Role, Scope, ScopeId, Time};
use tutela_db::{Row, Sql, Tx, args, sql};

use crate::action::{Action, Target};
use crate::authorized::{Authorized, Place};
use crate::slice::{self, Slice};
use crate::{Error, ListRoles, Policy};

/// A place that somebody reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    pub scope: Scope,
    pub place: Place,
    pub name: String,
    pub published: bool,
    /// The roles that each by itself open it, with the place where each is held; nothing for what one belongs to without a
    /// role.
    pub by: Vec<(Role, ScopeId)>,
}

/// What a person reaches at a place and below it, account, channels and courses in the order of the tree: of the places whose
/// roles the caller may list, those that the policy opens to that person. At most `limit`, and whether there is more.
///
/// # Errors
/// [`Error::NotFound`] for who does not belong to the account.
pub async fn reach(
    authorized: &mut Authorized<'_, ListRoles>,
    person: PersonId,
    limit: u32,
) -> Result<(Vec<Reached>, bool), Error> {
    let (top, now, account) = (authorized.on(), authorized.now(), authorized.account()?);
    let (gate, asker) = (authorized.gate, authorized.case.slice().clone());
    let tx = authorized.tx();
    let slice = slice::load_absent(tx, person, top, now).await?;
    let slice = slice.filter(|slice| slice.member).ok_or(Error::NotFound)?;
    let theirs = held_in(tx, person, (account, now)).await?;
    let mine = held_in(tx, asker.somebody.id, (account, now)).await?;
    let values = args![account, person, top, now, limit.saturating_add(1)];
    let rows = tx.rows(PLACES, values).await?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut reached = Vec::new();
    for row in rows.iter().take(limit) {
        let spot = read(row)?;
        let looking = gate.policy().case(at(&asker, &spot, &mine));
        if gate.policy().allows(&looking, ListRoles::NAME, None) {
            reached.extend(open_to(gate.policy(), &slice, spot, &theirs));
        }
    }
    Ok((reached, rows.len() > limit))
}

struct Spot {
    scope: Scope,
    place: Place,
    name: String,
    published: bool,
    course_published: bool,
}

/// The place with the roles that open it, if any opens it.
fn open_to(
    policy: &Policy,
    slice: &Slice,
    spot: Spot,
    theirs: &[(Role, ScopeId)],
) -> Option<Reached> {
    let action = match spot.scope.level() {
        Level::Account => "enterAccount",
        Level::Channel => "viewChannel",
        _ => "viewCourse",
    };
    let all = at(slice, &spot, theirs);
    let opens = |held: &(Role, ScopeId)| {
        let alone = Slice {
            held: vec![*held],
            member: false,
            ..all.clone()
        };
        let level_opens = spot.scope.level() == Level::Account;
        level_opens || policy.allows(&policy.case(alone), action, None)
    };
    let by = all
        .held
        .iter()
        .filter(|held| opens(held))
        .copied()
        .collect();
    let open = policy.allows(&policy.case(all.clone()), action, None);
    open.then_some(Reached {
        scope: spot.scope,
        place: spot.place,
        name: spot.name,
        published: spot.published,
        by,
    })
}

/// What the gate would load about the person of a slice at another place of the same account.
fn at(slice: &Slice, spot: &Spot, held: &[(Role, ScopeId)]) -> Slice {
    let Place {
        account,
        channel,
        course,
    } = spot.place;
    let line = [
        account.map(ScopeId::from),
        channel.map(ScopeId::from),
        course.map(ScopeId::from),
    ];
    let on_line = held.iter().filter(|(_, at)| line.contains(&Some(*at)));
    Slice {
        target: Target::Place(spot.scope),
        place: spot.place,
        exists: true,
        published: spot.published,
        course_published: spot.course_published,
        held: on_line.copied().collect(),
        ..slice.clone()
    }
}

async fn held_in(
    tx: &mut Tx,
    person: PersonId,
    (account, now): (AccountId, Time),
) -> Result<Vec<(Role, ScopeId)>, Error> {
    let list = sql!(
        "SELECT g.role, g.scope_id FROM effective_grant g
         JOIN scopes s ON s.id = g.scope_id
         WHERE g.person_id = $1 AND s.account_id = $2 AND (g.until_at IS NULL OR g.until_at > $3)
         ORDER BY g.role, g.scope_id"
    );
    let rows = tx.rows(list, args![person, account, now]).await?;
    let mut held: Vec<(Role, ScopeId)> = Vec::with_capacity(rows.len());
    for row in &rows {
        held.push((row.id(0)?, row.id(1)?));
    }
    held.sort_unstable();
    Ok(held)
}

fn read(row: &Row) -> Result<Spot, Error> {
    let (level, id): (Level, ScopeId) = (row.id(1)?, row.id(0)?);
    let published = row.opt_time(5)?.is_some();
    Ok(Spot {
        scope: Scope::of(level, id),
        place: Place {
            account: row.opt_id(2)?,
            channel: row.opt_id(3)?,
            course: row.opt_id(4)?,
        },
        published,
        course_published: published && level == Level::Course,
        name: row.opt_text(6)?.unwrap_or_default(),
    })
}

/// $1 account, $2 person, $3 the place at or above, $4 now, $5 limit. Only what stands at or below a role of the person can be open to
/// him; the account itself is open to whoever belongs to it.
const PLACES: Sql = sql!(
    "SELECT s.id, s.kind, s.account_id, s.channel_id, s.course_id, s.published_at, n.name
     FROM scopes s
     LEFT JOIN scope_name n ON n.scope_id = s.id
     LEFT JOIN scope_name c ON c.scope_id = s.channel_id
     WHERE s.account_id = $1 AND s.kind IN ('account', 'channel', 'course') AND s.closed_at IS NULL
       AND (s.id = $3 OR s.channel_id = $3 OR s.account_id = $3)
       AND (s.kind = 'account' OR EXISTS (
             SELECT 1 FROM effective_grant g
             WHERE g.person_id = $2 AND g.scope_id IN (s.id, s.channel_id, s.account_id)
               AND (g.until_at IS NULL OR g.until_at > $4)))
     ORDER BY CASE s.kind WHEN 'account' THEN 0 ELSE 1 END, c.name, s.channel_id,
              CASE s.kind WHEN 'channel' THEN 0 ELSE 1 END, n.name, s.id
     LIMIT $5"
);
