//! A confirmed contact is also a name to sign in with.

use tutela_core::{PersonId, Time};
use tutela_db::{Tx, args, sql};

use super::Address;

/// Why an address does not become a name.
#[derive(Debug, thiserror::Error)]
pub enum CannotTake {
    #[error("somebody else signs in with it")]
    Taken,
    #[error(transparent)]
    Db(#[from] tutela_db::Error),
}

/// Makes an address a name of a person. His own name again changes nothing.
///
/// # Errors
/// [`CannotTake::Taken`] when it is somebody else's.
pub async fn take(
    tx: &mut Tx,
    person: PersonId,
    address: &Address,
    now: Time,
) -> Result<(), CannotTake> {
    let find = sql!("SELECT person_id FROM usernames WHERE canonical = $1");
    if let Some(row) = tx.find(find, args![&address.canonical]).await? {
        return match row.id::<PersonId>(0)? == person {
            true => Ok(()),
            false => Err(CannotTake::Taken),
        };
    }
    let insert =
        sql!("INSERT INTO usernames (canonical, person_id, created_at) VALUES ($1, $2, $3)");
    let values = args![&address.canonical, person, now];
    match tx.run(insert, values).await {
        Err(error) if error.is_duplicate() => Err(CannotTake::Taken),
        Err(error) => Err(error.into()),
        Ok(_) => Ok(()),
    }
}

/// Takes an address back from the names of a person, unless it is the only one he has.
pub async fn give_back(
    tx: &mut Tx,
    person: PersonId,
    address: &Address,
) -> Result<(), tutela_db::Error> {
    let remove = sql!(
        "DELETE FROM usernames WHERE canonical = $1 AND person_id = $2
         AND EXISTS (SELECT 1 FROM usernames o WHERE o.person_id = $2 AND o.canonical <> $1)"
    );
    tx.run(remove, args![&address.canonical, person]).await?;
    Ok(())
}
