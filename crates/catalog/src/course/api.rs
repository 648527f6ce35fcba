//! Courses for programs.

use http::StatusCode;
use serde::Serialize;
use tutela_access::{
    CreateCourse, EditCourse, Myself, PublishCourse, ViewChannel, ViewCourse, ViewSelf,
};
use tutela_core::{ChannelId, CourseId};
use tutela_web::{Error, Json, Path, Visit};
use utoipa::ToSchema;

use super::typed::Typed;
use super::{
    Course, Learning, Listed, create, edit, find, get, learning, list, publish, unpublish,
};
use crate::lesson;
use crate::lesson::api::Entry;

/// A course.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Course)]
pub struct Answer {
    id: String,
    account: String,
    account_name: String,
    channel: String,
    channel_name: String,
    title: String,
    summary: String,
    /// Since when learners see it; null while it is a draft.
    #[schema(format = DateTime)]
    published_at: Option<String>,
}

/// A course with its lessons in order: all of them for those who may preview, else the published.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CourseWithLessons)]
pub struct AnswerWithLessons {
    #[serde(flatten)]
    course: Answer,
    lessons: Vec<Entry>,
}

/// A course in a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ListedCourse)]
pub struct AnswerInList {
    #[serde(flatten)]
    course: Answer,
    /// How many lessons it has.
    lesson_count: u64,
    /// How long its films last together.
    duration_seconds: u64,
    /// The path of its picture, or null.
    poster: Option<String>,
}

/// The courses of a channel, by title.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Courses)]
pub struct Answers {
    courses: Vec<AnswerInList>,
}

/// A course in which the caller learns.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MyCourse)]
pub struct Mine {
    #[serde(flatten)]
    listed: AnswerInList,
    /// The lesson that the caller opened last; null before the first.
    place: Option<Stopped>,
}

/// The lesson that somebody opened last in a course.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LatestPlace)]
pub struct Stopped {
    lesson: String,
    lesson_title: String,
    /// Its number among the published lessons, from 1.
    lesson_number: u64,
    /// Seconds from the start of its film; 0 where there is none.
    seconds: u64,
    #[schema(format = DateTime)]
    seen_at: String,
}

/// The courses in which the caller learns, by title.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MyCourses)]
pub struct AllMine {
    courses: Vec<Mine>,
}

/// What learners see now.
#[derive(Debug, Serialize, ToSchema)]
pub struct Publication {
    /// Since when learners see the course.
    #[schema(format = DateTime)]
    published_at: Option<String>,
    /// How many of its lessons they see.
    lessons: u64,
}

/// Makes a course, as a draft.
#[utoipa::path(post, path = "/api/v1/channels/{channel}/courses", operation_id = "createCourse", tag = "courses",
    params(("channel" = String, Path, format = Uuid)), request_body = Typed,
    responses((status = 201, body = Answer)))]
pub async fn create_course(
    visit: Visit,
    Path(channel): Path<ChannelId>,
    sent: Result<Json<Typed>, Error>,
) -> Result<(StatusCode, Json<Answer>), Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(CreateCourse, channel).await?;
    let course = create(&mut authorized, &sent?.0.read()?).await?;
    let course = find(authorized.tx(), course).await?;
    guarded.commit().await?;
    Ok((StatusCode::CREATED, Json(course.into())))
}

/// The courses of a channel, drafts included.
#[utoipa::path(get, path = "/api/v1/channels/{channel}/courses", operation_id = "listCourses", tag = "courses",
    params(("channel" = String, Path, format = Uuid)),
    responses((status = 200, body = Answers)))]
pub async fn list_courses(
    visit: Visit,
    Path(channel): Path<ChannelId>,
) -> Result<Json<Answers>, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewChannel, channel).await?;
    let courses = list(&mut authorized).await?;
    let courses = courses.into_iter().map(AnswerInList::from).collect();
    Ok(Json(Answers { courses }))
}

/// A course with its lessons.
#[utoipa::path(get, path = "/api/v1/courses/{course}", operation_id = "getCourse", tag = "courses",
    params(("course" = String, Path, format = Uuid)),
    responses((status = 200, body = AnswerWithLessons)))]
