//! Where somebody is signed in, and ending that: by himself, or by those who run his account.

pub(crate) mod api;
mod described;
pub(crate) mod screen;

use tutela_access::session::{self, Listed};
use tutela_access::{
    Authorized, EndSessionsOfMember, Error, Gate, Guarded, OpenDoor, ViewSelf, find_person_name,
    holds, is_member, token,
};
use tutela_audit::{Activity, Notice, NoticeKind, notify, record};
use tutela_core::{AccountId, Ambient, PersonId, Role, Scope, SessionId, Time};
use tutela_db::{Tx, args, sql};

pub use described::Described;

/// The caller's sessions, this one first.
pub async fn list(authorized: &mut Authorized<'_, ViewSelf>) -> Result<Vec<Listed>, Error> {
    Ok(session::list(authorized).await?)
}

/// Ends one of the caller's sessions, at once.
///
/// # Errors
/// [`Error::NotFound`] for what is not his, or has ended already.
pub async fn end(
    authorized: &mut Authorized<'_, ViewSelf>,
    session: SessionId,
) -> Result<(), Error> {
    if !session::end_mine(authorized, session).await? {
        return Err(Error::NotFound);
    }
    write_down(authorized, "endSession", &session.to_string()).await
}

/// Ends the caller's sessions on all other devices, and this one too if he wants. Gives how many ended.
pub async fn end_all(
    authorized: &mut Authorized<'_, ViewSelf>,
    this_too: bool,
) -> Result<u64, Error> {
    let ended = session::end_others(authorized, this_too).await?;
    let person = authorized.somebody().id.to_string();
    write_down(authorized, "endAllSessions", &person).await?;
    Ok(ended)
}

/// Signs a member out on all devices. Gives his name, and how many sessions ended.
///
/// # Errors
/// [`Error::NotFound`] for who is no member, [`Error::Forbidden`] for an owner, unless another owner does it.
pub async fn end_of_member(
    guarded: &mut Guarded<'_>,
    account: AccountId,
    person: PersonId,
) -> Result<(String, u64), Error> {
    guarded.removing_from(person);
    let mut authorized = guarded.authorize(EndSessionsOfMember, account).await?;
    let (by, now) = (authorized.somebody().clone(), authorized.now());
    let (policy, ambient) = (authorized.policy().to_owned(), authorized.ambient());
    let tx = authorized.tx();
    is_beneath(tx, (by.id, person), account, now).await?;
    let but = (by.id == person).then_some(by.session);
    let ended = session::end_all(tx, person, but, ambient).await?;
    let name = find_person_name(tx, person).await?.unwrap_or_default();
    let activity = Activity {
        actor: Some(by.id),
        account: Some(account),
        scope: account.into(),
        action: "endSessionsOfMember",
        policy: &policy,
        subject: person.to_string(),
        detail: &name,
    };
    record(tx, activity, ambient).await?;
    let notice = Notice {
        person,
        kind: NoticeKind::SessionsEnded,
        account: Some(account),
        detail: &by.name,
    };
    notify(tx, notice, ambient).await?;
    Ok((name, ended))
}

/// Forgets sessions, halves of sign-ins and API tokens that are no longer kept; gives how many sessions.
///
/// # Errors
/// When the database fails.
pub async fn forget_old(gate: &Gate) -> Result<u64, tutela_db::Error> {
    let now = gate.ambient().now();
    let mut tx = gate.enter(OpenDoor::OPERATOR).await?;
    let forgotten = session::forget(&mut tx, now).await?;
    let halves = sql!("DELETE FROM half_sign_ins WHERE expires_at <= $1");
    tx.run(halves, args![now]).await?;
    token::sweep(&mut tx, now).await?;
    tx.commit().await?;
    Ok(forgotten)
}

/// Whether somebody who runs an account may lay hands on a member's sign-in: on an owner's only another owner may.
///
/// # Errors
/// [`Error::NotFound`] for who is no member, [`Error::Forbidden`] for an owner.
pub(crate) async fn is_beneath(
    tx: &mut Tx,
    (by, person): (PersonId, PersonId),
    account: AccountId,
    now: Time,
) -> Result<(), Error> {
    if !is_member(tx, account, person).await? {
        return Err(Error::NotFound);
    }
    let owner = (Role::AccountOwner, Scope::Account(account));
    if holds(tx, person, owner, now).await? && !holds(tx, by, owner, now).await? {
        return Err(Error::Forbidden);
    }
    Ok(())
}

/// Tells a person of a session that has just begun on a device that is new to him. The first of all is no news.
pub(crate) async fn tell_of_new_device(
    tx: &mut Tx,
    (person, begun): (PersonId, SessionId),
    user_agent: &str,
    ambient: &Ambient,
) -> Result<(), tutela_db::Error> {
    let list = sql!(
        "SELECT DISTINCT user_agent FROM sessions
         WHERE person_id = $1 AND id <> $2 AND user_agent <> ''"
    );
    let before = tx.rows(list, args![person, begun]).await?;
    let now = Described::read(user_agent);
    for row in &before {
        if Described::read(&row.text(0)?) == now {
            return Ok(());
        }
    }
    if before.is_empty() {
        return Ok(());
    }
    let notice = Notice {
        person,
        kind: NoticeKind::NewDevice,
        account: None,
        detail: &now.briefly(),
    };
    notify(tx, notice, ambient).await
}

async fn write_down(
    authorized: &mut Authorized<'_, ViewSelf>,
    action: &str,
    subject: &str,
) -> Result<(), Error> {
    let (by, policy) = (authorized.somebody().id, authorized.policy().to_owned());
    let ambient = authorized.ambient();
    let activity = Activity {
        actor: Some(by),
        account: None,
        scope: Scope::Platform,
        action,
        policy: &policy,
        subject: subject.to_owned(),
        detail: "",
    };
    Ok(record(authorized.tx(), activity, ambient).await?)
}
