//! People of an account: bringing somebody in, and the list of those who belong to it.

pub(crate) mod api;
pub(crate) mod handover;
mod list;
mod name;
pub(crate) mod screen;
pub(crate) mod typed;

use tutela_access::{
    AddPerson, Authorized, Error, Guarded, NewPerson, add_member, create_person, find_person_name,
    is_member,
};
use tutela_audit::{Activity, record};
use tutela_core::{AccountId, Ambient, GrantId, PersonId, Role, Scope, Token, Username};
use tutela_db::{Tx, args, sql};

pub use list::{MOST, Member, Part, Wanted, count, list, my_username};
pub use name::{InvalidName, Newcomer, PersonName};

use crate::invitation;
use crate::password::{self, FLOOR, STAFF_FLOOR};
use crate::roles::{self, CannotGrant, Terms};
use crate::username::{self, CannotClaim};

/// Why somebody could not be brought in.
#[derive(Debug, thiserror::Error)]
pub enum CannotAdd {
    #[error("somebody signs in with this user name already")]
    Taken,
    #[error("a person is brought in here with a role")]
    RoleNeeded,
    #[error("this person has a password already")]
    Ready,
    #[error(transparent)]
    Grant(#[from] CannotGrant),
    #[error(transparent)]
    Access(#[from] Error),
}

impl From<tutela_db::Error> for CannotAdd {
    fn from(error: tutela_db::Error) -> Self {
        Self::Access(error.into())
    }
}

/// Somebody who was brought in.
#[derive(Debug)]
pub struct Added {
    pub person: PersonId,
    pub grant: Option<GrantId>,
    /// The link by which he sets his password, where none was set for him. It cannot be shown again.
    pub welcome: Option<Token>,
}

/// The fewest characters of the password of somebody who is brought in there.
pub const fn floor(scope: Scope) -> usize {
    match scope {
        Scope::Platform => STAFF_FLOOR,
        _ => FLOOR,
    }
}

/// Brings a new person in at a place, with a role there: both or neither. In an account somebody can belong
/// without a role, until a course or a channel gives him one.
pub async fn add(
    guarded: &mut Guarded<'_>,
    scope: Scope,
    newcomer: &Newcomer,
    role: Option<Role>,
) -> Result<Added, CannotAdd> {
    let mut authorized = guarded.authorize(AddPerson, scope).await?;
    let added = add_without_role(&mut authorized, newcomer).await?;
    match (role, scope) {
        (Some(role), _) => {
            let whom = (added.person, Terms::default());
            let given = roles::give(guarded, (scope, role), whom).await?;
            let grant = Some(given.grant);
            Ok(Added { grant, ..added })
        }
        (None, Scope::Account(_)) => Ok(added),
        (None, _) => Err(CannotAdd::RoleNeeded),
    }
}

/// Makes a new link for a member who has not set a password yet; the one before stops working. For others there
/// is none: whoever held it could take over what they have in other places.
pub async fn link_again(
    authorized: &mut Authorized<'_, AddPerson>,
    person: PersonId,
) -> Result<(String, Token), CannotAdd> {
    let account = authorized.account()?;
    let (by, policy) = (authorized.somebody().id, authorized.policy().to_owned());
    let ambient = authorized.ambient();
    let tx = authorized.tx();
    if !is_member(tx, account, person).await? {
        return Err(Error::NotFound.into());
    }
    if password::is_set(tx, person).await? {
        return Err(CannotAdd::Ready);
    }
    let name = find_person_name(tx, person).await?;
    let name = name.unwrap_or_default();
    let scope = (account.into(), Some(account));
    let welcome = invitation::for_person(tx, (person, by), scope, ambient).await?;
    let activity = Activity {
        actor: Some(by),
        account: Some(account),
        scope: account.into(),
        action: "renewLink",
        policy: &policy,
        subject: person.to_string(),
        detail: &name,
    };
    record(tx, activity, ambient).await?;
    Ok((name, welcome))
}

async fn add_without_role(
    authorized: &mut Authorized<'_, AddPerson>,
    newcomer: &Newcomer,
) -> Result<Added, CannotAdd> {
    let (scope, account) = (authorized.on(), authorized.place().account);
    let (by, policy) = (authorized.somebody().id, authorized.policy().to_owned());
    let (ambient, language) = (authorized.ambient(), authorized.somebody().language.clone());
    let tx = authorized.tx();
    let person = create(tx, newcomer, &language, ambient).await?;
    if let Some(account) = account {
        add_member(tx, account, person, ambient.now()).await?;
    }
    let welcome = match newcomer.password {
        Some(_) => None,
        None => {
            let link = invitation::for_person(tx, (person, by), (scope, account), ambient);
            Some(link.await?)
        }
    };
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
    Ok(Added {
        person,
        grant: None,
        welcome,
    })
}

/// Makes a person with a user name, who cannot sign in before a password is set.
pub(crate) async fn create(
    tx: &mut Tx,
    newcomer: &Newcomer,
    language: &str,
    ambient: &Ambient,
) -> Result<PersonId, CannotAdd> {
    let new = NewPerson {
        name: newcomer.name.to_string(),
        language: language.to_owned(),
    };
    let (person, now) = (create_person(tx, &new, ambient).await?, ambient.now());
    match username::claim(tx, person, &newcomer.username, now).await {
        Err(CannotClaim::Db(error)) => return Err(error.into()),
        Err(_) => return Err(CannotAdd::Taken),
        Ok(()) => {}
    }
    if let Some(hash) = &newcomer.password {
        password::store(tx, person, hash, now).await?;
    }
    Ok(person)
}

/// The person of this account who signs in with this name.
pub(crate) async fn find(
    tx: &mut Tx,
    account: AccountId,
    username: &Username,
) -> Result<Option<PersonId>, tutela_db::Error> {
    let find = sql!(
        "SELECT u.person_id FROM usernames u
         JOIN members m ON m.person_id = u.person_id
         WHERE u.canonical = $1 AND m.account_id = $2 AND m.left_at IS NULL"
    );
    let row = tx.find(find, args![username, account]).await?;
    row.map(|row| row.id(0)).transpose()
}

/// The person of no account who signs in with this name: only those can be of the platform's staff, so that
/// staff and the people of accounts never learn of one another.
pub(crate) async fn find_outside(
    tx: &mut Tx,
    username: &Username,
) -> Result<Option<PersonId>, tutela_db::Error> {
    let find = sql!(
        "SELECT u.person_id FROM usernames u
         LEFT JOIN members m ON m.person_id = u.person_id AND m.left_at IS NULL
         WHERE u.canonical = $1 AND m.person_id IS NULL"
    );
    let row = tx.find(find, args![username]).await?;
    row.map(|row| row.id(0)).transpose()
}

/// Whether a person belongs to no account.
pub(crate) async fn is_outside(tx: &mut Tx, person: PersonId) -> Result<bool, tutela_db::Error> {
    let find = sql!(
        "SELECT p.id FROM persons p
         LEFT JOIN members m ON m.person_id = p.id AND m.left_at IS NULL
         WHERE p.id = $1 AND m.person_id IS NULL"
    );
    Ok(tx.find(find, args![person]).await?.is_some())
}
