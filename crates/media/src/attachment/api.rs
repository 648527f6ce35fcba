//! Attachments in JSON, and the raw bytes of a new one.

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use tutela_access::{EditLesson, UploadMedia, ViewLesson};
use tutela_core::{LessonId, ObjectId};
use tutela_web::{Error, FieldErrors, Json, Path, Query, Visit};
use utoipa::{IntoParams, ToSchema};

use crate::Media;
use crate::object::{Object, Use};
use crate::upload::{Incoming, api};

/// A file that is attached to a lesson.
#[derive(Debug, Serialize, ToSchema)]
pub struct Attachment {
    #[schema(value_type = String)]
    id: ObjectId,
    file_name: String,
    /// The type found in the bytes.
    media_type: String,
    /// Bytes.
    size: u64,
    /// Where it is fetched.
    path: String,
}

/// Attachments in the order in which they are shown.
#[derive(Debug, Serialize, ToSchema)]
pub struct Attachments {
    attachments: Vec<Attachment>,
}

/// The order in which attachments are to be shown.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AttachmentOrder {
    /// Their ids. Those that are not named come behind, as they stood.
    attachments: Vec<String>,
}

/// What stands in the address of a new attachment.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// The name of the file.
    #[serde(default)]
    name: Option<String>,
}

/// Lists what is attached to a lesson.
#[utoipa::path(
    get,
    path = "/api/v1/lessons/{lesson}/attachments",
    operation_id = "listAttachments",
    tag = "media",
    params(("lesson" = String, Path, description = "The lesson")),
    responses((status = 200, description = "The attachments", body = Attachments))
)]
pub async fn list_attachments(
    _: State<Media>,
    visit: Visit,
    Path(lesson): Path<LessonId>,
) -> Result<Json<Attachments>, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewLesson, lesson).await?;
    let all = super::in_lesson(authorized.tx(), lesson).await?;
    Ok(Json(listed(&all)))
}

/// Attaches a file to a lesson: the raw bytes are the body. Larger ones are better sent with `createUpload`, purpose `attachment`.
#[utoipa::path(
    post,
    path = "/api/v1/lessons/{lesson}/attachments",
    operation_id = "addAttachment",
    tag = "media",
    params(("lesson" = String, Path, description = "The lesson"), Named),
    request_body(
        description = "The file itself: a PDF, a picture, an office file (docx, xlsx, pptx, odt, ods, odp), or plain text",
        content(("application/octet-stream"), ("application/pdf"), ("text/plain"), ("text/csv"))
    ),
    responses(
        (status = 201, description = "Sealed, and attached", body = crate::upload::api::Uploaded),
        (status = 507, description = "No space is left", content_type = "application/problem+json", body = tutela_web::Problem),
    )
)]
pub async fn add_attachment(
    State(media): State<Media>,
    visit: Visit,
    Path(lesson): Path<LessonId>,
    Query(named): Query<Named>,
    body: Body,
) -> Result<Response, Error> {
    let incoming = Incoming {
        lesson,
        purpose: Use::Attachment,
        file_name: named.name.unwrap_or_default(),
        limit: media.limit,
    };
    api::take(&media, &visit, &incoming, body).await
}

/// Puts the attachments of a lesson in order.
#[utoipa::path(
    put,
    path = "/api/v1/lessons/{lesson}/attachments/order",
    operation_id = "orderAttachments",
    tag = "media",
    params(("lesson" = String, Path, description = "The lesson")),
    request_body = AttachmentOrder,
    responses((status = 200, description = "The attachments as they stand now", body = Attachments))
)]
pub async fn order_attachments(
    _: State<Media>,
    visit: Visit,
    Path(lesson): Path<LessonId>,
    Json(wanted): Json<AttachmentOrder>,
) -> Result<Json<Attachments>, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(EditLesson, lesson).await?;
    let ids: Result<Vec<ObjectId>, _> = wanted.attachments.iter().map(|id| id.parse()).collect();
    let ids = ids.map_err(|_| FieldErrors::one("attachments", "invalid"))?;
    let all = super::order(&mut authorized, &ids).await?;
    guarded.commit().await?;
    Ok(Json(listed(&all)))
}

/// Takes an attachment out of its lesson.
#[utoipa::path(
    delete,
    path = "/api/v1/lessons/{lesson}/attachments/{object}",
    operation_id = "removeAttachment",
    tag = "media",
    params(
        ("lesson" = String, Path, description = "The lesson"),
        ("object" = String, Path, description = "The attachment"),
    ),
    responses((status = 204, description = "It is no longer attached"))
)]
pub async fn remove_attachment(
    _: State<Media>,
    visit: Visit,
    Path((lesson, object)): Path<(LessonId, ObjectId)>,
) -> Result<StatusCode, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(UploadMedia, lesson).await?;
    super::remove(&mut authorized, object).await?;
    guarded.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

fn listed(all: &[Object]) -> Attachments {
    let attachment = |object: &Object| Attachment {
        id: object.id,
        file_name: object.file_name.clone(),
        media_type: object.media_type.clone(),
        size: object.size,
        path: format!("/api/v1/lessons/{}/media/{}", object.lesson, object.id),
    };
    Attachments {
        attachments: all.iter().map(attachment).collect(),
    }
}
