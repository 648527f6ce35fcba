//! `changePassword`.

use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use tutela_core::Secret;
use tutela_web::{Error, Json, Visit};
use utoipa::ToSchema;

use super::Change;
use crate::desk::Desk;

/// The password of now, and the one to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    #[schema(value_type = String, format = Password)]
    current: Secret<String>,
    #[schema(value_type = String, format = Password)]
    password: Secret<String>,
}

/// Change one's own password. All other sessions end; the person is told.
#[utoipa::path(
    put,
    path = "/api/v1/me/password",
    operation_id = "changePassword",
    tag = "identity",
    request_body = PasswordChange,
    responses(
        (status = 204, description = "Changed."),
        (status = 429, description = "The current password was wrong too often; `Retry-After` says when to come back."),
    ),
)]
pub async fn change_password(
    visit: Visit,
    State(desk): State<Desk>,
    Json(wanted): Json<PasswordChange>,
) -> Result<StatusCode, Error> {
    let change = Change {
        current: wanted.current,
        new: wanted.password,
    };
    super::change(visit.gate(), &desk.hasher, visit.caller(), &change).await?;
    Ok(StatusCode::NO_CONTENT)
}
