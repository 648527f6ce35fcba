//! `blockUser`, `unblockUser`.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use tutela_core::PersonId;
use tutela_web::{Error, FieldErrors, Json, Path, Visit};
use utoipa::ToSchema;

use super::LONGEST;

/// Why somebody is kept out; he is told.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BlockReason {
    /// At most 500 characters.
    reason: String,
}

/// Keep somebody out of the whole installation. Every session, link and token of his is dead from the next request on.
#[utoipa::path(
    post,
    path = "/api/v1/people/{person}/block",
    operation_id = "blockUser",
    tag = "identity",
    params(("person" = String, Path, description = "The id of the person.")),
    request_body = BlockReason,
    responses(
        (status = 204, description = "Blocked."),
        (status = 409, description = "Oneself, the last administrator, or somebody who is blocked already."),
    ),
)]
pub async fn block_user(
    visit: Visit,
    Path(person): Path<PersonId>,
    Json(typed): Json<BlockReason>,
) -> Result<Response, Error> {
    let mut errors = FieldErrors::default();
    let reason = errors.line("reason", &typed.reason, LONGEST);
    let reason = errors.settle(reason)?;
    let mut guarded = visit.write().await?;
    super::block(&mut guarded, person, &reason).await?;
    guarded.commit().await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Let somebody in again. Sessions and links that died stay dead.
#[utoipa::path(
    delete,
    path = "/api/v1/people/{person}/block",
    operation_id = "unblockUser",
    tag = "identity",
    params(("person" = String, Path, description = "The id of the person.")),
    responses((status = 204, description = "Let in again.")),
)]
pub async fn unblock_user(visit: Visit, Path(person): Path<PersonId>) -> Result<Response, Error> {
    let mut guarded = visit.write().await?;
    super::unblock(&mut guarded, person).await?;
    guarded.commit().await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
