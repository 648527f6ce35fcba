//! `getOwnership`, `offerOwnership`, `acceptOwnership`, `declineOwnership`, `withdrawOwnership`.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use tutela_access::ListRoles;
use tutela_core::{AccountId, OfferId, PersonId, Role};
use tutela_web::{Error, Json, Path, Visit};
use utoipa::ToSchema;

use super::{Offer, standing};

/// To whom an account is offered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnershipToOffer {
    /// A manager of the account.
    #[schema(value_type = String, format = "uuid")]
    person_id: PersonId,
    /// Whether the old owner becomes a manager of the account; without it he keeps nothing.
    #[serde(default)]
    keep_manager: bool,
}

/// An offer that was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferedOwnership {
    #[schema(value_type = String, format = "uuid")]
    id: OfferId,
}

/// The offer of an account that stands, if one does.
#[derive(Debug, Serialize, ToSchema)]
pub struct Ownership {
    offer: Option<StandingOffer>,
}

/// An offer that stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct StandingOffer {
    #[schema(value_type = String, format = "uuid")]
    id: OfferId,
    #[schema(value_type = String, format = "uuid")]
    from_id: PersonId,
    from_name: String,
    #[schema(value_type = String, format = "uuid")]
    to_id: PersonId,
    to_name: String,
    keep_manager: bool,
    #[schema(format = DateTime)]
    offered_at: String,
    #[schema(format = DateTime)]
    expires_at: String,
}

/// Is the account offered to somebody?
#[utoipa::path(
    get,
    path = "/api/v1/accounts/{account}/ownership",
    operation_id = "getOwnership",
    tag = "identity",
    params(("account" = String, Path, description = "The id of the account.")),
    responses((status = 200, description = "The offer that stands.", body = Ownership)),
)]
pub async fn get_ownership(
    visit: Visit,
    Path(account): Path<AccountId>,
) -> Result<Json<Ownership>, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ListRoles, account.into()).await?;
    let now = authorized.now();
    let offer = standing(authorized.tx(), account, now).await?;
    Ok(Json(Ownership {
        offer: offer.map(shown),
    }))
}

fn shown(offer: Offer) -> StandingOffer {
    StandingOffer {
        id: offer.id,
        from_id: offer.from,
        from_name: offer.from_name,
        to_id: offer.to,
        to_name: offer.to_name,
        keep_manager: offer.keeps == Some(Role::AccountManager),
        offered_at: offer.offered_at.to_string(),
        expires_at: offer.expires_at.to_string(),
    }
}

/// Offer the account to a manager of it, for 7 days. Takes a fresh proof.
#[utoipa::path(
    post,
    path = "/api/v1/accounts/{account}/ownership/offers",
    operation_id = "offerOwnership",
    tag = "identity",
    params(("account" = String, Path, description = "The id of the account.")),
    request_body = OwnershipToOffer,
    responses((status = 201, description = "Offered.", body = OfferedOwnership)),
)]
pub async fn offer_ownership(
    visit: Visit,
    Path(account): Path<AccountId>,
    Json(wanted): Json<OwnershipToOffer>,
) -> Result<Response, Error> {
    let keeps = wanted.keep_manager.then_some(Role::AccountManager);
    let mut guarded = visit.write().await?;
    let id = super::offer(&mut guarded, account, (wanted.person_id, keeps)).await?;
    guarded.commit().await?;
    Ok((StatusCode::CREATED, Json(OfferedOwnership { id })).into_response())
}

/// Take over an account that was offered to you. Takes a fresh proof.
#[utoipa::path(
    post,
    path = "/api/v1/ownership/offers/{offer}/acceptance",
    operation_id = "acceptOwnership",
    tag = "identity",
    params(("offer" = String, Path, description = "The id of the offer.")),
    responses((status = 204, description = "The account is yours.")),
)]
pub async fn accept_ownership(
    visit: Visit,
    Path(offer): Path<OfferId>,
) -> Result<StatusCode, Error> {
    super::accept((visit.gate(), visit.caller()), offer).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Say no to an account that was offered to you.
#[utoipa::path(
    post,
    path = "/api/v1/ownership/offers/{offer}/refusal",
    operation_id = "declineOwnership",
    tag = "identity",
    params(("offer" = String, Path, description = "The id of the offer.")),
    responses((status = 204, description = "Declined.")),
)]
pub async fn decline_ownership(
    visit: Visit,
    Path(offer): Path<OfferId>,
) -> Result<StatusCode, Error> {
    super::decline((visit.gate(), visit.caller()), offer).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take your own offer back.
#[utoipa::path(
    post,
    path = "/api/v1/ownership/offers/{offer}/withdrawal",
    operation_id = "withdrawOwnership",
    tag = "identity",
    params(("offer" = String, Path, description = "The id of the offer.")),
    responses((status = 204, description = "Taken back.")),
)]
pub async fn withdraw_ownership(
    visit: Visit,
    Path(offer): Path<OfferId>,
) -> Result<StatusCode, Error> {
    super::withdraw((visit.gate(), visit.caller()), offer).await?;
    Ok(StatusCode::NO_CONTENT)
}
