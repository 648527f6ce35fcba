//! Removing and bringing back, for programs.

use http::StatusCode;
use serde::Serialize;
use tutela_access::{RemoveCourse, RemoveLesson, RestoreCourse, RestoreLesson};
use tutela_core::{ChannelId, CourseId, LessonId};
use tutela_web::{Error, Json, Path, Visit};
use utoipa::ToSchema;

use super::{
    Removed, courses, lessons, remove_course, remove_lesson, restore_course, restore_lesson,
};

/// A course or a lesson that was removed and can be brought back.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RemovedPlace)]
pub struct Answer {
    channel: String,
    course: String,
    /// The lesson; null where the whole course was removed.
    lesson: Option<String>,
    course_title: String,
    title: String,
    /// Who removed it; null when that person is gone.
    removed_by: Option<String>,
    #[schema(format = DateTime)]
    removed_at: String,
    /// Until when it can be brought back; then it is destroyed.
    #[schema(format = DateTime)]
    until: String,
}

/// What was removed and can be brought back, the latest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RemovedPlaces)]
pub struct Answers {
    removed: Vec<Answer>,
}

/// Removes a lesson. For 30 days it can be brought back.
#[utoipa::path(delete, path = "/api/v1/lessons/{lesson}", operation_id = "removeLesson", tag = "lessons",
    params(("lesson" = String, Path, format = Uuid)), responses((status = 204)))]
pub async fn remove_a_lesson(
    visit: Visit,
    Path(lesson): Path<LessonId>,
) -> Result<StatusCode, Error> {
    let mut guarded = visit.write().await?;
    remove_lesson(&mut guarded.authorize(RemoveLesson, lesson).await?).await?;
    guarded.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Brings a removed lesson back, where it stood. `course-full` (409) when the course has 500 lessons meanwhile.
#[utoipa::path(post, path = "/api/v1/courses/{course}/lessons/{lesson}/restoration", operation_id = "restoreLesson", tag = "lessons",
    params(("course" = String, Path, format = Uuid), ("lesson" = String, Path, format = Uuid)),
    responses((status = 204)))]
pub async fn restore_a_lesson(
    visit: Visit,
    Path((course, lesson)): Path<(CourseId, LessonId)>,
) -> Result<StatusCode, Error> {
    let mut guarded = visit.write().await?;
    restore_lesson(&mut guarded.authorize(RestoreLesson, course).await?, lesson).await?;
    guarded.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The lessons that were removed from a course and can be brought back.
#[utoipa::path(get, path = "/api/v1/courses/{course}/lessons/removed", operation_id = "listRemovedLessons", tag = "lessons",
    params(("course" = String, Path, format = Uuid)), responses((status = 200, body = Answers)))]
pub async fn list_removed_lessons(
    visit: Visit,
    Path(course): Path<CourseId>,
) -> Result<Json<Answers>, Error> {
    let mut guarded = visit.read().await?;
    let removed = lessons(&mut guarded.authorize(RestoreLesson, course).await?).await?;
    Ok(Json(removed.into()))
}

/// Removes a course with all that is in it. For 30 days it can be brought back.
#[utoipa::path(delete, path = "/api/v1/courses/{course}", operation_id = "removeCourse", tag = "courses",
    params(("course" = String, Path, format = Uuid)), responses((status = 204)))]
pub async fn remove_a_course(
    visit: Visit,
    Path(course): Path<CourseId>,
) -> Result<StatusCode, Error> {
    let mut guarded = visit.write().await?;
    remove_course(&mut guarded.authorize(RemoveCourse, course).await?).await?;
    guarded.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Brings a removed course back, with what was in it when it was removed, its people included.
#[utoipa::path(post, path = "/api/v1/channels/{channel}/courses/{course}/restoration", operation_id = "restoreCourse", tag = "courses",
    params(("channel" = String, Path, format = Uuid), ("course" = String, Path, format = Uuid)),
    responses((status = 204)))]
pub async fn restore_a_course(
    visit: Visit,
    Path((channel, course)): Path<(ChannelId, CourseId)>,
) -> Result<StatusCode, Error> {
    let mut guarded = visit.write().await?;
    restore_course(
        &mut guarded.authorize(RestoreCourse, channel).await?,
        course,
    )
    .await?;
    guarded.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The courses that were removed from a channel and can be brought back.
#[utoipa::path(get, path = "/api/v1/channels/{channel}/courses/removed", operation_id = "listRemovedCourses", tag = "courses",
    params(("channel" = String, Path, format = Uuid)), responses((status = 200, body = Answers)))]
pub async fn list_removed_courses(
    visit: Visit,
    Path(channel): Path<ChannelId>,
) -> Result<Json<Answers>, Error> {
    let mut guarded = visit.read().await?;
    let removed = courses(&mut guarded.authorize(RestoreCourse, channel).await?).await?;
    Ok(Json(removed.into()))
}

impl From<Vec<Removed>> for Answers {
    fn from(removed: Vec<Removed>) -> Self {
        Self {
            removed: removed.into_iter().map(Answer::from).collect(),
        }
    }
}

impl From<Removed> for Answer {
    fn from(one: Removed) -> Self {
        Self {
            channel: one.channel.to_string(),
            course: one.course.to_string(),
            lesson: one.lesson.map(|lesson| lesson.to_string()),
            course_title: one.course_title,
            title: one.title,
            removed_by: one.removed_by,
            removed_at: one.removed_at.to_string(),
            until: one.until_at.to_string(),
        }
    }
}
