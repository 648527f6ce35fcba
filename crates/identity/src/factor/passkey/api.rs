//! `beginPasskey`, `addPasskey`, `removePasskey`, `beginPasskeySignIn`, `signInWithPasskey`.

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use tutela_access::{Myself, ViewSelf};
use tutela_core::Token;
use tutela_web::{Error, FieldErrors, Json, Path, Visit};
use utoipa::ToSchema;
use webauthn_rs::prelude::{PublicKeyCredential, RegisterPublicKeyCredential};

use super::{CannotUse, House, add, ask, enter, offer, remove};
use crate::factor::screen::half_of;
use crate::invitation::link::Host;
use crate::people::my_username;
use crate::sign_in::api::{NewSession, begun};
use crate::sign_in::device::Device;

/// A challenge for a passkey.
#[derive(Debug, Serialize, ToSchema)]
pub struct PasskeyChallenge {
    /// Goes back with the answer.
    token: String,
    /// As `navigator.credentials` takes it, bytes in base64url.
    #[schema(value_type = Object)]
    options: serde_json::Value,
}

/// What a browser answered when it made a passkey.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPasskey {
    token: String,
    /// By which its person knows it again, 60 characters at most.
    name: String,
    #[schema(value_type = Object)]
    credential: serde_json::Value,
}

/// What a browser answered when a passkey was used.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UsedPasskey {
    token: String,
    #[schema(value_type = Object)]
    credential: serde_json::Value,
}

/// Begin to make a passkey. It takes a fresh proof.
#[utoipa::path(
    post,
    path = "/api/v1/me/passkeys/challenge",
    operation_id = "beginPasskey",
    tag = "identity",
    responses((status = 200, description = "The challenge.", body = PasskeyChallenge)),
)]
pub async fn begin_passkey(visit: Visit, host: Host) -> Result<Json<PasskeyChallenge>, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let username = my_username(&mut authorized).await?;
    let challenge = offer(&mut authorized, &house(&visit, &host)?, &username).await?;
    guarded.commit().await?;
    Ok(Json(PasskeyChallenge {
        token: challenge.token.reveal(),
        options: challenge.options,
    }))
}

/// Take a new passkey into use.
#[utoipa::path(
    post,
    path = "/api/v1/me/passkeys",
    operation_id = "addPasskey",
    tag = "identity",
    request_body = NewPasskey,
    responses((status = 204, description = "In use.")),
)]
pub async fn add_passkey(
    visit: Visit,
    host: Host,
    Json(new): Json<NewPasskey>,
) -> Result<Response, Error> {
    let mut errors = FieldErrors::default();
    let name = errors.line("name", &new.name, 60);
    let credential: Option<RegisterPublicKeyCredential> =
        serde_json::from_value(new.credential).ok();
    let answer = Token::parse(&new.token).zip(credential);
    if answer.is_none() {
        errors.add("credential", "passkey");
    }
    let name = errors.settle(name)?;
    let (token, credential) = answer.ok_or(CannotUse::Wrong)?;
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let house = house(&visit, &host)?;
    add(&mut authorized, &house, &token, (&credential, &name)).await?;
    guarded.commit().await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Take a passkey away. It takes a fresh proof.
#[utoipa::path(
    delete,
    path = "/api/v1/me/passkeys/{passkey}",
    operation_id = "removePasskey",
    tag = "identity",
    params(("passkey" = String, Path, description = "The id of the passkey.")),
    responses((status = 204, description = "Taken away.")),
)]
pub async fn remove_passkey(visit: Visit, Path(passkey): Path<String>) -> Result<Response, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    remove(&mut authorized, &passkey).await?;
    guarded.commit().await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// A challenge to sign in with a passkey, without a password or after one.
#[utoipa::path(
    post,
    path = "/api/v1/session/passkey/challenge",
    operation_id = "beginPasskeySignIn",
    tag = "identity",
    responses((status = 200, description = "The challenge.", body = PasskeyChallenge)),
)]
pub async fn begin_passkey_sign_in(
    visit: Visit,
    host: Host,
    headers: HeaderMap,
) -> Result<Json<PasskeyChallenge>, Error> {
    let half = half_of(&visit, &headers);
    let challenge = ask(visit.gate(), &house(&visit, &host)?, half.as_ref()).await?;
    Ok(Json(PasskeyChallenge {
        token: challenge.token.reveal(),
        options: challenge.options,
    }))
}

/// Sign in with a passkey.
#[utoipa::path(
    post,
    path = "/api/v1/session/passkey",
    operation_id = "signInWithPasskey",
    tag = "identity",
    request_body = UsedPasskey,
    responses(
        (status = 200, description = "Signed in.", body = NewSession),
        (status = 401, description = "The passkey does not fit, or the challenge has run out."),
    ),
)]
pub async fn sign_in_with_passkey(
    visit: Visit,
    host: Host,
    device: Device,
    Json(used): Json<UsedPasskey>,
) -> Result<Response, Error> {
    let token = Token::parse(&used.token).ok_or(CannotUse::Wrong)?;
    let credential = serde_json::from_value::<PublicKeyCredential>(used.credential);
    let credential = credential.map_err(|_| CannotUse::Wrong)?;
    let shown = (&token, &credential);
    let house = house(&visit, &host)?;
    let signed_in = enter(
        visit.gate(),
        &house,
        shown,
        (device.origin(), visit.device()),
    )
    .await?;
    Ok(begun(&visit, StatusCode::OK, signed_in))
}

fn house(visit: &Visit, host: &Host) -> Result<House, CannotUse> {
    let product = &visit.app().settings().product;
    House::at(&host.origin(visit).unwrap_or_default(), product)
}
