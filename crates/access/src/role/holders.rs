//! Who holds what: at a place, below it, and the caller himself.

use tutela_core::{AccountId, GrantId, PersonId, Role, Scope};
use tutela_core::{ChannelId, CourseId, Time};
use tutela_db::{Tx, args, sql};

use super::Held;
use super::rows::read;
use crate::authorized::Authorized;
use crate::{Error, ListRoles, ViewPlatform, ViewSelf};

/// A part of those who hold a role at a place, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub held: Vec<Held>,
    /// The last one, where there is more after it.
    pub next: Option<GrantId>,
}

/// Who holds a role at a place itself, by name: those after one of them, at most so many. What is after a grant that
/// does not stand there begins anew.
pub async fn held_at(
    authorized: &mut Authorized<'_, ListRoles>,
    after: Option<GrantId>,
    limit: u32,
) -> Result<Part, Error> {
    let (scope, now) = (authorized.on(), authorized.now());
    let (name, id) = match after {
        Some(after) => find_name(authorized.tx(), scope, after).await?,
        None => (String::new(), String::new()),
    };
    let list = sql!(
        "SELECT g.id, g.person_id, p.name, g.role, s.kind, g.scope_id, g.granted_at, b.name,
                g.until_at, g.reason
         FROM grants g
         JOIN persons p ON p.id = g.person_id
         JOIN scopes s ON s.id = g.scope_id
         LEFT JOIN persons b ON b.id = g.granted_by
         WHERE g.scope_id = $1 AND g.revoked_at IS NULL AND (g.until_at IS NULL OR g.until_at > $2)
           AND (p.folded > $3 OR (p.folded = $3 AND g.id > $4))
         ORDER BY p.folded, g.id
         LIMIT $5"
    );
    let values = args![scope, now, name, id, limit.saturating_add(1)];
    let rows = authorized.tx().rows(list, values).await?;
    let mut held: Vec<Held> = rows.iter().map(read).collect::<Result<_, _>>()?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = held.len() > limit;
    held.truncate(limit);
    let next = held.last().filter(|_| more).map(|last| last.grant);
    Ok(Part { held, next })
}

async fn find_name(
    tx: &mut Tx,
    scope: Scope,
    grant: GrantId,
) -> Result<(String, String), tutela_db::Error> {
    let find = sql!(
        "SELECT p.folded FROM grants g JOIN persons p ON p.id = g.person_id
         WHERE g.id = $1 AND g.scope_id = $2"
    );
    let row = tx.find(find, args![grant, scope]).await?;
    row.map_or(Ok((String::new(), String::new())), |row| {
        Ok((row.text(0)?, grant.to_string()))
    })
}

/// A course of a channel, with those who run it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Below {
    pub course: CourseId,
    pub name: String,
    /// The editors and tutors.
    pub held: Vec<Held>,
    pub learners: u64,
}

/// The courses of a channel by name, with their editors and tutors, and how many learn in each. Whoever may list the roles of
/// a channel may list those of its courses; `tests/policy` shows that the policy says so.
pub async fn held_below(
    authorized: &mut Authorized<'_, ListRoles>,
    channel: ChannelId,
) -> Result<Vec<Below>, Error> {
    let now = authorized.now();
    let tx = authorized.tx();
    let courses = sql!(
        "SELECT s.id, n.name,
                (SELECT COUNT(*) FROM grants l
                 WHERE l.scope_id = s.id AND l.role = $2 AND l.revoked_at IS NULL
                   AND (l.until_at IS NULL OR l.until_at > $3))
         FROM scopes s
         LEFT JOIN scope_name n ON n.scope_id = s.id
         WHERE s.channel_id = $1 AND s.kind = 'course' AND s.closed_at IS NULL
         ORDER BY n.name, s.id"
    );
    let values = args![channel, Role::CourseLearner, now];
    let mut below = Vec::new();
    for row in tx.rows(courses, values).await? {
        below.push(Below {
            course: row.id(0)?,
            name: row.opt_text(1)?.unwrap_or_default(),
            held: Vec::new(),
            learners: row.count(2)?,
        });
    }
    for held in run_by(tx, channel, now).await? {
        let mut courses = below.iter_mut();
        if let Some(one) = courses.find(|one| held.scope == Scope::Course(one.course)) {
            one.held.push(held);
        }
    }
    Ok(below)
}

