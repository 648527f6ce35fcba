//! `requestPasswordReset`, `resetPassword`.

use axum::extract::State;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use tutela_core::{Secret, Token};
use tutela_web::{Error, FieldErrors, Json, Visit};
use utoipa::ToSchema;

use super::{Proof, request, set};
use crate::desk::Desk;

/// Whose password is to be set anew.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetWish {
    /// User name, e-mail address or phone number.
    username: String,
}

/// What goes with the code. Whether anything was sent, nobody but its receiver learns.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResetTicket {
    ticket: String,
}

/// A new password, with the ticket and the code, or with the link alone.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordReset {
    ticket: Option<String>,
    code: Option<String>,
    /// The last part of the link.
    link: Option<String>,
    #[schema(value_type = String, format = Password)]
    password: Secret<String>,
}

/// Ask for a code and a link to set a new password: they go to the person's mail address or phone. The answer is the
/// same for names that nobody has.
#[utoipa::path(
    post,
    path = "/api/v1/password-resets",
    operation_id = "requestPasswordReset",
    tag = "identity",
    request_body = ResetWish,
    responses((status = 202, description = "If there is such a person, it is on its way.", body = ResetTicket)),
)]
pub async fn request_password_reset(
    visit: Visit,
    Json(wish): Json<ResetWish>,
) -> Result<(StatusCode, Json<ResetTicket>), Error> {
    let ticket = request(visit.gate(), &wish.username).await?.reveal();
    Ok((StatusCode::ACCEPTED, Json(ResetTicket { ticket })))
}

/// Set a new password by code or link, once. All sessions of the person end and all locks are lifted; it signs nobody
/// in.
#[utoipa::path(
    post,
    path = "/api/v1/password-resets/redemption",
    operation_id = "resetPassword",
    tag = "identity",
    request_body = PasswordReset,
    responses(
        (status = 204, description = "The password is set."),
        (status = 409, description = "The code or link does not work, or not any more."),
        (status = 429, description = "Too many wrong codes; ask for a new one."),
    ),
)]
pub async fn reset_password(
    visit: Visit,
    State(desk): State<Desk>,
    Json(wanted): Json<PasswordReset>,
) -> Result<StatusCode, Error> {
    let proof = proof(&wanted)?;
    set(visit.gate(), &desk.hasher, &proof, &wanted.password).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn proof(wanted: &PasswordReset) -> Result<Proof, Error> {
    let token = |text: &String| Token::parse(text).ok_or(Error::Conflict("reset-gone"));
    match (&wanted.link, &wanted.ticket, &wanted.code) {
        (Some(link), None, None) => Ok(Proof::Link(token(link)?)),
        (None, Some(ticket), Some(code)) => Ok(Proof::Code {
            ticket: token(ticket)?,
            code: code.clone(),
        }),
        _ => Err(FieldErrors::one("code", "required").into()),
    }
}
