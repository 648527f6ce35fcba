//! The first yardstick: axum with nothing behind it. It returns what Tutela answered once, with the same headers.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use axum::Router;
use axum::routing::get;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use httparse::{EMPTY_HEADER, Response, Status};
use tempfile::TempDir;

use super::own::{self, Own};
use crate::client::Answer;

/// What makes this binary serve recorded answers.
pub const COMMAND: &str = "serve-bare";
const ANSWER: &str = "answer";

/// Starts it; `answer` is given under `/NAME`.
///
/// # Errors
/// When the answer cannot be written down, or the server does not start.
pub async fn start(name: &str, answer: &Answer) -> Result<Own> {
    let folder = TempDir::with_prefix("tutela-bench-bare-")?;
    let bytes = [&answer.head[..], &answer.body].concat();
    fs::write(folder.path().join(name).with_extension(ANSWER), bytes)?;
    let path = folder.path().to_owned();
    Own::start(&[COMMAND.as_ref(), path.as_ref()], folder).await
}

/// The process itself.
///
/// # Errors
/// When the folder holds something else, or no port is free.
pub async fn serve(folder: &Path) -> Result<()> {
    let mut router = Router::new();
    for entry in fs::read_dir(folder)? {
        let file = entry?.path();
        if let (Some(ANSWER), Some(name)) = (text(file.extension()), text(file.file_stem())) {
            let answer = read(&fs::read(&file)?)?;
            router = router.route(&format!("/{name}"), get(async move || answer));
        }
    }
    own::serve(router).await
}

fn text(part: Option<&OsStr>) -> Option<&str> {
    part?.to_str()
}

/// An answer as it was recorded, without the headers that the server writes by itself.
fn read(bytes: &[u8]) -> Result<(StatusCode, HeaderMap, Bytes)> {
    let mut lines = [EMPTY_HEADER; 64];
    let mut response = Response::new(&mut lines);
    let Status::Complete(size) = response.parse(bytes)? else {
        bail!("a recorded answer is cut off");
    };
    let status = StatusCode::from_u16(response.code.context("a recorded answer has no status")?)?;
    let mut headers = HeaderMap::new();
    for line in response.headers {
        let name: HeaderName = line.name.parse()?;
        if !matches!(name.as_str(), "content-length" | "date" | "connection") {
            headers.append(name, HeaderValue::from_bytes(line.value)?);
        }
    }
    Ok((status, headers, Bytes::copy_from_slice(&bytes[size..])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recorded_answer_keeps_what_the_server_does_not_write() {
        let text = b"HTTP/1.1 200 OK\r\na: b\r\ncontent-length: 2\r\ndate: now\r\na: c\r\n\r\nhi";
        let (status, headers, body) = read(text).unwrap();
        assert_eq!((status, &body[..]), (StatusCode::OK, &b"hi"[..]));
        assert_eq!(headers.get_all("a").iter().collect::<Vec<_>>(), ["b", "c"]);
        assert_eq!(headers.len(), 2);
    }
}
