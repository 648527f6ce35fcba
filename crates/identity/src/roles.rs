//! Giving and taking roles, each on the record with who did it.

use tutela_access::{
    Authorized, Error, GrantRole, Guarded, Held, ListRoles, Myself, ViewSelf, held_at,
};
use tutela_audit::{Activity, record};
use tutela_core::{AccountId, GrantId, PersonId, Role, Scope, Time, Username};
use tutela_db::{Tx, args, sql};

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

/// Gives a role to somebody of the account, named by what he signs in with.
pub async fn grant(
    guarded: &mut Guarded<'_>,
    scope: Scope,
    role: Role,
    (username, until): (&Username, Option<Time>),
) -> Result<GrantId, CannotGrant> {
    let mut authorized = authorize(guarded, scope, role).await?;
    let account = authorized.place().account;
    let person = find(authorized.tx(), username, account)
        .await?
        .ok_or(CannotGrant::Nobody)?;
    finish(&mut authorized, person, until).await
}

/// Gives a role to a person who is known already.
pub async fn grant_to(
    guarded: &mut Guarded<'_>,
    scope: Scope,
    role: Role,
    (person, until): (PersonId, Option<Time>),
) -> Result<GrantId, CannotGrant> {
    let mut authorized = authorize(guarded, scope, role).await?;
    finish(&mut authorized, person, until).await
}

/// Takes a role away, from this moment on. Gives what was taken.
pub async fn revoke(guarded: &mut Guarded<'_>, grant: GrantId) -> Result<Held, Error> {
    let held = tutela_access::revoke(guarded, grant).await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let (by, ambient) = (authorized.somebody().id, authorized.ambient());
    let tx = authorized.tx();
    let account = account_of(tx, held.scope).await?;
    let detail = format!("{} {}", held.role, held.person_name);
    let activity = Activity {
        actor: Some(by),
        account,
        scope: held.scope,
        action: "revokeRole",
        policy: "delegate",
        subject: grant.to_string(),
        detail: &detail,
    };
    record(tx, activity, ambient).await?;
    Ok(held)
}

/// Who holds a role at a place.
pub async fn list(authorized: &mut Authorized<'_, ListRoles>) -> Result<Vec<Held>, Error> {
    held_at(authorized).await
}

/// Which roles of the place's level the caller may give there.
pub fn grantable(authorized: &Authorized<'_, ListRoles>) -> Vec<Role> {
    let level = authorized.on().level();
    let may = |role: &Role| role.level() == level && authorized.also(GrantRole(*role));
    Role::ALL.into_iter().filter(may).collect()
}

async fn authorize<'a>(
    guarded: &'a mut Guarded<'_>,
    scope: Scope,
    role: Role,
) -> Result<Authorized<'a, GrantRole>, CannotGrant> {
    if role.level() != scope.level() {
        return Err(CannotGrant::WrongLevel);
    }
    Ok(guarded.authorize(GrantRole(role), scope).await?)
}

async fn finish(
    authorized: &mut Authorized<'_, GrantRole>,
    person: PersonId,
    until: Option<Time>,
) -> Result<GrantId, CannotGrant> {
    if until.is_some_and(|until| until <= authorized.now()) {
        return Err(CannotGrant::Over);
    }
    let grant = tutela_access::grant(authorized, person, until).await?;
    let (scope, role) = (authorized.on(), authorized.action().0);
    let (by, policy) = (authorized.somebody().id, authorized.policy().to_owned());
    let (account, ambient) = (authorized.place().account, authorized.ambient());
    let activity = Activity {
        actor: Some(by),
        account,
        scope,
        action: "grantRole",
        policy: &policy,
        subject: grant.to_string(),
        detail: role.as_str(),
    };
    record(authorized.tx(), activity, ambient).await?;
    Ok(grant)
}

/// Only members of the account can be named: a user name of somebody else's customer finds nobody.
async fn find(
    tx: &mut Tx,
    username: &Username,
    account: Option<AccountId>,
) -> Result<Option<PersonId>, Error> {
    let Some(account) = account else {
        let staff = sql!("SELECT person_id FROM usernames WHERE canonical = $1");
        return Ok(tx
            .find(staff, args![username])
            .await?
            .map(|row| row.id(0))
            .transpose()?);
    };
    let find = sql!(
        "SELECT u.person_id FROM usernames u
         JOIN members m ON m.person_id = u.person_id
         WHERE u.canonical = $1 AND m.account_id = $2 AND m.left_at IS NULL"
    );
    Ok(tx
        .find(find, args![username, account])
        .await?
        .map(|row| row.id(0))
        .transpose()?)
}

async fn account_of(tx: &mut Tx, scope: Scope) -> Result<Option<AccountId>, Error> {
    let find = sql!("SELECT account_id FROM scopes WHERE id = $1");
    Ok(tx.get(find, args![scope]).await?.opt_id(0)?)
}
