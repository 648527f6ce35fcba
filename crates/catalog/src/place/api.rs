//! The place in a lesson, for players.

use http::StatusCode;
use serde::Deserialize;
use tutela_access::SavePlace;
use tutela_core::LessonId;
use tutela_web::{Error, Json, Path, Visit};
use utoipa::ToSchema;

use super::save;

/// Where somebody is in a lesson.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewPlace)]
pub struct Typed {
    /// Whole seconds from the start of the film; 0 where there is none. More than a day counts as a day.
    seconds: u32,
}

/// Remembers where the caller is in a lesson.
#[utoipa::path(put, path = "/api/v1/lessons/{lesson}/place", operation_id = "savePlace", tag = "lessons",
    params(("lesson" = String, Path, format = Uuid)), request_body = Typed,
    responses((status = 204)))]
pub async fn save_place(
    visit: Visit,
    Path(lesson): Path<LessonId>,
    sent: Result<Json<Typed>, Error>,
) -> Result<StatusCode, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(SavePlace, lesson).await?;
    let seconds = sent?.0.seconds;
    save(&mut authorized, i64::from(seconds)).await?;
    guarded.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
