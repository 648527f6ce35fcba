//! Reading a small body whole, within the limits of its route.

use axum::body::{Body, Bytes};
use axum::extract::Request;
use http::HeaderMap;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http_body_util::{BodyExt as _, LengthLimitError};

use crate::Error;
use crate::routes::SMALL;

/// The whole body of a form or a small document.
///
/// # Errors
/// [`Error::TooLarge`], at once when the sender says so; [`Error::Malformed`] when it breaks off.
pub async fn small(request: Request) -> Result<Bytes, Error> {
    let limit = u64::try_from(SMALL).unwrap_or(u64::MAX);
    if announced(request.headers()).is_some_and(|length| length > limit) {
        return Err(Error::TooLarge { limit });
    }
    collect(request.into_body(), limit).await
}

/// The type of the content without its parameters, in lower case.
pub fn content_type(headers: &HeaderMap) -> String {
    let value = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let essence = value.unwrap_or("").split(';').next().unwrap_or("");
    essence.trim().to_ascii_lowercase()
}

async fn collect(body: Body, limit: u64) -> Result<Bytes, Error> {
    match body.collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if is_limit(&error) => Err(Error::TooLarge { limit }),
        Err(_) => Err(Error::Malformed),
    }
}

fn is_limit(error: &axum::Error) -> bool {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        if error.is::<LengthLimitError>() {
            return true;
        }
        cause = error.source();
    }
    false
}

fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