async fn run_by(tx: &mut Tx, channel: ChannelId, now: Time) -> Result<Vec<Held>, Error> {
    let list = sql!(
        "SELECT g.id, g.person_id, p.name, g.role, s.kind, g.scope_id, g.granted_at, b.name,
                g.until_at, g.reason
         FROM scopes s
         JOIN grants g ON g.scope_id = s.id
         JOIN persons p ON p.id = g.person_id
         LEFT JOIN persons b ON b.id = g.granted_by
         WHERE s.channel_id = $1 AND s.kind = 'course' AND s.closed_at IS NULL
           AND g.role <> $2 AND g.revoked_at IS NULL AND (g.until_at IS NULL OR g.until_at > $3)
         ORDER BY p.folded, g.id"
    );
    let values = args![channel, Role::CourseLearner, now];
    let rows = tx.rows(list, values).await?;
    rows.iter().map(read).collect()
}

/// The roles that count for the caller now, the oldest first.
pub async fn held_by_me(authorized: &mut Authorized<'_, ViewSelf>) -> Result<Vec<Held>, Error> {
    let (person, now) = (authorized.somebody().id, authorized.now());
    let list = sql!(
        "SELECT g.id, g.person_id, p.name, g.role, s.kind, g.scope_id, g.granted_at, b.name,
                g.until_at, g.reason
         FROM effective_grant e
         JOIN grants g ON g.id = e.id
         JOIN persons p ON p.id = g.person_id
         JOIN scopes s ON s.id = g.scope_id
         LEFT JOIN persons b ON b.id = g.granted_by
         WHERE e.person_id = $1 AND (e.until_at IS NULL OR e.until_at > $2)
         ORDER BY g.granted_at, g.id"
    );
    let rows = authorized.tx().rows(list, args![person, now]).await?;
    rows.iter().map(read).collect()
}

/// The owners of all accounts, for those who run the platform.
pub async fn owners(
    authorized: &mut Authorized<'_, ViewPlatform>,
) -> Result<Vec<(AccountId, String)>, Error> {
    let list = sql!(
        "SELECT g.scope_id, p.name
         FROM effective_grant g
         JOIN persons p ON p.id = g.person_id
         WHERE g.role = $1
         ORDER BY p.name, g.id"
    );
    let rows = authorized
        .tx()
        .rows(list, args![Role::AccountOwner])
        .await?;
    let read = |row: &tutela_db::Row| Ok((row.id(0)?, row.text(1)?));
    rows.iter().map(read).collect()
}

/// Whether a person belongs to the platform's staff: for rules about passwords, not about rights.
pub async fn is_staff(tx: &mut Tx, person: PersonId, now: Time) -> Result<bool, tutela_db::Error> {
    let find = sql!(
        "SELECT (SELECT COUNT(*) FROM effective_grant
                 WHERE person_id = $1 AND scope_id = $2 AND (until_at IS NULL OR until_at > $3))
              + (SELECT COUNT(*) FROM withheld_grant
                 WHERE person_id = $1 AND scope_id = $2 AND (until_at IS NULL OR until_at > $3))"
    );
    let row = tx.get(find, args![person, Scope::Platform, now]).await?;
    Ok(row.int(0)? > 0)
}

/// Whether a person holds a role at a place, be it that it waits for a second factor.
pub async fn holds(
    tx: &mut Tx,
    person: PersonId,
    (role, scope): (Role, Scope),
    now: Time,
) -> Result<bool, tutela_db::Error> {
    let find = sql!(
        "SELECT (SELECT COUNT(*) FROM effective_grant
                 WHERE person_id = $1 AND scope_id = $2 AND role = $3 AND (until_at IS NULL OR until_at > $4))
              + (SELECT COUNT(*) FROM withheld_grant
                 WHERE person_id = $1 AND scope_id = $2 AND role = $3 AND (until_at IS NULL OR until_at > $4))"
    );
    let row = tx.get(find, args![person, scope, role, now]).await?;
    Ok(row.int(0)? > 0)
}

/// How many others hold a role at a place for good.
pub async fn others_hold(
    tx: &mut Tx,
    person: PersonId,
    (role, scope): (Role, Scope),
) -> Result<u64, tutela_db::Error> {
    let count = sql!(
        "SELECT COUNT(*) FROM effective_grant
         WHERE person_id <> $1 AND scope_id = $2 AND role = $3 AND until_at IS NULL"
    );
    tx.get(count, args![person, scope, role]).await?.count(0)
}

/// The places, accounts and the platform, that ask a second factor of a person before his roles there count.
pub async fn asks_factor_of(
    tx: &mut Tx,
    person: PersonId,
) -> Result<Vec<tutela_core::ScopeId>, tutela_db::Error> {
    let list = sql!(
        "SELECT DISTINCT asked_by AS scope_id FROM withheld_grant WHERE person_id = $1 ORDER BY scope_id"
    );
    let rows = tx.rows(list, args![person]).await?;
    rows.iter().map(|row| row.id(0)).collect()
}