pub async fn get_course(
    visit: Visit,
    Path(course): Path<CourseId>,
) -> Result<Json<AnswerWithLessons>, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewCourse, course).await?;
    let course = get(&mut authorized).await?.into();
    let lessons = lesson::list(&mut authorized).await?;
    let lessons = lessons.into_iter().map(Entry::from).collect();
    Ok(Json(AnswerWithLessons { course, lessons }))
}

/// Gives a course another title and summary.
#[utoipa::path(put, path = "/api/v1/courses/{course}", operation_id = "updateCourse", tag = "courses",
    params(("course" = String, Path, format = Uuid)), request_body = Typed,
    responses((status = 200, body = Answer)))]
pub async fn update_course(
    visit: Visit,
    Path(course): Path<CourseId>,
    sent: Result<Json<Typed>, Error>,
) -> Result<Json<Answer>, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(EditCourse, course).await?;
    edit(&mut authorized, &sent?.0.read()?).await?;
    let course = find(authorized.tx(), course).await?;
    guarded.commit().await?;
    Ok(Json(course.into()))
}

/// Publishes a course with those of its lessons that have something in them. Doing it again publishes what was
/// added since. `course-empty` (409) when there is nothing to show.
#[utoipa::path(put, path = "/api/v1/courses/{course}/publication", operation_id = "publishCourse", tag = "courses",
    params(("course" = String, Path, format = Uuid)),
    responses((status = 200, body = Publication)))]
pub async fn publish_course(
    visit: Visit,
    Path(course): Path<CourseId>,
) -> Result<Json<Publication>, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(PublishCourse, course).await?;
    let lessons = publish(&mut authorized).await?;
    let course = find(authorized.tx(), course).await?;
    guarded.commit().await?;
    Ok(Json(Publication {
        published_at: course.published_at.map(|at| at.to_string()),
        lessons,
    }))
}

/// Takes a course back from its learners.
#[utoipa::path(delete, path = "/api/v1/courses/{course}/publication", operation_id = "unpublishCourse", tag = "courses",
    params(("course" = String, Path, format = Uuid)),
    responses((status = 204)))]
pub async fn unpublish_course(
    visit: Visit,
    Path(course): Path<CourseId>,
) -> Result<StatusCode, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(PublishCourse, course).await?;
    unpublish(&mut authorized).await?;
    guarded.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The published courses in which the caller learns, with his latest place in each.
#[utoipa::path(get, path = "/api/v1/me/courses", operation_id = "listMyCourses", tag = "me",
    responses((status = 200, body = AllMine)))]
pub async fn list_my_courses(visit: Visit) -> Result<Json<AllMine>, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let courses = learning(&mut authorized).await?;
    let courses = courses.into_iter().map(Mine::from).collect();
    Ok(Json(AllMine { courses }))
}

impl From<Course> for Answer {
    fn from(course: Course) -> Self {
        Self {
            id: course.id.to_string(),
            account: course.account.to_string(),
            account_name: course.account_name,
            channel: course.channel.to_string(),
            channel_name: course.channel_name,
            title: course.title,
            summary: course.summary,
            published_at: course.published_at.map(|at| at.to_string()),
        }
    }
}

impl From<Listed> for AnswerInList {
    fn from(listed: Listed) -> Self {
        Self {
            course: listed.course.into(),
            lesson_count: listed.lessons,
            duration_seconds: listed.duration.as_secs(),
            poster: listed.cover.map(lesson::poster_path),
        }
    }
}

impl From<Learning> for Mine {
    fn from(learning: Learning) -> Self {
        let stopped = |stop: crate::place::Stop| Stopped {
            lesson: stop.lesson.to_string(),
            lesson_title: stop.title,
            lesson_number: stop.number,
            seconds: stop.place.seconds,
            seen_at: stop.place.seen_at.to_string(),
        };
        Self {
            listed: learning.listed.into(),
            place: learning.stop.map(stopped),
        }
    }
}
