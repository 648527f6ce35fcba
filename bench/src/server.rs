//! The servers that are measured, each a process of its own, so that its memory and its processor time are its alone.

pub mod bare;
pub mod certificate;
pub mod installation;
pub mod nginx;
pub mod own;
mod process;
pub mod unsealed;

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use tokio::net::TcpStream;

pub use process::Process;

/// How long a server may take until it answers.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where a program lies, when the search path has it.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let beside = [PathBuf::from("/usr/sbin"), PathBuf::from("/usr/local/sbin")];
    std::env::split_paths(&std::env::var_os("PATH")?)
        .chain(beside)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
}

/// An address of this machine that nobody listens at.
///
/// # Errors
/// When the system has none left.
pub fn free_address() -> Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?)
}

/// Waits until somebody takes connections at `address`.
///
/// # Errors
/// When the process ends before that, or nobody does.
pub async fn wait_for(process: &mut Process, address: SocketAddr) -> Result<()> {
    let start = Instant::now();
    while TcpStream::connect(address).await.is_err() {
        process.must_run()?;
        if start.elapsed() > PATIENCE {
            bail!("nobody listens at {address}");
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok(())
}

/// The address in a URL without a path.
fn address_of(url: &str) -> Result<SocketAddr> {
    let (_, address) = url.split_once("://").context("an address has a scheme")?;
    address
        .parse()
        .with_context(|| format!("{url} is no address of this machine"))
}
