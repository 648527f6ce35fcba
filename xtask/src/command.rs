//! Running other programs, with errors that say what was run.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// The top of the repository.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// The cargo that runs this program, working at the top of the repository.
pub fn cargo<'a>(args: impl IntoIterator<Item = &'a str>) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.args(args).current_dir(root());
    if let Some(target) = kept_target() {
        command
            .env("CARGO_TARGET_DIR", target)
            .env("CARGO_INCREMENTAL", "0");
    }
    command
}

/// Where Cargo puts what it compiles.
pub fn target() -> PathBuf {
    let asked = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    asked
        .or_else(kept_target)
        .unwrap_or_else(|| root().join("target"))
}

/// A check in CI starts from a fresh clone; the crates of others are compiled once and kept from clone to clone.
pub fn kept_target() -> Option<PathBuf> {
    if std::env::var_os("CI").is_none() || std::env::var_os("CARGO_TARGET_DIR").is_some() {
        return None;
    }
    cache().ok().map(|cache| cache.join("target"))
}

/// Where tools and compiled crates are kept between checks.
pub fn cache() -> Result<PathBuf> {
    let base = match std::env::var_os("XDG_CACHE_HOME") {
        Some(folder) => PathBuf::from(folder),
        None => PathBuf::from(std::env::var_os("HOME").context("HOME is not set")?).join(".cache"),
    };
    Ok(base.join("tutela-tools"))
}

/// Any program, working at the top of the repository.
pub fn program<'a>(
    name: impl AsRef<std::ffi::OsStr>,
    args: impl IntoIterator<Item = &'a str>,
) -> Command {
    let mut command = Command::new(name);
    command.args(args).current_dir(root());
    command
}

/// Runs a command to its end and prints it first; what it says goes straight through.
pub fn run(command: &mut Command) -> Result<()> {
    let line = line(command);
    println!("$ {line}");
    let status = command
        .status()
        .with_context(|| format!("could not start: {line}"))?;
    if !status.success() {
        bail!("{line}: {status}");
    }
    Ok(())
}

/// Runs a command to its end and gives what it wrote to standard output; both streams are in the error.
pub fn output(command: &mut Command) -> Result<String> {
    let line = line(command);
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("could not start: {line}"))?;
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        let err = String::from_utf8_lossy(&output.stderr);
        bail!("{line}: {}\n{out}{err}", output.status);
    }
    Ok(out)
}

/// Where a program lies, when the search path has it.
pub fn find(name: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
}

fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}
