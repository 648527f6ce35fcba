//! Giving other terms to a role that somebody holds.

use tutela_core::{GrantId, Time};
use tutela_db::{args, sql};

use super::rows::{find, is_earlier};
use super::{Held, Terms};
use crate::authorized::Authorized;
use crate::gate::Guarded;
use crate::{Error, GrantRole, RevokeRole, removal};

/// Changes until when, and why, somebody holds a role. A later end is a new decision to give the role; an earlier one takes
/// something away, and so waits for the writes of the holder as a removal does. Both terms are set as they are given.
///
/// Gives the proof, and the grant as it was before.
///
/// # Errors
/// [`Error::NotFound`] for a grant that is not there, has run out, or may not be known of; [`Error::Forbidden`] for a
/// role that one may not give, and for who would lengthen a role of his own.
pub async fn change<'a>(
    guarded: &'a mut Guarded<'_>,
    grant: GrantId,
    terms: &Terms,
) -> Result<(Authorized<'a, GrantRole>, Held), Error> {
    let held = find(guarded.tx(), grant).await?.ok_or(Error::NotFound)?;
    guarded.removing_from(held.person);
    let role = GrantRole(held.role);
    let mut authorized = guarded.authorize(role, held.scope).await?;
    let held = find(authorized.tx(), grant).await?.ok_or(Error::NotFound)?;
    if is_over(&held, authorized.now()) {
        return Err(Error::NotFound);
    }
    let shorter = is_earlier(terms.until, held.until);
    let longer = is_earlier(held.until, terms.until);
    let own = authorized.somebody().id == held.person;
    let may_shorten = authorized.also(RevokeRole(held.role));
    if (own && longer) || (shorter && !may_shorten) {
        return Err(Error::Forbidden);
    }
    let ambient = authorized.ambient();
    let set = sql!("UPDATE grants SET until_at = $2, reason = $3 WHERE id = $1");
    let args = args![grant, terms.until, terms.reason.as_ref()];
    authorized.tx().run(set, args).await?;
    if shorter {
        removal::note(authorized.tx(), ambient).await?;
    }
    Ok((authorized, held))
}

/// A grant that stands, for who may give that role there: to be looked at before it is changed.
///
/// # Errors
/// As [`change`].
pub async fn find_grant<'a>(
    guarded: &'a mut Guarded<'_>,
    grant: GrantId,
) -> Result<(Authorized<'a, GrantRole>, Held), Error> {
    let held = find(guarded.tx(), grant).await?.ok_or(Error::NotFound)?;
    let authorized = guarded.authorize(GrantRole(held.role), held.scope).await?;
    match is_over(&held, authorized.now()) {
        true => Err(Error::NotFound),
        false => Ok((authorized, held)),
    }
}

fn is_over(held: &Held, now: Time) -> bool {
    held.until.is_some_and(|until| until <= now)
}
