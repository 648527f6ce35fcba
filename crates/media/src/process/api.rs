//! The processing of a film over the API.

use axum::extract::State;
use http::StatusCode;
use serde::Serialize;
use tutela_access::{EditLesson, UploadMedia};
use tutela_core::{LessonId, ObjectId};
use tutela_web::{Error, Json, Path, Visit};
use utoipa::ToSchema;

use super::{Processing, find, job, retry};
use crate::Media;

/// How the processing of a film stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProcessingDocument {
    #[schema(value_type = String)]
    film_id: ObjectId,
    /// `waiting`, `processing`, `ready` or `failed`. A film plays in every one of them.
    state: &'static str,
    /// Hundredths that are done.
    progress: u64,
    /// Why it failed, or why it waits to be tried again: `unreadable`, `too-large`, `memory`, `too-long`, `no-room`,
    /// `broke-off` or `trouble`.
    reason: Option<&'static str>,
    /// The sizes in which it plays adaptively now, such as `720p`.
    sizes: Vec<String>,
}

/// Tells how the processing of the lesson's film stands.
#[utoipa::path(
    get,
    path = "/api/v1/lessons/{lesson}/processing",
    operation_id = "getProcessing",
    tag = "media",
    params(("lesson" = String, Path, description = "The lesson")),
    responses((status = 200, description = "How it stands", body = ProcessingDocument))
)]
pub async fn get_processing(
    _: State<Media>,
    visit: Visit,
    Path(lesson): Path<LessonId>,
) -> Result<Json<ProcessingDocument>, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(EditLesson, lesson).await?;
    let found = find(&mut authorized).await?.ok_or(Error::NotFound)?;
    Ok(Json(document(found)))
}

/// Has a film whose processing failed tried again.
#[utoipa::path(
    post,
    path = "/api/v1/lessons/{lesson}/processing/retry",
    operation_id = "retryProcessing",
    tag = "media",
    params(("lesson" = String, Path, description = "The lesson")),
    responses((status = 204, description = "It waits for its turn"))
)]
pub async fn retry_processing(
    _: State<Media>,
    visit: Visit,
    Path(lesson): Path<LessonId>,
) -> Result<StatusCode, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(UploadMedia, lesson).await?;
    retry(&mut authorized).await?;
    guarded.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

fn document(found: Processing) -> ProcessingDocument {
    let (state, progress, reason) = match found.state {
        job::State::Waiting { after } => ("waiting", 0, after),
        job::State::Running { done } => ("processing", done / 10, None),
        job::State::Ready => ("ready", 100, None),
        job::State::Failed { reason } => ("failed", 0, Some(reason)),
    };
    ProcessingDocument {
        film_id: found.film,
        state,
        progress,
        reason: reason.map(job::Reason::as_str),
        sizes: found.sizes,
    }
}
