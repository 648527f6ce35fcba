//! The end of the process: running requests are finished, new ones are not begun, and a second signal waits for nobody.

use std::time::Duration;

use axum_server::Handle;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::listen::Peer;

/// For how long running requests may go on after the signal.
pub const GRACE: Duration = Duration::from_secs(20);

/// The signals that end the process.
#[derive(Debug)]
pub struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// From now on SIGTERM and SIGINT are noticed here instead of ending the process.
    pub fn listen() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// Ends the server of `handle` at the first signal, in order, and at the second one at once.
pub async fn on_signal(mut signals: Signals, handle: Handle<Peer>) {
    signals.next().await;
    tracing::info!(
        connections = handle.connection_count(),
        "stopping; running requests have {} s",
        GRACE.as_secs()
    );
    handle.graceful_shutdown(Some(GRACE));
    signals.next().await;
    tracing::warn!(connections = handle.connection_count(), "stopping at once");
    handle.shutdown();
}
