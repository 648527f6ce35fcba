//! Answers that last: each piece leaves only while what allowed the answer still stands (promise DA4).

use axum::body::Body;
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, stream};
use tutela_access::{Action, Live};

/// What allowed the answer was taken away meanwhile. Its reader sees the connection end before the answer does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("what allowed this answer was taken away")]
pub struct Removed;

/// A body that is broken off before the first piece that is no longer allowed.
pub fn body<S, E, A>(pieces: S, live: Live<A>) -> Body
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin + 'static,
    E: std::error::Error + Send + Sync + 'static,
    A: Action + 'static,
{
    let cut = stream::unfold(Some((pieces, live)), async |state| {
        let (mut pieces, mut live) = state?;
        let piece = match pieces.next().await? {
            Ok(piece) => piece,
            Err(error) => return Some((Err(axum::Error::new(error)), None)),
        };
        match live.still().await {
            true => Some((Ok(piece), Some((pieces, live)))),
            false => Some((Err(axum::Error::new(Removed)), None)),
        }
    });
    Body::from_stream(cut)
}
