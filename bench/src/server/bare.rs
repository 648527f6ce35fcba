//! The yardstick: axum with nothing behind it. It returns what Tutela answered once, and gives a film out of a store by the
//! vault's own reading, without opening and without asking anybody. It runs as a process of its own, from this same binary.

use std::fs;
use std::io::Read as _;
use std::net::Ipv4Addr;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::serve::ListenerExt as _;
use bytes::Bytes;
use futures_util::stream;
use http::header::{ACCEPT_RANGES, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, RANGE};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tutela_vault::{Name, Store};

use super::{PATIENCE, Process};
use crate::client::{Answer, Site};

const ANSWER: &str = "answer";
const STORE: &str = "store";
const FILM: &str = "film";
/// Where the film is.
pub const FILM_PATH: &str = "/film";

/// The yardstick before it runs: what it shall answer.
pub struct Recorded {
    folder: TempDir,
}

/// The yardstick, running.
pub struct Bare {
    pub process: Process,
    pub site: Site,
    _recorded: Recorded,
}

impl Recorded {
    /// Nothing yet.
    ///
    /// # Errors
    /// When there is no place for it.
    pub fn new() -> Result<Self> {
        let folder = TempDir::with_prefix("tutela-bench-bare-")?;
        Ok(Self { folder })
    }

    /// This answer is given under `/NAME`, with all its headers.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn add(&self, name: &str, answer: &Answer) -> Result<()> {
        let bytes = [&answer.head[..], &answer.body].concat();
        let file = self.folder.path().join(name).with_extension(ANSWER);
        Ok(fs::write(file, bytes)?)
    }

    /// The film, as it is.
    ///
    /// # Errors
    /// When it cannot be stored.
    pub async fn add_film(&self, film: Bytes) -> Result<()> {
        let store = Store::folder(&self.folder.path().join(STORE))?;
        store.put(&name()?, stream::iter([Ok(film)])).await?;
        Ok(())
    }

    /// Starts the server.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn serve(self) -> Result<Bare> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("serve-bare").arg(self.folder.path());
        let mut process = Process::start(&mut command, &self.folder.path().join("bare.log"))?;
        let address = process.first_line(PATIENCE).await?;
        Ok(Bare {
            site: Site::plain(address.trim().parse()?),
            process,
            _recorded: self,
        })
    }
}

/// The process itself: serves the folder until its standard input is closed.
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
    if folder.join(STORE).is_dir() {
        let store = Store::folder(&folder.join(STORE))?;
        let size = store.size(&name()?).await?;
        router = router.route(FILM_PATH, get(film).with_state((store, size)));
    }
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    println!("{}", listener.local_addr()?);
    // As Tutela does it: small answers leave at once.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    tokio::select! {
        end = axum::serve(listener, router) => Ok(end?),
        () = end_of_input() => Ok(()),
    }
}

/// Whoever started us is gone, or wants us to go.
async fn end_of_input() {
    let (sender, end) = tokio::sync::oneshot::channel::<()>();
    std::thread::spawn(move || {
        let _ = std::io::stdin().read(&mut [0]);
        drop(sender);
    });
    let _ = end.await;
}

fn text(part: Option<&std::ffi::OsStr>) -> Option<&str> {
    part?.to_str()
}

/// An answer as it was recorded, without the headers that the server writes by itself.
fn read(bytes: &[u8]) -> Result<(StatusCode, HeaderMap, Bytes)> {
    let mut lines = [httparse::EMPTY_HEADER; 64];
    let mut response = httparse::Response::new(&mut lines);
    let httparse::Status::Complete(size) = response.parse(bytes)? else {
        anyhow::bail!("a recorded answer is cut off");
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

fn name() -> Result<Name> {
    Ok(FILM.parse()?)
}

async fn film(
    State((store, size)): State<(Store, u64)>,
    headers: HeaderMap,
) -> Result<Response, StatusCode> {
    let broken = |_| StatusCode::INTERNAL_SERVER_ERROR;
    let (status, range) = match headers.get(RANGE) {
        None => (StatusCode::OK, 0..size),
        Some(range) => {
            let (first, last) = cut(range, size).ok_or(StatusCode::RANGE_NOT_SATISFIABLE)?;
            (StatusCode::PARTIAL_CONTENT, first..last + 1)
        }
    };
    let about = [
        (CONTENT_TYPE, "video/mp4".to_owned()),
        (ACCEPT_RANGES, "bytes".to_owned()),
        (CONTENT_LENGTH, (range.end - range.start).to_string()),
        (
            CONTENT_RANGE,
            format!("bytes {}-{}/{size}", range.start, range.end - 1),
        ),
    ];
    let name = name().map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    let bytes = store.read(&name, range).await.map_err(broken)?;
    Ok((status, about, Body::from_stream(bytes)).into_response())
}

/// `bytes=FIRST-LAST`, the one form that is asked for here.
fn cut(range: &HeaderValue, size: u64) -> Option<(u64, u64)> {
    let (first, last) = range
        .to_str()
        .ok()?
        .strip_prefix("bytes=")?
        .split_once('-')?;
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    (first <= last && last < size).then_some((first, last))
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

    #[test]
    fn ranges_outside_are_not_cut() {
        let cut = |text| cut(&HeaderValue::from_static(text), 100);
        assert_eq!(cut("bytes=0-99"), Some((0, 99)));
        for text in ["bytes=0-100", "bytes=5-4", "bytes=-5", "0-5"] {
            assert_eq!(cut(text), None, "{text}");
        }
    }
}
