//! The one table of what is served: every feature's routes are joined here.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use http::StatusCode;
use tutela_core::Ambient;
use tutela_db::Db;

/// What every feature is built on.
#[derive(Clone)]
pub struct Parts {
    /// The database.
    pub db: Db,
    /// Clock and dice.
    pub ambient: Ambient,
}

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
    match parts.db.read().await {
        Ok(_) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "The database does not answer.\n")
        }
    }
}
