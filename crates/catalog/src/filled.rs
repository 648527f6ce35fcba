//! A form on its way back to a person: what he typed, and what was wrong with it.

use tutela_web::{FieldErrors, Inputs, Page, Words};

/// A form as it was filled in.
#[derive(Debug, Clone, Default)]
pub struct Filled<T> {
    pub typed: T,
    errors: FieldErrors,
}

impl<T> Filled<T> {
    /// What is there already, to be changed.
    pub fn with(typed: T) -> Self {
        Self {
            typed,
            errors: FieldErrors::default(),
        }
    }

    /// What was sent and cannot be taken so.
    pub const fn wrong(typed: T, errors: FieldErrors) -> Self {
        Self { typed, errors }
    }

    /// The fields with their errors.
    pub fn inputs(&self, t: &Words) -> Inputs {
        Inputs::with(t, self.errors.clone())
    }

    /// Whether something was wrong.
    pub const fn is_wrong(&self) -> bool {
        !self.errors.is_empty()
    }

    /// The page of this form, marked when something was wrong.
    pub fn on(&self, page: Page) -> Page {
        match self.is_wrong() {
            true => page.invalid(),
            false => page,
        }
    }
}
