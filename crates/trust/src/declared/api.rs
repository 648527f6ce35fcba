//! `declarePromise`.

use http::StatusCode;
use serde::Deserialize;
use tutela_access::{DeclarePromise, Platform};
use tutela_web::{Error, Json, Visit};
use utoipa::ToSchema;

use super::{Typed, declare};

/// What only a person can know, said by one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDeclaration {
    #[schema(example = "machine-access")]
    part: String,
    /// Who says it.
    #[schema(example = "Eva Dahl")]
    name: String,
    #[schema(example = "One person can reach the machine, to renew its disk.")]
    statement: String,
    /// The last day on which it is good, within a year.
    #[schema(example = "2027-05-31")]
    until: String,
}

/// Declare a part of a promise that only a person can know. It is shown as declared, never as proven, until its last day.
#[utoipa::path(
    post,
    path = "/api/v1/trust/declarations",
    operation_id = "declarePromise",
    tag = "trust",
    request_body = NewDeclaration,
    responses((status = 204, description = "Declared.")),
)]
pub async fn declare_promise(
    visit: Visit,
    Json(new): Json<NewDeclaration>,
) -> Result<StatusCode, Error> {
    let typed = Typed {
        part: new.part,
        name: new.name,
        statement: new.statement,
        until: new.until,
    };
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(DeclarePromise, Platform).await?;
    let declared = typed.check(authorized.now())?;
    declare(&mut authorized, &declared).await?;
    guarded.commit().await?;
    crate::prove::note_changes(visit.gate()).await?;
    Ok(StatusCode::NO_CONTENT)
}
