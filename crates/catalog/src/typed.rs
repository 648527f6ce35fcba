//! Texts as people type them into a form, or programs send them: read once for both.

use tutela_web::{Fact, FieldErrors};

use crate::{InvalidText, Line, Prose};

/// A line that must be there. What is wrong with it is noted at its field.
pub fn line(errors: &mut FieldErrors, field: &'static str, typed: &str) -> Option<Line> {
    noted(errors, field, Line::parse(typed))
}

/// A text of at most so many characters. What is wrong with it is noted at its field.
pub fn prose(
    errors: &mut FieldErrors,
    field: &'static str,
    typed: &str,
    most: usize,
) -> Option<Prose> {
    noted(errors, field, Prose::parse(typed, most))
}

fn noted<T>(
    errors: &mut FieldErrors,
    field: &'static str,
    read: Result<T, InvalidText>,
) -> Option<T> {
    match read {
        Ok(text) => return Some(text),
        Err(InvalidText::Empty) => errors.add(field, "required"),
        Err(InvalidText::TooLong(most)) => {
            let most = Fact::Number(u64::try_from(most).unwrap_or(u64::MAX));
            errors.add_with(field, "too-long", vec![("max", most)]);
        }
    }
    None
}
