//! Captions over the API: the raw file is the body.

use axum::body::Body;
use axum::extract::State;
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use tutela_access::{UploadMedia, ViewLesson};
use tutela_core::{LessonId, ObjectId};
use tutela_web::{Error, Fact, FieldErrors, Json, Path, Query, Visit};
use utoipa::{IntoParams, ToSchema};

use super::text::{self, Wrong};
use super::{CannotKeep, Captions, Tongue, list, prefer, put, remove};
use crate::Media;

/// What is said in one language.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaptionsDocument {
    #[schema(value_type = String)]
    id: ObjectId,
    /// A tag of BCP 47: `en`, `pt-BR`.
    language: String,
    /// Whether they are shown unless somebody chooses otherwise.
    is_default: bool,
    /// Where they are fetched, as WebVTT.
    path: String,
}

/// What stands in the address when captions are put.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct How {
    /// Whether they are shown unless somebody chooses otherwise; the first language of a film is in any case.
    #[serde(default)]
    default: bool,
}

/// Lists the captions of a film.
#[utoipa::path(
    get,
    path = "/api/v1/lessons/{lesson}/captions",
    operation_id = "listCaptions",
    tag = "media",
    params(("lesson" = String, Path, description = "The lesson")),
    responses((status = 200, description = "One for each language", body = [CaptionsDocument]))
)]
pub async fn list_captions(
    _: State<Media>,
    visit: Visit,
    Path(lesson): Path<LessonId>,
) -> Result<Json<Vec<CaptionsDocument>>, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewLesson, lesson).await?;
    let all = list(&mut authorized).await?;
    Ok(Json(all.iter().map(document).collect()))
}

/// Gives a film its captions in one language, in the place of those before: WebVTT or SubRip, at most 2 MB.
#[utoipa::path(
    put,
    path = "/api/v1/lessons/{lesson}/captions/{language}",
    operation_id = "putCaptions",
    tag = "media",
    params(
        ("lesson" = String, Path, description = "The lesson"),
        ("language" = String, Path, description = "A tag of BCP 47: `en`, `pt-BR`"),
        How,
    ),
    request_body(
        description = "The file itself, in UTF-8, UTF-16 or Latin-1",
        content(("text/vtt"), ("application/x-subrip"), ("application/octet-stream"))
    ),
    responses((status = 204, description = "They are shown from now on"))
)]
pub async fn put_captions(
    State(media): State<Media>,
    visit: Visit,
    Path((lesson, language)): Path<(LessonId, String)>,
    Query(how): Query<How>,
    body: Body,
) -> Result<StatusCode, Error> {
    allowed(&visit, lesson).await?;
    let tongue = tongue(&language)?;
    let cues = text::read(&whole(body.into_data_stream()).await?).map_err(CannotKeep::Wrong)?;
    let by = (visit.gate(), visit.caller());
    put(by, &media.vault, (lesson, &tongue), &cues).await?;
    if how.default {
        let mut guarded = visit.write().await?;
        prefer(&mut guarded.authorize(UploadMedia, lesson).await?, &tongue).await?;
        guarded.commit().await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Takes the captions in one language away.
#[utoipa::path(
    delete,
    path = "/api/v1/lessons/{lesson}/captions/{language}",
    operation_id = "removeCaptions",
    tag = "media",
    params(
        ("lesson" = String, Path, description = "The lesson"),
        ("language" = String, Path, description = "A tag of BCP 47"),
    ),
    responses((status = 204, description = "They are gone"))
)]
pub async fn remove_captions(
    _: State<Media>,
    visit: Visit,
    Path((lesson, language)): Path<(LessonId, String)>,
) -> Result<StatusCode, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(UploadMedia, lesson).await?;
    let tongue: Tongue = language.parse().map_err(|_| Error::NotFound)?;
    remove(&mut authorized, &tongue).await?;
    guarded.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks before anything is read, so that a stranger learns nothing.
pub(super) async fn allowed(visit: &Visit, lesson: LessonId) -> Result<(), Error> {
    let mut guarded = visit.read().await?;
    guarded.authorize(UploadMedia, lesson).await?;
    Ok(())
}

pub(super) fn tongue(typed: &str) -> Result<Tongue, FieldErrors> {
    let wrong = |_| FieldErrors::one("language", "language");
    typed.trim().parse().map_err(wrong)
}

/// A whole file within its limit.
pub(super) async fn whole<E>(
    mut pieces: impl Stream<Item = Result<Bytes, E>> + Unpin,
) -> Result<Vec<u8>, Error> {
    let mut all = Vec::new();
    while let Some(piece) = pieces.next().await {
        all.extend_from_slice(&piece.map_err(|_| Error::Malformed)?);
        if all.len() > text::BYTES {
            let limit = u64::try_from(text::BYTES).unwrap_or(u64::MAX);
            return Err(Error::TooLarge { limit });
        }
    }
    Ok(all)
}

fn document(captions: &Captions) -> CaptionsDocument {
    CaptionsDocument {
        id: captions.id,
        language: captions.tongue.to_string(),
        is_default: captions.is_default,
        path: format!("/api/v1/lessons/{}/media/{}", captions.lesson, captions.id),
    }
}

/// What is wrong with a file, each line by itself.
pub(super) fn wrong(wrong: &Wrong) -> FieldErrors {
    let mut errors = FieldErrors::default();
    match wrong {
        Wrong::Empty => errors.add("file", "captions-empty"),
        Wrong::Many => {
            let most = u64::try_from(text::CUES).unwrap_or(u64::MAX);
            errors.add_with("file", "captions-many", vec![("max", Fact::Number(most))]);
        }
        Wrong::Lines(lines) => {
            for mistake in lines {
                let line = vec![("line", Fact::Number(mistake.line))];
                errors.add_with("file", mistake.what.code(), line);
            }
        }
    }
    errors
}

impl From<CannotKeep> for Error {
    fn from(error: CannotKeep) -> Self {
        match error {
            CannotKeep::Wrong(found) => wrong(&found).into(),
            CannotKeep::OtherKind => FieldErrors::one("file", "other-kind").into(),
            CannotKeep::Vault(error) => crate::upload::of_vault(error),
            CannotKeep::Access(error) => error.into(),
        }
    }
}
