//! Saying yes or no to an account that is offered, and taking the offer back. Of all who try at once one gets through: each takes
//! the offer by one UPDATE that asks whether it is still open.

use tutela_access::{
    AcceptOwnership, Authorized, Caller, Error, Gate, Myself, OfferOwnership, ViewSelf, hand_over,
};
use tutela_audit::{Notice, NoticeKind, notify};
use tutela_core::{AccountId, OfferId, PersonId, Role, Scope, Time};
use tutela_db::{Tx, args, sql};

use super::{CannotSettle, write_down};

/// An offer as those two see it whom it concerns.
struct Concerned {
    account: AccountId,
    from: PersonId,
    from_name: String,
    to: PersonId,
    to_name: String,
    keeps: Option<Role>,
}

/// Takes the account over: in one transaction the caller becomes its owner, and the old owner keeps what the offer says.
/// Gives the account.
///
/// # Errors
/// [`CannotSettle::Gone`] when the offer has ended, or who made it could not make it now;
/// [`Error::ProofNeeded`] without a fresh proof.
pub async fn accept(
    (gate, caller): (&Gate, &Caller),
    offer: OfferId,
) -> Result<AccountId, CannotSettle> {
    let known = find_mine((gate, caller), offer).await?;
    let scope = Scope::Account(known.account);
    let mut guarded = gate.write(caller).await?;
    guarded.removing_from(known.from);
    let mut authorized = guarded.authorize(AcceptOwnership, scope).await?;
    authorized.demand_proof()?;
    let now = authorized.now();
    is_taker(&authorized, &known)?;
    take(authorized.tx(), (offer, known.to), ("accepted", now)).await?;
    still_offered(gate, authorized.tx(), (known.from, scope)).await?;
    let handed = hand_over(&mut authorized, known.from, known.keeps).await;
    handed.map_err(gone)?;
    let told = (known.from, NoticeKind::OwnershipAccepted);
    tell(&mut authorized, told, &known.to_name).await?;
    write_down(
        &mut authorized,
        ("acceptOwnership", offer),
        &known.from_name,
    )
    .await?;
    guarded.commit().await?;
    Ok(known.account)
}

/// Says no. Gives the account.
///
/// # Errors
/// [`CannotSettle::Gone`] when the offer has ended.
pub async fn decline(
    (gate, caller): (&Gate, &Caller),
    offer: OfferId,
) -> Result<AccountId, CannotSettle> {
    let known = find_mine((gate, caller), offer).await?;
    let mut guarded = gate.write(caller).await?;
    let scope = Scope::Account(known.account);
    let mut authorized = guarded.authorize(AcceptOwnership, scope).await?;
    let now = authorized.now();
    is_taker(&authorized, &known)?;
    take(authorized.tx(), (offer, known.to), ("declined", now)).await?;
    let told = (known.from, NoticeKind::OwnershipDeclined);
    tell(&mut authorized, told, &known.to_name).await?;
    write_down(
        &mut authorized,
        ("declineOwnership", offer),
        &known.from_name,
    )
    .await?;
    guarded.commit().await?;
    Ok(known.account)
}

/// Takes the caller's own offer back. Gives the account.
///
/// # Errors
/// [`CannotSettle::Gone`] when the offer has ended.
pub async fn withdraw(
    (gate, caller): (&Gate, &Caller),
    offer: OfferId,
) -> Result<AccountId, CannotSettle> {
    let known = find_mine((gate, caller), offer).await?;
    let mut guarded = gate.write(caller).await?;
    let scope = Scope::Account(known.account);
    let mut authorized = guarded.authorize(OfferOwnership, scope).await?;
    let now = authorized.now();
    if authorized.somebody().id != known.from {
        return Err(Error::NotFound.into());
    }
    take(authorized.tx(), (offer, known.to), ("withdrawn", now)).await?;
    let told = (known.to, NoticeKind::OwnershipWithdrawn);
    tell(&mut authorized, told, &known.from_name).await?;
    write_down(
        &mut authorized,
        ("withdrawOwnership", offer),
        &known.to_name,
    )
    .await?;
    guarded.commit().await?;
    Ok(known.account)
}

/// An offer by the caller or to him. Read before anything is written, because the one who will lose something has to be
/// known before the writing is authorized.
async fn find_mine(
    (gate, caller): (&Gate, &Caller),
    offer: OfferId,
) -> Result<Concerned, CannotSettle> {
    let mut guarded = gate.read(caller).await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let me = authorized.somebody().id;
    let find = sql!(
        "SELECT o.account_id, o.offered_by, f.name, o.offered_to, t.name, o.keeps_role
         FROM ownership_offers o
         JOIN persons f ON f.id = o.offered_by
         JOIN persons t ON t.id = o.offered_to
         WHERE o.id = $1 AND (o.offered_by = $2 OR o.offered_to = $2)"
    );
    let row = authorized.tx().find(find, args![offer, me]).await?;
    let row = row.ok_or(Error::NotFound)?;
    Ok(Concerned {
        account: row.id(0)?,
        from: row.id(1)?,
        from_name: row.text(2)?,
        to: row.id(3)?,
        to_name: row.text(4)?,
        keeps: row.opt_id(5)?,
    })
}

/// Only to whom it was offered may say yes or no to it.
fn is_taker(authorized: &Authorized<'_, AcceptOwnership>, known: &Concerned) -> Result<(), Error> {
    match authorized.somebody().id == known.to {
        true => Ok(()),
        false => Err(Error::NotFound),
    }
}

/// Ends an offer that is still open; once, however many try.
async fn take(
    tx: &mut Tx,
    (offer, to): (OfferId, PersonId),
    (outcome, now): (&str, Time),
) -> Result<(), CannotSettle> {
    let take = sql!(
        "UPDATE ownership_offers SET ended_at = $3, outcome = $4
         WHERE id = $1 AND offered_to = $2 AND ended_at IS NULL AND expires_at > $3"
    );
    match tx.run(take, args![offer, to, now, outcome]).await? {
        0 => Err(CannotSettle::Gone),
        _ => Ok(()),
    }
}

/// Whether who offered the account could offer it now: the policy is asked in his name.
async fn still_offered(
    gate: &Gate,
    tx: &mut Tx,
    (from, scope): (PersonId, Scope),
) -> Result<(), CannotSettle> {
    let promise = (OfferOwnership, scope);
    let asked = gate.in_the_name_of(tx, from, promise).await;
    asked.map(|_| ()).map_err(gone)
}

fn gone(error: Error) -> CannotSettle {
    match error {
        Error::NotFound => CannotSettle::Gone,
        other => other.into(),
    }
}

async fn tell<A: tutela_access::Action<On = Scope>>(
    authorized: &mut Authorized<'_, A>,
    (person, kind): (PersonId, NoticeKind),
    other: &str,
) -> Result<(), tutela_db::Error> {
    let (account, ambient) = (authorized.place().account, authorized.ambient());
    let notice = Notice {
        person,
        kind,
        account,
        detail: other,
    };
    notify(authorized.tx(), notice, ambient).await
}
