//! Metrics for Prometheus, on an address of this machine alone.

use std::time::Duration;

use anyhow::Result;
use axum::Router;
use axum::routing::get;
use axum_server::Handle;
use http::header;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::listen::Peer;

mod process;

/// Bounds of durations in seconds: from a page of the cache to an upload.
const SECONDS: [f64; 12] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0,
];
const UPKEEP: Duration = Duration::from_secs(5);
const FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Begins to keep metrics. Without this call they cost nothing.
///
/// # Errors
/// When somebody else of this process keeps them already.
pub fn keep() -> Result<PrometheusHandle> {
    let builder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)?;
    let handle = builder.install_recorder()?;
    process::describe();
    tokio::spawn(tidy(handle.clone()));
    Ok(handle)
}

/// Serves them at `/metrics`. `server` is the one whose connections are counted.
pub fn router(handle: PrometheusHandle, server: Handle<Peer>) -> Router {
    let page = move || {
        process::measure(server.connection_count());
        let text = handle.render();
        async move { ([(header::CONTENT_TYPE, FORMAT)], text) }
    };
    Router::new().route("/metrics", get(page))
}

/// Measurements wait in memory until they are read; nobody may come to read.
async fn tidy(handle: PrometheusHandle) {
    loop {
        tokio::time::sleep(UPKEEP).await;
        handle.run_upkeep();
    }
}
