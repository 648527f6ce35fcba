//! One member of an account, as those who run it see him: how he signs in, and what to do when that goes wrong.

pub(crate) mod screen;

use tutela_access::{
    Authorized, Error, ViewPeople, factor_since, find_person_name, is_blocked, is_member,
};
use tutela_core::{PersonId, Time};
use tutela_db::{args, sql};

/// A member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub person: PersonId,
    pub name: String,
    pub username: String,
    pub factor_since: Option<Time>,
    pub is_blocked: bool,
    /// On how many devices he is signed in.
    pub devices: u64,
}

/// A member of the account.
///
/// # Errors
/// [`Error::NotFound`] for who is none.
pub async fn get(
    authorized: &mut Authorized<'_, ViewPeople>,
    person: PersonId,
) -> Result<Seen, Error> {
    let (account, now) = (authorized.on(), authorized.now());
    let tx = authorized.tx();
    if !is_member(tx, account, person).await? {
        return Err(Error::NotFound);
    }
    let username = sql!("SELECT MIN(canonical) FROM usernames WHERE person_id = $1");
    let username = tx.get(username, args![person]).await?.opt_text(0)?;
    let devices = sql!(
        "SELECT COUNT(*) FROM sessions
         WHERE person_id = $1 AND ended_at IS NULL AND idle_until > $2 AND absolute_until > $2"
    );
    Ok(Seen {
        person,
        name: find_person_name(tx, person).await?.unwrap_or_default(),
        username: username.unwrap_or_default(),
        factor_since: factor_since(tx, person).await?,
        is_blocked: is_blocked(tx, person).await?,
        devices: tx.get(devices, args![person, now]).await?.count(0)?,
    })
}
