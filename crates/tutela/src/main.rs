//! Tutela in one process: it serves an academy, and has the commands around that.

#![forbid(unsafe_code)]

use std::process::ExitCode;

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
mod memory;
mod metrics;
mod password;
mod post;
mod redirect;
mod refusal;
mod router;
mod schedule;
mod server;
mod shutdown;
mod tls;

fn main() -> ExitCode {
    // Whatever speaks TLS below takes this one provider; there is no other in the build.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    cli::run()
}
