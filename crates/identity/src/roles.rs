//! Giving and taking roles, each on the record with who did it and which policy allowed it.

mod above;
pub(crate) mod api;
pub(crate) mod choice;
pub(crate) mod screen;
mod several;
pub(crate) mod terms;

use tutela_access::{
    Action, Authorized, Error, GrantRole, Guarded, Held, ListRoles, Part, find_person_name,
    held_at, is_member,
};
use tutela_audit::{Activity, Notice, NoticeKind, notify, record};
use tutela_core::{AccountId, GrantId, PersonId, Role, Scope, Time, Username};
use tutela_db::{Tx, args, sql};

pub use above::above;
pub use several::{LeftOut, MOST, Several, Why, grant_several, restore_several, revoke_several};
pub use tutela_access::Terms;

use crate::people;

/// The longest reason, in characters.
pub const LONGEST: u64 = 500;

/// How many holders are listed at once at most.
pub const LISTED: u32 = 200;

/// Why a role could not be given.
#[derive(Debug, thiserror::Error)]
pub enum CannotGrant {
    #[error("this role belongs to another level")]
    WrongLevel,
    #[error("nobody of this account signs in with this user name")]
    Nobody,
    #[error("the end lies in the past")]
    Over,
    #[error("nobody lengthens a role of his own")]
    Own,
    #[error(transparent)]
    Access(#[from] Error),
}

impl From<tutela_db::Error> for CannotGrant {
    fn from(error: tutela_db::Error) -> Self {
        Self::Access(error.into())
    }
}

/// A role that was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    pub grant: GrantId,
    pub person: PersonId,
}

/// Whom a user name means where a role is to be given. To be looked up before anything is written, because who may lose
/// something has to be known before the writing is authorized.
///
/// # Errors
/// [`CannotGrant::Nobody`] also for people of other accounts: nobody learns that they are there.
pub async fn find(
    guarded: &mut Guarded<'_>,
    (scope, role): (Scope, Role),
    username: &Username,
) -> Result<PersonId, CannotGrant> {
    if role.level() != scope.level() {
        return Err(CannotGrant::WrongLevel);
    }
    let mut authorized = guarded.authorize(GrantRole(role), scope).await?;
    let account = authorized.place().account;
    let tx = authorized.tx();
    let found = match account {
        Some(account) => people::find(tx, account, username).await?,
        None => people::find_outside(tx, username).await?,
    };
    found.ok_or(CannotGrant::Nobody)
}

/// Gives a role to somebody of the account, until a moment or for good, and tells him.
///
/// # Errors
/// [`CannotGrant::Nobody`] also for people of other accounts.
pub async fn grant(
    guarded: &mut Guarded<'_>,
    scope: Scope,
    role: Role,
    (person, terms): (PersonId, impl Into<Terms> + Send),
) -> Result<Given, CannotGrant> {
    let given = give(guarded, (scope, role), (person, terms.into())).await?;
    let mut authorized = guarded.authorize(GrantRole(role), scope).await?;
    tell(&mut authorized, (role, person), NoticeKind::RoleGranted).await?;
    Ok(given)
}

/// The same for somebody who is told by an invitation.
pub(crate) async fn give(
    guarded: &mut Guarded<'_>,
    (scope, role): (Scope, Role),
    (person, terms): (PersonId, Terms),
) -> Result<Given, CannotGrant> {
    if role.level() != scope.level() {
        return Err(CannotGrant::WrongLevel);
    }
    if terms.until.is_some() {
        guarded.removing_from(person);
    }
    let mut authorized = guarded.authorize(GrantRole(role), scope).await?;
    if asks_proof(scope) {
        authorized.demand_proof()?;
    }
    if terms.until.is_some_and(|until| until <= authorized.now()) {
        return Err(CannotGrant::Over);
    }
    let account = authorized.place().account;
    if !belongs(authorized.tx(), person, account).await? {
        return Err(CannotGrant::Nobody);
    }
    let grant = tutela_access::grant(&mut authorized, person, terms).await;
    let grant = grant.map_err(|error| match error {
        Error::Forbidden => CannotGrant::Own,
        other => other.into(),
    })?;
    write_down(&mut authorized, (grant, role), person).await?;
    Ok(Given { grant, person })
}

