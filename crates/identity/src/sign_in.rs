//! Signing in with a user name and a password, and signing out. The hash is computed with no transaction open.

pub(crate) mod api;
pub(crate) mod device;
pub(crate) mod screen;

use tutela_access::session::Origin;
use tutela_access::{Caller, Gate, OpenDoor, session};
use tutela_audit::{Activity, record};
use tutela_core::{PersonId, Scope, Secret, Username};
use tutela_db::{Tx, args, sql};

use crate::factor;
use crate::factor::half::{self, Half};
use crate::password::{Hasher, TooBusy};
use crate::sessions::tell_of_new_device;

/// What somebody typed, and from which device.
#[derive(Debug)]
pub struct Attempt {
    pub username: String,
    pub password: Secret<String>,
    pub user_agent: String,
    /// The network he comes from, where it is known.
    pub network: String,
}

/// Somebody who is in now.
#[derive(Debug)]
pub struct SignedIn {
    pub person: PersonId,
    pub name: String,
    pub session: session::Started,
}

/// Why nobody was signed in. A wrong name and a wrong password are the same on purpose.
#[derive(Debug, thiserror::Error)]
pub enum CannotSignIn {
    #[error("the user name or the password is wrong")]
    Wrong,
    /// The password is right, and a second factor is owed.
    #[error("a second factor is owed")]
    HalfWay(Half),
    #[error(transparent)]
    TooBusy(#[from] TooBusy),
    #[error(transparent)]
    Db(#[from] tutela_db::Error),
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
    let known = find(gate, &attempt.username).await?;
    let stored = known.as_ref().map(|known| known.hash.clone());
    if !hasher.fits(attempt.password, stored).await? {
        return Err(CannotSignIn::Wrong);
    }
    let known = known.ok_or(CannotSignIn::Wrong)?;
    let mut tx = gate.enter(OpenDoor::SIGN_IN).await?;
    if !still_so(&mut tx, &known).await? {
        return Err(CannotSignIn::Wrong);
    }
    let origin = Origin {
        user_agent: &attempt.user_agent,
        network: &attempt.network,
    };
    if factor::needed(&mut tx, known.person).await? {
        let half = half::start(&mut tx, known.person, origin, gate.ambient()).await?;
        tx.commit().await?;
        return Err(CannotSignIn::HalfWay(half));
    }
    let session = begin(&mut tx, gate, known.person, origin).await?;
    tx.commit().await?;
    Ok(SignedIn {
        person: known.person,
        name: known.name,
        session,
    })
}

/// Starts the session of somebody who has proved who he is, and records it.
pub(crate) async fn begin<'o>(
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

struct Known {
    person: PersonId,
    name: String,
    hash: String,
}

async fn find(gate: &Gate, typed: &str) -> Result<Option<Known>, tutela_db::Error> {
    let Ok(username) = Username::parse(typed) else {
        return Ok(None);
    };
    let mut tx = gate.look(OpenDoor::SIGN_IN).await?;
    let find = sql!(
        "SELECT u.person_id, p.name, w.hash
         FROM usernames u
         JOIN passwords w ON w.person_id = u.person_id
         JOIN persons p ON p.id = u.person_id
         WHERE u.canonical = $1 AND p.blocked_at IS NULL"
    );
    let row = tx.find(find, args![&username]).await?;
    row.map(|row| {
        Ok(Known {
            person: row.id(0)?,
            name: row.text(1)?,
            hash: row.text(2)?,
        })
    })
    .transpose()
}

/// Whether nothing was changed while the hash was computed.
async fn still_so(tx: &mut Tx, known: &Known) -> Result<bool, tutela_db::Error> {
    let find = sql!(
        "SELECT p.id FROM persons p JOIN passwords w ON w.person_id = p.id
         WHERE p.id = $1 AND w.hash = $2 AND p.blocked_at IS NULL"
    );
    Ok(tx
        .find(find, args![known.person, &known.hash])
        .await?
        .is_some())
}
