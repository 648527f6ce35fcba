//! The pages on which a file is taken out of its lesson, and on which what was removed from a course is brought back.

use askama::Template;
use axum::extract::State;
use tutela_access::{RemoveMedia, RestoreLesson, UploadMedia};
use tutela_catalog::removal::{self, KEPT, Removed};
use tutela_catalog::{course, lesson};
use tutela_core::{CourseId, LessonId, ObjectId};
use tutela_web::{Error, Flash, Layout, Page, Path, Redirect, Visit, When, Words};

use super::{Piece, RemovedFile, in_course, remove, restore, standing};
use crate::Media;

/// `GET /lessons/{lesson}/media/{object}/removal`
pub async fn ask(
    _: State<Media>,
    visit: Visit,
    Path((lesson, object)): Path<(LessonId, ObjectId)>,
) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(RemoveMedia, lesson).await?;
    let piece = standing(&mut authorized, object).await?;
    let found = lesson::find(authorized.tx(), lesson).await?;
    let course = course::find(authorized.tx(), found.course).await?;
    let t = visit.words_for(authorized.somebody());
    let main = Ask {
        size: t.size(piece.size),
        until: t.day(visit.now().plus(KEPT)),
        piece: &piece,
        lesson,
        t: &t,
    };
    let page = visit
        .page(authorized.somebody(), t.say("remove-file-title"))
        .brand(&course.account_name)
        .layout(Layout::Medium)
        .crumb(&course.title, format_args!("/courses/{}/edit", course.id))
        .crumb(&found.title, format_args!("/lessons/{lesson}/edit"));
    page.fill(&main)
}

/// `POST /lessons/{lesson}/media/{object}/removal`
pub async fn take(
    _: State<Media>,
    visit: Visit,
    Path((lesson, object)): Path<(LessonId, ObjectId)>,
) -> Result<Redirect, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(RemoveMedia, lesson).await?;
    let piece = remove(&mut authorized, object).await?;
    guarded.commit().await?;
    let said = Flash::new("file-is-removed")
        .with("name", piece.file_name)
        .undo(format!("/lessons/{lesson}/media/{object}/restoration"));
    Ok(Redirect::to(format!("/lessons/{lesson}/edit")).saying(&said, &visit))
}

/// `POST /lessons/{lesson}/media/{object}/restoration`
pub async fn give(
    _: State<Media>,
    visit: Visit,
    Path((lesson, object)): Path<(LessonId, ObjectId)>,
) -> Result<Redirect, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(UploadMedia, lesson).await?;
    let piece = restore(&mut authorized, object).await?;
    guarded.commit().await?;
    let said = Flash::new("file-is-restored").with("name", piece.file_name);
    Ok(Redirect::to(format!("/lessons/{lesson}/edit")).saying(&said, &visit))
}

/// `GET /courses/{course}/removed`
pub async fn in_a_course(
    _: State<Media>,
    visit: Visit,
    Path(id): Path<CourseId>,
) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(RestoreLesson, id).await?;
    let lessons = removal::lessons(&mut authorized).await?;
    let files = in_course(&mut authorized).await?;
    let course = course::find(authorized.tx(), id).await?;
    let t = visit.words_for(authorized.somebody());
    let main = List {
        lines: lines(&t, &lessons, &files),
        t: &t,
    };
    let page = visit
        .page(authorized.somebody(), t.say("gone-title"))
        .brand(&course.account_name)
        .crumb(&course.title, format_args!("/courses/{id}/edit"));
    page.fill(&main)
}

/// Lessons, courses and files in one list, the latest first.
pub(crate) fn lines(t: &Words, places: &[Removed], files: &[RemovedFile]) -> Vec<Line> {
    let places = places
        .iter()
        .map(|one| (one.removed_at, Line::of_place(t, one)));
    let files = files
        .iter()
        .map(|one| (one.removed_at, Line::of_file(t, one)));
    let mut all: Vec<_> = places.chain(files).collect();
    all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    all.into_iter().map(|(_, line)| line).collect()
}

#[derive(Template)]
#[template(path = "removed/ask.html")]
struct Ask<'a> {
    t: &'a Words,
    lesson: LessonId,
    piece: &'a Piece,
    size: String,
    until: String,
}

#[derive(Template)]
#[template(path = "removed/list.html")]
struct List<'a> {
    t: &'a Words,
    lines: Vec<Line>,
}

/// Something that can be brought back.
#[derive(Debug)]
pub(crate) struct Line {
    pub title: String,
    /// What it is, and where it stood.
    pub about: String,
    pub by: String,
    pub removed: When,
    pub until: When,
    pub restoration: String,
    pub label: String,
}

impl Line {
    fn of_place(t: &Words, one: &Removed) -> Self {
        let about = match one.lesson {
            Some(_) => t.with("gone-lesson-of", &[("course", one.course_title.as_str())]),
            None => t.say("gone-course").into_owned(),
        };
        Self {
            about,
            by: one.removed_by.clone().unwrap_or_default(),
            removed: t.ago(one.removed_at),
            until: t.ago(one.until_at),
            restoration: one.restoration(),
            label: t.with("gone-restore-this", &[("title", one.title.as_str())]),
            title: one.title.clone(),
        }
    }

    fn of_file(t: &Words, one: &RemovedFile) -> Self {
        let key = if one.replaced {
            "gone-file-replaced"
        } else {
            "gone-file-of"
        };
        let args = [
            ("lesson", one.lesson_title.clone()),
            ("size", t.size(one.size)),
        ];
        Self {
            about: t.with(key, &args),
            by: one.removed_by.clone().unwrap_or_default(),
            removed: t.ago(one.removed_at),
            until: t.ago(one.until_at),
            restoration: one.restoration(),
            label: t.with("gone-restore-this", &[("title", one.file_name.as_str())]),
            title: one.file_name.clone(),
        }
    }
}
