//! Proving once more who one is, before an act that somebody at an open screen must not get through with. The session
//! gets a new token by it, so that one that was copied before opens nothing any more.
//!
//! An act asks with `authorized.demand_proof()`; what refuses becomes a form on pages, and for programs an error that
//! names `reauthenticate`.

pub(crate) mod api;
pub(crate) mod screen;

use tutela_access::session::Started;
use tutela_access::{Caller, Error, Gate, Myself, ViewSelf, session};
use tutela_core::{PersonId, Secret};
use tutela_db::{Tx, args, sql};

use crate::factor::{self, Locked};
use crate::password::{Hasher, TooBusy};
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

impl From<factor::Refused> for CannotProve {
    fn from(refused: factor::Refused) -> Self {
        match refused {
            factor::Refused::Locked(locked) => Self::Locked(locked),
            factor::Refused::Db(error) => error.into(),
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
    let (person, stored) = who(gate, caller).await?;
    factor::reserve(gate, person).await?;
    let code = match proof {
        Proof::Code(code) => Some(code),
        Proof::Password(password) if hasher.fits(password.clone(), stored.clone()).await? => None,
        Proof::Password(_) => return Err(CannotProve::Wrong),
    };
    let mut guarded = gate.write(caller).await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let (somebody, ambient) = (authorized.somebody().clone(), authorized.ambient());
    let until = session::until(&mut authorized).await?;
    let tx = authorized.tx();
    let holds = match code {
        Some(code) => factor::check(tx, person, &code, ambient).await?.is_some(),
        // Nothing was changed while the hash was computed.
        None => find_hash(tx, person).await? == stored,
    };
    if !holds {
        return Err(CannotProve::Wrong);
    }
    factor::succeeded(tx, person).await?;
    let token = session::prove(tx, somebody.session, ambient).await?;
    guarded.commit().await?;
    Ok(SignedIn {
        person,
        name: somebody.name,
        session: Started {
            id: somebody.session,
            token,
            until,
        },
    })
}

async fn who(gate: &Gate, caller: &Caller) -> Result<(PersonId, Option<String>), CannotProve> {
    let mut guarded = gate.read(caller).await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let person = authorized.somebody().id;
    let stored = find_hash(authorized.tx(), person).await?;
    Ok((person, stored))
}

async fn find_hash(tx: &mut Tx, person: PersonId) -> Result<Option<String>, tutela_db::Error> {
    let find = sql!("SELECT hash FROM passwords WHERE person_id = $1");
    let row = tx.find(find, args![person]).await?;
    row.map(|row| row.text(0)).transpose()
}
