//! An account changes hands: the one way to become an owner but to begin with the account.

use tutela_core::{PersonId, Role};
use tutela_db::{args, sql};

use super::Terms;
use super::rows::{self, New};
use crate::authorized::Authorized;
use crate::{AcceptOwnership, Error, removal};

/// Makes the caller the owner in the place of somebody who offered it to him, who keeps a manager's role or nothing. There is
/// an owner at every moment. The caller has said [`crate::Guarded::removing_from`] of the old owner before.
///
/// # Errors
/// [`Error::NotFound`] when the other owns the account no more.
pub async fn hand_over(
    authorized: &mut Authorized<'_, AcceptOwnership>,
    from: PersonId,
    keeps: Option<Role>,
) -> Result<(), Error> {
    let (scope, account) = (authorized.on(), authorized.account()?);
    let (to, now, ambient) = (
        authorized.somebody().id,
        authorized.now(),
        authorized.ambient(),
    );
    let tx = authorized.tx();
    let take = sql!(
        "UPDATE grants SET revoked_at = $4, revoked_by = $5
         WHERE person_id = $1 AND scope_id = $2 AND role = $3 AND revoked_at IS NULL
           AND (until_at IS NULL OR until_at > $4)"
    );
    let owner = args![from, scope, Role::AccountOwner, now, to];
    if tx.run(take, owner).await? == 0 {
        return Err(Error::NotFound);
    }
    let given = |person, role, giver| New {
        person,
        role,
        scope,
        account: Some(account),
        giver: Some(giver),
        terms: Terms::default(),
    };
    rows::insert(tx, given(to, Role::AccountOwner, from), ambient).await?;
    // An owner may all that a manager may; what is left over would outlast the next change of hands.
    let manager = args![to, scope, Role::AccountManager, now, to];
    tx.run(take, manager).await?;
    if let Some(role) = keeps {
        rows::insert(tx, given(from, role, to), ambient).await?;
    }
    Ok(removal::note(tx, ambient).await?)
}
