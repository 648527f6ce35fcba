//! `getProcessingRegister`.

use serde::Serialize;
use tutela_web::{Error, Json};
use utoipa::ToSchema;

use super::{Kept, kept};

/// What is kept of people, for what and for how long.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProcessingRegister {
    columns: Vec<PersonalColumn>,
}

/// A column with personal data.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonalColumn {
    table: &'static str,
    column: &'static str,
    #[schema(example = "service")]
    purpose: &'static str,
    #[schema(example = "membership")]
    retention: &'static str,
    /// What erasure does to it: `delete`, `clear` or `replace`.
    erasure: &'static str,
}

/// The register of processing (GDPR, Art. 30): every column with personal data, read from the schema in force.
#[utoipa::path(
    get,
    path = "/api/v1/trust/processing",
    operation_id = "getProcessingRegister",
    tag = "trust",
    responses((status = 200, description = "The register.", body = ProcessingRegister)),
)]
pub async fn get_processing_register() -> Result<Json<ProcessingRegister>, Error> {
    let columns = kept().into_iter().map(PersonalColumn::from);
    Ok(Json(ProcessingRegister {
        columns: columns.collect(),
    }))
}

impl From<Kept> for PersonalColumn {
    fn from(kept: Kept) -> Self {
        let Kept {
            table,
            column,
            purpose,
            retention,
            erasure,
        } = kept;
        Self {
            table,
            column,
            purpose,
            retention,
            erasure,
        }
    }
}
