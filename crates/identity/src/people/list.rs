//! Those who belong to an account, part by part: an account may have fifty thousand.

use tutela_access::{Authorized, ViewPeople, ViewSelf};
use tutela_core::{AccountId, PersonId, Time};
use tutela_db::{Row, Tx, args, sql};

/// The most that one part has.
pub const MOST: u32 = 200;

/// Somebody who belongs to an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub person: PersonId,
    pub name: String,
    pub username: String,
    /// Whether he has set a password and can sign in.
    pub ready: bool,
    pub joined_at: Time,
    /// Until when too many failed tries keep him out, on a device of his or on all that are new to him.
    pub locked_until: Option<Time>,
}

/// Which part of the members is wanted.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// A part of a name or of a user name, whatever the case; empty for everybody.
    pub like: &'a str,
    /// The last one of the part before.
    pub after: Option<PersonId>,
    /// How many at most.
    pub limit: u32,
}

/// A part of the members of an account, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub members: Vec<Member>,
    /// The last one, where there is more after him.
    pub next: Option<PersonId>,
}

/// A part of those who belong to the account, by name.
pub async fn list(
    authorized: &mut Authorized<'_, ViewPeople>,
    wanted: Wanted<'_>,
) -> Result<Part, tutela_db::Error> {
    let (account, now) = (authorized.on(), authorized.now());
    let tx = authorized.tx();
    let (name, id) = match wanted.after {
        Some(after) => (find_name(tx, account, after).await?, after.to_string()),
        None => (String::new(), String::new()),
    };
    let limit = wanted.limit.clamp(1, MOST);
    let list = sql!(
        "SELECT p.id, p.name,
                (SELECT MIN(u.username) FROM shown_username u WHERE u.person_id = p.id),
                w.person_id, m.joined_at,
                (SELECT MAX(t.locked_until) FROM tries t
                 WHERE t.person_id = p.id AND t.locked_until > $6)
         FROM members m
         JOIN persons p ON p.id = m.person_id
         LEFT JOIN passwords w ON w.person_id = p.id
         WHERE m.account_id = $1 AND m.left_at IS NULL
           AND (p.folded > $2 OR (p.folded = $2 AND p.id > $3))
           AND ($4 = '' OR REPLACE(p.folded, $4, '') <> p.folded
                OR EXISTS (SELECT 1 FROM usernames k
                           WHERE k.person_id = p.id AND REPLACE(k.canonical, $4, '') <> k.canonical))
         ORDER BY p.folded, p.id
         LIMIT $5"
    );
    let like = wanted.like.trim().to_lowercase();
    let values = args![account, name, id, like, limit + 1, now];
    let rows = tx.rows(list, values).await?;
    let mut members: Vec<Member> = rows.iter().map(read).collect::<Result<_, _>>()?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = members.len() > limit;
    members.truncate(limit);
    let next = members.last().filter(|_| more).map(|last| last.person);
    Ok(Part { members, next })
}

/// How many belong to the account.
pub async fn count(authorized: &mut Authorized<'_, ViewPeople>) -> Result<u64, tutela_db::Error> {
    let account = authorized.on();
    let count = sql!("SELECT COUNT(*) FROM members WHERE account_id = $1 AND left_at IS NULL");
    authorized.tx().get(count, args![account]).await?.count(0)
}

/// The name by which the caller signs in.
pub async fn my_username(
    authorized: &mut Authorized<'_, ViewSelf>,
) -> Result<String, tutela_db::Error> {
    let person = authorized.somebody().id;
    let get = sql!("SELECT MIN(username) FROM shown_username WHERE person_id = $1");
    let row = authorized.tx().get(get, args![person]).await?;
    Ok(row.opt_text(0)?.unwrap_or_default())
}

/// The name by which a member is sorted. After somebody who is not of this account the list begins anew.
async fn find_name(
    tx: &mut Tx,
    account: AccountId,
    person: PersonId,
) -> Result<String, tutela_db::Error> {
    let find = sql!(
        "SELECT p.folded FROM members m
         JOIN persons p ON p.id = m.person_id
         WHERE m.account_id = $1 AND m.person_id = $2"
    );
    let row = tx.find(find, args![account, person]).await?;
    row.map_or(Ok(String::new()), |row| row.text(0))
}

fn read(row: &Row) -> Result<Member, tutela_db::Error> {
    Ok(Member {
        person: row.id(0)?,
        name: row.text(1)?,
        username: row.opt_text(2)?.unwrap_or_default(),
        ready: row.opt_text(3)?.is_some(),
        joined_at: row.time(4)?,
        locked_until: row.opt_time(5)?,
    })
}
