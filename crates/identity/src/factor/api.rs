//! `listSecondFactors`, `enrollTotp`, `confirmTotp`, `removeTotp`, `renewRecoveryCodes`, `verifySecondFactor`,
//! `resetSecondFactor`, `resetSecondFactorOfMember`, `askSecondFactor`.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use tutela_access::{EditAccount, Myself, ViewSelf};
use tutela_core::{AccountId, PersonId, Scope, Secret, Token};
use tutela_web::{Error, Json, Path, Visit};
use utoipa::ToSchema;

use super::{ask_managers, codes, half, mine, totp};
use crate::people::my_username;
use crate::sign_in::api::{NewSession, begun};

/// What the caller has set up.
#[derive(Debug, Serialize, ToSchema)]
pub struct SecondFactors {
    /// Since when there is an authenticator app.
    #[schema(format = DateTime)]
    app_since: Option<String>,
    passkeys: Vec<ListedPasskey>,
    recovery_codes_left: u64,
    /// Whether a role of the caller waits for a second factor.
    asked: bool,
}

/// A passkey.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListedPasskey {
    #[schema(format = "uuid")]
    id: String,
    name: String,
    #[schema(format = DateTime)]
    created_at: String,
    #[schema(format = DateTime)]
    used_at: Option<String>,
}

/// A secret for an authenticator app.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferedTotp {
    /// Base32, in groups.
    secret: String,
    /// For a QR code.
    uri: String,
}

/// A code that was typed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TypedCode {
    #[schema(example = "287082")]
    code: String,
}

/// Codes that are shown once.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewRecoveryCodes {
    /// Ten, or none where there were some already.
    recovery_codes: Vec<String>,
}

/// The second half of a sign-in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecondHalf {
    /// The one that `signIn` gave.
    #[schema(value_type = String)]
    token: Secret<String>,
    /// Of the authenticator app, or a recovery code.
    #[schema(example = "287082")]
    code: String,
}

/// Whether an account asks a second factor of those who run it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskedFactor {
    ask: bool,
}

/// What have I set up?
#[utoipa::path(
    get,
    path = "/api/v1/me/second-factors",
    operation_id = "listSecondFactors",
    tag = "identity",
    responses((status = 200, description = "What there is.", body = SecondFactors)),
)]
pub async fn list_second_factors(visit: Visit) -> Result<Json<SecondFactors>, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let factors = mine(&mut authorized).await?;
    let listed = |kept: super::KeptPasskey| ListedPasskey {
        id: kept.id,
        name: kept.name,
        created_at: kept.created_at.to_string(),
        used_at: kept.used_at.map(|at| at.to_string()),
    };
    Ok(Json(SecondFactors {
        app_since: factors.app_since.map(|at| at.to_string()),
        passkeys: factors.passkeys.into_iter().map(listed).collect(),
        recovery_codes_left: factors.codes_left,
        asked: !factors.asked_by.is_empty(),
    }))
}

/// Offer a new secret to an authenticator app. It counts once `confirmTotp` has shown a code of it.
#[utoipa::path(
    post,
    path = "/api/v1/me/totp",
    operation_id = "enrollTotp",
    tag = "identity",
    responses((status = 201, description = "Offered.", body = OfferedTotp)),
)]
pub async fn enroll_totp(visit: Visit) -> Result<Response, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let name = my_username(&mut authorized).await?;
    let product = visit.app().settings().product.clone();
    let offer = totp::offer(&mut authorized, (&product, &name)).await?;
    guarded.commit().await?;
    let answer = OfferedTotp {
        secret: offer.secret,
        uri: offer.uri,
    };
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

/// Take the offered secret into use, by a code of it.
#[utoipa::path(
    post,
    path = "/api/v1/me/totp/confirmation",
    operation_id = "confirmTotp",
    tag = "identity",
    request_body = TypedCode,
    responses((status = 200, description = "In use.", body = NewRecoveryCodes)),
)]
pub async fn confirm_totp(
    visit: Visit,
    Json(typed): Json<TypedCode>,
) -> Result<Json<NewRecoveryCodes>, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let made = totp::confirm(&mut authorized, &typed.code).await?;
    guarded.commit().await?;
    Ok(Json(NewRecoveryCodes {
        recovery_codes: made.map(|made| made.0).unwrap_or_default(),
    }))
}

