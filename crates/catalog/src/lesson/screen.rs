//! Lessons on the pages of their course: as a learner sees them, and adding and moving them.

use askama::Template;
use askama::filters::HtmlSafe;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use tutela_access::{CreateLesson, OrderLessons};
use tutela_core::{CourseId, LessonId};
use tutela_web::{Error, FieldErrors, Form, Path, Redirect, Visit, Words};

use super::row::{kind_word, length};
use super::typed::CreateForm;
use super::{CannotOrder, Entry, Kind, create, shift};
use crate::Filled;
use crate::course::editing;
use crate::state::State;

/// `POST /courses/{course}/lessons`
pub async fn add(
    visit: Visit,
    Path(course): Path<CourseId>,
    form: Result<Form<CreateForm>, Error>,
) -> Result<Response, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(CreateLesson, course).await?;
    let Form(typed) = form?;
    let new = match typed.read() {
        Ok(new) => new,
        Err(errors) => {
            let forms = editing::Forms::lesson(Filled::wrong(typed, errors));
            let page = editing::page(&visit, &mut authorized, forms).await?;
            return Ok(page.into_response());
        }
    };
    let lesson = create(&mut authorized, &new).await?;
    guarded.commit().await?;
    Ok(Redirect::to(format!("/lessons/{lesson}/edit")).into_response())
}

/// Which button was pressed: the one up, else the one down.
#[derive(Debug, Deserialize)]
pub struct Shift {
    up: Option<String>,
}

/// `POST /courses/{course}/lessons/{lesson}/shift`
pub async fn shift_one(
    visit: Visit,
    Path((course, lesson)): Path<(CourseId, LessonId)>,
    form: Result<Form<Shift>, Error>,
) -> Result<Redirect, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(OrderLessons, course).await?;
    let Form(Shift { up }) = form?;
    match shift(&mut authorized, lesson, up.is_some()).await {
        Err(CannotOrder::NotTheLessons) => return Err(Error::NotFound),
        moved => moved?,
    }
    guarded.commit().await?;
    Ok(Redirect::to(format!("/courses/{course}/edit")))
}

impl From<super::CannotCreate> for Error {
    fn from(error: super::CannotCreate) -> Self {
        match error {
            super::CannotCreate::TooMany => Self::Conflict("course-full"),
            super::CannotCreate::Access(error) => error.into(),
        }
    }
}

impl From<CannotOrder> for Error {
    fn from(error: CannotOrder) -> Self {
        match error {
            CannotOrder::NotTheLessons => FieldErrors::one("lessons", "not-the-lessons").into(),
            CannotOrder::Access(error) => error.into(),
        }
    }
}

/// Prints a lesson as a line of its course's contents.
#[derive(Debug, Template)]
#[template(path = "lesson/line.html")]
pub(crate) struct Line<'a> {
    id: LessonId,
    title: &'a str,
    kind: &'static str,
    kind_word: String,
    /// What a learner does not see yet.
    state: Option<State>,
    length: Option<String>,
    is_here: bool,
    place: Option<Progress>,
}

/// How far somebody is in a film.
#[derive(Debug)]
struct Progress {
    seconds: u64,
    of: u64,
    /// `You are at 3:12`
    here: String,
    /// `3:12 of 12:00`
    label: String,
}

/// The template escapes what people typed.
impl HtmlSafe for Line<'_> {}

impl<'a> Line<'a> {
    /// With the caller's place in it; `here` is the lesson where he goes on.
    pub fn new(t: &Words, entry: &'a Entry, here: Option<LessonId>) -> Self {
        let lesson = &entry.lesson;
        Self {
            id: lesson.id,
            title: &lesson.title,
            kind: lesson.kind.as_str(),
            kind_word: kind_word(t, lesson.kind),
            state: lesson
                .published_at
                .is_none()
                .then(|| super::row::state(t, lesson)),
            length: length(t, lesson),
            is_here: here == Some(lesson.id),
            place: Progress::of(t, entry),
        }
    }
}

impl Progress {
    fn of(t: &Words, entry: &Entry) -> Option<Self> {
        let (place, length) = (entry.place?, entry.lesson.duration?);
        if entry.lesson.kind != Kind::Video || place.seconds == 0 {
            return None;
        }
        let clock = |seconds| t.clock(std::time::Duration::from_secs(seconds));
        let time = clock(place.seconds);
        let all = [("time", time.clone()), ("length", t.clock(length))];
        Some(Self {
            seconds: place.seconds,
            of: length.as_secs(),
            here: t.with("lesson-here", &[("time", time)]),
            label: t.with("lesson-progress", &all),
        })
    }
}
