//! The protocol over HTTP. Every answer says which version is spoken, refusals too.

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_LENGTH, CONTENT_LOCATION, CONTENT_TYPE, LOCATION};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use tutela_access::UploadMedia;
use tutela_core::{LessonId, UploadId};
use tutela_web::{Error, Path, Visit};

use super::arrival::Arrival;
use super::create::{self, New};
use super::header::{self, Algorithm, Checksum, Concat, EXTENSIONS, Metadata, VERSION};
use super::hold::Hold;
use super::row::Upload;
use super::write::{self, Writer};
use super::{concat, discard, row};
use crate::Media;
use crate::object::Use;
use crate::upload::{CannotUpload, Check, api};

/// The type of a body that brings bytes of an upload.
const BYTES: &str = "application/offset+octet-stream";

/// Says what of the tus protocol is spoken here.
#[utoipa::path(
    options,
    path = "/api/v1/lessons/{lesson}/uploads",
    operation_id = "getUploadCapabilities",
    tag = "media",
    params(("lesson" = String, Path, description = "Any lesson")),
    responses((status = 204, description = "`Tus-Version`, `Tus-Extension`, `Tus-Max-Size`, `Tus-Checksum-Algorithm`"))
)]
pub async fn get_upload_capabilities(State(media): State<Media>) -> Response {
    let mut answer = StatusCode::NO_CONTENT.into_response();
    say(&mut answer, "tus-version", VERSION);
    say(&mut answer, "tus-extension", EXTENSIONS);
    say(&mut answer, "tus-checksum-algorithm", Algorithm::NAMES);
    say(&mut answer, "tus-max-size", &media.limit.to_string());
    spoken(Ok(answer))
}

/// Begins an upload that can be gone on with (tus 1.0, creation): its address is in `Location`. `Upload-Metadata` says `filename`
/// and, for a poster, `purpose`. A body of type `application/offset+octet-stream` brings the first bytes along. With
/// `Upload-Concat: final;…`, parts that were sent become the file.
#[utoipa::path(
    post,
    path = "/api/v1/lessons/{lesson}/uploads",
    operation_id = "createUpload",
    tag = "media",
    params(
        ("lesson" = String, Path, description = "The lesson"),
        ("Tus-Resumable" = String, Header, description = "`1.0.0`"),
        ("Upload-Length" = Option<u64>, Header, description = "Bytes of the whole file"),
        ("Upload-Metadata" = Option<String>, Header, description = "`filename` and `purpose`, each with its value in base64"),
        ("Upload-Concat" = Option<String>, Header, description = "`partial`, or `final;` and the addresses of the parts"),
        ("Upload-Checksum" = Option<String>, Header, description = "What the bytes brought along add up to"),
    ),
    request_body(description = "The first bytes, if any", content(("application/offset+octet-stream"))),
    responses(
        (status = 201, description = "`Location`, `Upload-Offset`, `Upload-Expires`"),
        (status = 409, description = "Too many uploads under way, or parts that are not whole", content_type = "application/problem+json", body = tutela_web::Problem),
        (status = 412, description = "Another version of the protocol", content_type = "application/problem+json", body = tutela_web::Problem),
    )
)]
pub async fn create_upload(
    State(media): State<Media>,
    visit: Visit,
    Path(lesson): Path<LessonId>,
    (headers, body): (HeaderMap, Body),
) -> Response {
    spoken(created(&media, &visit, lesson, (headers, body)).await)
}

/// Says how much of an upload is acknowledged: `Upload-Offset` of `Upload-Length`. Only when both are the same does the file stand in its lesson.
#[utoipa::path(
    head,
    path = "/api/v1/lessons/{lesson}/uploads/{upload}",
    operation_id = "getUploadOffset",
    tag = "media",
    params(
        ("lesson" = String, Path, description = "The lesson"),
        ("upload" = String, Path, description = "Your upload"),
        ("Tus-Resumable" = String, Header, description = "`1.0.0`"),
    ),
    responses((status = 200, description = "`Upload-Offset`, `Upload-Length`, `Upload-Metadata`, `Upload-Expires`"))
)]
pub async fn get_upload_offset(
    _: State<Media>,
    visit: Visit,
    Path(path): Path<(LessonId, UploadId)>,
    headers: HeaderMap,
) -> Response {
    let stands = async {
        let upload = known(&visit, path).await?;
        header::version(&headers)?;
        Ok(stand(StatusCode::OK, &upload, true))
    };
    spoken(stands.await)
}

