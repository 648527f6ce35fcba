//! Taking files out of lessons and putting them back, for programs.

use axum::extract::State;
use http::StatusCode;
use serde::Serialize;
use tutela_access::{RemoveMedia, RestoreLesson, UploadMedia};
use tutela_core::{CourseId, LessonId, ObjectId};
use tutela_web::{Error, Json, Path, Visit};
use utoipa::ToSchema;

use super::{RemovedFile, in_course, remove, restore};
use crate::Media;

/// A file that was taken out of its lesson, or replaced there.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RemovedFile)]
pub struct Answer {
    #[schema(value_type = String)]
    id: ObjectId,
    #[schema(value_type = String)]
    lesson_id: LessonId,
    lesson_title: String,
    /// What it was to its lesson, such as `video`, `document` or `poster`.
    purpose: String,
    file_name: String,
    /// Bytes, with what was made of it.
    size: u64,
    /// Who took it out, or put another in its place.
    removed_by: Option<String>,
    #[schema(format = DateTime)]
    removed_at: String,
    /// Until when it can be put back; then it is destroyed.
    #[schema(format = DateTime)]
    until: String,
    /// Whether something else stands in its place, which would go instead.
    replaced: bool,
}

/// The files that can be put back, the latest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RemovedFiles)]
pub struct Answers {
    removed: Vec<Answer>,
}

/// Takes a film, a document or a poster out of its lesson. For 30 days it can be put back.
#[utoipa::path(delete, path = "/api/v1/lessons/{lesson}/media/{object}", operation_id = "removeMedia", tag = "media",
    params(("lesson" = String, Path, description = "The lesson"), ("object" = String, Path, description = "The object")),
    responses((status = 204)))]
pub async fn remove_media(
    _: State<Media>,
    visit: Visit,
    Path((lesson, object)): Path<(LessonId, ObjectId)>,
) -> Result<StatusCode, Error> {
    let mut guarded = visit.write().await?;
    remove(&mut guarded.authorize(RemoveMedia, lesson).await?, object).await?;
    guarded.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Puts a file back with what went at the same moment. What stands in its place goes instead, and can be put back in turn.
#[utoipa::path(post, path = "/api/v1/lessons/{lesson}/media/{object}/restoration", operation_id = "restoreMedia", tag = "media",
    params(("lesson" = String, Path, description = "The lesson"), ("object" = String, Path, description = "The object")),
    responses((status = 204)))]
pub async fn restore_media(
    _: State<Media>,
    visit: Visit,
    Path((lesson, object)): Path<(LessonId, ObjectId)>,
) -> Result<StatusCode, Error> {
    let mut guarded = visit.write().await?;
    restore(&mut guarded.authorize(UploadMedia, lesson).await?, object).await?;
    guarded.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The files that were taken out of lessons of a course and can be put back.
#[utoipa::path(get, path = "/api/v1/courses/{course}/media/removed", operation_id = "listRemovedMedia", tag = "media",
    params(("course" = String, Path, description = "The course")), responses((status = 200, body = Answers)))]
pub async fn list_removed_media(
    _: State<Media>,
    visit: Visit,
    Path(course): Path<CourseId>,
) -> Result<Json<Answers>, Error> {
    let mut guarded = visit.read().await?;
    let removed = in_course(&mut guarded.authorize(RestoreLesson, course).await?).await?;
    let removed = removed.into_iter().map(Answer::from).collect();
    Ok(Json(Answers { removed }))
}

impl From<RemovedFile> for Answer {
    fn from(file: RemovedFile) -> Self {
        Self {
            id: file.object,
            lesson_id: file.lesson,
            lesson_title: file.lesson_title,
            purpose: file.purpose,
            file_name: file.file_name,
            size: file.size,
            removed_by: file.removed_by,
            removed_at: file.removed_at.to_string(),
            until: file.until_at.to_string(),
            replaced: file.replaced,
        }
    }
}
