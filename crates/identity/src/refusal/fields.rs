//! What is wrong with what was typed, noted at its field.

use tutela_web::{Fact, FieldErrors};

use crate::account::InvalidAccountName;
use crate::limiter::Locked;
use crate::password::{CEILING, Context, WeakPassword};
use crate::people::InvalidName;

/// Notes what is wrong with a password.
pub fn weak(errors: &mut FieldErrors, field: &'static str, weak: WeakPassword) {
    match weak {
        WeakPassword::TooShort(min) => errors.add_with(field, "too-short", number("min", min)),
        WeakPassword::TooLong => errors.add_with(field, "too-long", number("max", CEILING)),
        WeakPassword::Common => errors.add(field, "common-password"),
        WeakPassword::Context(Context::Own) => errors.add(field, "own-name"),
        WeakPassword::Context(Context::Account) => errors.add(field, "name-of-account"),
        WeakPassword::Context(Context::Product) => errors.add(field, "name-of-product"),
    }
}

/// Notes what is wrong with the name of a person.
pub fn name(errors: &mut FieldErrors, field: &'static str, invalid: InvalidName) {
    match invalid {
        InvalidName::Empty => errors.add(field, "required"),
        InvalidName::TooLong => errors.add_with(field, "too-long", number("max", 120)),
    }
}

/// Notes what is wrong with the name of an account.
pub fn account_name(errors: &mut FieldErrors, field: &'static str, invalid: InvalidAccountName) {
    match invalid {
        InvalidAccountName::Empty => errors.add(field, "required"),
        InvalidAccountName::TooLong => errors.add_with(field, "too-long", number("max", 120)),
    }
}

/// What was read, when nothing was wrong.
///
/// # Errors
/// The fields that were.
pub fn settle<T>(errors: FieldErrors, read: Option<T>) -> Result<T, FieldErrors> {
    match read {
        Some(read) if errors.is_empty() => Ok(read),
        _ => Err(errors),
    }
}

/// A number that a sentence names.
pub fn number(name: &'static str, number: usize) -> Vec<(&'static str, Fact)> {
    let number = u64::try_from(number).unwrap_or(u64::MAX);
    vec![(name, Fact::Number(number))]
}

/// The two ends that a sentence names.
pub fn between(min: usize, max: usize) -> Vec<(&'static str, Fact)> {
    let mut ends = number("min", min);
    ends.extend(number("max", max));
    ends
}

/// A lock told at the field of what was tried too often, so that nothing that was typed is lost.
pub fn at_field(field: &'static str, lock: Locked) -> FieldErrors {
    let minutes = usize::try_from(lock.wait.as_secs() / 60).unwrap_or(usize::MAX);
    let mut errors = FieldErrors::default();
    errors.add_with(field, "locked", number("minutes", minutes));
    errors
}

/// One number that lies outside its ends.
pub(super) fn at(field: &'static str, ends: Vec<(&'static str, Fact)>) -> FieldErrors {
    let mut errors = FieldErrors::default();
    errors.add_with(field, "between", ends);
    errors
}
