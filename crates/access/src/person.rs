//! Persons belong to the installation; membership ties them to accounts.

use tutela_core::{AccountId, Ambient, PersonId, Time};
use tutela_db::{Error, Tx, args, sql};

/// A person to be.
#[derive(Debug, Clone)]
pub struct NewPerson {
    pub name: String,
    pub language: String,
}

/// Makes a person who holds nothing and can do nothing yet.
pub async fn create_person(
    tx: &mut Tx,
    new: &NewPerson,
    ambient: &Ambient,
) -> Result<PersonId, Error> {
    let id: PersonId = ambient.id();
    let insert =
        sql!("INSERT INTO persons (id, name, language, created_at) VALUES ($1, $2, $3, $4)");
    tx.run(insert, args![id, &new.name, &new.language, ambient.now()])
        .await?;
    Ok(id)
}

/// Makes a person a member of an account, again if he had left.
pub async fn add_member(
    tx: &mut Tx,
    account: AccountId,
    person: PersonId,
    now: Time,
) -> Result<(), Error> {
    let again = sql!("UPDATE members SET left_at = NULL WHERE account_id = $1 AND person_id = $2");
    if tx.run(again, args![account, person]).await? > 0 {
        return Ok(());
    }
    let insert = sql!("INSERT INTO members (account_id, person_id, joined_at) VALUES ($1, $2, $3)");
    tx.run(insert, args![account, person, now]).await?;
    Ok(())
}

/// Whether a person belongs to an account now.
pub async fn is_member(tx: &mut Tx, account: AccountId, person: PersonId) -> Result<bool, Error> {
    let find = sql!(
        "SELECT person_id FROM members WHERE account_id = $1 AND person_id = $2 AND left_at IS NULL"
    );
    Ok(tx.find(find, args![account, person]).await?.is_some())
}

/// The name of a person, if there is one with this id.
pub async fn find_person_name(tx: &mut Tx, person: PersonId) -> Result<Option<String>, Error> {
    let find = sql!("SELECT name FROM persons WHERE id = $1");
    tx.find(find, args![person])
        .await?
        .map(|row| row.text(0))
        .transpose()
}
