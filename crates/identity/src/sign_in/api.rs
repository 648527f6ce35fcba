//! Signing in and out, for programs.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::{Deserialize, Serialize};
use tutela_access::session;
use tutela_core::{PersonId, Secret};
use tutela_web::{CLEAR_SITE_DATA, Error, Json, Visit};
use utoipa::ToSchema;

use super::device::Device;
use super::{Attempt, CannotSignIn, SignedIn};
use crate::desk::Desk;

/// Who wants to sign in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    #[schema(example = "anna")]
    username: String,
    #[schema(value_type = String, format = Password)]
    password: Secret<String>,
}

/// A session that has begun.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewSession {
    /// Send it as `Authorization: Bearer …`. It is shown once; the same session is in the cookie.
    token: String,
    /// When the session ends however much it is used. Unused for a week, it ends earlier.
    #[schema(format = DateTime)]
    expires_at: String,
    person: PersonRef,
}

/// The password was right. Give the token to `verifySecondFactor` together with a code; it opens nothing else.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwedFactor {
    second_factor_token: String,
    #[schema(format = DateTime)]
    expires_at: String,
}

/// A person, named.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonRef {
    #[schema(value_type = String, format = "uuid")]
    pub id: PersonId,
    pub name: String,
}

/// Sign in with a user name and a password. Unknown names and wrong passwords get the same answer.
#[utoipa::path(
    post,
    path = "/api/v1/session",
    operation_id = "signIn",
    tag = "identity",
    request_body = Credentials,
    responses(
        (status = 200, description = "Signed in.", body = NewSession),
        (status = 202, description = "A second factor is owed.", body = OwedFactor),
        (status = 401, description = "The user name and the password do not belong together."),
        (status = 429, description = "Too many tries have failed; `Retry-After` says when to come back."),
    ),
)]
pub async fn sign_in(
    visit: Visit,
    State(desk): State<Desk>,
    device: Device,
    Json(credentials): Json<Credentials>,
) -> Result<Response, Error> {
    let attempt = Attempt {
        username: credentials.username,
        password: credentials.password,
        user_agent: device.0,
        network: device.1,
        device: visit.device().cloned(),
    };
    match super::sign_in(visit.gate(), &desk.hasher, attempt).await {
        Ok(signed_in) => Ok(begun(&visit, StatusCode::OK, signed_in)),
        Err(CannotSignIn::HalfWay(half)) => {
            let owed = OwedFactor {
                second_factor_token: half.token.reveal(),
                expires_at: half.until.to_string(),
            };
            Ok((StatusCode::ACCEPTED, Json(owed)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// Sign out: the session of the token or the cookie ends at once. Ending one that has ended is no error.
#[utoipa::path(
    delete,
    path = "/api/v1/session",
    operation_id = "signOut",
    tag = "identity",
    responses((status = 204, description = "Signed out.")),
)]
pub async fn sign_out(visit: Visit) -> Result<Response, Error> {
    super::sign_out(visit.gate(), visit.caller()).await?;
    let mut forget = with_cookie(visit.app().forget_session_cookie());
    let all = HeaderValue::from_static(CLEAR_SITE_DATA);
    forget.insert("clear-site-data", all);
    Ok((StatusCode::NO_CONTENT, forget).into_response())
}

/// The answer to somebody who is in now: the token, and the same as a cookie.
pub fn begun(visit: &Visit, status: StatusCode, signed_in: SignedIn) -> Response {
    let SignedIn {
        person,
        name,
        session,
        device,
    } = signed_in;
    let keep = Some(session::ABSOLUTE);
    let mut cookies = with_cookie(visit.app().session_cookie(&session.token, keep));
    let device = device.and_then(|device| visit.app().device_cookie(&device));
    if let Some(device) = device {
        cookies.append(SET_COOKIE, device);
    }
    let body = NewSession {
        token: session.token.reveal(),
        expires_at: session.until.to_string(),
        person: PersonRef { id: person, name },
    };
    (status, cookies, Json(body)).into_response()
}

fn with_cookie(cookie: Option<HeaderValue>) -> HeaderMap {
    cookie
        .map(|cookie| (SET_COOKIE, cookie))
        .into_iter()
        .collect()
}
