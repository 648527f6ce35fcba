//! Persons belong to the installation; membership ties them to accounts.

use tutela_core::{AccountId, Ambient, PersonId, Time};
use tutela_db::{Error, Tx, args, sql};

use crate::{Authorized, BlockUser, UnblockUser, removal, session, token};

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
    let insert = sql!(
        "INSERT INTO persons (id, name, folded, language, created_at) VALUES ($1, $2, $3, $4, $5)"
    );
    let folded = new.name.to_lowercase();
    let values = args![id, &new.name, folded, &new.language, ambient.now()];
    tx.run(insert, values).await?;
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

/// Takes a person out of an account, with all that he holds there. Coming back gives none of it back.
pub async fn remove_member(
    tx: &mut Tx,
    account: AccountId,
    person: PersonId,
    (by, ambient): (PersonId, &Ambient),
) -> Result<(), Error> {
    let now = ambient.now();
    let roles = sql!(
        "UPDATE grants SET revoked_at = $3, revoked_by = $4
         WHERE account_id = $1 AND person_id = $2 AND revoked_at IS NULL"
    );
    tx.run(roles, args![account, person, now, by]).await?;
    let leave = sql!(
        "UPDATE members SET left_at = $3
         WHERE account_id = $1 AND person_id = $2 AND left_at IS NULL"
    );
    tx.run(leave, args![account, person, now]).await?;
    token::end_all(tx, person, Some(account), (by, now)).await?;
    removal::note(tx, ambient).await
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

/// Blocks a person: his roles count no more, and every session and every API token of his ends. Somebody who is blocked already is
/// left as he is, and gives false.
pub async fn block(
    authorized: &mut Authorized<'_, BlockUser>,
    person: PersonId,
) -> Result<bool, Error> {
    let (by, now) = (authorized.somebody().id, authorized.now());
    let ambient = authorized.ambient();
    let tx = authorized.tx();
    let block = sql!("UPDATE persons SET blocked_at = $2 WHERE id = $1 AND blocked_at IS NULL");
    if tx.run(block, args![person, now]).await? == 0 {
        return Ok(false);
    }
    token::end_all(tx, person, None, (by, now)).await?;
    session::end_all(tx, person, None, ambient).await?;
    Ok(true)
}

/// Lets a person in again. His sessions and tokens stay ended; his roles count again. Gives false for somebody who is not blocked.
pub async fn unblock(
    authorized: &mut Authorized<'_, UnblockUser>,
    person: PersonId,
) -> Result<bool, Error> {
    let unblock =
        sql!("UPDATE persons SET blocked_at = NULL WHERE id = $1 AND blocked_at IS NOT NULL");
    Ok(authorized.tx().run(unblock, args![person]).await? > 0)
}

/// Whether a person is blocked.
pub async fn is_blocked(tx: &mut Tx, person: PersonId) -> Result<bool, Error> {
    let find = sql!("SELECT id FROM persons WHERE id = $1 AND blocked_at IS NOT NULL");
    Ok(tx.find(find, args![person]).await?.is_some())
}

/// Notes since when a person has a second factor, or that he has none any more.
pub async fn set_factor(tx: &mut Tx, person: PersonId, since: Option<Time>) -> Result<(), Error> {
    let set = sql!("UPDATE persons SET second_factor_at = $2 WHERE id = $1");
    tx.run(set, args![person, since]).await?;
    Ok(())
}

/// Since when a person has a second factor.
pub async fn factor_since(tx: &mut Tx, person: PersonId) -> Result<Option<Time>, Error> {
    let find = sql!("SELECT second_factor_at FROM persons WHERE id = $1");
    let row = tx.find(find, args![person]).await?;
    Ok(row.map(|row| row.opt_time(0)).transpose()?.flatten())
}
