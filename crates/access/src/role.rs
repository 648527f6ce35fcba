//! Giving and taking roles. Whether one may is the policy's business; here the rows change.

mod change;
pub mod delegation;
mod holders;
mod ownership;
mod review;
mod rows;

use tutela_core::{AccountId, Ambient, GrantId, PersonId, Role, Scope, Time};
use tutela_db::{Tx, args, sql};

use crate::authorized::Authorized;
use crate::gate::Guarded;
use crate::{Error, GrantRole, RevokeRole, removal, token};

pub use change::{change, find_grant};
pub use holders::{
    Below, Part, asks_factor_of, held_at, held_below, held_by_me, holds, is_staff, others_hold,
    owners,
};
pub use ownership::hand_over;
pub use review::{Grant, Reviewed, reviewed};
use rows::New;

/// A role that somebody holds, and how he came to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub grant: GrantId,
    pub person: PersonId,
    pub person_name: String,
    pub role: Role,
    pub scope: Scope,
    pub granted_at: Time,
    /// Nobody for the first holder: the owner with his account, the first administrator.
    pub granted_by: Option<String>,
    pub until: Option<Time>,
    pub reason: Option<String>,
}

/// On which terms a role is given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    /// When it ends by itself.
    pub until: Option<Time>,
    /// Why it is given, in the giver's words.
    pub reason: Option<String>,
}

impl From<Option<Time>> for Terms {
    fn from(until: Option<Time>) -> Self {
        Self {
            until,
            reason: None,
        }
    }
}

/// Gives a role. Giving what is held already gives back the grant that stands, with the new terms. An earlier end takes
/// something away, so whoever gives an end says [`Guarded::removing_from`] before he authorizes.
///
/// # Errors
/// [`Error::Forbidden`] for who would lengthen a role of his own: somebody else must decide that.
pub async fn grant(
    authorized: &mut Authorized<'_, GrantRole>,
    person: PersonId,
    terms: impl Into<Terms>,
) -> Result<GrantId, Error> {
    let (scope, role) = (authorized.on(), authorized.action().0);
    let (giver, account) = (authorized.somebody().id, authorized.place().account);
    let ambient = authorized.ambient();
    let new = New {
        person,
        role,
        scope,
        account,
        giver: Some(giver),
        terms: terms.into(),
    };
    rows::insert(authorized.tx(), new, ambient).await
}

/// Makes the first holder of a role: the owner with his account, the first administrator.
pub async fn found_with(
    tx: &mut Tx,
    person: PersonId,
    role: Role,
    account: Option<AccountId>,
    ambient: &Ambient,
) -> Result<GrantId, Error> {
    let scope = account.map_or(Scope::Platform, Scope::Account);
    let new = New {
        person,
        role,
        scope,
        account,
        giver: None,
        terms: Terms::default(),
    };
    rows::insert(tx, new, ambient).await
}

/// Takes a role away, by its grant. The policy is asked about the role and the place that the grant names;
/// a grant that is not there, or that the caller may not know of, is not found.
///
/// Gives what was taken, and the proof that it might be, under which the caller of this records it.
pub async fn revoke<'a>(
    guarded: &'a mut Guarded<'_>,
    grant: GrantId,
) -> Result<(Authorized<'a, RevokeRole>, Held), Error> {
    let now = guarded.now();
    revoke_at(guarded, grant, now).await
}

/// The same, for several that are taken as one act and bear one moment.
pub async fn revoke_at<'a>(
    guarded: &'a mut Guarded<'_>,
    grant: GrantId,
    at: Time,
) -> Result<(Authorized<'a, RevokeRole>, Held), Error> {
    let held = rows::find(guarded.tx(), grant).await?;
    let held = held.ok_or(Error::NotFound)?;
    guarded.removing_from(held.person);
    let mut authorized = guarded.authorize(RevokeRole(held.role), held.scope).await?;
    let (taker, ambient) = (authorized.somebody().id, authorized.ambient());
    let tx = authorized.tx();
    let revoke = sql!(
        "UPDATE grants SET revoked_at = $2, revoked_by = $3 WHERE id = $1 AND revoked_at IS NULL"
    );
    if tx.run(revoke, args![grant, at, taker]).await? == 0 {
        return Err(Error::NotFound);
    }
    removal::note(tx, ambient).await?;
    Ok((authorized, held))
}

/// Gives a role back that was taken, to whom it was taken from and until when he had it. What has been given
/// again meanwhile, or has run out, or belonged to somebody who has left, is not found.
///
/// Gives the proof and the new grant.
pub async fn restore<'a>(
    guarded: &'a mut Guarded<'_>,
    revoked: GrantId,
) -> Result<(Authorized<'a, GrantRole>, Held), Error> {
    let held = rows::find_revoked(guarded.tx(), revoked).await?;
    let held = held.ok_or(Error::NotFound)?;
    let mut authorized = guarded.authorize(GrantRole(held.role), held.scope).await?;
    let over = held.until.is_some_and(|until| until <= authorized.now());
    if over
        || rows::find_revoked(authorized.tx(), revoked)
            .await?
            .is_none()
    {
        return Err(Error::NotFound);
    }
    let terms = Terms {
        until: held.until,
        reason: held.reason.clone(),
    };
    let grant = grant(&mut authorized, held.person, terms).await?;
    let now = authorized.now();
    token::follow_undo(authorized.tx(), (revoked, grant), now).await?;
    Ok((authorized, Held { grant, ..held }))
}

/// The grants that somebody took at one moment, as one act.
pub async fn taken_at(
    guarded: &mut Guarded<'_>,
    by: PersonId,
    at: Time,
) -> Result<Vec<GrantId>, Error> {
    let list = sql!(
        "SELECT id FROM grants
         WHERE revoked_by = $1 AND revoked_at = $2 AND revoked_at IS NOT NULL ORDER BY id"
    );
    let rows = guarded.tx().rows(list, args![by, at]).await?;
    Ok(rows.iter().map(|row| row.id(0)).collect::<Result<_, _>>()?)
}

impl Guarded<'_> {
    /// Says beforehand that these grants will be taken, from whomever they are: as [`Guarded::removing_from`].
    pub async fn removing_grants(&mut self, grants: &[GrantId]) -> Result<(), Error> {
        for grant in grants {
            if let Some(held) = rows::find(self.tx(), *grant).await? {
                self.removing_from(held.person);
            }
        }
        Ok(())
    }
}
