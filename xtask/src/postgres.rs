//! A PostgreSQL server for one run: its own folder, its own port, gone afterwards, however the run ends.
//!
//! A small shell holds the server and waits for the end of its standard input. That pipe closes when this program ends in
//! whatever way, so Ctrl-C and even SIGKILL leave neither a server nor a folder behind.

mod cluster;
mod owner;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::command::find;
use owner::Owner;
pub use owner::is_root;

/// A running server; dropping it stops it and removes its folder.
pub struct Postgres {
    folder: PathBuf,
    url: String,
    guard: Child,
}

/// `cargo xtask pg -- COMMAND…`.
pub fn run(args: &[String]) -> Result<ExitCode> {
    let words = args.strip_prefix(&["--".to_owned()]).unwrap_or(args);
    let Some((program, rest)) = words.split_first() else {
        bail!("cargo xtask pg -- COMMAND…");
    };
    let postgres = Postgres::start()?;
    let status = postgres.give_to(Command::new(program).args(rest)).status();
    let status = status.with_context(|| format!("could not start {program}"))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

impl Postgres {
    /// Makes a cluster and starts a server on a free port of the loopback address.
    pub fn start() -> Result<Self> {
        let programs = programs()?;
        let owner = Owner::choose()?;
        let folder = owner.folder()?;
        let started = cluster::make(&programs, &owner, &folder)
            .and_then(|password| Self::serve(&programs, &owner, folder.clone(), &password));
        if started.is_err() {
            fs::remove_dir_all(&folder).ok();
        }
        started
    }

    /// Tells a command where the server is, and which certificate it shows.
    pub fn give_to<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command
            .env("TUTELA_TEST_POSTGRES", &self.url)
            .env("TUTELA_TEST_POSTGRES_CA", self.folder.join("server.crt"))
    }

    fn serve(programs: &Path, owner: &Owner, folder: PathBuf, password: &str) -> Result<Self> {
        let port = cluster::free_port()?;
        let guard = cluster::guard(programs, owner, &folder, port)?;
        let url = format!("postgres://tutela:{password}@127.0.0.1:{port}/postgres");
        let server = Self { folder, url, guard };
        server.wait_until_ready()?;
        Ok(server)
    }

    fn wait_until_ready(&self) -> Result<()> {
        let state = self.folder.join("data/postmaster.pid");
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(60) {
            // The eighth line of this file is the server's own word on its state.
            if fs::read_to_string(&state).is_ok_and(|text| {
                text.lines()
                    .nth(7)
                    .is_some_and(|line| line.trim() == "ready")
            }) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        bail!("PostgreSQL did not start within a minute:\n{log}");
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        self.guard.wait().ok();
    }
}

/// The folder with `initdb` and `postgres`: from the search path, or where Debian puts it.
pub fn programs() -> Result<PathBuf> {
    let linked = find("initdb").and_then(|path| fs::canonicalize(path).ok());
    let versions = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let mut folders: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    folders.sort();
    folders.extend(linked.and_then(|path| Some(path.parent()?.to_path_buf())));
    let whole = |folder: &PathBuf| {
        ["initdb", "postgres"]
            .iter()
            .all(|name| folder.join(name).is_file())
    };
    folders
        .into_iter()
        .rfind(whole)
        .context("PostgreSQL is not installed: apt-get install postgresql")
}
