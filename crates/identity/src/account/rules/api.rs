//! `getSignInRules`, `setSignInRules`.

use http::StatusCode;
use serde::{Deserialize, Serialize};
use tutela_access::EditAccount;
use tutela_core::AccountId;
use tutela_web::{Error, Json, Path, Visit};
use utoipa::ToSchema;

use super::SignInRules;

/// What an account asks of the passwords of its people.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountSignInRules {
    /// The fewest characters of a password: 6, 8, 12 or 15.
    #[schema(example = 8)]
    password_floor: usize,
    /// The country of phone numbers that name none, by its two letters (ISO 3166-1).
    #[schema(example = "DK")]
    country: Option<String>,
}

/// The rules of an account about signing in.
#[utoipa::path(
    get,
    path = "/api/v1/accounts/{account}/sign-in-rules",
    operation_id = "getSignInRules",
    tag = "identity",
    params(("account" = String, Path, description = "The id of the account.")),
    responses((status = 200, description = "The rules.", body = AccountSignInRules)),
)]
pub async fn get_sign_in_rules(
    visit: Visit,
    Path(account): Path<AccountId>,
) -> Result<Json<AccountSignInRules>, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(EditAccount, account).await?;
    let rules = super::get(&mut authorized).await?;
    Ok(Json(AccountSignInRules {
        password_floor: rules.floor,
        country: rules.country,
    }))
}

/// Set the rules of an account about signing in. Passwords that are set already stay.
#[utoipa::path(
    put,
    path = "/api/v1/accounts/{account}/sign-in-rules",
    operation_id = "setSignInRules",
    tag = "identity",
    params(("account" = String, Path, description = "The id of the account.")),
    request_body = AccountSignInRules,
    responses((status = 204, description = "The rules are in force.")),
)]
pub async fn set_sign_in_rules(
    visit: Visit,
    Path(account): Path<AccountId>,
    Json(wanted): Json<AccountSignInRules>,
) -> Result<StatusCode, Error> {
    let country = wanted.country.unwrap_or_default();
    let rules = SignInRules::read(&wanted.password_floor.to_string(), &country)?;
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(EditAccount, account).await?;
    super::set(&mut authorized, &rules).await?;
    guarded.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
