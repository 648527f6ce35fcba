//! The fields of a form, drawn once for all: label above, hint under it, the error at the field, and what was
//! typed kept. In a template: `{{ inputs.line("name", t.say("course-name"), typed.name).required().max(120) }}`.

use std::fmt::Write as _;

use askama::Template;
use askama::filters::HtmlSafe;

use crate::{FieldErrors, Words};

/// Makes the fields of one form, knowing what was wrong with it.
#[derive(Debug, Clone)]
pub struct Inputs {
    words: Words,
    errors: FieldErrors,
}

impl Inputs {
    /// A form that nobody has filled in yet.
    pub fn fresh(words: &Words) -> Self {
        Self::with(words, FieldErrors::default())
    }

    /// A form that was sent and had errors.
    pub fn with(words: &Words, errors: FieldErrors) -> Self {
        Self {
            words: words.clone(),
            errors,
        }
    }

    /// The list of what is wrong, with a link to each field; nothing when all is well.
    pub fn summary(&self) -> Summary {
        let count = u64::try_from(self.errors.len()).unwrap_or(u64::MAX);
        let sentence = |error: &crate::FieldError| error.sentence(&self.words);
        Summary {
            title: self.words.with("errors-title", &[("count", count)]),
            sentences: self
                .errors
                .iter()
                .map(|error| (error.field.to_string(), sentence(error)))
                .collect(),
        }
    }

    /// A line of text.
    pub fn line(&self, name: &'static str, label: impl ToString, typed: impl ToString) -> Input {
        Input {
            name,
            label: label.to_string(),
            value: typed.to_string(),
            kind: "text",
            hint: None,
            error: self.errors.sentence(name, &self.words),
            optional: false,
            short: false,
            rows: 0,
            more: String::new(),
            t: self.words.clone(),
        }
    }

    /// A password; what was typed is never sent back.
    pub fn password(&self, name: &'static str, label: impl ToString) -> Input {
        Input {
            kind: "password",
            ..self.line(name, label, "")
        }
    }

    /// A text of several lines.
    pub fn area(
        &self,
        name: &'static str,
        label: impl ToString,
        typed: impl ToString,
        rows: u32,
    ) -> Input {
        Input {
            rows,
            ..self.line(name, label, typed)
        }
    }

    /// The sentence about a field that a template draws itself.
    pub fn error(&self, name: &str) -> Option<String> {
        self.errors.sentence(name, &self.words)
    }
}

/// The list of what is wrong, at the top of a form.
#[derive(Debug, Template)]
#[template(path = "summary.html")]
pub struct Summary {
    title: String,
    sentences: Vec<(String, String)>,
}

impl Summary {
    /// Whether there is anything to say.
    pub const fn is_empty(&self) -> bool {
        self.sentences.is_empty()
    }
}

impl HtmlSafe for Summary {}

/// One field.
#[derive(Debug, Template)]
#[template(path = "input.html")]
pub struct Input {
    name: &'static str,
    label: String,
    value: String,
    kind: &'static str,
    hint: Option<String>,
    error: Option<String>,
    optional: bool,
    short: bool,
    rows: u32,
    more: String,
    t: Words,
}

/// The template escapes what people typed.
impl HtmlSafe for Input {}

impl Input {
    /// Must be filled in.
    pub fn required(self) -> Self {
        self.attribute("required")
    }

    /// May be left empty, and says so.
    pub const fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// At most so many characters.
    pub fn max(mut self, characters: u32) -> Self {
        let _ = write!(self.more, " maxlength=\"{characters}\"");
        self
    }

    /// A sentence under the label.
    pub fn hint(mut self, hint: impl ToString) -> Self {
        self.hint = Some(hint.to_string());
        self
    }

    /// What a browser may fill in: `username`, `current-password`, `new-password`.
    pub fn autocomplete(mut self, what: &'static str) -> Self {
        let _ = write!(self.more, " autocomplete=\"{what}\"");
        self
    }

    /// Another kind of `<input>`, such as `email` or `number`.
    pub const fn kind(mut self, kind: &'static str) -> Self {
        self.kind = kind;
        self
    }

    /// As narrow as a number.
    pub const fn short(mut self) -> Self {
        self.short = true;
        self
    }

    /// Any further attribute, as written: `autofocus`, `spellcheck="false"`.
    pub fn attribute(mut self, attribute: &'static str) -> Self {
        self.more.push(' ');
        self.more.push_str(attribute);
        self
    }

    fn attributes(&self) -> Attributes<'_> {
        Attributes(self)
    }
}

/// The attributes after the name, with those that tie hint and error to the field.
struct Attributes<'a>(&'a Input);

/// Made of literals of ours and of numbers.
impl HtmlSafe for Attributes<'_> {}

impl std::fmt::Display for Attributes<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Input {
            name, hint, error, ..
        } = self.0;
        match (hint, error) {
            (Some(_), Some(_)) => write!(f, r#" aria-describedby="{name}-hint {name}-error""#)?,
            (Some(_), None) => write!(f, r#" aria-describedby="{name}-hint""#)?,
            (None, Some(_)) => write!(f, r#" aria-describedby="{name}-error""#)?,
            (None, None) => {}
        }
        if error.is_some() {
            f.write_str(r#" aria-invalid="true""#)?;
        }
        f.write_str(&self.0.more)
    }
}
