//! The steps that are one command each.

use anyhow::{Result, bail};

use crate::command::{cargo, find, program, run, target};
use crate::tidy;

use super::tools;

/// The walk of the main job.
const WALKS: [&str; 4] = ["walk", "pages", "passkey", "uploads"];

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
        "--keep-going",
        "--",
        "-D",
        "warnings",
    ]))
}

/// The claims on the policy, each proved by cvc5. Named as part of the workspace, so that nothing is compiled anew.
pub fn proofs() -> Result<()> {
    let mut claims = cargo([
        "test",
        "--workspace",
        "--all-features",
        "--locked",
        "--test",
        "claims",
        "--",
        "--nocapture",
    ]);
    if std::env::var_os("CVC5").is_none() {
        claims.env("CVC5", find("cvc5").unwrap_or_else(|| "cvc5".into()));
    }
    run(&mut claims)
}

/// The walks in Chromium. The binary is the one that the tests have built.
pub fn browser() -> Result<()> {
    run(&mut cargo([
        "test",
        "--workspace",
        "--all-features",
        "--locked",
        "--no-run",
        "--quiet",
    ]))?;
    let chromium = find("chromium").unwrap_or_else(|| "chromium".into());
    let tutela = target().join("debug/tutela");
    if !tutela.is_file() {
        bail!("{} was not built", tutela.display());
    }
    for walk in WALKS {
        run(
            program("node", [format!("tests/browser/{walk}.mjs").as_str()])
                .env("CHROMIUM", &chromium)
                .env("TUTELA", &tutela)
                .env("TUSPY", tools::tuspy()?),
        )?;
    }
    Ok(())
}

/// What is shipped: the binary alone, with its default features.
pub fn release() -> Result<()> {
    run(&mut cargo(["build", "--release", "--locked"]))
}
