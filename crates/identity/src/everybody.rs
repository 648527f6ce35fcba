//! Everybody of the installation, as those who run the platform look for one: by name, a page at a time.

pub(crate) mod api;
pub(crate) mod screen;

use tutela_access::{Action, Authorized, Error, FindPeople, Platform, find_person_name};
use tutela_core::{PersonId, Time};
use tutela_db::{Row, args, sql};

use crate::paging::Pages;

/// Somebody of the installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anybody {
    pub person: PersonId,
    pub name: String,
    pub username: String,
    pub created_at: Time,
    pub blocked_at: Option<Time>,
    /// Why he is blocked.
    pub reason: Option<String>,
    /// Since when he has a second factor.
    pub factor_at: Option<Time>,
}

/// One page of those whose name or user name holds what is looked for.
pub async fn find(
    authorized: &mut Authorized<'_, FindPeople>,
    looked_for: &str,
    page: Option<usize>,
) -> Result<(Vec<Anybody>, Pages), Error> {
    // The engines fold letters without marks alone; those of the languages here are folded by hand.
    let part = looked_for.trim().to_lowercase();
    let tx = authorized.tx();
    let count = sql!(
        "SELECT COUNT(*) FROM persons p
         WHERE $1 = ''
            OR REPLACE(REPLACE(REPLACE(REPLACE(LOWER(p.name), 'Æ', 'æ'), 'Ø', 'ø'), 'Å', 'å'), $1, '')
               <> REPLACE(REPLACE(REPLACE(LOWER(p.name), 'Æ', 'æ'), 'Ø', 'ø'), 'Å', 'å')
            OR EXISTS (SELECT 1 FROM usernames u
                       WHERE u.person_id = p.id AND REPLACE(u.canonical, $1, '') <> u.canonical)"
    );
    let total = tx.get(count, args![&part]).await?.count(0)?;
    let pages = Pages::of(usize::try_from(total).unwrap_or(usize::MAX), page);
    let range = pages.range();
    let number = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let list = sql!(
        "SELECT p.id, p.name, (SELECT MIN(u.canonical) FROM usernames u WHERE u.person_id = p.id),
                p.created_at, p.blocked_at,
                (SELECT MAX(b.reason) FROM blocks b WHERE b.person_id = p.id AND b.lifted_at IS NULL),
                p.second_factor_at
         FROM persons p
         WHERE $1 = ''
            OR REPLACE(REPLACE(REPLACE(REPLACE(LOWER(p.name), 'Æ', 'æ'), 'Ø', 'ø'), 'Å', 'å'), $1, '')
               <> REPLACE(REPLACE(REPLACE(LOWER(p.name), 'Æ', 'æ'), 'Ø', 'ø'), 'Å', 'å')
            OR EXISTS (SELECT 1 FROM usernames u
                       WHERE u.person_id = p.id AND REPLACE(u.canonical, $1, '') <> u.canonical)
         ORDER BY p.name, p.id
         LIMIT $2 OFFSET $3"
    );
    let (limit, offset) = (number(range.len()), number(range.start));
    let rows = tx.rows(list, args![&part, limit, offset]).await?;
    let found: Result<_, tutela_db::Error> = rows.iter().map(read).collect();
    Ok((found?, pages))
}

/// What somebody is called.
pub(crate) async fn name<A: Action<On = Platform>>(
    authorized: &mut Authorized<'_, A>,
    person: PersonId,
) -> Result<String, Error> {
    let name = find_person_name(authorized.tx(), person).await?;
    name.ok_or(Error::NotFound)
}

fn read(row: &Row) -> Result<Anybody, tutela_db::Error> {
    Ok(Anybody {
        person: row.id(0)?,
        name: row.text(1)?,
        username: row.opt_text(2)?.unwrap_or_default(),
        created_at: row.time(3)?,
        blocked_at: row.opt_time(4)?,
        reason: row.opt_text(5)?,
        factor_at: row.opt_time(6)?,
    })
}