/// Take the authenticator app away. It takes a fresh proof: `reauthenticate`.
#[utoipa::path(
    delete,
    path = "/api/v1/me/totp",
    operation_id = "removeTotp",
    tag = "identity",
    responses((status = 204, description = "Taken away.")),
)]
pub async fn remove_totp(visit: Visit) -> Result<Response, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    totp::remove(&mut authorized).await?;
    guarded.commit().await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Make new recovery codes; those before stop working.
#[utoipa::path(
    post,
    path = "/api/v1/me/recovery-codes",
    operation_id = "renewRecoveryCodes",
    tag = "identity",
    responses((status = 201, description = "Shown once.", body = NewRecoveryCodes)),
)]
pub async fn renew_recovery_codes(visit: Visit) -> Result<Response, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let made = codes::renew_mine(&mut authorized).await?;
    guarded.commit().await?;
    let answer = NewRecoveryCodes {
        recovery_codes: made.0,
    };
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

/// Finish a sign-in that `signIn` left half done: by a code of the app, or a recovery code.
#[utoipa::path(
    post,
    path = "/api/v1/session/second-factor",
    operation_id = "verifySecondFactor",
    tag = "identity",
    request_body = SecondHalf,
    responses(
        (status = 200, description = "Signed in.", body = NewSession),
        (status = 401, description = "The code is wrong, or the sign-in must begin anew."),
        (status = 429, description = "Too many wrong codes."),
    ),
)]
pub async fn verify_second_factor(
    visit: Visit,
    Json(typed): Json<SecondHalf>,
) -> Result<Response, Error> {
    let token = Token::parse(typed.token.expose()).ok_or(half::CannotFinish::Gone)?;
    let signed_in = half::finish(visit.gate(), (&token, visit.device()), &typed.code).await?;
    Ok(begun(&visit, StatusCode::OK, signed_in))
}

/// Take the second factor of somebody away who has lost it. For the platform's administrators.
#[utoipa::path(
    delete,
    path = "/api/v1/people/{person}/second-factor",
    operation_id = "resetSecondFactor",
    tag = "identity",
    params(("person" = String, Path, description = "The id of the person.")),
    responses((status = 204, description = "Taken away; all sessions ended.")),
)]
pub async fn reset_second_factor(
    visit: Visit,
    Path(person): Path<PersonId>,
) -> Result<Response, Error> {
    reset(&visit, Scope::Platform, person).await
}

/// The same for a member, by those who run the account: for people who belong to no other.
#[utoipa::path(
    delete,
    path = "/api/v1/accounts/{account}/people/{person}/second-factor",
    operation_id = "resetSecondFactorOfMember",
    tag = "identity",
    params(
        ("account" = String, Path, description = "The id of the account."),
        ("person" = String, Path, description = "The id of the member."),
    ),
    responses((status = 204, description = "Taken away; all sessions ended.")),
)]
pub async fn reset_second_factor_of_member(
    visit: Visit,
    Path((account, person)): Path<(AccountId, PersonId)>,
) -> Result<Response, Error> {
    reset(&visit, account.into(), person).await
}

async fn reset(visit: &Visit, scope: Scope, person: PersonId) -> Result<Response, Error> {
    let mut guarded = visit.write().await?;
    super::reset(&mut guarded, scope, person).await?;
    guarded.commit().await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Ask a second factor of everybody who runs the account, or ask no more. Whoever asks has one himself.
#[utoipa::path(
    put,
    path = "/api/v1/accounts/{account}/second-factor",
    operation_id = "askSecondFactor",
    tag = "identity",
    params(("account" = String, Path, description = "The id of the account.")),
    request_body = AskedFactor,
    responses(
        (status = 204, description = "So it is."),
        (status = 409, description = "The caller has none himself."),
    ),
)]
pub async fn ask_second_factor(
    visit: Visit,
    Path(account): Path<AccountId>,
    Json(asked): Json<AskedFactor>,
) -> Result<Response, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(EditAccount, account).await?;
    ask_managers(&mut authorized, asked.ask).await?;
    guarded.commit().await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
