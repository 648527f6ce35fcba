//! The bytes over HTTP: whole or by range, under two addresses, one for pages and one of the documented API.

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use tutela_access::{Authorized, GetMedia};
use tutela_core::{LessonId, ObjectId};
use tutela_vault::{ByteStream, SealedObject};
use tutela_web::range::{Part, Thing, decide};
use tutela_web::{Error, Path, Posture, Visit, live};

use super::{CannotWatch, find, find_by_use, open};
use crate::Media;
use crate::object::{self, Object, Use};

/// What may stand plainly in `filename*` (RFC 5987, `attr-char`).
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'.')
    .remove(b'-')
    .remove(b'_')
    .remove(b'~');

/// Gives a film, a document or a poster, whole or by one range.
#[utoipa::path(
    get,
    path = "/api/v1/lessons/{lesson}/media/{object}",
    operation_id = "getMedia",
    tag = "media",
    params(
        ("lesson" = String, Path, description = "The lesson"),
        ("object" = String, Path, description = "The object, as `getLesson` names it"),
        ("Range" = Option<String>, Header, description = "One range of bytes"),
        ("If-Range" = Option<String>, Header, description = "The strong entity tag, or the date, for which the range holds"),
    ),
    responses(
        (status = 200, description = "All of it", content_type = "application/octet-stream"),
        (status = 206, description = "The range", content_type = "application/octet-stream"),
        (status = 304, description = "What you have is still good"),
        (status = 416, description = "The range lies outside, or there is more than one", content_type = "application/problem+json", body = tutela_web::Problem),
    )
)]
pub async fn get_media(
    state: State<Media>,
    visit: Visit,
    path: Path<(LessonId, ObjectId)>,
    request: (Method, HeaderMap),
) -> Result<Response, Error> {
    fetch(state, visit, path, request).await
}

/// The same for the pages.
pub async fn fetch(
    State(media): State<Media>,
    visit: Visit,
    Path((lesson, object)): Path<(LessonId, ObjectId)>,
    (method, headers): (Method, HeaderMap),
) -> Result<Response, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(GetMedia, lesson).await?;
    let object = find(&mut authorized, object).await?;
    answer(&mut authorized, &media, &object, (&method, &headers)).await
}

/// The poster of a lesson, under an address that stays when the poster is replaced.
pub async fn poster(
    State(media): State<Media>,
    visit: Visit,
    Path(lesson): Path<LessonId>,
    (method, headers): (Method, HeaderMap),
) -> Result<Response, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(GetMedia, lesson).await?;
    let object = find_by_use(&mut authorized, Use::Poster).await?;
    answer(&mut authorized, &media, &object, (&method, &headers)).await
}

async fn answer(
    authorized: &mut Authorized<'_, GetMedia>,
    media: &Media,
    object: &Object,
    (method, headers): (&Method, &HeaderMap),
) -> Result<Response, Error> {
    let thing = Thing {
        size: object.size,
        etag: format!("\"{}\"", object.id),
        changed_at: object.created_at,
    };
    let part = decide(method, headers, &thing)?;
    let body = match (method, part) {
        (&Method::HEAD, _) | (_, Part::Unchanged) => Body::empty(),
        _ => {
            let sealed = open(authorized, &media.vault, object).await?;
            live::body(read(&sealed, part), object::live(authorized, object))
        }
    };
    let mut response = (part.status(), part.head(&thing), body).into_response();
    describe(&mut response, object);
    Ok(response)
}

fn read(sealed: &SealedObject, part: Part) -> ByteStream {
    let range = match part {
        Part::Slice { first, last } => first..last + 1,
        Part::Whole | Part::Unchanged => 0..sealed.size(),
    };
    sealed.read(range)
}

fn describe(response: &mut Response, object: &Object) {
    let is_picture = object.media_type.starts_with("image/");
    let (posture, how) = match object.purpose {
        Use::Document if is_picture => (Posture::Media, "inline"),
        Use::Document => (Posture::Document, "inline"),
        Use::Video | Use::Poster => (Posture::Media, "inline"),
        Use::Attachment => (Posture::Attachment, "attachment"),
    };
    response.extensions_mut().insert(posture);
    let disposition = disposition(how, &object.file_name);
    let headers = response.headers_mut();
    for (header, value) in [
        (CONTENT_TYPE, object.media_type.as_str()),
        (CONTENT_DISPOSITION, &disposition),
    ] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(header, value);
        }
    }
}

/// RFC 6266: the name in letters that every reader knows, and the name itself.
fn disposition(how: &str, name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || " ._-()".contains(c);
    let known: String = name
        .chars()
        .map(|c| if plain(c) { c } else { '_' })
        .collect();
    let exact = utf8_percent_encode(name, PLAIN);
    format!("{how}; filename=\"{known}\"; filename*=UTF-8''{exact}")
}

impl From<CannotWatch> for Error {
    fn from(error: CannotWatch) -> Self {
        match error {
            CannotWatch::Access(error) => error.into(),
            CannotWatch::Vault(error) => crate::upload::of_vault(error),
        }
    }
}
