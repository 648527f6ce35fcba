//! Yardsticks that this very binary is, each in a process of its own.

use std::ffi::OsStr;
use std::io::Read as _;
use std::net::Ipv4Addr;
use std::process::Command;

use anyhow::Result;
use axum::Router;
use axum::serve::ListenerExt as _;
use tempfile::TempDir;
use tokio::net::TcpListener;

use super::{PATIENCE, Process};
use crate::client::Site;

/// A yardstick that runs.
pub struct Own {
    pub process: Process,
    pub site: Site,
    _folder: TempDir,
}

impl Own {
    /// Starts this binary with `arguments`; it serves what lies in `folder`.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start(arguments: &[&OsStr], folder: TempDir) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(arguments);
        let mut process = Process::start(&mut command, &folder.path().join("stderr.log"))?;
        let address = process.first_line(PATIENCE).await?;
        Ok(Self {
            site: Site::plain(address.trim().parse()?),
            process,
            _folder: folder,
        })
    }
}

/// The process itself: serves until its standard input is closed.
///
/// # Errors
/// When no port is free.
pub async fn serve(router: Router) -> Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    println!("{}", listener.local_addr()?);
    // As Tutela does it: small answers leave at once.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    tokio::select! {
        end = axum::serve(listener, router) => Ok(end?),
        () = end_of_input() => Ok(()),
    }
}

/// Whoever started us is gone, or wants us to go.
async fn end_of_input() {
    let (sender, end) = tokio::sync::oneshot::channel::<()>();
    std::thread::spawn(move || {
        let _ = std::io::stdin().read(&mut [0]);
        drop(sender);
    });
    let _ = end.await;
}