/// Goes on with an upload at `Upload-Offset`. What arrives before the line breaks is kept. When the last byte has come, the file
/// is checked and stands in its lesson.
#[utoipa::path(
    patch,
    path = "/api/v1/lessons/{lesson}/uploads/{upload}",
    operation_id = "uploadChunk",
    tag = "media",
    params(
        ("lesson" = String, Path, description = "The lesson"),
        ("upload" = String, Path, description = "Your upload"),
        ("Tus-Resumable" = String, Header, description = "`1.0.0`"),
        ("Upload-Offset" = u64, Header, description = "Where these bytes begin: what `getUploadOffset` says"),
        ("Upload-Checksum" = Option<String>, Header, description = "`sha1`, `sha256` or `sha512`, and what these bytes add up to, in base64"),
    ),
    request_body(description = "The bytes", content(("application/offset+octet-stream"))),
    responses(
        (status = 204, description = "`Upload-Offset`: so much is safe now"),
        (status = 409, description = "The upload goes on somewhere else", content_type = "application/problem+json", body = tutela_web::Problem),
        (status = 412, description = "Another version of the protocol", content_type = "application/problem+json", body = tutela_web::Problem),
        (status = 423, description = "Another connection is sending to it", content_type = "application/problem+json", body = tutela_web::Problem),
        (status = 460, description = "The checksum does not fit; nothing of this chunk was kept", content_type = "application/problem+json", body = tutela_web::Problem),
        (status = 507, description = "No space is left", content_type = "application/problem+json", body = tutela_web::Problem),
    )
)]
pub async fn upload_chunk(
    State(media): State<Media>,
    visit: Visit,
    Path(path): Path<(LessonId, UploadId)>,
    (headers, body): (HeaderMap, Body),
) -> Response {
    let goes_on = async {
        let upload = known(&visit, path).await?;
        let upload = match chunk(&upload, &headers) {
            Ok(offset) => write(&media, &visit, (upload, offset), (&headers, body)).await?,
            Err(error) => return Err(refused(error, body).await),
        };
        Ok(stand(StatusCode::NO_CONTENT, &upload, false))
    };
    spoken(goes_on.await)
}

/// Ends an upload and forgets what came of it.
#[utoipa::path(
    delete,
    path = "/api/v1/lessons/{lesson}/uploads/{upload}",
    operation_id = "terminateUpload",
    tag = "media",
    params(
        ("lesson" = String, Path, description = "The lesson"),
        ("upload" = String, Path, description = "Your upload"),
        ("Tus-Resumable" = String, Header, description = "`1.0.0`"),
    ),
    responses((status = 204, description = "It is gone"))
)]
pub async fn terminate_upload(
    State(media): State<Media>,
    visit: Visit,
    Path((lesson, upload)): Path<(LessonId, UploadId)>,
    headers: HeaderMap,
) -> Response {
    let ends = async {
        let mut guarded = visit.write().await?;
        let mut authorized = guarded.authorize(UploadMedia, lesson).await?;
        let upload = create::find(&mut authorized, upload).await?;
        header::version(&headers)?;
        let parts = row::parts(authorized.tx(), upload.id).await?;
        row::remove(authorized.tx(), upload.id).await?;
        guarded.commit().await?;
        let pieces: Vec<_> = parts.iter().map(|part| part.object).collect();
        discard(&media.vault, upload.account, &pieces).await;
        Ok(StatusCode::NO_CONTENT.into_response())
    };
    spoken(ends.await)
}

/// The caller's own upload. Asked before anything is read of the request, so that a stranger learns nothing.
async fn known(visit: &Visit, (lesson, upload): (LessonId, UploadId)) -> Result<Upload, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(UploadMedia, lesson).await?;
    Ok(create::find(&mut authorized, upload).await?)
}

async fn created(
    media: &Media,
    visit: &Visit,
    lesson: LessonId,
    (headers, body): (HeaderMap, Body),
) -> Result<Response, Error> {
    let usual = api::usual(visit, lesson).await?;
    let new = match announced((lesson, usual), &headers) {
        Ok(new) => new,
        Err(error) => return Err(refused(error, body).await),
    };
    if let Concat::Final(parts) = new.concat.clone() {
        let hold = Hold::new(visit.gate(), visit.caller(), lesson);
        let whole = concat::concatenate(hold, media.clone(), new, parts);
        let upload = undisturbed(whole).await?;
        return Ok(located(stand(StatusCode::CREATED, &upload, false), &upload));
    }
    let upload = match create::create((visit.gate(), visit.caller()), media, &new).await {
        Ok(upload) => upload,
        Err(error) => return Err(refused(error.into(), body).await),
    };
    let upload = match is_bytes(&headers) {
        true => write(media, visit, (upload, 0), (&headers, body)).await?,
        false => upload,
    };
    Ok(located(stand(StatusCode::CREATED, &upload, false), &upload))
}

