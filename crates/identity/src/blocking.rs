//! Keeping somebody out of the whole installation: from the moment it is answered, no session, link or half sign-in of
//! his opens anything, on any node (promise UA5).

pub(crate) mod api;
pub(crate) mod screen;

use tutela_access::{
    BlockUser, Error, Guarded, Platform, UnblockUser, find_person_name, holds, others_hold,
};
use tutela_audit::{Activity, Notice, NoticeKind, notify, record};
use tutela_core::{Ambient, PersonId, Role, Scope, Time};
use tutela_db::{Tx, args, sql};

use crate::factor::half;

/// The longest reason, in characters.
pub const LONGEST: u64 = 500;

/// Why somebody was not blocked.
#[derive(Debug, thiserror::Error)]
pub enum CannotBlock {
    #[error("nobody blocks himself")]
    Oneself,
    #[error("the last administrator cannot be blocked")]
    LastAdministrator,
    #[error("this person is blocked already")]
    Already,
    #[error(transparent)]
    Access(#[from] Error),
}

impl From<tutela_db::Error> for CannotBlock {
    fn from(error: tutela_db::Error) -> Self {
        Self::Access(error.into())
    }
}

/// Blocks a person, for a reason that he is told. Gives his name.
///
/// # Errors
/// [`CannotBlock`]; [`Error::ProofNeeded`] without a fresh proof.
pub async fn block(
    guarded: &mut Guarded<'_>,
    person: PersonId,
    reason: &str,
) -> Result<String, CannotBlock> {
    guarded.removing_from(person);
    let mut authorized = guarded.authorize(BlockUser, Platform).await?;
    authorized.demand_proof()?;
    let (by, policy) = (authorized.somebody().id, authorized.policy().to_owned());
    let (now, ambient) = (authorized.now(), authorized.ambient());
    let tx = authorized.tx();
    let name = find_person_name(tx, person).await?.ok_or(Error::NotFound)?;
    if person == by {
        return Err(CannotBlock::Oneself);
    }
    let administrator = (Role::PlatformAdministrator, Scope::Platform);
    if holds(tx, person, administrator, now).await?
        && others_hold(tx, person, administrator).await? == 0
    {
        return Err(CannotBlock::LastAdministrator);
    }
    if !tutela_access::block(&mut authorized, person).await? {
        return Err(CannotBlock::Already);
    }
    let tx = authorized.tx();
    end_links(tx, person, now).await?;
    let insert = sql!(
        "INSERT INTO blocks (id, person_id, reason, blocked_by, blocked_at)
         VALUES ($1, $2, $3, $4, $5)"
    );
    let id: tutela_core::ActivityId = ambient.id();
    tx.run(insert, args![id, person, reason, by, now]).await?;
    let what = ("blockUser", NoticeKind::Blocked, reason);
    write_down(tx, (by, &policy, person), what, ambient).await?;
    Ok(name)
}

/// Lets a person in again: his password and his roles count again, his sessions and links stay dead. Gives his name.
///
/// # Errors
/// [`Error::NotFound`] for who is not blocked.
pub async fn unblock(guarded: &mut Guarded<'_>, person: PersonId) -> Result<String, Error> {
    guarded.removing_from(person);
    let mut authorized = guarded.authorize(UnblockUser, Platform).await?;
    let (by, policy) = (authorized.somebody().id, authorized.policy().to_owned());
    let (now, ambient) = (authorized.now(), authorized.ambient());
    if !tutela_access::unblock(&mut authorized, person).await? {
        return Err(Error::NotFound);
    }
    let tx = authorized.tx();
    let lift = sql!(
        "UPDATE blocks SET lifted_by = $2, lifted_at = $3 WHERE person_id = $1 AND lifted_at IS NULL"
    );
    tx.run(lift, args![person, by, now]).await?;
    let what = ("unblockUser", NoticeKind::Unblocked, "");
    write_down(tx, (by, &policy, person), what, ambient).await?;
    Ok(find_person_name(tx, person).await?.unwrap_or_default())
}

/// Links for him, links that he made for others, and accounts that were offered.
async fn end_links(tx: &mut Tx, person: PersonId, now: Time) -> Result<(), tutela_db::Error> {
    half::forget(tx, person).await?;
    let invitations = sql!(
        "UPDATE invitations SET revoked_at = $2
         WHERE (person_id = $1 OR created_by = $1) AND revoked_at IS NULL"
    );
    tx.run(invitations, args![person, now]).await?;
    let offers = sql!(
        "UPDATE ownership_offers SET ended_at = $2, outcome = 'void'
         WHERE (offered_by = $1 OR offered_to = $1) AND ended_at IS NULL"
    );
    tx.run(offers, args![person, now]).await?;
    let ceremonies = sql!("DELETE FROM ceremonies WHERE person_id = $1");
    tx.run(ceremonies, args![person]).await?;
    Ok(())
}

async fn write_down(
    tx: &mut Tx,
    (by, policy, person): (PersonId, &str, PersonId),
    (action, kind, detail): (&str, NoticeKind, &str),
    ambient: &Ambient,
) -> Result<(), tutela_db::Error> {
    let activity = Activity {
        actor: Some(by),
        account: None,
        scope: Scope::Platform,
        action,
        policy,
        subject: person.to_string(),
        detail,
    };
    record(tx, activity, ambient).await?;
    let notice = Notice {
        person,
        kind,
        account: None,
        detail,
    };
    notify(tx, notice, ambient).await
}
