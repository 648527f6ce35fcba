//! All tests, with a PostgreSQL that is made for them and gone afterwards.

use std::process::Command;

use anyhow::Result;

use crate::command::{cargo, find, root, run};
use crate::postgres::Postgres;

/// The step.
pub fn run_all() -> Result<()> {
    let postgres = Postgres::start()?;
    run(postgres.give_to(&mut tests()))?;
    if has_doctests() {
        let mut documentation =
            cargo(["test", "--doc", "--workspace", "--all-features", "--locked"]);
        run(postgres.give_to(&mut documentation))?;
    }
    Ok(())
}

/// The tests that are left out of [`run_all`] because they measure.
pub fn run_measured() -> Result<()> {
    let mut tests = cargo([
        "test",
        "--release",
        "--workspace",
        "--all-features",
        "--locked",
    ]);
    tests.args([
        "--tests",
        "--",
        "--ignored",
        "--nocapture",
        "--test-threads",
        "1",
    ]);
    run(Postgres::start()?.give_to(&mut tests))
}

fn tests() -> Command {
    if find("cargo-nextest").is_some() {
        let mut nextest = cargo(["nextest", "run", "--workspace", "--all-features"]);
        nextest.args(["--locked", "--no-fail-fast"]);
        // The step proofs runs these and shows what they say.
        nextest.args(["-E", "not (package(tutela-access) and binary(claims))"]);
        return nextest;
    }
    println!(
        "cargo-nextest is not here: cargo test runs the same tests, one binary after the other."
    );
    cargo([
        "test",
        "--workspace",
        "--all-features",
        "--locked",
        "--no-fail-fast",
        "--lib",
        "--bins",
        "--tests",
    ])
}

/// Doc tests are compiled one by one, so they are run only when there are any.
fn has_doctests() -> bool {
    let fence = |line: &str| {
        let line = line.trim_start();
        line.starts_with("/// ```") || line.starts_with("//! ```")
    };
    let files = crate::tidy::tree::Tree::load(&root())
        .map(|tree| tree.files)
        .unwrap_or_default();
    files
        .iter()
        .filter(|file| file.is_rust() && file.path.contains("/src/"))
        .any(|file| file.text.lines().any(fence))
}
