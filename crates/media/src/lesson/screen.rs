//! The pages of a lesson: the player, the document, the text; and the page on which they are changed.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tutela_access::{Action as _, EditLesson, Somebody, ViewLesson};
use tutela_catalog::lesson::{self, Kind, Lesson};
use tutela_core::LessonId;
use tutela_web::{
    Error, FieldErrors, Flash, Form, Html, Inputs, Page, Path, Redirect, Visit, When, Words,
    markdown,
};

use super::api::wording;
use super::{Opened, open, open_to_edit};
use crate::Media;
use crate::object::{Object, Use};

#[derive(Template)]
#[template(path = "lesson/page.html")]
struct Show<'a> {
    t: &'a Words,
    opened: &'a Opened,
    body: Html,
    can_edit: bool,
}

impl Show<'_> {
    fn film(&self) -> Option<&Object> {
        self.opened.object(Use::Video)
    }

    fn paper(&self) -> Option<&Object> {
        self.opened.object(Use::Document)
    }

    fn poster(&self) -> Option<&Object> {
        self.opened.object(Use::Poster)
    }

    fn seconds(&self) -> u64 {
        self.opened.place().map_or(0, |place| place.seconds)
    }

    fn meta(&self, lesson: &Lesson) -> String {
        match lesson.duration {
            Some(duration) => self.t.clock(duration),
            None => self.t.say(kind_key(lesson.kind)).into_owned(),
        }
    }

    fn lasts(&self, object: &Object) -> Option<String> {
        object.duration.map(|duration| self.t.duration(duration))
    }

    fn size(&self, object: &Object) -> String {
        self.t.size(object.size)
    }

    fn is_picture(&self, object: &Object) -> bool {
        object.media_type.starts_with("image/")
    }

    fn is_current(&self, lesson: &Lesson) -> bool {
        lesson.id == self.opened.lesson.id
    }
}

/// A lesson to learn from.
pub async fn show(
    _: State<Media>,
    visit: Visit,
    Path(lesson): Path<LessonId>,
) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewLesson, lesson).await?;
    let opened = open(&mut authorized).await?;
    let can_edit = authorized.allows(EditLesson::NAME, None);
    let page = frame(&visit, authorized.somebody(), &opened).crumb(
        &opened.around.course.title,
        format_args!("/courses/{}", opened.around.course.id),
    );
    let page = match opened.lesson.kind {
        Kind::Video => page.script("js/player.js"),
        Kind::Document | Kind::Text => page.script("js/place.js"),
    };
    let words = page.words().clone();
    let body = markdown(&opened.lesson.body);
    page.fill(&Show {
        t: &words,
        opened: &opened,
        body,
        can_edit,
    })
}

#[derive(Template)]
#[template(path = "lesson/edit.html")]
struct Edit<'a> {
    t: &'a Words,
    opened: &'a Opened,
    inputs: Inputs,
    title: &'a str,
    body: &'a str,
    limit: u64,
}

impl Edit<'_> {
    fn file(&self) -> Option<&Object> {
        self.opened
            .object(Use::Video)
            .or_else(|| self.opened.object(Use::Document))
    }

    fn is_video(&self) -> bool {
        self.opened.lesson.kind == Kind::Video
    }

    fn is_text(&self) -> bool {
        self.opened.lesson.kind == Kind::Text
    }

    fn kind(&self) -> String {
        self.t.say(kind_key(self.opened.lesson.kind)).into_owned()
    }

    fn lasts(&self, object: &Object) -> Option<String> {
        object.duration.map(|duration| self.t.clock(duration))
    }

    fn size(&self, object: &Object) -> String {
        self.t.size(object.size)
    }

    fn limit_text(&self) -> String {
        self.t.size(self.limit)
    }

    fn sealed_at(&self, object: &Object) -> When {
        self.t.ago(object.created_at)
    }

    const fn accepts(&self) -> &'static str {
        match self.opened.lesson.kind {
            Kind::Video => "video/mp4",
            Kind::Document | Kind::Text => {
                "application/pdf,image/png,image/jpeg,image/webp,image/gif"
            }
        }
    }

    const fn attaches(&self) -> &'static str {
        ".pdf,.docx,.xlsx,.pptx,.odt,.ods,.odp,.txt,.csv,.md,.png,.jpg,.jpeg,.webp,.gif"
    }
}

/// A lesson to change.
pub async fn edit(
    State(media): State<Media>,
    visit: Visit,
    Path(lesson): Path<LessonId>,
) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(EditLesson, lesson).await?;
    let opened = open_to_edit(&mut authorized).await?;
    let page = editing(&visit, authorized.somebody(), &opened);
    let words = page.words().clone();
    let (title, body) = (&opened.lesson.title, &opened.lesson.body);
    let inputs = Inputs::fresh(&words);
    page.fill(&Edit {
        t: &words,
        opened: &opened,
        inputs,
        title,
        body,
        limit: media.limit,
    })
}

/// What is typed about a lesson.
#[derive(Debug, Deserialize)]
pub struct Typed {
    #[serde(default)]
    title: String,
    #[serde(default)]
    body: String,
}

/// Takes what was typed; what is wrong comes back with it.
pub async fn save(
    State(media): State<Media>,
    visit: Visit,
    Path(lesson): Path<LessonId>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(EditLesson, lesson).await?;
    match wording(&typed.title, &typed.body) {
        Ok((title, body)) => lesson::edit(&mut authorized, &title, &body).await?,
        Err(errors) => {
            let opened = open_to_edit(&mut authorized).await?;
            let page = editing(&visit, authorized.somebody(), &opened).invalid();
            return again(page, (&opened, &typed), errors, media.limit).map(Page::into_response);
        }
    }
    guarded.commit().await?;
    let flash = Flash::new("lesson-saved");
    let to = Redirect::to(format!("/lessons/{lesson}/edit")).saying(&flash, &visit);
    Ok(to.into_response())
}

fn again(
    page: Page,
    (opened, typed): (&Opened, &Typed),
    errors: FieldErrors,
    limit: u64,
) -> Result<Page, Error> {
    let words = page.words().clone();
    let inputs = Inputs::with(&words, errors);
    let (title, body) = (&typed.title, &typed.body);
    page.fill(&Edit {
        t: &words,
        opened,
        inputs,
        title,
        body,
        limit,
    })
}

fn editing(visit: &Visit, somebody: &Somebody, opened: &Opened) -> Page {
    frame(visit, somebody, opened)
        .crumb(
            &opened.around.course.title,
            format_args!("/courses/{}/edit", opened.around.course.id),
        )
        .script("js/upload.js")
}

fn frame(visit: &Visit, somebody: &Somebody, opened: &Opened) -> Page {
    visit
        .page(somebody, &opened.lesson.title)
        .brand(&opened.around.course.account_name)
}

const fn kind_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Video => "kind-video",
        Kind::Document => "kind-document",
        Kind::Text => "kind-text",
    }
}
