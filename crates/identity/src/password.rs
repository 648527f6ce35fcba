//! Passwords: which are good enough, how they are kept, and how their owner changes them.

pub mod blocklist;
pub mod change;
mod context;
pub(crate) mod field;
mod hasher;
mod memory;
mod rules;

use tutela_core::{PersonId, Secret, Time};
use tutela_db::{Tx, args, sql};

pub use context::Context;
pub use hasher::{CannotHash, Hashed, Hasher, TooBusy};
pub use rules::{FLOORS, Rules};

/// The fewest characters of any password. No setting lowers it (promise UA1).
pub const FLOOR: usize = 6;

/// The fewest characters of a password of the platform's staff.
pub const STAFF_FLOOR: usize = 12;

/// The most characters of a password; far more than anybody types, few enough to hash.
pub const CEILING: usize = 256;

/// Why a password is not good enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    #[error("a password here has at least {0} characters")]
    TooShort(usize),
    #[error("a password has at most {CEILING} characters")]
    TooLong,
    #[error("this password is one of those that everybody takes, and that are tried first")]
    Common,
    #[error("this password is made of {0}")]
    Context(Context),
}

/// A password that may be set.
#[derive(Debug, Clone)]
pub struct NewPassword {
    secret: Secret<String>,
    rules: Rules,
}

impl NewPassword {
    /// Checks a password against the rules of its owner. Characters are Unicode code points; which of them it has is
    /// its owner's affair.
    ///
    /// # Errors
    /// [`WeakPassword`] says what is wrong with it.
    pub fn check(typed: &Secret<String>, rules: &Rules) -> Result<Self, WeakPassword> {
        let (text, floor) = (typed.expose(), rules.floor());
        match text.chars().count() {
            length if length < floor => return Err(WeakPassword::TooShort(floor)),
            length if length > CEILING => return Err(WeakPassword::TooLong),
            _ => {}
        }
        if let Some(context) = rules.made_of(text) {
            return Err(WeakPassword::Context(context));
        }
        match blocklist::is_common(text) {
            true => Err(WeakPassword::Common),
            false => Ok(Self {
                secret: typed.clone(),
                rules: rules.clone(),
            }),
        }
    }

    /// The same for the rules of one more place.
    ///
    /// # Errors
    /// [`WeakPassword`] when it is not good enough there.
    pub fn check_again(self, more: Rules) -> Result<Self, WeakPassword> {
        Self::check(&self.secret, &self.rules.and(more))
    }

    pub(crate) const fn secret(&self) -> &Secret<String> {
        &self.secret
    }
}

/// Stores the hash of a person's password, in place of the one before.
pub async fn store(
    tx: &mut Tx,
    person: PersonId,
    hash: &Hashed,
    now: Time,
) -> Result<(), tutela_db::Error> {
    let hash = hash.as_str();
    let change = sql!("UPDATE passwords SET hash = $2, changed_at = $3 WHERE person_id = $1");
    if tx.run(change, args![person, hash, now]).await? == 0 {
        let insert =
            sql!("INSERT INTO passwords (person_id, hash, changed_at) VALUES ($1, $2, $3)");
        tx.run(insert, args![person, hash, now]).await?;
    }
    Ok(())
}

/// Stores the same password hashed anew: it was not changed, so its age stays.
pub(crate) async fn store_again(
    tx: &mut Tx,
    person: PersonId,
    hash: &Hashed,
) -> Result<(), tutela_db::Error> {
    let change = sql!("UPDATE passwords SET hash = $2 WHERE person_id = $1");
    tx.run(change, args![person, hash.as_str()]).await?;
    Ok(())
}

/// Whether a person has a password.
pub async fn is_set(tx: &mut Tx, person: PersonId) -> Result<bool, tutela_db::Error> {
    let find = sql!("SELECT person_id FROM passwords WHERE person_id = $1");
    Ok(tx.find(find, args![person]).await?.is_some())
}

/// The hash of a person's password, if there is one.
pub(crate) async fn find(
    tx: &mut Tx,
    person: PersonId,
) -> Result<Option<String>, tutela_db::Error> {
    let find = sql!("SELECT hash FROM passwords WHERE person_id = $1");
    let row = tx.find(find, args![person]).await?;
    row.map(|row| row.text(0)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, floor: usize) -> Result<(), WeakPassword> {
        let rules = Rules::new(floor).own(&["Anna Lind", "anna.l@example.org"]);
        let rules = rules.accounts(&["Nordlys Academy"]);
        NewPassword::check(&Secret::new(text.to_owned()), &rules).map(|_| ())
    }

    #[test]
    fn ua1_a_password_has_at_least_six_characters() {
        assert_eq!(check("agcke", 6), Err(WeakPassword::TooShort(6)));
        assert_eq!(
            check("agcke", 0),
            Err(WeakPassword::TooShort(6)),
            "no setting lowers the floor"
        );
        assert_eq!(check("agckeq", 0), Ok(()));
        assert_eq!(check("🦀🦀🦀🦀🦀", 6), Err(WeakPassword::TooShort(6)));
        assert_eq!(
            check("🦀🦀🦀🦀🦀🦀", 6),
            Ok(()),
            "characters are code points"
        );
        assert_eq!(check("eleven char", 12), Err(WeakPassword::TooShort(12)));
        assert_eq!(check(&"xyz!".repeat(64), 6), Ok(()));
        assert_eq!(check(&"xyz!".repeat(65), 6), Err(WeakPassword::TooLong));
    }

    #[test]
    fn ua1_what_everybody_takes_is_refused() {
        for common in [
            "123456",
            "password",
            "PassWord1",
            "qwerty",
            "iloveyou",
            "ｄｒａｇｏｎ",
        ] {
            assert_eq!(check(common, 6), Err(WeakPassword::Common), "{common}");
        }
        for good in ["sea legs", "correct horse", "klokken 7 på havnen"] {
            assert_eq!(check(good, 6), Ok(()), "{good}");
        }
    }

    #[test]
    fn ua1_what_is_known_of_the_person_is_refused() {
        for (typed, context) in [
            ("ANNA.L@example.org", Context::Own),
            ("anna lind", Context::Own),
            ("AnnaLind77", Context::Own),
            ("lind2026!", Context::Own),
            ("nordlys", Context::Account),
            ("Nordlys-Academy-1", Context::Account),
            ("Tutela2026", Context::Product),
        ] {
            assert_eq!(
                check(typed, 6),
                Err(WeakPassword::Context(context)),
                "{typed}"
            );
        }
        for good in ["anna likes it dark", "lindworm-tree", "tutelary spirits"] {
            assert_eq!(check(good, 6), Ok(()), "{good}");
        }
    }
}
