//! The one door of the house. Every request comes in here, gets an id, is asked where it comes from, and leaves with
//! its headers on; what failed inside is put into words on the way out.

use std::any::Any;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use http::header::{ALLOW, CONTENT_TYPE};
use http::{Extensions, HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, Version};
use tokio::time::Instant;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{Predicate as _, SizeAbove};

use crate::csrf::{self, Origins};
use crate::error::{self, Fault, SentForm};
use crate::headers::{Posture, dress};
use crate::{App, Error, Visit, observe};

/// The header with the id of the request.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What a refusal that is put into words says besides: which methods there are, and which protocol is spoken.
const KEPT: [HeaderName; 3] = [
    ALLOW,
    HeaderName::from_static("tus-resumable"),
    HeaderName::from_static("tus-version"),
];

/// Puts the door before the routes.
pub fn mount(router: Router, app: &App) -> Router {
    let compression = CompressionLayer::new()
        .gzip(true)
        .quality(CompressionLevel::Fastest)
        .compress_when(SizeAbove::new(1_024).and(worth_packing));
    router
        .layer(CatchPanicLayer::custom(confess))
        .layer(from_fn_with_state(app.clone(), pass))
        .layer(compression)
}

async fn pass(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let visit = Visit::new(&app, &uri, request.headers());
    let origins = Origins {
        method: &method,
        uri: &uri,
        headers: request.headers(),
        declared: app.settings().origin.as_deref(),
    };
    let answer = match csrf::allows(&origins, visit.credential()) {
        true => {
            request.extensions_mut().insert(visit.clone());
            next.run(request).await
        }
        false => Error::CrossSite.into_response(),
    };
    let answer = leave(answer, &visit, &method, &uri);
    observe::note(&method, &answer, &visit, begun.elapsed());
    answer
}

/// Words a failure and puts the headers on.
fn leave(mut answer: Response, visit: &Visit, method: &Method, uri: &Uri) -> Response {
    if let Some(error) = failure(&mut answer) {
        observe::blame(&error.0, visit);
        let sent = answer.extensions_mut().remove::<SentForm>();
        let mut worded = error::render(&error.0, visit, (method, uri), sent.as_ref());
        for name in KEPT {
            if let Some(value) = answer.headers_mut().remove(&name) {
                worded.headers_mut().insert(name, value);
            }
        }
        *worded.extensions_mut() = std::mem::take(answer.extensions_mut());
        worded.extensions_mut().insert(Posture::Page);
        answer = worded;
    }
    let posture = Posture::of(answer.extensions()).unwrap_or_default();
    let secure = visit.app().settings().secure;
    dress(answer.headers_mut(), posture, secure);
    if let Ok(id) = HeaderValue::from_str(&visit.id().to_string()) {
        answer.headers_mut().insert(REQUEST_ID, id);
    }
    answer
}

/// The error that an answer carries: our own, or one that a layer put into a bare status.
fn failure(answer: &mut Response) -> Option<Fault> {
    if let Some(fault) = answer.extensions_mut().remove::<Fault>() {
        return Some(fault);
    }
    let status = answer.status();
    let failed = status.is_client_error() || status.is_server_error();
    let ours = Posture::of(answer.extensions()).is_some();
    (failed && !ours).then(|| Fault(Error::of_status(status).into()))
}

/// A panic ends its own request and nothing else.
fn confess(panic: Box<dyn Any + Send>) -> Response {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    let text = text.unwrap_or_else(|| "a panic without words".to_owned());
    Error::Internal(format!("panic: {text}")).into_response()
}

/// Pages and documents of the API get smaller; films, fonts and parts of them do not.
fn worth_packing(status: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    let kind = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    let text = kind.is_some_and(|kind| {
        kind.starts_with(b"text/html")
            || kind.starts_with(b"application/json")
            || kind.starts_with(b"application/problem+json")
    });
    text && status != StatusCode::PARTIAL_CONTENT
}
