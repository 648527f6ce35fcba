//! Signing in with a user name and a password, and signing out. The try is reserved before the password is looked at,
//! and the hash is computed with no transaction open.

pub(crate) mod api;
pub(crate) mod device;
mod proof;
pub(crate) mod screen;

use tutela_access::session::Origin;
use tutela_access::{Caller, Gate, OpenDoor, session};
use tutela_audit::{Activity, record};
use tutela_core::{PersonId, Scope, Secret, Token};
use tutela_db::Tx;

pub use proof::{Proven, prove};

use crate::factor;
use crate::factor::half::{self, Half};
use crate::known_device;
use crate::limiter::{Locked, Refused};
use crate::password::{Hasher, TooBusy};
use crate::sessions::tell_of_new_device;

/// What somebody typed, and from which device.
#[derive(Debug, Clone)]
pub struct Attempt {
    pub username: String,
    pub password: Secret<String>,
    pub user_agent: String,
    /// The network he comes from, where it is known.
    pub network: String,
    /// What the browser keeps since somebody signed in there before.
    pub device: Option<Token>,
}

/// Somebody who is in now.
#[derive(Debug)]
pub struct SignedIn {
    pub person: PersonId,
    pub name: String,
    pub session: session::Started,
    /// What the browser shall keep, so that it is known the next time; nothing where it keeps what it has.
    pub device: Option<Token>,
}

/// Why nobody was signed in. A wrong name and a wrong password are the same on purpose, and so are their locks.
#[derive(Debug, thiserror::Error)]
pub enum CannotSignIn {
    #[error("the user name or the password is wrong")]
    Wrong,
    /// The password is right, and a second factor is owed.
    #[error("a second factor is owed")]
    HalfWay(Half),
    #[error(transparent)]
    Locked(#[from] Locked),
    #[error(transparent)]
    TooBusy(#[from] TooBusy),
    #[error(transparent)]
    Db(#[from] tutela_db::Error),
}

impl From<Refused> for CannotSignIn {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Locked(locked) => locked.into(),
            Refused::Db(error) => error.into(),
        }
    }
}

/// Signs a person in on one device.
///
/// # Errors
/// [`CannotSignIn::Wrong`] also for unknown names, blocked people, and those who have no password yet.
pub async fn sign_in(
    gate: &Gate,
    hasher: &Hasher,
    attempt: Attempt,
) -> Result<SignedIn, CannotSignIn> {
    let proven = prove(gate, hasher, &attempt).await?;
    let mut tx = gate.enter(OpenDoor::SIGN_IN).await?;
    let (person, name) = proven.settle(&mut tx).await?;
    let origin = Origin {
        user_agent: &attempt.user_agent,
        network: &attempt.network,
    };
    if factor::needed(&mut tx, person).await? {
        let half = half::start(&mut tx, person, origin, gate.ambient()).await?;
        tx.commit().await?;
        return Err(CannotSignIn::HalfWay(half));
    }
    let from = (origin, attempt.device.as_ref());
    let signed_in = let_in(&mut tx, gate, (person, name), from).await?;
    tx.commit().await?;
    Ok(signed_in)
}

/// Lets somebody in who has proved who he is: his session begins, and his device is known from now on.
pub(crate) async fn let_in(
    tx: &mut Tx,
    gate: &Gate,
    (person, name): (PersonId, String),
    (origin, held): (Origin<'_>, Option<&Token>),
) -> Result<SignedIn, tutela_db::Error> {
    let session = begin(tx, gate, person, origin).await?;
    let device = known_device::remember(tx, person, held, gate.ambient()).await?;
    Ok(SignedIn {
        person,
        name,
        session,
        device: Some(device),
    })
}

/// Starts the session of somebody who has proved who he is, and records it.
async fn begin<'o>(
    tx: &mut Tx,
    gate: &Gate,
    person: PersonId,
    origin: impl Into<Origin<'o>>,
) -> Result<session::Started, tutela_db::Error> {
    let origin = origin.into();
    let started = session::start(tx, person, origin, gate.ambient()).await?;
    let activity = Activity {
        actor: Some(person),
        account: None,
        scope: Scope::Platform,
        action: "signIn",
        policy: OpenDoor::SIGN_IN.name,
        subject: started.id.to_string(),
        detail: "",
    };
    record(tx, activity, gate.ambient()).await?;
    let begun = (person, started.id);
    tell_of_new_device(tx, begun, origin.user_agent, gate.ambient()).await?;
    Ok(started)
}

/// Ends the session by which somebody calls, and records it. What has ended already stays so.
pub async fn sign_out(gate: &Gate, caller: &Caller) -> Result<(), tutela_db::Error> {
    let Some(token) = caller.session() else {
        return Ok(());
    };
    let mut tx = gate.enter(OpenDoor::SIGN_OUT).await?;
    let ended = session::end(&mut tx, token, gate.ambient()).await?;
    if let Some(ended) = ended {
        let activity = Activity {
            actor: Some(ended.person),
            account: None,
            scope: Scope::Platform,
            action: "signOut",
            policy: OpenDoor::SIGN_OUT.name,
            subject: ended.id.to_string(),
            detail: "",
        };
        record(&mut tx, activity, gate.ambient()).await?;
    }
    tx.commit().await
}
