//! Half signed in: the password was right, the second factor is owed. What stands for it is no session and opens nothing.

use std::time::Duration;

use tutela_access::session::Origin;
use tutela_access::{Gate, OpenDoor};
use tutela_core::{Ambient, PersonId, Time, Token};
use tutela_db::{Tx, args, sql};

use super::Shown;
use crate::known_device;
use crate::limiter::{self, Guess, Locked, Refused};
use crate::sign_in::{SignedIn, let_in};

/// How long somebody has to show the second factor.
pub const LASTS: Duration = Duration::from_secs(10 * 60);

/// Half of a sign-in.
#[derive(Debug)]
pub struct Half {
    /// What stands for it, for the person's side alone.
    pub token: Token,
    pub until: Time,
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum CannotFinish {
    /// The code is none of his, or was used before.
    #[error("the code is wrong")]
    Wrong,
    /// It took too long, or the password was changed, or he was blocked meanwhile.
    #[error("the sign-in must begin anew")]
    Gone,
    #[error(transparent)]
    Locked(#[from] Locked),
    #[error(transparent)]
    Db(#[from] tutela_db::Error),
}

impl From<Refused> for CannotFinish {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Locked(locked) => Self::Locked(locked),
            Refused::Db(error) => Self::Db(error),
        }
    }
}

/// Notes that somebody has shown the password. What ran out for him is forgotten.
pub async fn start(
    tx: &mut Tx,
    person: PersonId,
    origin: Origin<'_>,
    ambient: &Ambient,
) -> Result<Half, tutela_db::Error> {
    let (token, now) = (Token::new(ambient), ambient.now());
    let clear = sql!("DELETE FROM half_sign_ins WHERE person_id = $1 AND expires_at <= $2");
    tx.run(clear, args![person, now]).await?;
    let until = now.plus(LASTS);
    let insert = sql!(
        "INSERT INTO half_sign_ins (token_digest, person_id, user_agent, network, started_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6)"
    );
    let Origin {
        user_agent,
        network,
    } = origin;
    let digest = token.digest();
    tx.run(
        insert,
        args![digest, person, user_agent, network, now, until],
    )
    .await?;
    Ok(Half { token, until })
}

/// Finishes a sign-in by a code of the app or a recovery code.
///
/// # Errors
/// [`CannotFinish`]; every try is counted before the code is looked at.
pub async fn finish(
    gate: &Gate,
    (half, held): (&Token, Option<&Token>),
    typed: &str,
) -> Result<SignedIn, CannotFinish> {
    let (person, from) = {
        let mut tx = gate.look(OpenDoor::SIGN_IN).await?;
        let found = find(&mut tx, half, gate.ambient().now()).await?;
        let person = found.ok_or(CannotFinish::Gone)?.person;
        (person, known_device::origin(&mut tx, person, held).await?)
    };
    let attempt = limiter::reserve(gate, Guess::OneTimeCode(person), from).await?;
    let mut tx = gate.enter(OpenDoor::SIGN_IN).await?;
    let shown = super::check(&mut tx, person, typed, gate.ambient()).await?;
    let Some(shown) = shown else {
        drop(tx);
        attempt.failed(gate).await?;
        return Err(CannotFinish::Wrong);
    };
    attempt.succeeded(&mut tx).await?;
    let signed_in = enter(&mut tx, gate, (half, held)).await?;
    tx.commit().await?;
    if let Shown::Recovery(left) = shown {
        tracing::info!(left, "a recovery code was used");
    }
    Ok(signed_in)
}

/// Who it is that is half signed in.
pub(crate) async fn person(
    gate: &Gate,
    half: &Token,
) -> Result<Option<PersonId>, tutela_db::Error> {
    let mut tx = gate.look(OpenDoor::SIGN_IN).await?;
    let found = find(&mut tx, half, gate.ambient().now()).await?;
    Ok(found.map(|found| found.person))
}

/// Turns the half into a session, once.
pub(crate) async fn enter(
    tx: &mut Tx,
    gate: &Gate,
    (half, held): (&Token, Option<&Token>),
) -> Result<SignedIn, CannotFinish> {
    let found = find(tx, half, gate.ambient().now()).await?;
    let found = found.ok_or(CannotFinish::Gone)?;
    let redeem = sql!("DELETE FROM half_sign_ins WHERE token_digest = $1");
    if tx.run(redeem, args![half.digest()]).await? == 0 {
        return Err(CannotFinish::Gone);
    }
    let origin = Origin {
        user_agent: &found.user_agent,
        network: &found.network,
    };
    let whose = (found.person, found.name);
    Ok(let_in(tx, gate, whose, (origin, held)).await?)
}

/// Ends every half sign-in of a person.
pub(crate) async fn forget(tx: &mut Tx, person: PersonId) -> Result<(), tutela_db::Error> {
    let forget = sql!("DELETE FROM half_sign_ins WHERE person_id = $1");
    tx.run(forget, args![person]).await?;
    Ok(())
}

struct Found {
    person: PersonId,
    name: String,
    user_agent: String,
    network: String,
}

/// A half counts while its password does, and while its person is not blocked.
async fn find(tx: &mut Tx, half: &Token, now: Time) -> Result<Option<Found>, tutela_db::Error> {
    let find = sql!(
        "SELECT h.person_id, p.name, h.user_agent, h.network
         FROM half_sign_ins h
         JOIN persons p ON p.id = h.person_id
         JOIN passwords w ON w.person_id = h.person_id
         WHERE h.token_digest = $1 AND h.expires_at > $2 AND p.blocked_at IS NULL
           AND w.changed_at <= h.started_at"
    );
    let row = tx.find(find, args![half.digest(), now]).await?;
    row.map(|row| {
        Ok(Found {
            person: row.id(0)?,
            name: row.text(1)?,
            user_agent: row.text(2)?,
            network: row.opt_text(3)?.unwrap_or_default(),
        })
    })
    .transpose()
}
