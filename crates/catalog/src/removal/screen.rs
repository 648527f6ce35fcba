//! The pages on which a lesson or a course is removed, after it has been said what goes with it, and brought back.

use askama::Template;
use tutela_access::{Action, Authorized, RemoveCourse, RemoveLesson, RestoreCourse, RestoreLesson};
use tutela_core::{ChannelId, CourseId, LessonId};
use tutela_web::{Error, Flash, Layout, Page, Path, Redirect, Visit, When, Words};

use super::{
    CannotRestore, KEPT, Loss, Removed, course_loss, courses, lesson_loss, remove_course,
    remove_lesson, restore_course, restore_lesson,
};
use crate::course::{self, Course, screen::crumbs};
use crate::{channel, lesson};

/// `GET /lessons/{lesson}/removal`
pub async fn ask_lesson(visit: Visit, Path(lesson): Path<LessonId>) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(RemoveLesson, lesson).await?;
    let loss = lesson_loss(&mut authorized).await?;
    let found = lesson::find(authorized.tx(), lesson).await?;
    let course = course::find(authorized.tx(), found.course).await?;
    let back = format!("/courses/{}/edit", found.course);
    let t = visit.words_for(authorized.somebody());
    let main = Ask {
        title: t.with("remove-lesson-ask", &[("title", found.title.as_str())]),
        goes: goes(&t, &loss, ["remove-lesson-films", "remove-lesson-learners"]),
        action: format!("/lessons/{lesson}/removal"),
        yes: "remove-lesson",
        back: &back,
        until: t.day(visit.now().plus(KEPT)),
        t: &t,
    };
    let page = frame(&visit, &mut authorized, &course).await?;
    page.crumb(course.title.as_str(), &back).fill(&main)
}

/// `POST /lessons/{lesson}/removal`
pub async fn take_lesson(visit: Visit, Path(lesson): Path<LessonId>) -> Result<Redirect, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(RemoveLesson, lesson).await?;
    let found = lesson::find(authorized.tx(), lesson).await?;
    remove_lesson(&mut authorized).await?;
    guarded.commit().await?;
    let course = found.course;
    let said = Flash::new("lesson-is-removed")
        .with("title", found.title)
        .undo(format!("/courses/{course}/lessons/{lesson}/restoration"));
    Ok(Redirect::to(format!("/courses/{course}/edit")).saying(&said, &visit))
}

/// `POST /courses/{course}/lessons/{lesson}/restoration`
pub async fn give_lesson(
    visit: Visit,
    Path((course, lesson)): Path<(CourseId, LessonId)>,
) -> Result<Redirect, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(RestoreLesson, course).await?;
    restore_lesson(&mut authorized, lesson).await?;
    guarded.commit().await?;
    let said = Flash::new("lesson-is-restored");
    Ok(Redirect::to(format!("/courses/{course}/edit")).saying(&said, &visit))
}

/// `GET /courses/{course}/removal`
pub async fn ask_course(visit: Visit, Path(course): Path<CourseId>) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(RemoveCourse, course).await?;
    let loss = course_loss(&mut authorized).await?;
    let found = course::find(authorized.tx(), course).await?;
    let back = format!("/courses/{course}/edit");
    let t = visit.words_for(authorized.somebody());
    let mut goes = goes(&t, &loss, ["remove-course-films", "remove-course-learners"]);
    goes.insert(0, t.with("course-lessons", &[("count", loss.lessons)]));
    let main = Ask {
        title: t.with("remove-course-ask", &[("title", found.title.as_str())]),
        goes,
        action: format!("/courses/{course}/removal"),
        yes: "remove-course",
        back: &back,
        until: t.day(visit.now().plus(KEPT)),
        t: &t,
    };
    let page = frame(&visit, &mut authorized, &found).await?;
    page.crumb(found.title.as_str(), &back).fill(&main)
}

