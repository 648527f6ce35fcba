//! `openDevice`.

use axum::response::{IntoResponse, Response};
use http::header::SET_COOKIE;
use http::{HeaderMap, StatusCode};
use tutela_core::Token;
use tutela_web::{Error, Path, Visit};

/// Open the device that asks, by the one-time link of a mail about a lock: its failed sign-ins count for themselves
/// from now on. It signs nobody in; the device is known by the cookie that the answer sets.
#[utoipa::path(
    post,
    path = "/api/v1/unlockings/{token}",
    operation_id = "openDevice",
    tag = "identity",
    params(("token" = String, Path, description = "The last part of the link.")),
    responses(
        (status = 204, description = "The device is open."),
        (status = 404, description = "The link was used, has run out, or never was."),
    ),
)]
pub async fn open_device(visit: Visit, Path(token): Path<String>) -> Result<Response, Error> {
    let token = Token::parse(&token).ok_or(Error::NotFound)?;
    let device = super::open(visit.gate(), &token, visit.device()).await?;
    let cookie = visit.app().device_cookie(&device);
    let cookies: HeaderMap = cookie
        .map(|cookie| (SET_COOKIE, cookie))
        .into_iter()
        .collect();
    Ok((StatusCode::NO_CONTENT, cookies).into_response())
}
