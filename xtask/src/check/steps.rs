//! The steps that are one command each.

use anyhow::{Result, bail};

use crate::command::{cargo, run};
use crate::tidy;

/// `cargo fmt`, changing nothing.
pub fn format() -> Result<()> {
    run(&mut cargo(["fmt", "--all", "--check"]))
}

/// The house rules.
pub fn tidy() -> Result<()> {
    match tidy::check(&[])? {
        0 => Ok(()),
        findings => bail!("{findings} findings"),
    }
}

/// Clippy over everything.
pub fn clippy() -> Result<()> {
    run(&mut cargo([
        "clippy",
        "--workspace",
        "--all-targets",
        "--all-features",
        "--locked",
        "--",
        "-D",
        "warnings",
    ]))
}

/// What is shipped: the binary alone, with its default features.
pub fn release() -> Result<()> {
    run(&mut cargo(["build", "--release", "--locked"]))
}
