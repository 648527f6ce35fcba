//! An account changes hands: the one way to become an owner but to begin with the account.

use tutela_audit::evidence::{self, Details, Entry, Kind};
use tutela_core::{AccountId, Ambient, PersonId, Role};
use tutela_db::Tx;

use super::Terms;
use super::rows::{self, New, Which};
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
    let (to, ambient) = (authorized.somebody().id, authorized.ambient());
    let tx = authorized.tx();
    let owner = Which::Role(Role::AccountOwner, scope);
    if rows::take(tx, from, owner, (to, ambient)).await? == 0 {
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
    let manager = Which::Role(Role::AccountManager, scope);
    rows::take(tx, to, manager, (to, ambient)).await?;
    if let Some(role) = keeps {
        rows::insert(tx, given(from, role, to), ambient).await?;
    }
    testify(tx, account, (from, to), ambient).await?;
    Ok(removal::note(tx, ambient).await?)
}

async fn testify(
    tx: &mut Tx,
    account: AccountId,
    (from, to): (PersonId, PersonId),
    ambient: &Ambient,
) -> Result<(), Error> {
    let (subject, details) = (account.to_string(), format!("from={from} to={to}"));
    let entry = Entry {
        kind: Kind::AccountHandedOver,
        account: Some(account),
        actor: Some(to),
        subject: &subject,
        details: Details::Kept(&details),
    };
    evidence::append(tx, &entry, ambient).await?;
    Ok(())
}
