//! Devices from which somebody has signed in before: each counts its failed sign-ins for itself, so that a stranger
//! cannot lock the owner out. The browser keeps 256 random bits, the database their digest, per person.

use tutela_core::{Ambient, DeviceId, PersonId, Time, Token};
use tutela_db::{Tx, args, sql};

use crate::limiter::Origin;

/// How many devices of one person are remembered; those go first that were never seen again.
const MOST: i64 = 50;

/// The device of a person whose browser holds this token.
pub async fn find(
    tx: &mut Tx,
    person: PersonId,
    held: Option<&Token>,
) -> Result<Option<DeviceId>, tutela_db::Error> {
    let digest = held.map(Token::digest);
    let find = sql!("SELECT id FROM devices WHERE person_id = $1 AND token_digest = $2");
    let row = tx.find(find, args![person, digest]).await?;
    row.map(|row| row.id(0)).transpose()
}

/// From where somebody tries a secret of a person, as the limiter counts it.
pub(crate) async fn origin(
    tx: &mut Tx,
    person: PersonId,
    held: Option<&Token>,
) -> Result<Origin, tutela_db::Error> {
    let device = find(tx, person, held).await?;
    Ok(device.map_or(Origin::Unknown, Origin::Device))
}

/// Remembers the device from which a person has signed in, and gives the token that its browser shall keep.
///
/// A token that is not yet of this person is not trusted, for somebody else may have put it into the browser: a new one
/// takes its place, for the others too who sign in there.
pub async fn remember(
    tx: &mut Tx,
    person: PersonId,
    held: Option<&Token>,
    ambient: &Ambient,
) -> Result<Token, tutela_db::Error> {
    let now = ambient.now();
    if let (Some(held), Some(device)) = (held, find(tx, person, held).await?) {
        let seen = sql!("UPDATE devices SET seen_at = $2 WHERE id = $1");
        tx.run(seen, args![device, now]).await?;
        return Ok(held.clone());
    }
    let token = Token::new(ambient);
    if let Some(held) = held {
        let renew = sql!("UPDATE devices SET token_digest = $2 WHERE token_digest = $1");
        tx.run(renew, args![held.digest(), token.digest()]).await?;
    }
    add(tx, person, (&token, now), ambient.id()).await?;
    Ok(token)
}

async fn add(
    tx: &mut Tx,
    person: PersonId,
    (token, now): (&Token, Time),
    id: DeviceId,
) -> Result<(), tutela_db::Error> {
    let insert = sql!(
        "INSERT INTO devices (id, person_id, token_digest, created_at, seen_at) VALUES ($1, $2, $3, $4, $4)"
    );
    tx.run(insert, args![id, person, token.digest(), now])
        .await?;
    let forget = sql!(
        "DELETE FROM devices WHERE person_id = $1 AND id NOT IN (
             SELECT id FROM devices WHERE person_id = $1
             ORDER BY CASE WHEN seen_at > created_at THEN 1 ELSE 0 END DESC, seen_at DESC, id DESC
             LIMIT $2)"
    );
    tx.run(forget, args![person, MOST]).await?;
    Ok(())
}