/// `POST /courses/{course}/removal`
pub async fn take_course(visit: Visit, Path(course): Path<CourseId>) -> Result<Redirect, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(RemoveCourse, course).await?;
    let found = course::find(authorized.tx(), course).await?;
    remove_course(&mut authorized).await?;
    guarded.commit().await?;
    let channel = found.channel;
    let said = Flash::new("course-is-removed")
        .with("title", found.title)
        .undo(format!("/channels/{channel}/courses/{course}/restoration"));
    Ok(Redirect::to(format!("/channels/{channel}")).saying(&said, &visit))
}

/// `POST /channels/{channel}/courses/{course}/restoration`
pub async fn give_course(
    visit: Visit,
    Path((channel, course)): Path<(ChannelId, CourseId)>,
) -> Result<Redirect, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(RestoreCourse, channel).await?;
    restore_course(&mut authorized, course).await?;
    guarded.commit().await?;
    let said = Flash::new("course-is-restored");
    Ok(Redirect::to(format!("/courses/{course}/edit")).saying(&said, &visit))
}

/// `GET /channels/{channel}/removed`
pub async fn in_channel(visit: Visit, Path(id): Path<ChannelId>) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(RestoreCourse, id).await?;
    let removed = courses(&mut authorized).await?;
    let channel = channel::find(authorized.tx(), id).await?;
    let t = visit.words_for(authorized.somebody());
    let main = List {
        lines: removed.iter().map(|one| Line::new(&t, one)).collect(),
        t: &t,
    };
    let page = visit
        .page(authorized.somebody(), t.say("removed-title"))
        .brand(channel.account_name.as_str())
        .crumb(
            channel.account_name.as_str(),
            format!("/accounts/{}", channel.account),
        )
        .crumb(channel.name.as_str(), format!("/channels/{id}"));
    page.fill(&main)
}

impl From<CannotRestore> for Error {
    fn from(error: CannotRestore) -> Self {
        match error {
            CannotRestore::TooMany => Self::Conflict("course-full"),
            CannotRestore::Access(error) => error.into(),
        }
    }
}

async fn frame<A: Action>(
    visit: &Visit,
    authorized: &mut Authorized<'_, A>,
    course: &Course,
) -> Result<Page, Error> {
    let (somebody, now) = (authorized.somebody().clone(), authorized.now());
    let opens = channel::opens(authorized.tx(), course.channel, somebody.id, now).await?;
    let t = visit.words_for(&somebody);
    let page = visit
        .page(&somebody, t.say("remove-title"))
        .brand(course.account_name.as_str())
        .layout(Layout::Medium);
    Ok(crumbs(page, course, opens))
}

/// What goes, in words: films and those who learn, where there are any.
fn goes(t: &Words, loss: &Loss, [films, learners]: [&str; 2]) -> Vec<String> {
    let time = t.duration(loss.duration);
    let films = (!loss.duration.is_zero()).then(|| t.with(films, &[("time", time)]));
    let learners = (loss.learners > 0).then(|| t.with(learners, &[("count", loss.learners)]));
    films.into_iter().chain(learners).collect()
}

#[derive(Template)]
#[template(path = "removal/ask.html")]
struct Ask<'a> {
    t: &'a Words,
    title: String,
    goes: Vec<String>,
    action: String,
    yes: &'static str,
    back: &'a str,
    until: String,
}

#[derive(Template)]
#[template(path = "removal/list.html")]
struct List<'a> {
    t: &'a Words,
    lines: Vec<Line<'a>>,
}

/// One removed course.
struct Line<'a> {
    title: &'a str,
    by: &'a str,
    removed: When,
    until: When,
    restoration: String,
    label: String,
}

impl<'a> Line<'a> {
    fn new(t: &Words, one: &'a Removed) -> Self {
        Self {
            title: &one.title,
            by: one.removed_by.as_deref().unwrap_or_default(),
            removed: t.ago(one.removed_at),
            until: t.ago(one.until_at),
            restoration: one.restoration(),
            label: t.with("restore-this", &[("title", one.title.as_str())]),
        }
    }
}
