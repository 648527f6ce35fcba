//! `register`, `getRegistration`, `setRegistration`.

use http::StatusCode;
use serde::{Deserialize, Serialize};
use tutela_access::EditAccount;
use tutela_core::{AccountId, CourseId};
use tutela_web::{Error, FieldErrors, Json, Path, Visit};
use utoipa::ToSchema;

use super::{Registration, close, find, open, read_domains, register as write};
use crate::invitation::Address;

/// Somebody who wants to come in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Newcomer {
    /// Where the letter goes that lets him in.
    email: String,
}

/// How an account is open to newcomers.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegistrationSetting {
    /// Whether it is open at all.
    open: bool,
    /// The mail domains that are let in; none means all.
    #[serde(default)]
    domains: Vec<String>,
    /// Where everybody who comes in becomes a learner.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    courses: Vec<CourseId>,
}

/// Ask to come into an account that is open to newcomers: a letter with a link goes to the address. The answer is the
/// same whether somebody has this address already or not.
#[utoipa::path(
    post,
    path = "/api/v1/accounts/{account}/registrations",
    operation_id = "register",
    tag = "identity",
    params(("account" = String, Path, description = "The id of the account.")),
    request_body = Newcomer,
    responses(
        (status = 202, description = "If the address can get it, a letter is on its way."),
        (status = 404, description = "The account is not open to newcomers, or there is none."),
    ),
)]
pub async fn register(
    visit: Visit,
    Path(account): Path<AccountId>,
    Json(newcomer): Json<Newcomer>,
) -> Result<StatusCode, Error> {
    if find(visit.gate(), account).await?.is_none() {
        return Err(Error::NotFound);
    }
    let address = Address::mail(&newcomer.email);
    let address = address.map_err(|_| FieldErrors::one("email", "email"))?;
    write(visit.gate(), account, (&address, visit.language().tag())).await?;
    Ok(StatusCode::ACCEPTED)
}

/// How an account is open to newcomers.
#[utoipa::path(
    get,
    path = "/api/v1/accounts/{account}/registration",
    operation_id = "getRegistration",
    tag = "identity",
    params(("account" = String, Path, description = "The id of the account.")),
    responses((status = 200, description = "The setting.", body = RegistrationSetting)),
)]
pub async fn get_registration(
    visit: Visit,
    Path(account): Path<AccountId>,
) -> Result<Json<RegistrationSetting>, Error> {
    let mut guarded = visit.read().await?;
    guarded.authorize(EditAccount, account).await?;
    drop(guarded);
    let found = find(visit.gate(), account).await?;
    let open = found.is_some();
    let Registration { domains, courses } = found.unwrap_or_default();
    Ok(Json(RegistrationSetting {
        open,
        domains,
        courses,
    }))
}

/// Open an account to newcomers, or close it. It is open in the name of the caller, and no longer than he may let
/// people in himself.
#[utoipa::path(
    put,
    path = "/api/v1/accounts/{account}/registration",
    operation_id = "setRegistration",
    tag = "identity",
    params(("account" = String, Path, description = "The id of the account.")),
    request_body = RegistrationSetting,
    responses((status = 204, description = "Set.")),
)]
pub async fn set_registration(
    visit: Visit,
    Path(account): Path<AccountId>,
    Json(wanted): Json<RegistrationSetting>,
) -> Result<StatusCode, Error> {
    let domains = read_domains(&wanted.domains.join(" "))?;
    let mut guarded = visit.write().await?;
    guarded.authorize(EditAccount, account).await?;
    if wanted.open {
        let registration = Registration {
            domains,
            courses: wanted.courses,
        };
        open(&mut guarded, account, &registration).await?;
    } else {
        let mut authorized = guarded.authorize(EditAccount, account).await?;
        close(&mut authorized).await?;
    }
    guarded.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
