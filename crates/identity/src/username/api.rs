//! `listUsernames`, `changeUsername`.

use http::StatusCode;
use serde::{Deserialize, Serialize};
use tutela_access::{ChangeUsername, Myself, ViewSelf};
use tutela_web::{Error, Json, Visit};
use utoipa::ToSchema;

/// A name by which the caller signs in.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnUsername {
    /// `id`, `email` or `phone`.
    #[schema(example = "id")]
    kind: &'static str,
    /// In its canonical form.
    name: String,
}

/// The names by which the caller signs in.
#[derive(Debug, Serialize, ToSchema)]
pub struct UsernameList {
    usernames: Vec<OwnUsername>,
}

/// Another id to sign in with.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UsernameChange {
    username: String,
}

/// The names by which the caller signs in: at most an id, an e-mail address and a phone number.
#[utoipa::path(
    get,
    path = "/api/v1/me/usernames",
    operation_id = "listUsernames",
    tag = "identity",
    responses((status = 200, description = "The names.", body = UsernameList)),
)]
pub async fn list_usernames(visit: Visit) -> Result<Json<UsernameList>, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let own = super::mine(&mut authorized).await?;
    let listed = |own: super::Own| OwnUsername {
        kind: own.kind.as_str(),
        name: own.name,
    };
    let usernames = own.into_iter().map(listed).collect();
    Ok(Json(UsernameList { usernames }))
}

/// Take another id to sign in with. E-mail addresses and phone numbers become names by being confirmed.
#[utoipa::path(
    put,
    path = "/api/v1/me/username",
    operation_id = "changeUsername",
    tag = "identity",
    request_body = UsernameChange,
    responses((status = 204, description = "Changed.")),
)]
pub async fn change_username(
    visit: Visit,
    Json(wanted): Json<UsernameChange>,
) -> Result<StatusCode, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(ChangeUsername, Myself).await?;
    super::change(&mut authorized, &wanted.username).await?;
    guarded.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
