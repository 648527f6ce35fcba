//! The evidence log as anybody may read it: checkpoints, keys, and the tree in tiles (C2SP tlog-tiles). Entries are not given here:
//! they name nobody, but who could count them could tell when somebody in an account was given something, and whether it was the same
//! person again. Whoever may know them gets them from his account's page; auditors of the house from `tutela evidence export`.

use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use tutela_access::OpenDoor;
use tutela_audit::evidence;
use tutela_audit::evidence::tile::{TileId, parse};
use tutela_web::{Error, Path, Posture, Visit};

const TEXT: &str = "text/plain; charset=utf-8";

/// `GET /trust/log/checkpoint`.
pub async fn checkpoint(visit: Visit) -> Result<Response, Error> {
    let mut tx = visit.gate().look(OpenDoor::EVIDENCE).await?;
    let latest = evidence::latest(&mut tx).await?.ok_or(Error::NotFound)?;
    Ok(([(CONTENT_TYPE, TEXT)], latest.signed).into_response())
}

/// `GET /trust/log/keys`: the log's keys, one a line; the last one signs now.
pub async fn keys(visit: Visit) -> Result<Response, Error> {
    let mut tx = visit.gate().look(OpenDoor::EVIDENCE).await?;
    let keys = evidence::verifiers(&mut tx).await?;
    let keys: String = keys.iter().map(|key| format!("{key}\n")).collect();
    Ok(([(CONTENT_TYPE, TEXT)], keys).into_response())
}

/// `GET /trust/log/tile/{level}/{*number}`: a tile never changes, so that everybody may keep it.
pub async fn tile(
    visit: Visit,
    Path((level, number)): Path<(u32, String)>,
) -> Result<Response, Error> {
    let (number, width) = parse(&number).ok_or(Error::NotFound)?;
    let id = TileId { level, number };
    let mut tx = visit.gate().look(OpenDoor::EVIDENCE).await?;
    let hashes = evidence::tile(&mut tx, id, width).await?;
    let hashes = hashes.ok_or(Error::NotFound)?;
    let mut response = ([(CONTENT_TYPE, "application/octet-stream")], hashes).into_response();
    response.extensions_mut().insert(Posture::Asset);
    Ok(response)
}
