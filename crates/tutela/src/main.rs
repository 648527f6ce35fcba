//! Tutela in one process: it serves an academy, and has the commands around that.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use mimalloc::MiMalloc;

#[cfg(feature = "acme")]
mod acme;
mod cli;
mod config;
mod data;
mod demo;
mod doctor;
mod entrance;
mod house;
mod installation;
mod listen;
mod lock;
mod logs;
mod metrics;
mod password;
mod post;
mod redirect;
mod refusal;
mod router;
mod server;
mod shutdown;
mod tls;

/// Gives back what a sign-in takes: a password needs 19 MiB to hash, and glibc keeps as much for each thread that ever
/// hashed one. Threads do not wait for one another in it either.
#[global_allocator]
static MEMORY: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    // Whatever speaks TLS below takes this one provider; there is no other in the build.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    cli::run()
}