/// What the headers say of a new upload; without a purpose it is what the lesson consists of.
fn announced((lesson, usual): (LessonId, Use), headers: &HeaderMap) -> Result<New, Error> {
    header::version(headers)?;
    let metadata = Metadata::read(headers)?;
    let concat = Concat::read(headers)?;
    let length = match concat {
        Concat::Final(_) => 0,
        _ => header::needed(headers, "upload-length")?,
    };
    brings(headers, length)?;
    Ok(New {
        lesson,
        purpose: api::purpose(metadata.purpose.as_deref(), usual)?,
        file_name: metadata.file_name.unwrap_or_default(),
        metadata: metadata.text,
        concat,
        length,
    })
}

/// Checks what comes along with bytes; gives where they begin.
fn chunk(upload: &Upload, headers: &HeaderMap) -> Result<u64, Error> {
    header::version(headers)?;
    if !is_bytes(headers) {
        return Err(Error::MediaType { expected: BYTES });
    }
    let offset = header::needed(headers, "upload-offset")?;
    if upload.is_final() {
        return Err(Error::Forbidden);
    }
    if upload.received != offset {
        return Err(Error::Conflict("upload-offset"));
    }
    brings(headers, upload.length - offset)?;
    Ok(offset)
}

/// Refuses more bytes than are still to come before they travel.
fn brings(headers: &HeaderMap, left: u64) -> Result<(), Error> {
    let announced = headers
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok());
    let announced = announced.and_then(|text| text.parse::<u64>().ok());
    match is_bytes(headers) && announced.is_some_and(|length| length > left) {
        true => Err(Error::TooLarge { limit: left }),
        false => Ok(()),
    }
}

/// Takes in what comes. It goes on when the caller goes away in the middle, until all that arrived is safe.
async fn write(
    media: &Media,
    visit: &Visit,
    (upload, offset): (Upload, u64),
    (headers, body): (&HeaderMap, Body),
) -> Result<Upload, Error> {
    let checksum = match Checksum::read(headers) {
        Ok(checksum) => checksum,
        Err(error) => return Err(refused(error, body).await),
    };
    if offset == upload.length {
        return Ok(upload);
    }
    let hold = Hold::new(visit.gate(), visit.caller(), upload.lesson);
    // In the name of this visit, so that the answer is known to be allowed.
    let (hold, key, live) = match write::begin((visit.caller(), hold), media, &upload, offset).await
    {
        Ok(begun) => begun,
        Err(error) => return Err(refused(error.into(), body).await),
    };
    let from_the_start = offset == 0 && !upload.is_partial();
    let check = from_the_start.then(|| Check::new(upload.purpose));
    let arrival = Arrival::new(body, live, check).summed(checksum);
    let writer = Writer::new((hold, key), media, upload, arrival);
    undisturbed(writer.run()).await
}

/// Runs something to its end, whether or not anybody still waits for it.
async fn undisturbed<T: Send + 'static>(
    work: impl Future<Output = Result<T, CannotUpload>> + Send + 'static,
) -> Result<T, Error> {
    match tokio::spawn(work).await {
        Ok(done) => Ok(done?),
        Err(ended) => Err(Error::Internal(ended.to_string())),
    }
}

/// Takes the rest of what is refused, within limits: a sender whose connection is cut reads no answer.
async fn refused(error: Error, body: Body) -> Error {
    api::drain(&mut body.into_data_stream()).await;
    error
}

fn is_bytes(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.trim().eq_ignore_ascii_case(BYTES))
}

/// How an upload stands.
fn stand(status: StatusCode, upload: &Upload, whole: bool) -> Response {
    let mut answer = status.into_response();
    say(&mut answer, "upload-offset", &upload.received.to_string());
    if upload.object.is_none() {
        say(
            &mut answer,
            "upload-expires",
            &upload.expires_at.http_date(),
        );
    }
    if whole {
        say(&mut answer, "upload-length", &upload.length.to_string());
        for (name, value) in [
            ("upload-metadata", &upload.metadata),
            ("upload-concat", &upload.concat),
        ] {
            if !value.is_empty() {
                say(&mut answer, name, value);
            }
        }
    }
    if let Some(object) = upload.object {
        let path = format!("/api/v1/lessons/{}/media/{object}", upload.lesson);
        put(&mut answer, CONTENT_LOCATION, &path);
    }
    answer
}

fn located(mut answer: Response, upload: &Upload) -> Response {
    put(&mut answer, LOCATION, &upload.path());
    answer
}

fn say(answer: &mut Response, name: &'static str, value: &str) {
    put(answer, HeaderName::from_static(name), value);
}

fn put(answer: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        answer.headers_mut().insert(name, value);
    }
}

/// Every answer says which version of the protocol it speaks.
fn spoken(answer: Result<Response, Error>) -> Response {
    let mut answer = answer.unwrap_or_else(IntoResponse::into_response);
    say(&mut answer, "tus-resumable", VERSION);
    if answer.status() == StatusCode::PRECONDITION_FAILED {
        say(&mut answer, "tus-version", VERSION);
    }
    answer
}
