//! The field for a new password, with a live count of what is missing.

use askama::Template;
use askama::filters::HtmlSafe;
use tutela_web::{Inputs, Words};

use super::Rules;

/// Asks for a new password, says how long it must be, and how strong it is while it is typed; nothing of it is sent.
#[derive(Debug, Template)]
#[template(path = "password/field.html")]
pub struct NewPasswordField<'a> {
    t: &'a Words,
    label: String,
    floor: usize,
    /// The words that count for little in it: all of them are known to whoever types.
    known: String,
    hint: String,
    error: Option<String>,
}

/// The template escapes its words.
impl HtmlSafe for NewPasswordField<'_> {}

impl<'a> NewPasswordField<'a> {
    /// The field of a form, with a sentence under its label.
    pub fn new(t: &'a Words, inputs: &Inputs, rules: &Rules, hint: String) -> Self {
        Self {
            label: t.say("password").into_owned(),
            floor: rules.floor(),
            known: rules.words(),
            error: inputs.error("password"),
            hint,
            t,
        }
    }

    /// Under another label.
    pub fn called(self, label: impl ToString) -> Self {
        Self {
            label: label.to_string(),
            ..self
        }
    }

    fn described_by(&self) -> &'static str {
        match self.error {
            Some(_) => "password-hint password-error",
            None => "password-hint",
        }
    }
}
