//! Whether learners see something: a word and a shape, never colour alone.

use askama::Template;
use askama::filters::HtmlSafe;
use tutela_web::Words;

/// Prints a shape and a word.
#[derive(Debug, Clone, Template)]
#[template(
    ext = "html",
    source = r#"<span class="state" data-state="{{ shape }}">{{ crate::icon(shape) }}{{ word }}</span>"#
)]
pub struct State {
    shape: &'static str,
    word: String,
}

/// The template escapes the word.
impl HtmlSafe for State {}

impl State {
    /// Learners see it.
    pub fn published(t: &Words) -> Self {
        Self::with("published", t.say("state-published"))
    }

    /// Learners do not see it, for the reason that the word gives.
    pub fn draft(word: impl Into<String>) -> Self {
        Self::with("draft", word)
    }

    /// Learners could see it.
    pub fn ready(word: impl Into<String>) -> Self {
        Self::with("ready", word)
    }

    fn with(shape: &'static str, word: impl Into<String>) -> Self {
        Self {
            shape,
            word: word.into(),
        }
    }
}
