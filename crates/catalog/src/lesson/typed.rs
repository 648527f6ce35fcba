//! A new lesson as somebody types it, in the form or for the API.

use serde::Deserialize;
use tutela_web::FieldErrors;
use utoipa::ToSchema;

use super::{Kind, NewLesson};
use crate::{Prose, typed};

/// Kind, title and text as a program sends them.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewLesson)]
pub struct Typed {
    /// `video`, `document` or `text`.
    #[serde(default)]
    #[schema(required = true, pattern = "^(video|document|text)$")]
    pub kind: String,
    /// One line of at most 160 characters.
    #[serde(default)]
    #[schema(required = true, min_length = 1, max_length = 160)]
    pub title: String,
    /// Markdown of at most 40,000 characters: the text itself, or what stands under a film or a document.
    #[serde(default)]
    #[schema(max_length = 40_000)]
    pub body: String,
}

impl Typed {
    /// Reads all three.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn read(&self) -> Result<NewLesson, FieldErrors> {
        let mut errors = FieldErrors::default();
        let kind = kind(&mut errors, &self.kind);
        let title = typed::line(&mut errors, "title", &self.title);
        let body = typed::prose(&mut errors, "body", &self.body, Prose::LESSON);
        match (kind, title, body) {
            (Some(kind), Some(title), Some(body)) => Ok(NewLesson { kind, title, body }),
            _ => Err(errors),
        }
    }
}

/// Kind and title as the form sends them; what is in the lesson comes on its own page.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct CreateForm {
    #[serde(default)]
    pub kind: String,
    /// Named apart from the title of the course, which stands on the same page.
    #[serde(default)]
    pub lesson_title: String,
}

impl CreateForm {
    /// Reads both.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn read(&self) -> Result<NewLesson, FieldErrors> {
        let mut errors = FieldErrors::default();
        let title = typed::line(&mut errors, "lesson_title", &self.lesson_title);
        let kind = kind(&mut errors, &self.kind);
        match (kind, title) {
            (Some(kind), Some(title)) => Ok(NewLesson {
                kind,
                title,
                body: Prose::default(),
            }),
            _ => Err(errors),
        }
    }
}

fn kind(errors: &mut FieldErrors, typed: &str) -> Option<Kind> {
    let kind = typed.parse().ok();
    if kind.is_none() {
        let code = match typed {
            "" => "required",
            _ => "choice",
        };
        errors.add("kind", code);
    }
    kind
}
