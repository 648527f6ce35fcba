//! A lesson in JSON.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use tutela_access::{EditLesson, ViewLesson};
use tutela_catalog::{Line, Prose, lesson};
use tutela_core::{CourseId, LessonId, ObjectId};
use tutela_web::{Error, Json, Path, Visit};
use utoipa::ToSchema;

use super::{Opened, open, open_to_edit};
use crate::Media;
use crate::object::Object;

/// A lesson with what stands in it.
#[derive(Debug, Serialize, ToSchema)]
pub struct LessonDocument {
    #[schema(value_type = String)]
    id: LessonId,
    #[schema(value_type = String)]
    course_id: CourseId,
    /// `video`, `document` or `text`.
    kind: &'static str,
    title: String,
    /// Markdown.
    body: String,
    /// Since when learners see it, once its course is published too.
    published_at: Option<String>,
    media: Vec<MediaDocument>,
    /// Where you stopped, in seconds.
    place_seconds: Option<u64>,
    #[schema(value_type = Option<String>)]
    next_lesson_id: Option<LessonId>,
}

/// A film, a document, a poster or an attachment.
#[derive(Debug, Serialize, ToSchema)]
pub struct MediaDocument {
    #[schema(value_type = String)]
    id: ObjectId,
    /// `video`, `document`, `poster` or `attachment`.
    purpose: &'static str,
    media_type: String,
    file_name: String,
    /// Bytes.
    size: u64,
    duration_seconds: Option<f64>,
    width: Option<u64>,
    height: Option<u64>,
    /// Where it is fetched.
    path: String,
}

/// What is said in a lesson.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LessonWording {
    /// At most 160 characters.
    title: String,
    /// Markdown, at most 40,000 characters.
    #[serde(default)]
    body: String,
}

/// Opens a lesson.
#[utoipa::path(
    get,
    path = "/api/v1/lessons/{lesson}",
    operation_id = "getLesson",
    tag = "catalog",
    params(("lesson" = String, Path, description = "The lesson")),
    responses((status = 200, description = "The lesson", body = LessonDocument))
)]
pub async fn get_lesson(
    _: State<Media>,
    visit: Visit,
    Path(lesson): Path<LessonId>,
) -> Result<Json<LessonDocument>, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewLesson, lesson).await?;
    Ok(Json(document(&open(&mut authorized).await?)))
}

/// Changes the title and the text of a lesson.
#[utoipa::path(
    put,
    path = "/api/v1/lessons/{lesson}",
    operation_id = "updateLesson",
    tag = "catalog",
    params(("lesson" = String, Path, description = "The lesson")),
    request_body = LessonWording,
    responses((status = 200, description = "The lesson as it is now", body = LessonDocument))
)]
pub async fn update_lesson(
    _: State<Media>,
    visit: Visit,
    Path(lesson): Path<LessonId>,
    Json(typed): Json<LessonWording>,
) -> Result<Json<LessonDocument>, Error> {
    let (title, body) = wording(&typed.title, &typed.body)?;
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(EditLesson, lesson).await?;
    lesson::edit(&mut authorized, &title, &body).await?;
    let opened = open_to_edit(&mut authorized).await?;
    guarded.commit().await?;
    Ok(Json(document(&opened)))
}

/// Reads a title and a text, each error at its field.
pub(super) fn wording(title: &str, body: &str) -> Result<(Line, Prose), tutela_web::FieldErrors> {
    let mut errors = tutela_web::FieldErrors::default();
    errors.line("title", title, Line::MOST as u64);
    errors.longest("body", body, Prose::LESSON as u64);
    errors.settle(())?;
    let wrong = |field| move |_| tutela_web::FieldErrors::one(field, "invalid");
    let title = Line::parse(title).map_err(wrong("title"))?;
    let body = Prose::parse(body, Prose::LESSON).map_err(wrong("body"))?;
    Ok((title, body))
}

fn document(opened: &Opened) -> LessonDocument {
    let lesson = &opened.lesson;
    LessonDocument {
        id: lesson.id,
        course_id: lesson.course,
        kind: lesson.kind.as_str(),
        title: lesson.title.clone(),
        body: lesson.body.clone(),
        published_at: lesson.published_at.map(|at| at.to_string()),
        media: opened.objects.iter().map(media).collect(),
        place_seconds: opened.place().map(|place| place.seconds),
        next_lesson_id: opened.around.next().map(|next| next.id),
    }
}

fn media(object: &Object) -> MediaDocument {
    MediaDocument {
        id: object.id,
        purpose: object.purpose.as_str(),
        media_type: object.media_type.clone(),
        file_name: object.file_name.clone(),
        size: object.size,
        duration_seconds: object.duration.map(|duration| duration.as_secs_f64()),
        width: object.width,
        height: object.height,
        path: format!("/api/v1/lessons/{}/media/{}", object.lesson, object.id),
    }
}
