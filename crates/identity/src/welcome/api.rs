//! `acceptWelcome`.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use serde::Deserialize;
use tutela_core::{Secret, Token};
use tutela_web::{Error, Json, Path, Visit};
use utoipa::ToSchema;

use crate::desk::Desk;
use crate::sign_in::api::{NewSession, begun};
use crate::sign_in::device::Device;

/// The password that a new person chooses.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FirstPassword {
    /// At least 6 characters, 12 for the platform's staff, or what an account of the person asks for.
    #[schema(value_type = String, format = Password)]
    password: Secret<String>,
}

/// Set the first password by the one-time link, and sign in. What was used, ran out or never was is not found.
#[utoipa::path(
    post,
    path = "/api/v1/welcome/{token}",
    operation_id = "acceptWelcome",
    tag = "identity",
    params(("token" = String, Path, description = "The last part of `welcome_path`.")),
    request_body = FirstPassword,
    responses(
        (status = 201, description = "The password is set and its owner signed in.", body = NewSession),
        (status = 404, description = "The link was used, has run out, or never was."),
    ),
)]
pub async fn accept_welcome(
    visit: Visit,
    State(desk): State<Desk>,
    device: Device,
    Path(token): Path<String>,
    Json(chosen): Json<FirstPassword>,
) -> Result<Response, Error> {
    let token = Token::parse(&token).ok_or(Error::NotFound)?;
    let with = (&chosen.password, (device.origin(), visit.device()));
    let signed_in = super::accept(visit.gate(), &desk.hasher, &token, with).await?;
    Ok(begun(&visit, StatusCode::CREATED, signed_in))
}
