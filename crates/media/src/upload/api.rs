//! Files over HTTP: the raw bytes as the body, sealed while they come.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt as _;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use tutela_core::{LessonId, ObjectId};
use tutela_web::{Error, Fact, FieldErrors, Json, Path, Query, Visit};
use utoipa::{IntoParams, ToSchema};

use super::{CannotUpload, Incoming, Received, receive};
use crate::Media;
use crate::object::Use;
use crate::scan::Suspicion;

/// How much of a refused file is still taken, so that the sender gets to read why, and for how long.
const DRAIN: (usize, Duration) = (64 * 1024 * 1024, Duration::from_secs(10));

/// What stands in the address of an upload.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// `video`, `document`, `poster` or `attachment`. Without it, what the lesson consists of.
    #[serde(default)]
    purpose: Option<String>,
    /// The name of the file.
    #[serde(default)]
    name: Option<String>,
}

/// A file that was taken in.
#[derive(Debug, Serialize, ToSchema)]
pub struct Uploaded {
    /// Its id.
    #[schema(value_type = String)]
    id: ObjectId,
    /// `video`, `document`, `poster` or `attachment`.
    purpose: &'static str,
    /// The type found in the bytes.
    media_type: &'static str,
    /// Bytes.
    size: u64,
    /// How long a film lasts, in seconds.
    duration_seconds: Option<f64>,
    /// Where it is fetched.
    path: String,
}

/// Gives a lesson its film, its document or its poster: the raw bytes are the body. What was there is replaced.
#[utoipa::path(
    post,
    path = "/api/v1/lessons/{lesson}/media",
    operation_id = "uploadMedia",
    tag = "media",
    params(("lesson" = String, Path, description = "The lesson"), About),
    request_body(
        description = "The file itself: an MP4 film, a PDF, or a JPEG, PNG, WebP or GIF picture",
        content(("video/mp4"), ("application/pdf"), ("image/jpeg"), ("image/png"), ("image/webp"), ("application/octet-stream"))
    ),
    responses(
        (status = 201, description = "Sealed, and in its place", body = Uploaded),
        (status = 507, description = "No space is left", content_type = "application/problem+json", body = tutela_web::Problem),
    )
)]
pub async fn upload_media(
    State(media): State<Media>,
    visit: Visit,
    Path(lesson): Path<LessonId>,
    Query(about): Query<About>,
    body: Body,
) -> Result<Response, Error> {
    let purpose = purpose(about.purpose.as_deref(), usual(&visit, lesson).await?)?;
    let incoming = Incoming {
        lesson,
        purpose,
        file_name: about.name.unwrap_or_default(),
        limit: media.limit,
    };
    take(&media, &visit, &incoming, body).await
}

/// Takes a file in whose bytes are the body.
pub(crate) async fn take(
    media: &Media,
    visit: &Visit,
    incoming: &Incoming,
    body: Body,
) -> Result<Response, Error> {
    let mut body = body.into_data_stream();
    let caller = (visit.gate(), visit.caller());
    match receive(caller, media, incoming, body.by_ref()).await {
        Ok(received) => Ok(created(incoming, &received)),
        // From whom the role was taken meanwhile, nothing more is taken either.
        Err(error @ CannotUpload::Access(_)) => Err(error.into()),
        Err(error) => {
            drain(&mut body).await;
            Err(error.into())
        }
    }
}

/// What the lesson consists of; the gate is asked here already, so that a stranger learns nothing.
pub(crate) async fn usual(visit: &Visit, lesson: LessonId) -> Result<Use, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded
        .authorize(tutela_access::UploadMedia, lesson)
        .await?;
    let kind = tutela_catalog::lesson::kind(authorized.tx(), lesson).await?;
    Ok(match kind {
        tutela_catalog::lesson::Kind::Document => Use::Document,
        _ => Use::Video,
    })
}

pub(crate) fn purpose(word: Option<&str>, otherwise: Use) -> Result<Use, Error> {
    let wrong = |_| FieldErrors::one("purpose", "choice").into();
    word.map_or(Ok(otherwise), |word| word.parse().map_err(wrong))
}

fn created(incoming: &Incoming, received: &Received) -> Response {
    let uploaded = Uploaded {
        id: received.object,
        purpose: incoming.purpose.as_str(),
        media_type: received.found.media_type,
        size: received.size,
        duration_seconds: received
            .found
            .duration
            .map(|duration| duration.as_secs_f64()),
        path: format!("/media/{}/{}", incoming.lesson, received.object),
    };
    (StatusCode::CREATED, Json(uploaded)).into_response()
}

/// Takes the rest of a refused file, within limits: a sender whose connection is cut reads no answer.
pub(crate) async fn drain(body: &mut BodyDataStream) {
    let rest = async {
        let mut left = DRAIN.0;
        while let Some(Ok(bytes)) = body.next().await {
            left = match left.checked_sub(bytes.len()) {
                Some(left) => left,
                None => return,
            };
        }
    };
    // Running out of time is as good as coming to the end.
    let _ = tokio::time::timeout(DRAIN.1, rest).await;
}

impl From<CannotUpload> for Error {
    fn from(error: CannotUpload) -> Self {
        match error {
            CannotUpload::Unfit(unfit) => FieldErrors::one("file", unfit.code()).into(),
            CannotUpload::OtherKind => FieldErrors::one("purpose", "other-kind").into(),
            CannotUpload::TooLarge { limit } => Self::TooLarge { limit },
            CannotUpload::OverQuota { left } => Self::OverQuota { left },
            CannotUpload::BrokeOff => Self::Malformed,
            CannotUpload::Locked => Self::Locked { seconds: 5 },
            CannotUpload::Conflict(code) => Self::Conflict(code),
            CannotUpload::Checksum => Self::Checksum,
            CannotUpload::Suspicious(Suspicion::Found(name)) => {
                let mut errors = FieldErrors::default();
                errors.add_with("file", "file-malicious", vec![("name", Fact::Text(name))]);
                errors.into()
            }
            CannotUpload::Suspicious(Suspicion::Unseen) => {
                FieldErrors::one("file", "file-unseen").into()
            }
            CannotUpload::Vault(error) => super::of_vault(error),
            CannotUpload::Access(error) => error.into(),
        }
    }
}
