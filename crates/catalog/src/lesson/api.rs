//! Lessons in their course, for programs.

use http::StatusCode;
use serde::{Deserialize, Serialize};
use tutela_access::{CreateLesson, OrderLessons};
use tutela_core::{CourseId, LessonId};
use tutela_web::{Error, FieldErrors, Json, Path, Visit};
use utoipa::ToSchema;

use super::typed::Typed;
use super::{create, find, order, poster_path};
use crate::place;

/// A lesson in its course.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LessonInCourse)]
pub struct Entry {
    id: String,
    course: String,
    /// `video`, `document` or `text`.
    kind: &'static str,
    title: String,
    /// Whether learners see it, once they see the course.
    published: bool,
    #[schema(format = DateTime)]
    published_at: Option<String>,
    /// Whether there is something in it.
    filled: bool,
    /// How long its film lasts; null where there is none.
    duration_seconds: Option<u64>,
    /// The path of its picture, or null.
    poster: Option<String>,
    /// Where the caller stopped in it; null when he never opened it.
    place: Option<Place>,
}

/// Where somebody stopped.
#[derive(Debug, Serialize, ToSchema)]
pub struct Place {
    /// Seconds from the start; 0 where there is nothing to play.
    seconds: u64,
    #[schema(format = DateTime)]
    seen_at: String,
}

/// The lessons of a course, each once, as they shall stand.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LessonOrder {
    #[schema(max_items = 500)]
    lessons: Vec<String>,
}

/// Adds a lesson at the end of a course, as a draft. `course-full` (409) when there are 500.
#[utoipa::path(post, path = "/api/v1/courses/{course}/lessons", operation_id = "createLesson", tag = "lessons",
    params(("course" = String, Path, format = Uuid)), request_body = Typed,
    responses((status = 201, body = Entry)))]
pub async fn create_lesson(
    visit: Visit,
    Path(course): Path<CourseId>,
    sent: Result<Json<Typed>, Error>,
) -> Result<(StatusCode, Json<Entry>), Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(CreateLesson, course).await?;
    let lesson = create(&mut authorized, &sent?.0.read()?).await?;
    let lesson = find(authorized.tx(), lesson).await?;
    guarded.commit().await?;
    let entry = super::Entry {
        lesson,
        place: None,
    };
    Ok((StatusCode::CREATED, Json(entry.into())))
}

/// Puts the lessons of a course in an order that names each of them once.
#[utoipa::path(put, path = "/api/v1/courses/{course}/lessons/order", operation_id = "orderLessons", tag = "lessons",
    params(("course" = String, Path, format = Uuid)), request_body = LessonOrder,
    responses((status = 204)))]
pub async fn order_lessons(
    visit: Visit,
    Path(course): Path<CourseId>,
    sent: Result<Json<LessonOrder>, Error>,
) -> Result<StatusCode, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(OrderLessons, course).await?;
    let wanted = sent?.0.lessons;
    let wanted: Result<Vec<LessonId>, _> = wanted.iter().map(|id| id.parse()).collect();
    let wanted = wanted.map_err(|_| FieldErrors::one("lessons", "not-the-lessons"))?;
    order(&mut authorized, &wanted).await?;
    guarded.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

impl From<super::Entry> for Entry {
    fn from(super::Entry { lesson, place }: super::Entry) -> Self {
        Self {
            id: lesson.id.to_string(),
            course: lesson.course.to_string(),
            kind: lesson.kind.as_str(),
            title: lesson.title,
            published: lesson.published_at.is_some(),
            published_at: lesson.published_at.map(|at| at.to_string()),
            filled: lesson.filled_at.is_some(),
            duration_seconds: lesson.duration.map(|length| length.as_secs()),
            poster: lesson.poster.then(|| poster_path(lesson.id)),
            place: place.map(Place::from),
        }
    }
}

impl From<place::Place> for Place {
    fn from(place: place::Place) -> Self {
        Self {
            seconds: place.seconds,
            seen_at: place.seen_at.to_string(),
        }
    }
}
