//! Listening: an address is taken or refused with a reason, and at most so many connections are held as files may be open.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use axum::extract::connect_info::Connected;
use axum_server::{AddrListener, Address};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use socket2::SockRef;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::refusal::refuse;

/// Connections that wait in the system until they are taken.
const BACKLOG: u32 = 1024;
/// Connections held at once. Those beyond wait in the backlog.
const MOST_CONNECTIONS: u64 = 8192;
/// Bytes that the system takes of an answer before it can send them. What it has taken leaves even when the answer is broken
/// off, so it takes little; what is on its way, and waits to be acknowledged, is not limited by it.
const UNSENT: u32 = 128 * 1024;
/// Files that are left for the database, the objects and the rest.
const OTHER_FILES: u64 = 512;

/// The other end of a connection. The connection's place is free again when the last copy is gone.
#[derive(Debug, Clone)]
pub struct Peer {
    /// Its address: that of the proxy where there is one.
    pub address: SocketAddr,
    _place: Arc<OwnedSemaphorePermit>,
}

impl Address for Peer {
    type Stream = TcpStream;
    type Listener = Listener;
}

impl Connected<Peer> for Peer {
    fn connect_info(peer: Peer) -> Self {
        peer
    }
}

/// A port that is taken.
#[derive(Debug)]
pub struct Listener {
    socket: TcpListener,
    places: Arc<Semaphore>,
}

impl Listener {
    /// Takes `address`. `flag` is the setting that names it.
    ///
    /// # Errors
    /// A refusal when the address is another's, is not of this machine, or needs more rights.
    pub fn bind(address: SocketAddr, flag: &str) -> Result<Self> {
        let places = Arc::new(Semaphore::new(most_connections()));
        match bind(address) {
            Ok(socket) => Ok(Self { socket, places }),
            Err(error) => refuse_address(address, flag, &error),
        }
    }

    /// The address, with the port that the system chose where 0 was asked for.
    pub fn address(&self) -> Result<SocketAddr> {
        self.socket
            .local_addr()
            .context("the address that was taken is not known")
    }
}

impl AddrListener<TcpStream, Peer> for Listener {
    async fn bind_to(peer: Peer) -> io::Result<Self> {
        Ok(Self {
            socket: bind(peer.address)?,
            places: Arc::new(Semaphore::new(most_connections())),
        })
    }

    /// Small answers leave at once: Nagle's algorithm would hold them back for the next packet.
    async fn accept_stream(&self) -> io::Result<(TcpStream, Peer)> {
        let place = Arc::clone(&self.places)
            .acquire_owned()
            .await
            .map_err(io::Error::other)?;
        let (stream, address) = self.socket.accept().await?;
        stream.set_nodelay(true)?;
        Ok((
            stream,
            Peer {
                address,
                _place: Arc::new(place),
            },
        ))
    }

    fn get_local_addr(&self) -> io::Result<Peer> {
        let place = Arc::clone(&self.places)
            .try_acquire_owned()
            .map_err(io::Error::other)?;
        Ok(Peer {
            address: self.socket.local_addr()?,
            _place: Arc::new(place),
        })
    }
}

fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    // A restart must not wait for the connections of the process before to be forgotten.
    socket.set_reuseaddr(true)?;
    SockRef::from(&socket).set_tcp_notsent_lowat(UNSENT)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

fn refuse_address(address: SocketAddr, flag: &str, error: &io::Error) -> Result<Listener> {
    match error.kind() {
        io::ErrorKind::AddrInUse => refuse!(
            "{address} is taken by another program. Stop that one, or name another port with {flag}; port 0 takes a free one."
        ),
        io::ErrorKind::AddrNotAvailable => refuse!(
            "{} is no address of this machine. Name one that is with {flag}.",
            address.ip()
        ),
        io::ErrorKind::PermissionDenied => refuse!(
            "Ports below 1024 need more rights than this user has. Name another port than {} with {flag}, \
             or give the right with `setcap cap_net_bind_service=+ep` on the program.",
            address.port()
        ),
        _ => {
            refuse!("{address} cannot be listened at ({error}). Name another address with {flag}.")
        }
    }
}

/// As many as the system lets this process open, after asking for all that it may have.
fn most_connections() -> usize {
    let limit = getrlimit(Resource::Nofile);
    let wanted = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    let raised = setrlimit(Resource::Nofile, wanted).is_ok();
    let files = if raised { limit.maximum } else { limit.current };
    let places = files
        .unwrap_or(u64::MAX)
        .saturating_sub(OTHER_FILES)
        .clamp(64, MOST_CONNECTIONS);
    usize::try_from(places).unwrap_or(64)
}
