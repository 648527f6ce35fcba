//! The HTTP server: limits for everything that a stranger may make long, large or many.

use std::time::Duration;

use axum::Router;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use axum_server::{Handle, Server};
use tokio::task::JoinHandle;

use crate::listen::{Listener, Peer};

/// How long a request's head may take, and how long a connection may rest between two requests.
const HEAD: Duration = Duration::from_secs(30);
/// The largest head of a request, and what is kept of a body in memory for each connection.
const HEAD_BYTES: usize = 64 * 1024;
const HTTP2_HEAD_BYTES: u32 = 32 * 1024;
/// How long a TLS handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// Requests at once on one HTTP/2 connection.
const STREAMS: u32 = 64;
/// Whether the other end is still there is asked after this long, and waited for as long.
const PING: Duration = Duration::from_secs(20);

/// A server that runs.
pub struct Running {
    /// Ends it, and counts its connections.
    pub handle: Handle<Peer>,
    /// Gives its end.
    pub task: JoinHandle<std::io::Result<()>>,
}

/// Serves plain HTTP.
pub fn serve_plain(listener: Listener, router: Router) -> Running {
    let handle = Handle::new();
    let mut server = Server::from_listener(listener).handle(handle.clone());
    limit(&mut server);
    let service = router.into_make_service_with_connect_info::<Peer>();
    let server = server
        .first_request_timeout(HEAD)
        .accept_error_handler(note);
    Running {
        handle,
        task: tokio::spawn(server.serve(service)),
    }
}

/// Serves TLS.
pub fn serve_tls(listener: Listener, router: Router, tls: RustlsConfig) -> Running {
    let handle = Handle::new();
    let acceptor = RustlsAcceptor::new(tls).handshake_timeout(HANDSHAKE);
    let mut server = Server::from_listener(listener)
        .acceptor(acceptor)
        .handle(handle.clone());
    limit(&mut server);
    let service = router.into_make_service_with_connect_info::<Peer>();
    let server = server
        .first_request_timeout(HEAD)
        .accept_error_handler(note);
    Running {
        handle,
        task: tokio::spawn(server.serve(service)),
    }
}

fn limit<A>(server: &mut Server<Peer, A>) {
    let builder = server.http_builder();
    builder
        .http1()
        .header_read_timeout(HEAD)
        .max_buf_size(HEAD_BYTES);
    builder
        .http2()
        .max_header_list_size(HTTP2_HEAD_BYTES)
        .max_concurrent_streams(STREAMS)
        .keep_alive_interval(PING)
        .keep_alive_timeout(PING);
}

/// Strangers who break off a handshake are no news; a system without room for files is.
fn note(peer: Option<&Peer>, error: &std::io::Error) {
    match peer {
        Some(_) => tracing::debug!(%error, "a connection was not made"),
        None => tracing::warn!(%error, "no connection can be taken"),
    }
}
