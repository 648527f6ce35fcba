//! Decoys as people who can sign in: made here because names, accounts and passwords belong to this feature. Nothing here
//! touches anybody who is not a decoy.

use tutela_access::decoy::{mark_account, mark_person};
use tutela_core::{AccountId, Ambient, PersonId, Token, Username};
use tutela_db::{Error, Tx, args, sql};

use crate::account::found;
use crate::password::{self, Hashed};
use crate::people::{self, CannotAdd, Newcomer, PersonName};

/// How many random letters the name of a decoy has: nobody guesses it, and nobody has it already.
const NAME: usize = 16;

/// Makes a decoy with a name that nobody guesses and no password.
///
/// # Errors
/// [`CannotAdd`] when the database fails.
pub async fn person(tx: &mut Tx, name: &str, ambient: &Ambient) -> Result<PersonId, CannotAdd> {
    let random: String = Token::new(ambient)
        .reveal()
        .to_lowercase()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(NAME)
        .collect();
    let (Ok(name), Ok(username)) = (
        PersonName::parse(name),
        Username::parse(&format!("decoy-{random}")),
    ) else {
        return Err(CannotAdd::Taken);
    };
    let newcomer = Newcomer::new(name, username);
    let person = people::create(tx, &newcomer, "en", ambient).await?;
    mark_person(tx, person, ambient.now()).await?;
    Ok(person)
}

/// Makes an account that a decoy owns.
///
/// # Errors
/// When the database fails.
pub async fn account(
    tx: &mut Tx,
    (name, owner): (&str, PersonId),
    ambient: &Ambient,
) -> Result<AccountId, tutela_access::Error> {
    let account = found(tx, name, owner, ambient).await?;
    mark_account(tx, account, ambient.now()).await?;
    Ok(account)
}

/// The name by which a decoy signs in.
///
/// # Errors
/// [`Error::Missing`] for whoever is none.
pub async fn username(tx: &mut Tx, decoy: PersonId) -> Result<String, Error> {
    let get = sql!(
        "SELECT MIN(u.canonical) FROM usernames u
         JOIN persons p ON p.id = u.person_id AND p.decoy_at IS NOT NULL WHERE p.id = $1"
    );
    let name = tx.get(get, args![decoy]).await?.opt_text(0)?;
    name.ok_or(Error::Missing)
}

/// Gives a decoy a password.
///
/// # Errors
/// [`Error::Missing`] for whoever is none.
pub async fn set_password(
    tx: &mut Tx,
    decoy: PersonId,
    hash: &Hashed,
    ambient: &Ambient,
) -> Result<(), Error> {
    username(tx, decoy).await?;
    password::store(tx, decoy, hash, ambient.now()).await
}
