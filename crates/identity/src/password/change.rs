//! One changes one's own password inside the application, with the one of now (promises UA4, UA6).

pub(crate) mod api;
pub(crate) mod screen;

use tutela_access::{Caller, ChangePassword, Gate, Myself, ViewSelf, session};
use tutela_audit::{Activity, Notice, NoticeKind, notify, record};
use tutela_core::{Ambient, PersonId, Scope, Secret, SessionId};
use tutela_db::{Tx, args, sql};

use super::{Hashed, Hasher, NewPassword, Rules, TooBusy, WeakPassword, find, store};
use crate::invitation;
use crate::limiter::{self, Attempt, Guess, Locked, Origin, Refused};

/// What was typed.
#[derive(Debug, Clone)]
pub struct Change {
    pub current: Secret<String>,
    pub new: Secret<String>,
}

/// Why a password was not changed.
#[derive(Debug, thiserror::Error)]
pub enum CannotChange {
    #[error("this is not the password of now")]
    Wrong,
    #[error(transparent)]
    Locked(#[from] Locked),
    #[error(transparent)]
    Weak(#[from] WeakPassword),
    #[error(transparent)]
    TooBusy(#[from] TooBusy),
    #[error(transparent)]
    Access(#[from] tutela_access::Error),
}

impl From<tutela_db::Error> for CannotChange {
    fn from(error: tutela_db::Error) -> Self {
        Self::Access(error.into())
    }
}

impl From<Refused> for CannotChange {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Locked(locked) => locked.into(),
            Refused::Db(error) => error.into(),
        }
    }
}

/// The rules for the caller's own password.
pub async fn rules(gate: &Gate, caller: &Caller) -> Result<Rules, tutela_access::Error> {
    let mut guarded = gate.read(caller).await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let (person, now) = (authorized.somebody().id, authorized.now());
    Ok(Rules::of(authorized.tx(), person, now).await?)
}

/// Changes the caller's password. All his other sessions end, it is recorded, and he is told, in one transaction.
///
/// # Errors
/// [`CannotChange::Wrong`] when the current one is another, [`CannotChange::Locked`] when it was tried too often.
pub async fn change(
    gate: &Gate,
    hasher: &Hasher,
    caller: &Caller,
    typed: &Change,
) -> Result<(), CannotChange> {
    let before = look(gate, caller).await?;
    let new = NewPassword::check(&typed.new, &before.rules)?;
    let guess = Guess::Password(before.person);
    let attempt = limiter::reserve(gate, guess, Origin::Session(before.session)).await?;
    let hash = match prove(hasher, &before, typed, new).await {
        Ok(Some(hash)) => hash,
        Ok(None) => {
            attempt.failed(gate).await?;
            return Err(CannotChange::Wrong);
        }
        Err(busy) => {
            attempt.withdrawn(gate).await?;
            return Err(busy.into());
        }
    };
    keep(gate, caller, (before, attempt), &hash).await
}

struct Before {
    person: PersonId,
    session: SessionId,
    stored: Option<String>,
    rules: Rules,
}

async fn look(gate: &Gate, caller: &Caller) -> Result<Before, tutela_access::Error> {
    let mut guarded = gate.read(caller).await?;
    let mut authorized = guarded.authorize(ChangePassword, Myself).await?;
    let (somebody, now) = (authorized.somebody().clone(), authorized.now());
    let tx = authorized.tx();
    Ok(Before {
        person: somebody.id,
        session: somebody.session,
        stored: find(tx, somebody.id).await?,
        rules: Rules::of(tx, somebody.id, now).await?,
    })
}

async fn prove(
    hasher: &Hasher,
    before: &Before,
    typed: &Change,
    new: NewPassword,
) -> Result<Option<Hashed>, TooBusy> {
    let fits = hasher.fits(&typed.current, before.stored.clone()).await?;
    match fits {
        true => Ok(Some(hasher.hash(new).await?)),
        false => Ok(None),
    }
}

async fn keep(
    gate: &Gate,
    caller: &Caller,
    (before, attempt): (Before, Attempt),
    hash: &Hashed,
) -> Result<(), CannotChange> {
    let mut guarded = gate.write(caller).await?;
    let mut authorized = guarded.authorize(ChangePassword, Myself).await?;
    let policy = authorized.policy().to_owned();
    let ambient = authorized.ambient();
    let tx = authorized.tx();
    if find(tx, before.person).await? != before.stored {
        return Err(CannotChange::Wrong);
    }
    attempt.succeeded(tx).await?;
    let act = ("changePassword", policy.as_str());
    replace(
        tx,
        (before.person, Some(before.session)),
        hash,
        act,
        ambient,
    )
    .await?;
    Ok(guarded.commit().await?)
}

/// Puts a password in place of the one before, in the transaction of whoever may: every session but one ends, links and
/// codes for another password die, it is recorded, and the person is told.
pub(crate) async fn replace(
    tx: &mut Tx,
    (person, but): (PersonId, Option<SessionId>),
    hash: &Hashed,
    (action, policy): (&'static str, &str),
    ambient: &Ambient,
) -> Result<(), tutela_db::Error> {
    let now = ambient.now();
    store(tx, person, hash, now).await?;
    session::end_all(tx, person, but, ambient).await?;
    let spent = sql!("UPDATE resets SET used_at = $2 WHERE person_id = $1 AND used_at IS NULL");
    tx.run(spent, args![person, now]).await?;
    invitation::end_for(tx, person, now).await?;
    let activity = Activity {
        actor: Some(person),
        account: None,
        scope: Scope::Platform,
        action,
        policy,
        subject: person.to_string(),
        detail: "",
    };
    record(tx, activity, ambient).await?;
    let notice = Notice {
        person,
        kind: NoticeKind::PasswordChanged,
        account: None,
        detail: "",
    };
    notify(tx, notice, ambient).await
}
