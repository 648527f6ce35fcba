//! What is asked of the first administrator, and of nobody else: the code.

use tutela_core::Secret;
use tutela_web::{FieldErrors, Language};

use super::{First, FirstRunCode};
use crate::password::STAFF_FLOOR;
use crate::people::Newcomer;
use crate::people::typed::{self, PERSON};
use crate::refusal::settle;

/// What was typed.
#[derive(Debug)]
pub struct Typed<'a> {
    pub name: &'a str,
    pub username: &'a str,
    pub password: Secret<String>,
    pub code: &'a str,
    pub language: Language,
}

/// Reads who wants to be first; whatever is wrong is noted at its field.
pub fn read(typed: Typed<'_>, code: &FirstRunCode) -> Result<First, FieldErrors> {
    let mut errors = FieldErrors::default();
    if !code.fits(typed.code) {
        errors.add("code", "wrong-code");
    }
    let person = typed::Typed {
        name: typed.name,
        username: typed.username,
        country: None,
        password: Some(&typed.password),
    };
    let person = typed::read(person, PERSON, STAFF_FLOOR, &mut errors);
    let person = settle(errors, person)?;
    Ok(First {
        newcomer: Newcomer::new(person.name, person.username),
        password: typed.password,
        language: typed.language.tag().to_owned(),
    })
}
