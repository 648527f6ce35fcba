//! `createApiToken`, `listApiTokens`, `revokeApiToken`, and the same for a member of an account.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use tutela_access::token::{Listed, Made, NewToken};
use tutela_access::{Myself, ViewPeople, ViewSelf};
use tutela_core::{AccountId, ApiTokenId, PersonId, ScopeId, Time};
use tutela_web::{Error, FieldErrors, Json, Path, Visit};
use utoipa::ToSchema;

use super::typed::{self, Typed};
use crate::place;
use crate::refusal::settle;

/// A token to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenToMake {
    /// What you call it.
    #[schema(example = "Nightly copy")]
    name: String,
    /// What it is for, in words.
    #[schema(example = "Copies the catalogue into our intranet")]
    purpose: String,
    /// `platform`, `account`, `channel` or `course`: it reaches nothing outside that place.
    #[schema(example = "channel")]
    level: String,
    /// The id of the account, channel or course; the platform has none.
    scope_id: Option<String>,
    /// What it may do, as far as you may: `read`, `learn`, `content`, `people`, `record`; on the platform `platform`.
    #[schema(example = json!(["read"]))]
    allows: Vec<String>,
    /// For how many days it lasts, 1 to 365; 90 where nothing is said.
    days: Option<u32>,
}

/// A token that was just made.
#[derive(Debug, Serialize, ToSchema)]
pub struct MadeToken {
    #[schema(value_type = String, format = "uuid")]
    id: ApiTokenId,
    /// What the program sends as `Authorization: Bearer …`. It is not shown again.
    #[schema(example = "tutela_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    token: String,
    #[schema(format = DateTime)]
    expires_at: String,
}

/// A token in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListedToken {
    #[schema(value_type = String, format = "uuid")]
    id: ApiTokenId,
    name: String,
    purpose: String,
    #[schema(example = "channel")]
    level: &'static str,
    #[schema(value_type = String, format = "uuid")]
    scope_id: ScopeId,
    allows: Vec<&'static str>,
    #[schema(format = DateTime)]
    made_at: String,
    #[schema(format = DateTime)]
    expires_at: String,
    /// To a minute.
    #[schema(format = DateTime)]
    last_used_at: Option<String>,
    #[schema(format = DateTime)]
    ended_at: Option<String>,
    /// Whether it allows anything now: it has not ended, and a role that it derives from is still held.
    active: bool,
}

/// Tokens, the latest first; those that ended stay for 30 days.
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenList {
    tokens: Vec<ListedToken>,
}

/// Make a token for a program. It does what you may do by the roles that you hold now, at one place and below, of the kinds
/// named; it ends with these roles. It takes a fresh proof of who you are, so no token makes tokens.
#[utoipa::path(
    post,
    path = "/api/v1/me/tokens",
    operation_id = "createApiToken",
    tag = "identity",
    request_body = TokenToMake,
    responses((status = 201, description = "Made. The token is not shown again.", body = MadeToken)),
)]
pub async fn create_api_token(
    visit: Visit,
    Json(wanted): Json<TokenToMake>,
) -> Result<Response, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let new = read(&wanted, authorized.now())?;
    let made = super::create(&mut authorized, &new).await;
    let made = made.map_err(|error| crate::refusal::of_token(error, "scope_id"))?;
    guarded.commit().await?;
    Ok((StatusCode::CREATED, Json(told(&made, &new))).into_response())
}

fn read(wanted: &TokenToMake, now: Time) -> Result<NewToken, FieldErrors> {
    let mut errors = FieldErrors::default();
    let scope = place::parse(&wanted.level, wanted.scope_id.as_deref(), &mut errors);
    let uses: Vec<_> = wanted.allows.iter().map(String::as_str).collect();
    let typed = Typed {
        name: &wanted.name,
        purpose: &wanted.purpose,
        uses: &uses,
        days: wanted.days,
    };
    let new = typed::read(&typed, scope, now, &mut errors);
    settle(errors, new)
}

fn told(made: &Made, new: &NewToken) -> MadeToken {
    MadeToken {
        id: made.id,
        token: made.token.reveal_api(),
        expires_at: new.until.to_string(),
    }
}

/// Which tokens did I make?
#[utoipa::path(
    get,
    path = "/api/v1/me/tokens",
    operation_id = "listApiTokens",
    tag = "identity",
    responses((status = 200, description = "The tokens.", body = TokenList)),
)]
pub async fn list_api_tokens(visit: Visit) -> Result<Json<TokenList>, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let tokens = super::list(&mut authorized).await?;
    Ok(Json(listed(tokens, visit.now())))
}

/// End one of my tokens. It opens nothing from the next request on, and what it still fetches is broken off.
#[utoipa::path(
    delete,
    path = "/api/v1/me/tokens/{token}",
    operation_id = "revokeApiToken",
    tag = "identity",
    params(("token" = String, Path, description = "The id of the token.")),
    responses((status = 204, description = "Ended.")),
)]
pub async fn revoke_api_token(
    visit: Visit,
    Path(token): Path<ApiTokenId>,
) -> Result<Response, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    super::revoke(&mut authorized, token).await?;
    guarded.commit().await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The tokens of a member that reach into the account.
#[utoipa::path(
    get,
    path = "/api/v1/accounts/{account}/people/{person}/tokens",
    operation_id = "listApiTokensOfMember",
    tag = "identity",
    params(
        ("account" = String, Path, description = "The id of the account."),
        ("person" = String, Path, description = "The id of the member."),
    ),
    responses((status = 200, description = "The tokens.", body = TokenList)),
)]
pub async fn list_api_tokens_of_member(
    visit: Visit,
    Path((account, person)): Path<(AccountId, PersonId)>,
) -> Result<Json<TokenList>, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewPeople, account).await?;
    let tokens = super::of_member(&mut authorized, person).await?;
    Ok(Json(listed(tokens, visit.now())))
}

/// End a token of a member that reaches into the account. On an owner's only another owner may do it.
#[utoipa::path(
    delete,
    path = "/api/v1/accounts/{account}/people/{person}/tokens/{token}",
    operation_id = "revokeApiTokenOfMember",
    tag = "identity",
    params(
        ("account" = String, Path, description = "The id of the account."),
        ("person" = String, Path, description = "The id of the member."),
        ("token" = String, Path, description = "The id of the token."),
    ),
    responses((status = 204, description = "Ended.")),
)]
pub async fn revoke_api_token_of_member(
    visit: Visit,
    Path((account, person, token)): Path<(AccountId, PersonId, ApiTokenId)>,
) -> Result<Response, Error> {
    let mut guarded = visit.write().await?;
    super::revoke_of_member(&mut guarded, (account, person), token).await?;
    guarded.commit().await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn listed(tokens: Vec<Listed>, now: Time) -> TokenList {
    let one = |token: Listed| ListedToken {
        active: token.stands(now),
        id: token.id,
        level: token.scope.level().as_str(),
        scope_id: token.scope.id(),
        allows: token
            .allows
            .iter()
            .map(tutela_access::token::Use::as_str)
            .collect(),
        made_at: token.made_at.to_string(),
        expires_at: token.until.to_string(),
        last_used_at: token.used_at.map(|at| at.to_string()),
        ended_at: token.ended_at.map(|at| at.to_string()),
        name: token.name,
        purpose: token.purpose,
    };
    TokenList {
        tokens: tokens.into_iter().map(one).collect(),
    }
}
