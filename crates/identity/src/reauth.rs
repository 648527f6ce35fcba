//! Proving once more who one is, before an act that somebody at an open screen must not get through with. The session
//! gets a new token by it, so that one that was copied before opens nothing any more.
//!
//! An act asks with `authorized.demand_proof()`; what refuses becomes a form on pages, and for programs an error that
//! names `reauthenticate`.

pub(crate) mod api;
pub(crate) mod screen;

use tutela_access::session::Started;
use tutela_access::{Caller, Error, Gate, Myself, ViewSelf, session};
use tutela_core::{PersonId, Secret, SessionId};

use crate::factor;
use crate::limiter::{self, Attempt, Guess, Locked, Origin, Refused};
use crate::password::{self, Hasher, TooBusy};
use crate::sign_in::SignedIn;

/// What is shown as a proof.
#[derive(Debug)]
pub enum Proof {
    Password(Secret<String>),
    /// Of the authenticator app, or a recovery code.
    Code(String),
}

/// Why it proves nothing.
#[derive(Debug, thiserror::Error)]
pub enum CannotProve {
    #[error("this is not it")]
    Wrong,
    #[error(transparent)]
    Locked(#[from] Locked),
    #[error(transparent)]
    TooBusy(#[from] TooBusy),
    #[error(transparent)]
    Access(#[from] Error),
}

impl From<tutela_db::Error> for CannotProve {
    fn from(error: tutela_db::Error) -> Self {
        Self::Access(error.into())
    }
}

impl From<Refused> for CannotProve {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Locked(locked) => Self::Locked(locked),
            Refused::Db(error) => error.into(),
        }
    }
}

/// Proves who the caller is; for a quarter of an hour that counts. Gives the session with its new token.
///
/// # Errors
/// [`CannotProve::Wrong`]; every try is counted before the proof is looked at.
pub async fn prove(
    (gate, caller): (&Gate, &Caller),
    hasher: &Hasher,
    proof: Proof,
) -> Result<SignedIn, CannotProve> {
    let who = who(gate, caller).await?;
    let attempt = reserve(gate, hasher, (&who, &proof)).await?;
    let mut guarded = gate.write(caller).await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let (somebody, ambient) = (authorized.somebody().clone(), authorized.ambient());
    let until = session::until(&mut authorized).await?;
    let tx = authorized.tx();
    let holds = match &proof {
        Proof::Code(code) => factor::check(tx, who.person, code, ambient)
            .await?
            .is_some(),
        // Nothing was changed while the hash was computed.
        Proof::Password(_) => password::find(tx, who.person).await? == who.stored,
    };
    if !holds {
        drop(guarded);
        return wrong(gate, attempt).await;
    }
    attempt.succeeded(tx).await?;
    let token = session::prove(tx, somebody.session, ambient).await?;
    guarded.commit().await?;
    Ok(SignedIn {
        person: who.person,
        name: somebody.name,
        device: None,
        session: Started {
            id: somebody.session,
            token,
            until,
        },
    })
}

/// Takes a try, and looks at a password with no transaction open.
async fn reserve(
    gate: &Gate,
    hasher: &Hasher,
    (who, proof): (&Who, &Proof),
) -> Result<Attempt, CannotProve> {
    let from = Origin::Session(who.session);
    let password = match proof {
        Proof::Password(password) => password,
        Proof::Code(_) => {
            let guess = Guess::OneTimeCode(who.person);
            return Ok(limiter::reserve(gate, guess, from).await?);
        }
    };
    let attempt = limiter::reserve(gate, Guess::Password(who.person), from).await?;
    match hasher.fits(password, who.stored.clone()).await {
        Ok(true) => Ok(attempt),
        Ok(false) => wrong(gate, attempt).await,
        Err(busy) => {
            attempt.withdrawn(gate).await?;
            Err(busy.into())
        }
    }
}

async fn wrong<T>(gate: &Gate, attempt: Attempt) -> Result<T, CannotProve> {
    attempt.failed(gate).await?;
    Err(CannotProve::Wrong)
}

struct Who {
    person: PersonId,
    session: SessionId,
    stored: Option<String>,
}

async fn who(gate: &Gate, caller: &Caller) -> Result<Who, CannotProve> {
    let mut guarded = gate.read(caller).await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let somebody = authorized.somebody().clone();
    let stored = password::find(authorized.tx(), somebody.id).await?;
    Ok(Who {
        person: somebody.id,
        session: somebody.session,
        stored,
    })
}
