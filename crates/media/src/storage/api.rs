//! What is kept, and how much may be, for programs.

use axum::extract::State;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use tutela_access::{Platform, RotateKeys, SetQuota, ViewStorage, ViewVault};
use tutela_audit::duty;
use tutela_core::{AccountId, CourseId};
use tutela_web::{Error, FieldErrors, Json, Path, Visit};
use utoipa::ToSchema;

use super::platform::Care;
use super::{OfAccount, OfCourse, Usage, by_account, in_account};
use crate::{Media, quota, rotate};

/// Bytes by what they are; each byte is counted once.
#[derive(Debug, Serialize, ToSchema)]
pub struct UsageDocument {
    films: u64,
    documents: u64,
    /// Posters, captions and the like that people gave.
    others: u64,
    /// What was made of films and documents.
    renditions: u64,
    /// What was removed or replaced and is kept for 30 days.
    removed: u64,
    total: u64,
}

/// What a course keeps.
#[derive(Debug, Serialize, ToSchema)]
pub struct CourseStorage {
    #[schema(value_type = String)]
    course_id: CourseId,
    title: String,
    /// Whether the course itself was removed.
    removed: bool,
    bytes: UsageDocument,
}

/// What an account keeps.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountStorage {
    #[schema(value_type = String)]
    account_id: AccountId,
    name: String,
    /// How many bytes it may keep; null where nothing limits it.
    quota: Option<u64>,
    bytes: UsageDocument,
    /// Its courses, the largest first; only where one account is asked for.
    courses: Vec<CourseStorage>,
}

/// What every account keeps, the largest first, and how the objects and their keys stand.
#[derive(Debug, Serialize, ToSchema)]
pub struct InstallationStorage {
    accounts: Vec<AccountStorage>,
    objects: u64,
    /// How many objects were opened to their end within the last 30 days.
    objects_checked: u64,
    /// How many are known not to open.
    objects_damaged: u64,
    /// Hundredths of the objects that were looked at in time.
    coverage_percent: u64,
    /// Accounts whose objects are still being put under a new key.
    keys_under_way: u64,
}

/// How much an account may keep.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuotaDocument {
    /// Bytes; null so that nothing limits it.
    bytes: Option<u64>,
}

/// What an account keeps, by course.
#[utoipa::path(get, path = "/api/v1/accounts/{account}/storage", operation_id = "getStorage", tag = "storage",
    params(("account" = String, Path, format = Uuid)), responses((status = 200, body = AccountStorage)))]
pub async fn get_storage(
    _: State<Media>,
    visit: Visit,
    Path(account): Path<AccountId>,
) -> Result<Json<AccountStorage>, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewStorage, account).await?;
    let (whole, courses) = in_account(&mut authorized).await?;
    let courses = courses.into_iter().map(CourseStorage::from).collect();
    Ok(Json(AccountStorage {
        courses,
        ..whole.into()
    }))
}

/// What every account keeps, and how the objects and their keys stand.
#[utoipa::path(get, path = "/api/v1/storage", operation_id = "listStorage", tag = "storage",
    responses((status = 200, body = InstallationStorage)))]
pub async fn list_storage(
    State(media): State<Media>,
    visit: Visit,
) -> Result<Json<InstallationStorage>, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewVault, Platform).await?;
    let accounts = by_account(&mut authorized).await?;
    let care = Care::load(&mut authorized, &media.vault).await?;
    Ok(Json(InstallationStorage {
        accounts: accounts.into_iter().map(AccountStorage::from).collect(),
        objects: care.coverage.objects,
        objects_checked: care.coverage.checked,
        objects_damaged: care.coverage.damaged,
        coverage_percent: care.coverage.percent(),
        keys_under_way: care.keys.under_way,
    }))
}

/// Says how much an account may keep. What it keeps already stays, also above that.
#[utoipa::path(put, path = "/api/v1/accounts/{account}/quota", operation_id = "setQuota", tag = "storage",
    params(("account" = String, Path, format = Uuid)), request_body = QuotaDocument,
    responses((status = 204)))]
pub async fn set_quota(
    _: State<Media>,
    visit: Visit,
    Path(account): Path<AccountId>,
    sent: Result<Json<QuotaDocument>, Error>,
) -> Result<StatusCode, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(SetQuota, Platform).await?;
    let bytes = sent?.0.bytes;
    if bytes.is_some_and(|bytes| bytes > quota::MOST) {
        return Err(FieldErrors::one("bytes", "quota-too-large").into());
    }
    quota::set(&mut authorized, account, bytes).await?;
    guarded.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives an account a new key. What is stored stays as it is; the keys of its objects are wrapped anew in the background, and the
/// former key is dropped after 8 days. Takes a fresh proof.
#[utoipa::path(post, path = "/api/v1/accounts/{account}/key/rotation", operation_id = "rotateAccountKey", tag = "storage",
    params(("account" = String, Path, format = Uuid)), responses((status = 202)))]
pub async fn rotate_account_key(
    State(media): State<Media>,
    visit: Visit,
    Path(account): Path<AccountId>,
) -> Result<StatusCode, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(RotateKeys, Platform).await?;
    authorized.demand_proof()?;
    rotate::begin(&mut authorized, &media.vault, account).await?;
    let now = authorized.now();
    duty::call(authorized.tx(), rotate::DUTY, now)
        .await
        .map_err(tutela_access::Error::Db)?;
    guarded.commit().await?;
    Ok(StatusCode::ACCEPTED)
}

impl From<Usage> for UsageDocument {
    fn from(usage: Usage) -> Self {
        Self {
            films: usage.films,
            documents: usage.documents,
            others: usage.others,
            renditions: usage.renditions,
            removed: usage.removed,
            total: usage.total(),
        }
    }
}

impl From<OfCourse> for CourseStorage {
    fn from(course: OfCourse) -> Self {
        Self {
            course_id: course.course,
            title: course.title,
            removed: course.is_removed,
            bytes: course.usage.into(),
        }
    }
}

impl From<OfAccount> for AccountStorage {
    fn from(account: OfAccount) -> Self {
        Self {
            account_id: account.account,
            name: account.name,
            quota: account.quota,
            bytes: account.usage.into(),
            courses: Vec::new(),
        }
    }
}
