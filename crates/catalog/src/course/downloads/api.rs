//! The same over the API.

use http::StatusCode;
use tutela_access::EditCourse;
use tutela_core::CourseId;
use tutela_web::{Error, Path, Visit};

use super::offer;

/// Offers the films of a course to be kept: `getMedia` gives them with `?download`.
#[utoipa::path(put, path = "/api/v1/courses/{course}/downloads", operation_id = "allowDownloads", tag = "courses",
    params(("course" = String, Path, format = Uuid)),
    responses((status = 204)))]
pub async fn allow_downloads(
    visit: Visit,
    Path(course): Path<CourseId>,
) -> Result<StatusCode, Error> {
    settle(&visit, course, true).await
}

/// Offers them no longer.
#[utoipa::path(delete, path = "/api/v1/courses/{course}/downloads", operation_id = "forbidDownloads", tag = "courses",
    params(("course" = String, Path, format = Uuid)),
    responses((status = 204)))]
pub async fn forbid_downloads(
    visit: Visit,
    Path(course): Path<CourseId>,
) -> Result<StatusCode, Error> {
    settle(&visit, course, false).await
}

async fn settle(visit: &Visit, course: CourseId, offers: bool) -> Result<StatusCode, Error> {
    let mut guarded = visit.write().await?;
    offer(&mut guarded.authorize(EditCourse, course).await?, offers).await?;
    guarded.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
