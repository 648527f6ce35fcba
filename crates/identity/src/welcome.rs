//! The link that lets a new person set a password: for one use, for a week.

use std::time::Duration;

use tutela_access::{Gate, OpenDoor, session};
use tutela_core::{Ambient, PersonId, Secret, Token};
use tutela_db::{Tx, args, sql};

use crate::password::{FLOOR, Hasher, NewPassword, STAFF_FLOOR, TooBusy, WeakPassword, store};
use crate::sign_in::begin;

/// How long a link stays good.
pub const LASTS: Duration = Duration::from_secs(7 * 24 * 3600);

/// Whom a link is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Welcome {
    pub person: PersonId,
    pub name: String,
    pub username: String,
    /// The fewest characters that the password must have.
    pub floor: usize,
}

/// Why a link does not work.
#[derive(Debug, thiserror::Error)]
pub enum CannotWelcome {
    #[error("this link was used already, or its time is over")]
    Gone,
    #[error(transparent)]
    Weak(#[from] WeakPassword),
    #[error(transparent)]
    TooBusy(#[from] TooBusy),
    #[error(transparent)]
    Db(#[from] tutela_db::Error),
}

/// Makes a link for a person; links made before stop working.
pub async fn create(
    tx: &mut Tx,
    person: PersonId,
    by: Option<PersonId>,
    ambient: &Ambient,
) -> Result<Token, tutela_db::Error> {
    let (token, now) = (Token::new(ambient), ambient.now());
    tx.run(
        sql!("DELETE FROM welcomes WHERE person_id = $1"),
        args![person],
    )
    .await?;
    let insert = sql!(
        "INSERT INTO welcomes (token_digest, person_id, created_by, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5)"
    );
    tx.run(
        insert,
        args![token.digest(), person, by, now, now.plus(LASTS)],
    )
    .await?;
    Ok(token)
}

/// Whom a link is for, while it works.
pub async fn find(gate: &Gate, token: &Token) -> Result<Welcome, CannotWelcome> {
    let mut tx = gate.look(OpenDoor::WELCOME).await?;
    find_in(&mut tx, gate, token).await
}

/// Sets the password that the link allows to set, and signs its person in.
pub async fn accept(
    gate: &Gate,
    hasher: &Hasher,
    token: &Token,
    (typed, user_agent): (&Secret<String>, &str),
) -> Result<session::Started, CannotWelcome> {
    let welcome = find(gate, token).await?;
    let names = [welcome.name.as_str(), welcome.username.as_str()];
    let password = NewPassword::check(typed, welcome.floor, &names)?;
    let hash = hasher.hash(password).await?;
    let mut tx = gate.enter(OpenDoor::WELCOME).await?;
    let now = gate.ambient().now();
    let redeem = sql!(
        "UPDATE welcomes SET used_at = $2
         WHERE token_digest = $1 AND used_at IS NULL AND expires_at > $2"
    );
    if tx.run(redeem, args![token.digest(), now]).await? == 0 {
        return Err(CannotWelcome::Gone);
    }
    store(&mut tx, welcome.person, &hash, now).await?;
    let started = begin(&mut tx, gate, welcome.person, user_agent).await?;
    tx.commit().await?;
    Ok(started)
}

async fn find_in(tx: &mut Tx, gate: &Gate, token: &Token) -> Result<Welcome, CannotWelcome> {
    let find = sql!(
        "SELECT p.id, p.name, MIN(u.canonical), COUNT(g.id)
         FROM welcomes w
         JOIN persons p ON p.id = w.person_id
         JOIN usernames u ON u.person_id = p.id
         LEFT JOIN grants g ON g.person_id = p.id AND g.role LIKE 'platform_%' AND g.revoked_at IS NULL
         WHERE w.token_digest = $1 AND w.used_at IS NULL AND w.expires_at > $2 AND p.blocked_at IS NULL
         GROUP BY p.id, p.name"
    );
    let row = tx
        .find(find, args![token.digest(), gate.ambient().now()])
        .await?;
    let row = row.ok_or(CannotWelcome::Gone)?;
    let staff = row.int(3)? > 0;
    Ok(Welcome {
        person: row.id(0)?,
        name: row.text(1)?,
        username: row.text(2)?,
        floor: if staff { STAFF_FLOOR } else { FLOOR },
    })
}
