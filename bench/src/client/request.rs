//! Requests as bytes, written once and sent as often as is measured.

use std::ops::RangeInclusive;

/// What a request for a page accepts, as browsers say it.
pub const PAGE: &str = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8";
/// What a program accepts.
pub const ANYTHING: &str = "*/*";

/// A request for `path`, by the person who holds `token`.
pub fn get(path: &str, token: &str, accept: &str) -> Vec<u8> {
    let mut request = begin("GET", path, Some(token));
    request += &format!("accept: {accept}\r\n\r\n");
    request.into_bytes()
}

/// A request for some of the bytes of `path`.
pub fn get_range(path: &str, token: &str, range: RangeInclusive<u64>) -> Vec<u8> {
    let mut request = begin("GET", path, Some(token));
    let (first, last) = (range.start(), range.end());
    request += &format!("accept: {ANYTHING}\r\nrange: bytes={first}-{last}\r\n\r\n");
    request.into_bytes()
}

/// The head of a request that brings `length` bytes.
pub fn post(path: &str, token: Option<&str>, kind: &str, length: u64) -> Vec<u8> {
    let mut request = begin("POST", path, token);
    request +=
        &format!("accept: {ANYTHING}\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\r\n");
    request.into_bytes()
}

/// The same with these headers, by nobody who is known.
pub fn post_with(path: &str, headers: &[(&str, &str)], length: u64) -> Vec<u8> {
    let mut request = begin("POST", path, None);
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    request += &format!("accept: {ANYTHING}\r\ncontent-length: {length}\r\n\r\n");
    request.into_bytes()
}

fn begin(method: &str, path: &str, token: Option<&str>) -> String {
    let mut request =
        format!("{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nuser-agent: bench\r\n");
    if let Some(token) = token {
        request += &format!("authorization: Bearer {token}\r\n");
    }
    request
}
