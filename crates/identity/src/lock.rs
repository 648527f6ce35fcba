//! Whose sign-in is locked now, and the end of it before its time, by those who look after the person.

pub(crate) mod api;
pub(crate) mod screen;

use tutela_access::{Authorized, Error, UnlockMember, ViewPlatform, find_person_name, is_member};
use tutela_audit::{Activity, record};
use tutela_core::{PersonId, Time};
use tutela_db::{Row, Tx, args, sql};

/// Somebody whom strangers, or he himself, have locked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockedPerson {
    pub person: PersonId,
    pub name: String,
    pub username: String,
    pub until: Time,
}

/// Everybody who is locked out now, the longest lock first, at most a thousand.
pub async fn list(
    authorized: &mut Authorized<'_, ViewPlatform>,
) -> Result<Vec<LockedPerson>, tutela_db::Error> {
    let now = authorized.now();
    let list = sql!(
        "SELECT p.id, p.name, MIN(u.username), MAX(t.locked_until) AS until
         FROM tries t
         JOIN persons p ON p.id = t.person_id
         LEFT JOIN shown_username u ON u.person_id = p.id
         WHERE t.locked_until > $1
         GROUP BY p.id, p.name
         ORDER BY until DESC, p.id
         LIMIT 1000"
    );
    let rows = authorized.tx().rows(list, args![now]).await?;
    rows.iter().map(read).collect()
}

/// Ends every lock of a person: on the platform of anybody, in an account of those who belong to it. Gives the name.
///
/// # Errors
/// [`Error::NotFound`] when there is no such person there.
pub async fn lift(
    authorized: &mut Authorized<'_, UnlockMember>,
    person: PersonId,
) -> Result<String, Error> {
    let (scope, account) = (authorized.on(), authorized.place().account);
    let (by, policy) = (authorized.somebody().id, authorized.policy().to_owned());
    let ambient = authorized.ambient();
    let tx = authorized.tx();
    if let Some(account) = account
        && !is_member(tx, account, person).await?
    {
        return Err(Error::NotFound);
    }
    let name = find_person_name(tx, person).await?;
    let name = name.ok_or(Error::NotFound)?;
    if lift_in(tx, person).await? {
        let activity = Activity {
            actor: Some(by),
            account,
            scope,
            action: "unlockMember",
            policy: &policy,
            subject: person.to_string(),
            detail: &name,
        };
        record(tx, activity, ambient).await?;
    }
    Ok(name)
}

/// Forgets every try at the secrets of a person. Gives whether there was a lock or a count.
pub(crate) async fn lift_in(tx: &mut Tx, person: PersonId) -> Result<bool, tutela_db::Error> {
    let forget = sql!("DELETE FROM tries WHERE person_id = $1");
    Ok(tx.run(forget, args![person]).await? > 0)
}

fn read(row: &Row) -> Result<LockedPerson, tutela_db::Error> {
    Ok(LockedPerson {
        person: row.id(0)?,
        name: row.text(1)?,
        username: row.opt_text(2)?.unwrap_or_default(),
        until: row.time(3)?,
    })
}
