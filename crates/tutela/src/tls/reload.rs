//! A renewed certificate is taken up without a restart: on SIGHUP, and by itself within half a minute.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum_server::tls_rustls::RustlsConfig;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::Pair;

const LOOK: Duration = Duration::from_secs(30);

/// Watches the files of `pair` for as long as the process runs.
///
/// # Errors
/// When the system does not let SIGHUP be noticed.
pub fn keep_fresh(pair: Pair, config: RustlsConfig) -> std::io::Result<()> {
    let hangup = signal(SignalKind::hangup())?;
    tokio::spawn(watch(pair, config, hangup));
    Ok(())
}

async fn watch(pair: Pair, config: RustlsConfig, mut hangup: Signal) {
    let mut seen = changed_at(&pair);
    loop {
        let asked = tokio::select! {
            _ = hangup.recv() => true,
            () = tokio::time::sleep(LOOK) => false,
        };
        let now = changed_at(&pair);
        if asked || now != seen {
            seen = now;
            reload(&pair, &config);
        }
    }
}

/// The certificate in use stays until a whole new pair is there: between the writing of its two files they do not fit.
fn reload(pair: &Pair, config: &RustlsConfig) {
    match pair.load() {
        Ok(fresh) => {
            config.reload_from_config(Arc::new(fresh));
            tracing::info!("the TLS certificate was read again");
        }
        Err(error) => tracing::warn!(%error, "the TLS certificate stays as it was"),
    }
}

fn changed_at(pair: &Pair) -> [Option<SystemTime>; 2] {
    [&pair.cert, &pair.key].map(|path| path.metadata().and_then(|meta| meta.modified()).ok())
}
