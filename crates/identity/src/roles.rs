//! Giving and taking roles, each on the record with who did it and which policy allowed it.

mod above;
pub(crate) mod api;
pub(crate) mod choice;
pub(crate) mod screen;

use tutela_access::{
    Action, Authorized, Error, GrantRole, Guarded, Held, ListRoles, find_person_name, held_at,
    is_member,
};
use tutela_audit::{Activity, record};
use tutela_core::{AccountId, GrantId, PersonId, Role, Scope, Time, Username};
use tutela_db::Tx;

pub use above::above;

use crate::people;

/// Why a role could not be given.
#[derive(Debug, thiserror::Error)]
pub enum CannotGrant {
    #[error("this role belongs to another level")]
    WrongLevel,
    #[error("nobody of this account signs in with this user name")]
    Nobody,
    #[error("the end lies in the past")]
    Over,
    #[error(transparent)]
    Access(#[from] Error),
}

impl From<tutela_db::Error> for CannotGrant {
    fn from(error: tutela_db::Error) -> Self {
        Self::Access(error.into())
    }
}

/// Who is to have a role.
#[derive(Debug, Clone, Copy)]
pub enum Whom<'a> {
    Person(PersonId),
    Username(&'a Username),
}

/// A role that was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    pub grant: GrantId,
    pub person: PersonId,
}

/// Gives a role to somebody of the account, until a moment or for good.
///
/// # Errors
/// [`CannotGrant::Nobody`] also for people of other accounts: nobody learns that they are there.
pub async fn grant(
    guarded: &mut Guarded<'_>,
    scope: Scope,
    role: Role,
    (whom, until): (Whom<'_>, Option<Time>),
) -> Result<Given, CannotGrant> {
    if role.level() != scope.level() {
        return Err(CannotGrant::WrongLevel);
    }
    let mut authorized = guarded.authorize(GrantRole(role), scope).await?;
    if matches!(scope, Scope::Platform | Scope::Account(_)) {
        authorized.demand_proof()?;
    }
    if until.is_some_and(|until| until <= authorized.now()) {
        return Err(CannotGrant::Over);
    }
    let account = authorized.place().account;
    let person = find(authorized.tx(), whom, account).await?;
    let person = person.ok_or(CannotGrant::Nobody)?;
    let grant = tutela_access::grant(&mut authorized, person, until).await?;
    write_down(&mut authorized, (grant, role), person).await?;
    Ok(Given { grant, person })
}

/// Takes a role away, from this moment on. Gives what was taken.
pub async fn revoke(guarded: &mut Guarded<'_>, grant: GrantId) -> Result<Held, Error> {
    let (mut authorized, held) = tutela_access::revoke(guarded, grant).await?;
    write_down(&mut authorized, (grant, held.role), held.person).await?;
    Ok(held)
}

/// Gives a role back that was taken a moment ago. Gives what is held again.
pub async fn restore(guarded: &mut Guarded<'_>, revoked: GrantId) -> Result<Held, Error> {
    let (mut authorized, held) = tutela_access::restore(guarded, revoked).await?;
    write_down(&mut authorized, (held.grant, held.role), held.person).await?;
    Ok(held)
}

/// Who holds a role at a place.
pub async fn list(authorized: &mut Authorized<'_, ListRoles>) -> Result<Vec<Held>, Error> {
    held_at(authorized).await
}

/// Which roles of the place's level the caller may give there.
pub fn grantable<A: Action<On = Scope>>(authorized: &Authorized<'_, A>) -> Vec<Role> {
    let level = authorized.on().level();
    let may = |role: &Role| role.level() == level && authorized.also(GrantRole(*role));
    Role::ALL.into_iter().filter(may).collect()
}

/// Records that a role was given or taken: the role and whose it is, in the words of the record.
async fn write_down<A: Action<On = Scope>>(
    authorized: &mut Authorized<'_, A>,
    (grant, role): (GrantId, Role),
    person: PersonId,
) -> Result<(), tutela_db::Error> {
    let (scope, account) = (authorized.on(), authorized.place().account);
    let (by, policy) = (authorized.somebody().id, authorized.policy().to_owned());
    let ambient = authorized.ambient();
    let tx = authorized.tx();
    let name = find_person_name(tx, person).await?;
    let detail = format!("{role} {}", name.unwrap_or_default());
    let activity = Activity {
        actor: Some(by),
        account,
        scope,
        action: A::NAME,
        policy: &policy,
        subject: grant.to_string(),
        detail: &detail,
    };
    record(tx, activity, ambient).await
}

/// In an account its members, on the platform those who are in no account.
async fn find(
    tx: &mut Tx,
    whom: Whom<'_>,
    account: Option<AccountId>,
) -> Result<Option<PersonId>, tutela_db::Error> {
    match (account, whom) {
        (Some(account), Whom::Username(username)) => people::find(tx, account, username).await,
        (None, Whom::Username(username)) => people::find_outside(tx, username).await,
        (Some(account), Whom::Person(person)) => {
            Ok(is_member(tx, account, person).await?.then_some(person))
        }
        (None, Whom::Person(person)) => Ok(people::is_outside(tx, person).await?.then_some(person)),
    }
}
