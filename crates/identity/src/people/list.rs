//! Everybody who belongs to an account.

use tutela_access::{Authorized, ViewPeople, ViewSelf};
use tutela_core::{PersonId, Time};
use tutela_db::{Row, args, sql};

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

/// Everybody who belongs to the account, by name.
pub async fn list(
    authorized: &mut Authorized<'_, ViewPeople>,
) -> Result<Vec<Member>, tutela_db::Error> {
    let account = authorized.on();
    let list = sql!(
        "SELECT p.id, p.name, MIN(u.username), MIN(w.person_id), m.joined_at, MAX(t.locked_until)
         FROM members m
         JOIN persons p ON p.id = m.person_id
         LEFT JOIN shown_username u ON u.person_id = p.id
         LEFT JOIN passwords w ON w.person_id = p.id
         LEFT JOIN tries t ON t.person_id = p.id AND t.locked_until > $2
         WHERE m.account_id = $1 AND m.left_at IS NULL
         GROUP BY p.id, p.name, m.joined_at
         ORDER BY p.name, p.id"
    );
    let now = authorized.now();
    let rows = authorized.tx().rows(list, args![account, now]).await?;
    rows.iter().map(read).collect()
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
