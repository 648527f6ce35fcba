//! What is wrong at which field: a stable code for programs, a sentence for people.

use std::borrow::Cow;
use std::fmt;

use tutela_core::squeeze;

use crate::{Arg, Words};

/// A number or a text that a sentence names, such as the longest length allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    Number(u64),
    Text(String),
}

impl<'a> From<&'a Fact> for Arg<'a> {
    fn from(fact: &'a Fact) -> Self {
        match fact {
            Fact::Number(number) => (*number).into(),
            Fact::Text(text) => text.as_str().into(),
        }
    }
}

/// One field that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The name of the field, as in the form or as the path in the JSON: `lessons[2].title`.
    pub field: Cow<'static, str>,
    /// Why, for programs: `too-long`. The sentence is the text `field-too-long`.
    pub code: &'static str,
    /// What the sentence names.
    pub facts: Vec<(&'static str, Fact)>,
}

/// All fields that are wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldErrors(Vec<FieldError>);

impl FieldErrors {
    /// One field, wrong for one reason.
    pub fn one(field: impl Into<Cow<'static, str>>, code: &'static str) -> Self {
        let mut errors = Self::default();
        errors.add(field, code);
        errors
    }

    /// Notes a field that is wrong.
    pub fn add(&mut self, field: impl Into<Cow<'static, str>>, code: &'static str) {
        self.add_with(field, code, Vec::new());
    }

    /// Notes a field that is wrong, with what the sentence names.
    pub fn add_with(
        &mut self,
        field: impl Into<Cow<'static, str>>,
        code: &'static str,
        facts: Vec<(&'static str, Fact)>,
    ) {
        self.0.push(FieldError {
            field: field.into(),
            code,
            facts,
        });
    }

    /// A line that must be there: trimmed, white space folded, at most `max` characters.
    pub fn line(&mut self, field: &'static str, typed: &str, max: u64) -> String {
        let line = squeeze(typed);
        if line.is_empty() {
            self.add(field, "required");
        }
        self.longest(field, &line, max);
        line
    }

    /// Notes a text of more than `max` characters.
    pub fn longest(&mut self, field: &'static str, text: &str, max: u64) {
        if u64::try_from(text.chars().count()).unwrap_or(u64::MAX) > max {
            self.add_with(field, "too-long", vec![("max", Fact::Number(max))]);
        }
    }

    /// The value, when nothing was wrong.
    ///
    /// # Errors
    /// The fields that were.
    pub fn settle<T>(self, value: T) -> Result<T, Self> {
        match self.0.is_empty() {
            true => Ok(value),
            false => Err(self),
        }
    }

    /// Whether nothing is wrong.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many things are wrong.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Each of them, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, FieldError> {
        self.0.iter()
    }

    /// The first sentence about a field, if it is wrong.
    pub fn sentence(&self, field: &str, words: &Words) -> Option<String> {
        let error = self.0.iter().find(|error| error.field == field)?;
        Some(error.sentence(words))
    }
}

impl FieldError {
    /// The sentence for people.
    pub fn sentence(&self, words: &Words) -> String {
        let facts: Vec<(&str, Arg)> = self
            .facts
            .iter()
            .map(|(name, fact)| (*name, fact.into()))
            .collect();
        words.with(&format!("field-{}", self.code), &facts)
    }
}

impl fmt::Display for FieldErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fields: Vec<_> = self.0.iter().map(|error| error.field.as_ref()).collect();
        write!(f, "fields are wrong: {}", fields.join(", "))
    }
}

impl std::error::Error for FieldErrors {}
