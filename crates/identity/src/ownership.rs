//! An account changes hands: its owner offers it to a manager of it, who says yes or no within a week. Nobody becomes an owner
//! in another way, and nobody stops being one but by this, so that an account always has one.

pub(crate) mod api;
pub(crate) mod screen;
mod settle;

use std::time::Duration;

use tutela_access::{Authorized, Error, Guarded, OfferOwnership, find_person_name, holds};
use tutela_audit::{Activity, Notice, NoticeKind, notify_with, record};
use tutela_core::{AccountId, OfferId, PersonId, Role, Scope, Time};
use tutela_db::{Row, Tx, args, sql};

pub use settle::{accept, decline, withdraw};

/// How long an offer stands.
pub const LASTS: Duration = Duration::from_secs(7 * 24 * 3600);

/// Why an account could not be offered.
#[derive(Debug, thiserror::Error)]
pub enum CannotOffer {
    #[error("only a manager of the account can become its owner")]
    NoManager,
    #[error("the account is offered to somebody already")]
    Already,
    #[error(transparent)]
    Access(#[from] Error),
}

/// Why an offer could not be answered or taken back.
#[derive(Debug, thiserror::Error)]
pub enum CannotSettle {
    #[error("the offer does not stand any more")]
    Gone,
    #[error(transparent)]
    Access(#[from] Error),
}

macro_rules! from_db {
    ($($error:ident),+) => {$(
        impl From<tutela_db::Error> for $error {
            fn from(error: tutela_db::Error) -> Self {
                Self::Access(error.into())
            }
        }
    )+};
}

from_db!(CannotOffer, CannotSettle);

/// An offer that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub id: OfferId,
    pub from: PersonId,
    pub from_name: String,
    pub to: PersonId,
    pub to_name: String,
    /// What the old owner keeps: a manager's role, or nothing.
    pub keeps: Option<Role>,
    pub offered_at: Time,
    pub expires_at: Time,
}

/// Offers the account to a manager of it, who is told.
///
/// # Errors
/// [`CannotOffer`]; [`Error::ProofNeeded`] without a fresh proof.
pub async fn offer(
    guarded: &mut Guarded<'_>,
    account: AccountId,
    (to, keeps): (PersonId, Option<Role>),
) -> Result<OfferId, CannotOffer> {
    let mut authorized = guarded.authorize(OfferOwnership, account.into()).await?;
    authorized.demand_proof()?;
    let (somebody, now) = (authorized.somebody().clone(), authorized.now());
    let ambient = authorized.ambient();
    let tx = authorized.tx();
    let manager = (Role::AccountManager, Scope::Account(account));
    if to == somebody.id || !holds(tx, to, manager, now).await? {
        return Err(CannotOffer::NoManager);
    }
    close_dead(tx, account, now).await?;
    if standing(tx, account, now).await?.is_some() {
        return Err(CannotOffer::Already);
    }
    let id: OfferId = ambient.id();
    let insert = sql!(
        "INSERT INTO ownership_offers (id, account_id, offered_by, offered_to, keeps_role, offered_at,
                                       expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)"
    );
    let values = args![id, account, somebody.id, to, keeps, now, now.plus(LASTS)];
    tx.run(insert, values).await?;
    let name = find_person_name(tx, to).await?.unwrap_or_default();
    let words = [("path", format!("/accounts/{account}/ownership"))];
    let notice = Notice {
        person: to,
        kind: NoticeKind::OwnershipOffered,
        account: Some(account),
        detail: &somebody.name,
    };
    notify_with(tx, notice, &words, ambient).await?;
    write_down(&mut authorized, ("offerOwnership", id), &name).await?;
    Ok(id)
}

/// The offer of an account that stands, if one does: it has not expired, who made it is still the owner, and neither is
/// blocked.
pub(crate) async fn standing(
    tx: &mut Tx,
    account: AccountId,
    now: Time,
) -> Result<Option<Offer>, tutela_db::Error> {
    let find = sql!(
        "SELECT o.id, o.offered_by, f.name, o.offered_to, t.name, o.keeps_role, o.offered_at, o.expires_at
         FROM ownership_offers o
         JOIN persons f ON f.id = o.offered_by
         JOIN persons t ON t.id = o.offered_to AND t.blocked_at IS NULL
         WHERE o.account_id = $1 AND o.ended_at IS NULL AND o.expires_at > $2"
    );
    let row = tx.find(find, args![account, now]).await?;
    let Some(offer) = row.as_ref().map(read).transpose()? else {
        return Ok(None);
    };
    let owner = (Role::AccountOwner, Scope::Account(account));
    let stands = holds(tx, offer.from, owner, now).await?;
    Ok(stands.then_some(offer))
}

/// Closes an offer of the account that does not stand any more.
async fn close_dead(tx: &mut Tx, account: AccountId, now: Time) -> Result<(), tutela_db::Error> {
    if standing(tx, account, now).await?.is_some() {
        return Ok(());
    }
    let close = sql!(
        "UPDATE ownership_offers
         SET ended_at = $2, outcome = CASE WHEN expires_at <= $2 THEN 'expired' ELSE 'void' END
         WHERE account_id = $1 AND ended_at IS NULL"
    );
    tx.run(close, args![account, now]).await?;
    Ok(())
}

/// Records what was done with an offer, and with whom.
async fn write_down<A: tutela_access::Action<On = Scope>>(
    authorized: &mut Authorized<'_, A>,
    (action, offer): (&str, OfferId),
    other: &str,
) -> Result<(), tutela_db::Error> {
    let (scope, account) = (authorized.on(), authorized.place().account);
    let (by, policy) = (authorized.somebody().id, authorized.policy().to_owned());
    let ambient = authorized.ambient();
    let activity = Activity {
        actor: Some(by),
        account,
        scope,
        action,
        policy: &policy,
        subject: offer.to_string(),
        detail: other,
    };
    record(authorized.tx(), activity, ambient).await
}

fn read(row: &Row) -> Result<Offer, tutela_db::Error> {
    Ok(Offer {
        id: row.id(0)?,
        from: row.id(1)?,
        from_name: row.text(2)?,
        to: row.id(3)?,
        to_name: row.text(4)?,
        keeps: row.opt_id(5)?,
        offered_at: row.time(6)?,
        expires_at: row.time(7)?,
    })
}
