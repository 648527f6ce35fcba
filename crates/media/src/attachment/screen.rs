//! The forms of the attachments, for the page on which a lesson is changed; they work without any script.

use axum::extract::{Request, State};
use serde::Deserialize;
use tutela_access::{EditLesson, UploadMedia};
use tutela_core::{LessonId, ObjectId};
use tutela_web::{Error, Flash, Form, Path, Redirect, Visit};

use crate::Media;
use crate::object::Use;
use crate::upload::screen::take_form;

/// Which way an attachment moves.
#[derive(Debug, Deserialize)]
pub struct Shift {
    #[serde(default)]
    up: Option<String>,
}

/// Attaches the file of a form.
pub async fn add(
    State(media): State<Media>,
    visit: Visit,
    Path(lesson): Path<LessonId>,
    request: Request,
) -> Result<Redirect, Error> {
    take_form(&media, &visit, (lesson, Use::Attachment), request).await
}

/// Takes an attachment out of its lesson.
pub async fn remove(
    _: State<Media>,
    visit: Visit,
    Path((lesson, object)): Path<(LessonId, ObjectId)>,
) -> Result<Redirect, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(UploadMedia, lesson).await?;
    let name = super::remove(&mut authorized, object).await?;
    guarded.commit().await?;
    let flash = Flash::new("attachment-removed").with("name", name);
    Ok(back(lesson).saying(&flash, &visit))
}

/// Moves an attachment one place up or down.
pub async fn shift(
    _: State<Media>,
    visit: Visit,
    Path((lesson, object)): Path<(LessonId, ObjectId)>,
    Form(shift): Form<Shift>,
) -> Result<Redirect, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(EditLesson, lesson).await?;
    super::shift(&mut authorized, object, shift.up.is_some()).await?;
    guarded.commit().await?;
    Ok(back(lesson))
}

fn back(lesson: LessonId) -> Redirect {
    Redirect::to(format!("/lessons/{lesson}/edit"))
}
