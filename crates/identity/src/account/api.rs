//! `createAccount`, `listAccounts`.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use tutela_access::{CreateAccount, Platform, ViewPlatform};
use tutela_core::{AccountId, PersonId, Secret};
use tutela_web::{Error, Json, Visit};
use utoipa::ToSchema;

use super::typed::{self, Typed};
use super::{Account, create, list};
use crate::desk::Desk;
use crate::invitation::link;

/// An account to make, with the person who will own it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountToMake {
    #[schema(example = "Nordlys Academy")]
    name: String,
    owner: OwnerToBe,
}

/// The owner to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnerToBe {
    name: String,
    username: String,
    /// Sets a password at once, for scripts. Better leave it out and hand over the link: then nobody else has
    /// ever known the password.
    #[schema(value_type = Option<String>, format = Password)]
    password: Option<Secret<String>>,
}

/// An account that was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct MadeAccount {
    #[schema(value_type = String, format = "uuid")]
    id: AccountId,
    owner: MadeOwner,
    /// The path behind which the owner sets his password, once, within two weeks; null when one was set for him.
    welcome_path: Option<String>,
}

/// The owner of an account that was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct MadeOwner {
    #[schema(value_type = String, format = "uuid")]
    id: PersonId,
}

/// An account, seen from outside.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListedAccount {
    #[schema(value_type = String, format = "uuid")]
    id: AccountId,
    name: String,
    /// The names of its owners.
    owners: Vec<String>,
    /// How many people belong to it.
    people: u64,
    #[schema(format = DateTime)]
    created_at: String,
}

/// All accounts.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountList {
    accounts: Vec<ListedAccount>,
}

/// Make an account and its owner. Nobody else ever makes an owner.
#[utoipa::path(
    post,
    path = "/api/v1/accounts",
    operation_id = "createAccount",
    tag = "identity",
    request_body = AccountToMake,
    responses((status = 201, description = "Made.", body = MadeAccount)),
)]
pub async fn create_account(
    visit: Visit,
    State(desk): State<Desk>,
    Json(wanted): Json<AccountToMake>,
) -> Result<Response, Error> {
    let typed::Understood {
        mut account,
        password,
    } = typed::read(Typed {
        name: &wanted.name,
        owner_name: &wanted.owner.name,
        owner_username: &wanted.owner.username,
        owner_password: wanted.owner.password.as_ref(),
    })?;
    let caller = (visit.gate(), visit.caller());
    let what = (CreateAccount, Platform);
    if let Some(password) = password {
        let hash = desk.hasher.hash_for(caller, what, password).await?;
        account.owner.password = Some(hash);
    }
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(CreateAccount, Platform).await?;
    let made = create(&mut authorized, &account).await;
    let made = made.map_err(typed::at_owner)?;
    guarded.commit().await?;
    let answer = MadeAccount {
        id: made.account,
        owner: MadeOwner { id: made.owner },
        welcome_path: made.welcome.as_ref().map(link::path),
    };
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

/// All accounts, by name, for those who run the platform.
#[utoipa::path(
    get,
    path = "/api/v1/accounts",
    operation_id = "listAccounts",
    tag = "identity",
    responses((status = 200, description = "The accounts.", body = AccountList)),
)]
pub async fn list_accounts(visit: Visit) -> Result<Json<AccountList>, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewPlatform, Platform).await?;
    let listed = |account: Account| ListedAccount {
        id: account.id,
        name: account.name,
        owners: account.owners,
        people: account.people,
        created_at: account.created_at.to_string(),
    };
    let accounts = list(&mut authorized).await?;
    let accounts = accounts.into_iter().map(listed).collect();
    Ok(Json(AccountList { accounts }))
}
