//! The form that sends a file without any script.

use axum::extract::{FromRequest as _, Multipart, Request, State};
use tutela_core::LessonId;
use tutela_web::{Error, FieldErrors, Flash, Path, Redirect, Visit};

use super::api::usual;
use super::{Incoming, file_name, receive};
use crate::Media;
use crate::object::Use;

/// Takes the first file of a form and leads back to the lesson.
pub async fn take(
    State(media): State<Media>,
    visit: Visit,
    Path(lesson): Path<LessonId>,
    request: Request,
) -> Result<Redirect, Error> {
    let purpose = usual(&visit, lesson).await?;
    take_form(&media, &visit, (lesson, purpose), request).await
}

/// The same for a file of any use.
pub(crate) async fn take_form(
    media: &Media,
    visit: &Visit,
    (lesson, purpose): (LessonId, Use),
    request: Request,
) -> Result<Redirect, Error> {
    // Whoever may not do this learns nothing from what he sends.
    usual(visit, lesson).await?;
    let mut form = Multipart::from_request(request, &())
        .await
        .map_err(|_| Error::Malformed)?;
    while let Some(field) = form.next_field().await.map_err(|_| Error::Malformed)? {
        if field.name() != Some("file") {
            continue;
        }
        let incoming = Incoming {
            lesson,
            purpose,
            file_name: field.file_name().unwrap_or_default().to_owned(),
            limit: media.limit,
        };
        let caller = (visit.gate(), visit.caller());
        receive(caller, media, &incoming, field).await?;
        let flash = Flash::new("file-received").with("name", file_name(&incoming.file_name));
        return Ok(Redirect::to(format!("/lessons/{lesson}/edit")).saying(&flash, visit));
    }
    Err(FieldErrors::one("file", "required").into())
}
