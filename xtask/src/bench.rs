//! `cargo xtask bench`: builds the program as it is shipped and the one that measures it, and sets the one on the other.

use std::process::ExitCode;

use anyhow::{Context as _, Result};

use crate::command::{cargo, program, run as run_command, target};

/// Builds both and measures; the arguments go through to the bench.
pub fn run(args: &[String]) -> Result<ExitCode> {
    let mut build = cargo(["build", "--release", "--locked", "-p", "bench"]);
    let only_list = args.iter().any(|arg| arg == "--list");
    if !only_list {
        build.args(["-p", "tutela"]);
    }
    run_command(&mut build)?;
    let built = target().join("release");
    let mut bench = program(built.join("bench"), args.iter().map(String::as_str));
    if !only_list {
        bench.arg(built.join("tutela"));
    }
    let status = bench.status().context("the bench cannot be started")?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
