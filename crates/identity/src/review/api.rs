//! `getAccessReview`, `signAccessReview`, `listAccessReviews`.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use tutela_access::{Grant, ReviewAccess};
use tutela_core::{AccountId, GrantId, PersonId, ReviewId, ScopeId};
use tutela_web::{Error, FieldErrors, Json, Path, Query, Visit};
use utoipa::ToSchema;

use super::{Counts, Mark, Signed, Wanted, look, signed};

/// Which grants are wanted.
#[derive(Debug, Deserialize)]
pub struct AskedReview {
    #[serde(default)]
    mark: String,
    after: Option<GrantId>,
}

/// All grants of an account, counted, and a part of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccessReview {
    /// To be given when it is signed.
    digest: String,
    counts: ReviewCounts,
    /// Whether a review is due: none was signed within 90 days.
    due: bool,
    grants: Vec<ReviewedGrant>,
    /// The grant to read on from, if there is more.
    #[schema(value_type = Option<String>, format = "uuid")]
    next: Option<GrantId>,
}

/// How many grants there are.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewCounts {
    grants: u64,
    /// Not used for 90 days.
    unused: u64,
    /// Never used.
    never: u64,
    /// Ending within 30 days.
    ending: u64,
}

/// A grant as a review sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewedGrant {
    #[schema(value_type = String, format = "uuid")]
    id: GrantId,
    #[schema(value_type = String, format = "uuid")]
    person_id: PersonId,
    person_name: String,
    role: &'static str,
    level: &'static str,
    #[schema(value_type = String, format = "uuid")]
    scope_id: ScopeId,
    place: String,
    #[schema(format = DateTime)]
    granted_at: String,
    granted_by: Option<String>,
    reason: Option<String>,
    #[schema(format = DateTime)]
    until: Option<String>,
    /// Exact to a day.
    #[schema(format = DateTime)]
    used_at: Option<String>,
    /// `fine`, `unused`, `never` or `ending`.
    mark: &'static str,
}

/// What is signed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewToSign {
    /// The digest of the list that was looked through.
    digest: String,
    /// What was looked at and found, 1,000 characters at most.
    note: String,
}

/// A review that was signed.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignedReview {
    #[schema(value_type = String, format = "uuid")]
    id: ReviewId,
    signed_by: String,
    #[schema(format = DateTime)]
    signed_at: String,
    note: String,
    counts: ReviewCounts,
    digest: String,
}

/// The id of a review that was signed.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewReview {
    #[schema(value_type = String, format = "uuid")]
    id: ReviewId,
}

/// The reviews that were signed.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewList {
    reviews: Vec<SignedReview>,
}

/// Which grants are there in the account, and when was each last used?
#[utoipa::path(
    get,
    path = "/api/v1/accounts/{account}/access-review",
    operation_id = "getAccessReview",
    tag = "identity",
    params(
        ("account" = String, Path, description = "The id of the account."),
        ("mark" = Option<String>, Query, description = "`unused`, `never` or `ending` for those alone."),
        ("after" = Option<String>, Query, description = "The grant to read on from."),
    ),
    responses((status = 200, description = "The grants.", body = AccessReview)),
)]
pub async fn get_access_review(
    visit: Visit,
    Path(account): Path<AccountId>,
    Query(asked): Query<AskedReview>,
) -> Result<Json<AccessReview>, Error> {
    let mark = Mark::parse(&asked.mark);
    if mark.is_none() && !asked.mark.is_empty() {
        return Err(FieldErrors::one("mark", "choice").into());
    }
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ReviewAccess, account).await?;
    let after = asked.after;
    let review = look(&mut authorized, Wanted { mark, after }).await?;
    let signed = super::list(&mut authorized).await?;
    let fresh = signed
        .first()
        .is_some_and(|last| !last.is_old(authorized.now()));
    Ok(Json(AccessReview {
        digest: review.digest,
        counts: counted(review.counts),
        due: !fresh,
        grants: review.grants.into_iter().map(shown).collect(),
        next: review.next,
    }))
}

/// Sign for the list with this digest. Takes a fresh proof.
#[utoipa::path(
    post,
    path = "/api/v1/accounts/{account}/access-reviews",
    operation_id = "signAccessReview",
    tag = "identity",
    params(("account" = String, Path, description = "The id of the account.")),
    request_body = ReviewToSign,
    responses((status = 201, description = "Signed.", body = NewReview)),
)]
pub async fn sign_access_review(
    visit: Visit,
    Path(account): Path<AccountId>,
    Json(wanted): Json<ReviewToSign>,
) -> Result<Response, Error> {
    let mut errors = FieldErrors::default();
    let note = errors.line("note", &wanted.note, signed::LONGEST);
    let note = errors.settle(note)?;
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(ReviewAccess, account).await?;
    let id = super::sign(&mut authorized, (&wanted.digest, &note)).await?;
    guarded.commit().await?;
    Ok((StatusCode::CREATED, Json(NewReview { id })).into_response())
}

/// Which reviews were signed? Newest first, 20 at most.
#[utoipa::path(
    get,
    path = "/api/v1/accounts/{account}/access-reviews",
    operation_id = "listAccessReviews",
    tag = "identity",
    params(("account" = String, Path, description = "The id of the account.")),
    responses((status = 200, description = "The reviews.", body = ReviewList)),
)]
pub async fn list_access_reviews(
    visit: Visit,
    Path(account): Path<AccountId>,
) -> Result<Json<ReviewList>, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ReviewAccess, account).await?;
    let signed = super::list(&mut authorized).await?;
    Ok(Json(ReviewList {
        reviews: signed.into_iter().map(told).collect(),
    }))
}

const fn counted(counts: Counts) -> ReviewCounts {
    ReviewCounts {
        grants: counts.grants,
        unused: counts.unused,
        never: counts.never,
        ending: counts.ending,
    }
}

fn shown((grant, mark): (Grant, Mark)) -> ReviewedGrant {
    let held = grant.held;
    ReviewedGrant {
        id: held.grant,
        person_id: held.person,
        person_name: held.person_name,
        role: held.role.as_str(),
        level: held.scope.level().as_str(),
        scope_id: held.scope.id(),
        place: grant.place,
        granted_at: held.granted_at.to_string(),
        granted_by: held.granted_by,
        reason: held.reason,
        until: held.until.map(|until| until.to_string()),
        used_at: grant.used_at.map(|used| used.to_string()),
        mark: mark.as_str(),
    }
}

fn told(signed: Signed) -> SignedReview {
    SignedReview {
        id: signed.id,
        signed_by: signed.by,
        signed_at: signed.at.to_string(),
        note: signed.note,
        counts: counted(signed.counts),
        digest: signed.digest,
    }
}
