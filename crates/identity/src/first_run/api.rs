//! `createAdministrator`.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use serde::Deserialize;
use tutela_core::Secret;
use tutela_web::{Error, FieldErrors, Json, Language, Visit};
use utoipa::ToSchema;

use super::{is_open, typed};
use crate::desk::Desk;
use crate::sign_in::api::{NewSession, begun};
use crate::sign_in::device::Device;

/// The first administrator to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAdministrator {
    name: String,
    username: String,
    /// At least 12 characters.
    #[schema(value_type = String, format = Password)]
    password: Secret<String>,
    /// The code printed at the terminal, where the installation can be reached from outside.
    code: Option<String>,
    /// The language of the pages, as a BCP 47 tag; without it, that of the request.
    #[schema(example = "en")]
    language: Option<String>,
}

/// Make the first administrator of an empty installation and sign him in. It works once.
#[utoipa::path(
    post,
    path = "/api/v1/first-run",
    operation_id = "createAdministrator",
    tag = "identity",
    request_body = NewAdministrator,
    responses(
        (status = 201, description = "Made and signed in.", body = NewSession),
        (status = 409, description = "There is an administrator already."),
    ),
)]
pub async fn create_administrator(
    visit: Visit,
    State(desk): State<Desk>,
    device: Device,
    Json(new): Json<NewAdministrator>,
) -> Result<Response, Error> {
    if !is_open(visit.gate()).await? {
        return Err(Error::Conflict("set-up-already"));
    }
    let typed = typed::Typed {
        name: &new.name,
        username: &new.username,
        password: new.password,
        code: new.code.as_deref().unwrap_or(""),
        language: language(&visit, new.language.as_deref())?,
    };
    let first = typed::read(typed, &desk.first_run)?;
    let from = (device.origin(), visit.device());
    let signed_in = super::begin(visit.gate(), &desk.hasher, &first, from).await?;
    Ok(begun(&visit, StatusCode::CREATED, signed_in))
}

fn language(visit: &Visit, tag: Option<&str>) -> Result<Language, FieldErrors> {
    let Some(tag) = tag else {
        return Ok(visit.language());
    };
    Language::parse(tag).ok_or_else(|| FieldErrors::one("language", "choice"))
}
