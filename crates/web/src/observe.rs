//! What the house writes down about a request: the route, never the address; how it went, never whose it was.

use std::sync::Arc;
use std::time::Duration;

use axum::body::HttpBody as _;
use axum::response::Response;
use http::Method;
use http::header::CONTENT_LENGTH;

use crate::routes::Declared;
use crate::{Error, Visit};

/// Notes an answered request in the log and in the metrics.
pub fn note(method: &Method, answer: &Response, visit: &Visit, took: Duration) {
    let declared = answer.extensions().get::<Arc<Declared>>();
    let route = declared.map_or_else(|| Arc::from("none"), |declared| Arc::clone(&declared.path));
    let status = answer.status();
    tracing::info!(
        target: "tutela_web::request",
        id = %visit.id(),
        method = method_name(method),
        route = &*route,
        status = status.as_u16(),
        micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
        bytes = size(answer),
    );
    let labels = [
        (
            "method",
            metrics::SharedString::const_str(method_name(method)),
        ),
        ("route", metrics::SharedString::from_shared(route)),
    ];
    metrics::histogram!("tutela_http_request_seconds", &labels).record(took.as_secs_f64());
    let status = metrics::SharedString::from_owned(status.as_str().to_owned());
    let [method, route] = labels;
    metrics::counter!(
        "tutela_http_requests_total",
        &[method, route, ("status", status)]
    )
    .increment(1);
}

/// Writes down an error that is ours, under the id that its reader was told.
pub fn blame(error: &Error, visit: &Visit) {
    match error {
        Error::Internal(_) | Error::Damaged(_) => {
            tracing::error!(id = %visit.id(), %error, "failed")
        }
        Error::Busy(_) | Error::Full => tracing::warn!(id = %visit.id(), %error, "refused"),
        _ => tracing::debug!(id = %visit.id(), %error, "refused"),
    }
}

/// Methods are a closed list here, so that nobody can fill the metrics with inventions.
fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// How many bytes the answer has, where that is known before it is sent.
fn size(answer: &Response) -> u64 {
    let declared = answer.headers().get(CONTENT_LENGTH);
    let declared = declared.and_then(|length| length.to_str().ok()?.parse().ok());
    declared
        .or_else(|| answer.body().size_hint().exact())
        .unwrap_or(0)
}
