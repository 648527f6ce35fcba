//! The one table of what is served: every feature's routes are joined here.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use http::StatusCode;
use tutela_access::OpenDoor;

use crate::installation::Parts;

/// Everything that is served.
pub fn router(parts: Parts) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .fallback(|| async { (StatusCode::NOT_FOUND, "There is nothing here.\n") })
        .with_state(parts)
}

/// Whether the database answers. A balancer sends nobody here until it does.
async fn ready(State(parts): State<Parts>) -> (StatusCode, &'static str) {
    match parts.gate.look(OpenDoor::READY).await {
        Ok(_) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "The database does not answer.\n",
            )
        }
    }
}