/// Changes until when somebody holds a role, and why. Gives the grant as it was before.
///
/// # Errors
/// [`CannotGrant::Over`] for an end that has passed; [`Error::Forbidden`] also for who would lengthen a role of his own.
pub async fn change(
    guarded: &mut Guarded<'_>,
    grant: GrantId,
    terms: &Terms,
) -> Result<Held, CannotGrant> {
    let now = guarded.now();
    if terms.until.is_some_and(|until| until <= now) {
        return Err(CannotGrant::Over);
    }
    let (mut authorized, held) = tutela_access::change(guarded, grant, terms).await?;
    if asks_proof(held.scope) {
        authorized.demand_proof()?;
    }
    let what = ("changeGrant", held.role, grant);
    write_down_as(&mut authorized, what, held.person).await?;
    Ok(held)
}

/// Takes a role away, from this moment on. Gives what was taken.
pub async fn revoke(guarded: &mut Guarded<'_>, grant: GrantId) -> Result<Held, Error> {
    let at = guarded.now();
    revoke_at(guarded, grant, at).await
}

/// The same, for several that are taken as one act.
async fn revoke_at(guarded: &mut Guarded<'_>, grant: GrantId, at: Time) -> Result<Held, Error> {
    let (mut authorized, held) = tutela_access::revoke_at(guarded, grant, at).await?;
    write_down(&mut authorized, (grant, held.role), held.person).await?;
    let what = (held.role, held.person);
    tell(&mut authorized, what, NoticeKind::RoleRemoved).await?;
    Ok(held)
}

/// Gives a role back that was taken a moment ago. Gives what is held again.
pub async fn restore(guarded: &mut Guarded<'_>, revoked: GrantId) -> Result<Held, Error> {
    let (mut authorized, held) = tutela_access::restore(guarded, revoked).await?;
    write_down(&mut authorized, (held.grant, held.role), held.person).await?;
    let what = (held.role, held.person);
    tell(&mut authorized, what, NoticeKind::RoleGranted).await?;
    Ok(held)
}

/// A part of those who hold a role at a place, by name.
pub async fn list(
    authorized: &mut Authorized<'_, ListRoles>,
    after: Option<GrantId>,
) -> Result<Part, Error> {
    held_at(authorized, after, LISTED).await
}

/// Which roles of the place's level the caller may give and take there.
pub fn grantable<A: Action<On = Scope>>(authorized: &Authorized<'_, A>) -> Vec<Role> {
    authorized.delegable()
}

/// A role of the platform or of an account is not given, offered or lengthened at an unlocked screen.
pub(crate) const fn asks_proof(scope: Scope) -> bool {
    matches!(scope, Scope::Platform | Scope::Account(_))
}

/// Records that a role was given or taken: the role and whose it is, in the words of the record.
async fn write_down<A: Action<On = Scope>>(
    authorized: &mut Authorized<'_, A>,
    (grant, role): (GrantId, Role),
    person: PersonId,
) -> Result<(), tutela_db::Error> {
    write_down_as(authorized, (A::NAME, role, grant), person).await
}

async fn write_down_as<A: Action<On = Scope>>(
    authorized: &mut Authorized<'_, A>,
    (action, role, grant): (&str, Role, GrantId),
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
        action,
        policy: &policy,
        subject: grant.to_string(),
        detail: &detail,
    };
    record(tx, activity, ambient).await
}

/// Tells somebody that he was given a role, or lost one. What one does to oneself one knows.
async fn tell<A: Action<On = Scope>>(
    authorized: &mut Authorized<'_, A>,
    (role, person): (Role, PersonId),
    kind: NoticeKind,
) -> Result<(), tutela_db::Error> {
    if authorized.somebody().id == person {
        return Ok(());
    }
    let (scope, account) = (authorized.on(), authorized.place().account);
    let ambient = authorized.ambient();
    let tx = authorized.tx();
    let find = sql!("SELECT name FROM scope_name WHERE scope_id = $1");
    let place = tx.find(find, args![scope]).await?;
    let place = place.map_or(Ok(String::new()), |row| row.text(0))?;
    let detail = format!("{role} {place}");
    let notice = Notice {
        person,
        kind,
        account,
        detail: detail.trim_end(),
    };
    notify(tx, notice, ambient).await
}

/// In an account its members, on the platform those who are in no account.
async fn belongs(
    tx: &mut Tx,
    person: PersonId,
    account: Option<AccountId>,
) -> Result<bool, tutela_db::Error> {
    match account {
        Some(account) => is_member(tx, account, person).await,
        None => people::is_outside(tx, person).await,
    }
}
