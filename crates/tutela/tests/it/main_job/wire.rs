//! A wire between a node and its database that can be cut.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// How the wire is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Whole,
    /// Every connection is broken, and none is made.
    Cut,
    /// Connections stand, and nothing comes through.
    Silent,
}

/// The wire to one server.
pub struct Wire(watch::Sender<State>);

impl Wire {
    /// To the server of a database's address; gives the address of the same database by this wire too.
    pub async fn to(database: &str) -> (Self, String) {
        let (before, after) = database.rsplit_once('@').unwrap();
        let (server, rest) = after.split_once('/').unwrap();
        let server: SocketAddr = server.parse().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, state) = watch::channel(State::Whole);
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                if *state.borrow() != State::Cut {
                    tokio::spawn(join(near, server, state.clone()));
                }
            }
        });
        (Self(sender), format!("{before}@{address}/{rest}"))
    }

    pub fn set(&self, state: State) {
        self.0.send_replace(state);
    }
}

async fn join(near: TcpStream, server: SocketAddr, state: watch::Receiver<State>) {
    let Ok(far) = TcpStream::connect(server).await else {
        return;
    };
    let (near_in, near_out) = near.into_split();
    let (far_in, far_out) = far.into_split();
    let mut cut = state.clone();
    tokio::select! {
        () = carry(near_in, far_out, state.clone()) => {}
        () = carry(far_in, near_out, state) => {}
        _ = cut.wait_for(|state| *state == State::Cut) => {}
    }
}

async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut state: watch::Receiver<State>) {
    let mut piece = vec![0; 64 * 1024];
    while let Ok(length @ 1..) = from.read(&mut piece).await {
        let _ = state.wait_for(|state| *state != State::Silent).await;
        if to.write_all(&piece[..length]).await.is_err() {
            return;
        }
    }
}
