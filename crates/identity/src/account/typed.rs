//! An account as a form or a document asks for one.

use tutela_core::Secret;
use tutela_web::{Error, FieldErrors};

use super::{AccountName, NewAccount};
use crate::password::{FLOOR, NewPassword};
use crate::people::typed::{self, OWNER};
use crate::people::{CannotAdd, Newcomer};
use crate::refusal::{self, settle};

/// What was typed.
#[derive(Debug, Clone, Copy)]
pub struct Typed<'a> {
    pub name: &'a str,
    pub owner_name: &'a str,
    pub owner_username: &'a str,
    pub owner_password: Option<&'a Secret<String>>,
}

/// What was typed, understood.
#[derive(Debug)]
pub struct Understood {
    pub account: NewAccount,
    /// The password of the owner, not hashed yet.
    pub password: Option<NewPassword>,
}

/// Reads an account with its owner; whatever is wrong is noted at its field.
pub fn read(typed: Typed<'_>) -> Result<Understood, FieldErrors> {
    let mut errors = FieldErrors::default();
    let name = AccountName::parse(typed.name)
        .map_err(|invalid| refusal::account_name(&mut errors, "name", invalid))
        .ok();
    let owner = typed::Typed {
        name: typed.owner_name,
        username: typed.owner_username,
        country: None,
        password: typed.owner_password,
    };
    let owner = typed::read(owner, OWNER, FLOOR, &mut errors);
    let (name, owner) = settle(errors, name.zip(owner))?;
    Ok(Understood {
        account: NewAccount {
            name,
            owner: Newcomer::new(owner.name, owner.username),
        },
        password: owner.password,
    })
}

/// A user name that is taken is told at the field of the owner.
pub fn at_owner(error: CannotAdd) -> Error {
    match error {
        CannotAdd::Taken => FieldErrors::one(OWNER.username, "taken").into(),
        other => other.into(),
    }
}
