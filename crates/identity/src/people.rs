//! People of an account: bringing somebody in, and the list of those who belong to it.

mod name;

use tutela_access::{
    AddPerson, Authorized, Guarded, NewPerson, ViewPeople, add_member, create_person,
};
use tutela_audit::{Activity, record};
use tutela_core::{PersonId, Role, Scope, Token};
use tutela_db::{Tx, args, sql};

pub use name::{InvalidName, Newcomer, PersonName};

use crate::roles::{self, CannotGrant};
use crate::welcome;

/// Why somebody could not be brought in.
#[derive(Debug, thiserror::Error)]
pub enum CannotAdd {
    #[error("somebody signs in with this user name already")]
    Taken,
    #[error(transparent)]
    Grant(#[from] CannotGrant),
    #[error(transparent)]
    Access(#[from] tutela_access::Error),
}

impl From<tutela_db::Error> for CannotAdd {
    fn from(error: tutela_db::Error) -> Self {
        Self::Access(error.into())
    }
}

/// Somebody who was brought in, and the link by which he sets his password.
#[derive(Debug)]
pub struct Added {
    pub person: PersonId,
    pub welcome: Token,
}

/// Brings a new person in at a place, with a role there: both or neither.
pub async fn add(
    guarded: &mut Guarded<'_>,
    scope: Scope,
    newcomer: &Newcomer,
    role: Role,
) -> Result<Added, CannotAdd> {
    let mut authorized = guarded.authorize(AddPerson, scope).await?;
    let added = add_without_role(&mut authorized, newcomer).await?;
    roles::grant_to(guarded, scope, role, (added.person, None)).await?;
    Ok(added)
}

async fn add_without_role(
    authorized: &mut Authorized<'_, AddPerson>,
    newcomer: &Newcomer,
) -> Result<Added, CannotAdd> {
    let (scope, account) = (authorized.on(), authorized.place().account);
    let (by, policy) = (authorized.somebody().id, authorized.policy().to_owned());
    let (ambient, language) = (authorized.ambient(), authorized.somebody().language.clone());
    let person = create(authorized.tx(), newcomer, &language, ambient).await?;
    let tx = authorized.tx();
    if let Some(account) = account {
        add_member(tx, account, person, ambient.now()).await?;
    }
    let welcome = welcome::create(tx, person, Some(by), ambient).await?;
    let activity = Activity {
        actor: Some(by),
        account,
        scope,
        action: "addPerson",
        policy: &policy,
        subject: person.to_string(),
        detail: newcomer.name.as_str(),
    };
    record(tx, activity, ambient).await?;
    Ok(Added { person, welcome })
}

/// Makes a person with a user name, who cannot sign in before a password is set.
pub(crate) async fn create(
    tx: &mut Tx,
    newcomer: &Newcomer,
    language: &str,
    ambient: &tutela_core::Ambient,
) -> Result<PersonId, CannotAdd> {
    let taken = sql!("SELECT person_id FROM usernames WHERE canonical = $1");
    if tx.find(taken, args![&newcomer.username]).await?.is_some() {
        return Err(CannotAdd::Taken);
    }
    let new = NewPerson {
        name: newcomer.name.to_string(),
        language: language.to_owned(),
    };
    let person = create_person(tx, &new, ambient).await?;
    let insert =
        sql!("INSERT INTO usernames (canonical, person_id, created_at) VALUES ($1, $2, $3)");
    match tx
        .run(insert, args![&newcomer.username, person, ambient.now()])
        .await
    {
        Err(error) if error.is_duplicate() => Err(CannotAdd::Taken),
        other => Ok(other.map(|_| person)?),
    }
}

/// Somebody who belongs to an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub person: PersonId,
    pub name: String,
    pub username: String,
    /// Whether he has set a password and can sign in.
    pub ready: bool,
}

/// Everybody who belongs to the account, by name.
pub async fn list(
    authorized: &mut Authorized<'_, ViewPeople>,
) -> Result<Vec<Member>, tutela_db::Error> {
    let account = authorized.on();
    let list = sql!(
        "SELECT p.id, p.name, MIN(u.canonical), MIN(w.person_id)
         FROM members m
         JOIN persons p ON p.id = m.person_id
         LEFT JOIN usernames u ON u.person_id = p.id
         LEFT JOIN passwords w ON w.person_id = p.id
         WHERE m.account_id = $1 AND m.left_at IS NULL
         GROUP BY p.id, p.name
         ORDER BY p.name, p.id"
    );
    let rows = authorized.tx().rows(list, args![account]).await?;
    let read = |row: &tutela_db::Row| {
        Ok(Member {
            person: row.id(0)?,
            name: row.text(1)?,
            username: row.opt_text(2)?.unwrap_or_default(),
            ready: row.opt_text(3)?.is_some(),
        })
    };
    rows.iter().map(read).collect()
}
