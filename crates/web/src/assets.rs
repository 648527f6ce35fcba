//! Styles, scripts, fonts and drawings, served from the binary. The address of each has the digest of its
//! content in it, so that browsers keep it for a year and never see an old one.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Write as _;
use std::sync::LazyLock;

use axum::body::Body;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use http::{HeaderMap, HeaderValue, StatusCode};
use rust_embed::RustEmbed;

use crate::headers::Posture;
use crate::range::lists_etag;
use crate::{Error, Guard, Routes};

#[derive(RustEmbed)]
#[folder = "assets/"]
#[exclude = "*.py"]
#[exclude = "*.md"]
struct Files;

/// All assets, made ready at the first use.
static SHELF: LazyLock<Shelf> = LazyLock::new(Shelf::stock);

/// The address of an asset, by its path under `assets/`: `/assets/style.1f2e3d4c.css`.
///
/// A name that is not there gives an address that answers 404; a test holds all templates to the names there are.
pub fn asset_url(name: &str) -> &'static str {
    let asset = SHELF.by_name.get(name);
    asset.map_or("/assets/missing", |asset| asset.url.as_str())
}

/// Whether there is an asset of this name.
pub fn has_asset(name: &str) -> bool {
    SHELF.by_name.contains_key(name)
}

/// What the head of every page names.
#[derive(Debug)]
pub struct ShellAssets {
    pub style: &'static str,
    pub icon: &'static str,
    pub fonts: [&'static str; 2],
}

impl ShellAssets {
    pub(crate) fn get() -> &'static Self {
        static SHELL: LazyLock<ShellAssets> = LazyLock::new(|| ShellAssets {
            style: asset_url("style.css"),
            icon: asset_url("favicon.svg"),
            fonts: [
                asset_url("fonts/inter-latin.woff2"),
                asset_url("fonts/display-latin.woff2"),
            ],
        });
        &SHELL
    }
}

/// The route of the assets.
pub fn routes() -> Routes {
    let open =
        Guard::Open("The looks of the house are the same for everybody and hold nobody's data.");
    Routes::new().get("/assets/{*file}", serve, open)
}

async fn serve(Path(file): Path<String>, headers: HeaderMap) -> Result<Response, Error> {
    let name = SHELF.by_file.get(&file).ok_or(Error::NotFound)?;
    let asset = SHELF.by_name.get(name).ok_or(Error::NotFound)?;
    let unchanged = headers
        .get(IF_NONE_MATCH)
        .is_some_and(|list| lists_etag(list, asset.etag.as_bytes()));
    let mut response = match (unchanged, &asset.packed) {
        (true, _) => StatusCode::NOT_MODIFIED.into_response(),
        (false, Some(packed)) if takes_gzip(&headers) => {
            let mut response = body(packed);
            let gzip = HeaderValue::from_static("gzip");
            response.headers_mut().insert(CONTENT_ENCODING, gzip);
            response
        }
        (false, _) => body(&asset.plain),
    };
    let head = response.headers_mut();
    head.insert(CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    head.insert(ETAG, asset.etag.clone());
    head.insert(VARY, HeaderValue::from_static("accept-encoding"));
    response.extensions_mut().insert(Posture::Asset);
    Ok(response)
}

fn body(bytes: &Bytes) -> Response {
    let mut response = Response::new(Body::from(bytes.clone()));
    let length = response.headers_mut();
    length.insert(CONTENT_LENGTH, bytes.len().into());
    response
}

/// Every browser does; a refusal in so many words (`gzip;q=0`) is respected.
fn takes_gzip(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(ACCEPT_ENCODING).iter();
    lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .map(|coding| coding.trim().split_once(';').unwrap_or((coding.trim(), "")))
        .any(|(coding, weight)| {
            coding == "gzip" && !matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
        })
}

struct Shelf {
    by_name: HashMap<String, Asset>,
    by_file: HashMap<String, String>,
}

struct Asset {
    url: String,
    kind: &'static str,
    etag: HeaderValue,
    plain: Bytes,
    packed: Option<Bytes>,
}

impl Shelf {
    fn stock() -> Self {
        let mut shelf = Self {
            by_name: HashMap::new(),
            by_file: HashMap::new(),
        };
        for name in Files::iter() {
            shelf.add(&name, &mut Vec::new());
        }
        shelf
    }

    /// Puts an asset on the shelf, after those that it names: their addresses stand in its text.
    fn add(&mut self, name: &str, under_way: &mut Vec<String>) -> Option<String> {
        if let Some(asset) = self.by_name.get(name) {
            return Some(asset.url.clone());
        }
        if under_way.iter().any(|other| other == name) {
            tracing::error!(name, "assets name one another in a circle");
            return None;
        }
        under_way.push(name.to_owned());
        let plain: Bytes = match Files::get(name)?.data {
            Cow::Borrowed(bytes) if !is_linked(name) => Bytes::from_static(bytes),
            bytes if !is_linked(name) => bytes.into_owned().into(),
            bytes => self.link(name, &bytes, under_way).into(),
        };
        under_way.pop();
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &plain);
        let digest: String = digest.as_ref()[..4]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
        let file = format!("{stem}.{digest}.{extension}");
        let url = format!("/assets/{file}");
        let asset = Asset {
            url: url.clone(),
            kind: kind(extension),
            etag: HeaderValue::from_str(&format!("\"{digest}\"")).ok()?,
            packed: (!matches!(extension, "woff2" | "png" | "jpg"))
                .then(|| pack(&plain))
                .flatten(),
            plain,
        };
        self.by_name.insert(name.to_owned(), asset);
        self.by_file.insert(file, name.to_owned());
        Some(url)
    }

    /// Replaces the relative names in a style or a script, `url("fonts/a.woff2")` and `from "./a.js"`, by addresses.
    fn link(&mut self, name: &str, bytes: &[u8], under_way: &mut Vec<String>) -> Vec<u8> {
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut text = String::from_utf8_lossy(bytes).into_owned();
        for other in Files::iter().filter(|other| *other != name) {
            for written in [
                relative(folder, &other),
                format!("./{}", relative(folder, &other)),
            ] {
                let quoted = [
                    format!("\"{written}\""),
                    format!("'{written}'"),
                    format!("({written})"),
                ];
                for quoted in quoted {
                    if text.contains(&quoted)
                        && let Some(url) = self.add(&other, under_way)
                    {
                        let (open, close) = (&quoted[..1], &quoted[quoted.len() - 1..]);
                        text = text.replace(&quoted, &format!("{open}{url}{close}"));
                    }
                }
            }
        }
        text.into_bytes()
    }
}

/// Whether the text of this file names other assets.
fn is_linked(name: &str) -> bool {
    name.ends_with(".css") || name.ends_with(".js")
}

/// The name of an asset as seen from a folder: inside it, or `../` up from it.
fn relative(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        return name.to_owned();
    }
    match name
        .strip_prefix(folder)
        .and_then(|rest| rest.strip_prefix('/'))
    {
        Some(inside) => inside.to_owned(),
        None => format!("{}{name}", "../".repeat(folder.split('/').count())),
    }
}

fn kind(extension: &str) -> &'static str {
    match extension {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        "png" => "image/png",
        "jpg" => "image/jpeg",
        "ico" => "image/x-icon",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Packed once, as tight as it gets; without it the plain bytes are served.
fn pack(plain: &[u8]) -> Option<Bytes> {
    let mut packer = GzEncoder::new(Vec::with_capacity(plain.len() / 3), Compression::best());
    packer.write_all(plain).ok()?;
    packer.finish().ok().map(Bytes::from)
}
