//! The command line: each command in its own file, and how the program ends.

use std::future::Future;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand};

use crate::config::{self, Layer, Loaded};
use crate::memory;
use crate::refusal::Refusal;

mod account;
mod demo;
mod doctor;
mod policy;
mod routes;
mod serve;
mod vault;

/// For how long work that cannot be broken off may hold up the end.
const LAST_WORK: Duration = Duration::from_secs(2);

/// Something is wrong that the person who called can put right.
const REFUSED: u8 = 2;

#[derive(Debug, Parser)]
#[command(
    name = "tutela",
    version,
    about = "A video learning platform on your own machine",
    max_term_width = 100
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the academy in a data folder; an empty one is set up in the browser
    Serve(serve::Serve),
    /// Serve a small academy to look around in, with people to sign in as
    Demo(demo::Demo),
    /// People of the installation
    #[command(subcommand)]
    Account(account::Account),
    /// Sealed objects and their keys: look through them, change keys, keep a copy of the root key
    #[command(subcommand)]
    Vault(vault::Vault),
    /// Tell which settings are in force, where they come from, and what is wrong
    Doctor(doctor::Doctor),
    /// Print everything that is answered, and what guards it
    Routes(routes::Routes),
    /// Print the policy that decides who may do what
    Policy,
    /// Print the version
    Version,
}

/// The settings of a command, and where more of them are.
#[derive(Debug, clap::Args)]
struct Flags {
    /// Read settings from this file (TOML); `tutela doctor --template` prints one to start from
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    settings: Layer,
}

impl Flags {
    /// The settings in force. `data` is the data folder when nobody names one.
    fn load(self, data: &str) -> Result<Loaded> {
        config::load(self.settings, self.config.as_deref(), data)
    }
}

/// Runs the command that was asked for. Exit codes: 0 done, 1 failed, 2 refused with a sentence that says what to do.
pub fn run() -> ExitCode {
    match Cli::parse().command.run() {
        Ok(code) => code,
        Err(error) if error.is::<Refusal>() => {
            eprintln!("{error}");
            ExitCode::from(REFUSED)
        }
        Err(error) => {
            eprintln!("Tutela failed: {error:#}");
            ExitCode::FAILURE
        }
    }
}

impl Command {
    fn run(self) -> Result<ExitCode> {
        match self {
            Self::Serve(serve) => wait_long_for(serve.run()),
            Self::Demo(demo) => wait_long_for(demo.run()),
            Self::Account(account) => wait_for(account.run()),
            Self::Vault(vault) => wait_for(vault.run()),
            Self::Doctor(doctor) => wait_for(doctor.run()),
            Self::Routes(routes) => wait_for(routes.run()),
            Self::Policy => Ok(say(&policy::text())),
            Self::Version => Ok(say(concat!(env!("CARGO_PKG_VERSION"), "\n"))),
        }
    }
}

/// Writes to standard output. Whoever stops reading, as `head` does, has read enough.
fn say(text: &str) -> ExitCode {
    let _ = std::io::stdout().write_all(text.as_bytes());
    ExitCode::SUCCESS
}

/// For what runs for months: with memory that is given back.
fn wait_long_for(work: impl Future<Output = Result<ExitCode>>) -> Result<ExitCode> {
    memory::hold();
    wait_for(work)
}

fn wait_for(work: impl Future<Output = Result<ExitCode>>) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_name("tutela")
        .build()
        .context("threads cannot be started")?;
    let end = runtime.block_on(work);
    runtime.shutdown_timeout(LAST_WORK);
    end
}
