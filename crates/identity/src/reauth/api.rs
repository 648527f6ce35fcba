//! `reauthenticate`.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use serde::Deserialize;
use tutela_core::Secret;
use tutela_web::{Error, FieldErrors, Json, Visit};
use utoipa::ToSchema;

use super::{Proof, prove};
use crate::desk::Desk;
use crate::sign_in::api::{NewSession, begun};

/// One of the two.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShownProof {
    #[schema(value_type = Option<String>, format = Password)]
    password: Option<Secret<String>>,
    /// Of the authenticator app, or a recovery code.
    #[schema(example = "287082")]
    code: Option<String>,
}

/// Prove once more who I am. For 15 minutes that opens the acts that ask for it; the token of the session is another
/// one afterwards.
#[utoipa::path(
    post,
    path = "/api/v1/session/proof",
    operation_id = "reauthenticate",
    tag = "identity",
    request_body = ShownProof,
    responses(
        (status = 200, description = "Proved.", body = NewSession),
        (status = 401, description = "Nobody is signed in, or this is not it."),
        (status = 429, description = "Too many wrong ones."),
    ),
)]
pub async fn reauthenticate(
    visit: Visit,
    State(desk): State<Desk>,
    Json(shown): Json<ShownProof>,
) -> Result<Response, Error> {
    let proof = match (shown.password, shown.code) {
        (Some(password), None) => Proof::Password(password),
        (None, Some(code)) => Proof::Code(code),
        _ => return Err(FieldErrors::one("password", "one-proof").into()),
    };
    let caller = (visit.gate(), visit.caller());
    let proved = prove(caller, &desk.hasher, proof).await?;
    Ok(begun(&visit, StatusCode::OK, proved))
}
