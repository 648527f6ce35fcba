//! The field for a new password, with a live count of what is missing.

use askama::Template;
use askama::filters::HtmlSafe;
use tutela_web::{Inputs, Words};

/// Asks for a new password of at least so many characters.
#[derive(Debug, Template)]
#[template(path = "password/field.html")]
pub struct NewPasswordField<'a> {
    t: &'a Words,
    floor: usize,
    hint: String,
    error: Option<String>,
}

/// The template escapes its words.
impl HtmlSafe for NewPasswordField<'_> {}

impl<'a> NewPasswordField<'a> {
    /// The field of a form, with a sentence under its label.
    pub fn new(t: &'a Words, inputs: &Inputs, floor: usize, hint: String) -> Self {
        let error = inputs.error("password");
        Self {
            t,
            floor,
            hint,
            error,
        }
    }

    fn described_by(&self) -> &'static str {
        match self.error {
            Some(_) => "password-hint password-error",
            None => "password-hint",
        }
    }
}
