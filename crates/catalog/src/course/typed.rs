//! A course as somebody types it, in the forms or for the API.

use serde::Deserialize;
use tutela_web::FieldErrors;
use utoipa::ToSchema;

use super::Wording;
use crate::{Prose, typed};

/// Title and summary as they were sent.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CourseWording)]
pub struct Typed {
    /// One line of at most 160 characters.
    #[serde(default)]
    #[schema(required = true, min_length = 1, max_length = 160)]
    pub title: String,
    /// At most 1,000 characters.
    #[serde(default)]
    #[schema(max_length = 1000)]
    pub summary: String,
}

impl Typed {
    /// Reads both.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn read(&self) -> Result<Wording, FieldErrors> {
        let mut errors = FieldErrors::default();
        let title = typed::line(&mut errors, "title", &self.title);
        let summary = typed::prose(&mut errors, "summary", &self.summary, Prose::SUMMARY);
        match (title, summary) {
            (Some(title), Some(summary)) => Ok(Wording { title, summary }),
            _ => Err(errors),
        }
    }
}
