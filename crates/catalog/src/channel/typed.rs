//! A channel as somebody types it, in the form or for the API.

use serde::Deserialize;
use tutela_web::FieldErrors;
use utoipa::ToSchema;

use super::Wording;
use crate::{Prose, typed};

/// Name and summary as they were sent.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChannelWording)]
pub struct Typed {
    /// One line of at most 160 characters.
    #[serde(default)]
    #[schema(required = true, min_length = 1, max_length = 160)]
    pub name: String,
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
        let name = typed::line(&mut errors, "name", &self.name);
        let summary = typed::prose(&mut errors, "summary", &self.summary, Prose::SUMMARY);
        match (name, summary) {
            (Some(name), Some(summary)) => Ok(Wording { name, summary }),
            _ => Err(errors),
        }
    }
}
