//! `listNotifications`, `readNotification`, `readAllNotifications`, `getMailChoices`, `setMailChoices`.

use http::StatusCode;
use serde::{Deserialize, Serialize};
use tutela_access::{Myself, ViewSelf};
use tutela_audit::NoticeKind;
use tutela_audit::notification::Notification;
use tutela_core::{AccountId, NotificationId};
use tutela_web::{Error, FieldErrors, Json, Path, Query, Visit};
use utoipa::ToSchema;

use super::USUAL;

/// Something that I was told.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListedNotification {
    #[schema(value_type = String, format = "uuid")]
    id: NotificationId,
    #[schema(example = "new-device")]
    kind: &'static str,
    /// The account it concerns, if it concerns one.
    #[schema(value_type = Option<String>, format = "uuid")]
    account_id: Option<AccountId>,
    account: Option<String>,
    /// A few words that say what it is about: a device, a role, a place.
    detail: String,
    #[schema(format = DateTime)]
    at: String,
    #[schema(format = DateTime)]
    read_at: Option<String>,
}

/// A part of what I was told, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct NotificationList {
    notifications: Vec<ListedNotification>,
    /// How many of all there are were not read.
    unread: u64,
    /// Give it as `before` to read on; null at the end.
    #[schema(value_type = Option<String>, format = "uuid")]
    next: Option<NotificationId>,
}

/// Which part is asked for.
#[derive(Debug, Deserialize)]
pub struct AskedPart {
    before: Option<NotificationId>,
    limit: Option<u32>,
}

/// Which notifications go by mail as well.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MailChoices {
    /// The kinds that do, of those that leave a choice. What concerns security always does.
    #[schema(example = json!(["role-granted"]))]
    by_mail: Vec<String>,
}

/// What I was told, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/me/notifications",
    operation_id = "listNotifications",
    tag = "identity",
    params(
        ("before" = Option<String>, Query, description = "The id of the notification to read on from."),
        ("limit" = Option<u32>, Query, description = "How many, 200 at most; 50 without it."),
    ),
    responses((status = 200, description = "A part of the list.", body = NotificationList)),
)]
pub async fn list_notifications(
    visit: Visit,
    Query(asked): Query<AskedPart>,
) -> Result<Json<NotificationList>, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let limit = asked.limit.unwrap_or(USUAL);
    let part = super::list(&mut authorized, asked.before, limit).await?;
    Ok(Json(NotificationList {
        notifications: part.notifications.into_iter().map(listed).collect(),
        unread: part.unread,
        next: part.next,
    }))
}

fn listed(notification: Notification) -> ListedNotification {
    let (account_id, account) = notification.account.unzip();
    ListedNotification {
        id: notification.id,
        kind: notification.kind.as_str(),
        account_id,
        account,
        detail: notification.detail,
        at: notification.at.to_string(),
        read_at: notification.read_at.map(|at| at.to_string()),
    }
}

/// Note that I read one of my notifications. Once more changes nothing.
#[utoipa::path(
    put,
    path = "/api/v1/me/notifications/{notification}/reading",
    operation_id = "readNotification",
    tag = "identity",
    params(("notification" = String, Path, description = "The id of the notification.")),
    responses((status = 204, description = "Noted.")),
)]
pub async fn read_notification(
    visit: Visit,
    Path(notification): Path<NotificationId>,
) -> Result<StatusCode, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    super::read(&mut authorized, notification).await?;
    guarded.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Note that I read all of my notifications.
#[utoipa::path(
    put,
    path = "/api/v1/me/notifications/reading",
    operation_id = "readAllNotifications",
    tag = "identity",
    responses((status = 204, description = "Noted.")),
)]
pub async fn read_all_notifications(visit: Visit) -> Result<StatusCode, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    super::read_all(&mut authorized).await?;
    guarded.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which notifications go to me by mail as well?
#[utoipa::path(
    get,
    path = "/api/v1/me/mail-choices",
    operation_id = "getMailChoices",
    tag = "identity",
    responses((status = 200, description = "The kinds that do.", body = MailChoices)),
)]
pub async fn get_mail_choices(visit: Visit) -> Result<Json<MailChoices>, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let choices = super::choices(&mut authorized).await?;
    let wanted = choices.iter().filter(|choice| choice.by_mail);
    let by_mail = wanted.map(|choice| choice.kind.as_str().to_owned());
    Ok(Json(MailChoices {
        by_mail: by_mail.collect(),
    }))
}

/// Say which notifications go to me by mail as well. What concerns security leaves no choice.
#[utoipa::path(
    put,
    path = "/api/v1/me/mail-choices",
    operation_id = "setMailChoices",
    tag = "identity",
    request_body = MailChoices,
    responses((status = 204, description = "Kept.")),
)]
pub async fn set_mail_choices(
    visit: Visit,
    Json(choices): Json<MailChoices>,
) -> Result<StatusCode, Error> {
    let wanted = kinds(&choices.by_mail).ok_or_else(|| FieldErrors::one("by_mail", "choice"))?;
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    super::choose(&mut authorized, &wanted).await?;
    guarded.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The kinds by their words; nothing when one of them is none.
pub fn kinds(words: &[String]) -> Option<Vec<NoticeKind>> {
    words.iter().map(|word| word.parse().ok()).collect()
}
