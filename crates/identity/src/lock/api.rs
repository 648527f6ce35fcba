//! `unlockMember`.

use http::StatusCode;
use serde::Deserialize;
use tutela_access::UnlockMember;
use tutela_core::{AccountId, PersonId, Scope};
use tutela_web::{Error, Path, Query, Visit};
use utoipa::IntoParams;

/// Where somebody is let in again.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct At {
    /// The account that he belongs to. Without one, the platform's administrators lift anybody's lock.
    #[param(value_type = Option<String>)]
    account: Option<AccountId>,
}

/// Let somebody in again whose sign-in failed too often. Lifting what is not locked is no error.
#[utoipa::path(
    delete,
    path = "/api/v1/people/{person}/lock",
    operation_id = "unlockMember",
    tag = "identity",
    params(("person" = String, Path, description = "The id of the person."), At),
    responses((status = 204, description = "Nothing keeps the person out now.")),
)]
pub async fn unlock_member(
    visit: Visit,
    Path(person): Path<PersonId>,
    Query(at): Query<At>,
) -> Result<StatusCode, Error> {
    let scope = at.account.map_or(Scope::Platform, Scope::Account);
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(UnlockMember, scope).await?;
    super::lift(&mut authorized, person).await?;
    guarded.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
