//! Mutation testing of the crate that decides who may (T35): the program is made wrong in one place after the other, and a
//! test must notice each time. What survives is listed in `crates/access/mutants.txt` with the reason why nothing can notice.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::tools;
use crate::command::{program, root, target};
use crate::postgres::Postgres;

/// The crate, and the list of what may survive there.
const PACKAGE: &str = "tutela-access";
const LISTED: &str = "crates/access/mutants.txt";

/// The step. `TUTELA_MUTANTS` names one file to mutate instead of all.
pub fn access() -> Result<()> {
    let mutants = tools::cargo_mutants()?;
    let out = target().join("mutants");
    fs::create_dir_all(&out)?;
    let out_text = out.to_string_lossy().into_owned();
    let mut command = program(mutants, ["mutants", "--package", PACKAGE, "--no-shuffle"]);
    command.args([
        "--all-features",
        "--output",
        &out_text,
        "--timeout-multiplier",
        "4",
    ]);
    if let Ok(file) = std::env::var("TUTELA_MUTANTS") {
        command.args(["--file", &file]);
    }
    command.args(["--", "--lib", "--tests"]);
    let postgres = Postgres::start()?;
    let status = postgres.give_to(&mut command).status();
    let status = status.context("cargo-mutants cannot be started")?;
    // 2: some survived, which the list judges; 3: some ran into the time limit, which is noticing.
    if !matches!(status.code(), Some(0 | 2 | 3)) {
        bail!("cargo-mutants: {status}");
    }
    judge(&out.join("mutants.out"))
}

fn judge(out: &Path) -> Result<()> {
    let count = |name: &str| lines(&out.join(name)).map(|lines| lines.len());
    let listed = listed(&fs::read_to_string(root().join(LISTED))?)?;
    let survived = lines(&out.join("missed.txt"))?;
    let (known, unknown): (Vec<_>, Vec<_>) = survived
        .iter()
        .partition(|line| listed.contains_key(&nameless(line)));
    println!("t35.access.caught: {}", count("caught.txt")?);
    println!("t35.access.timed_out: {}", count("timeout.txt")?);
    println!("t35.access.unviable: {}", count("unviable.txt")?);
    println!("t35.access.survived_with_a_reason: {}", known.len());
    println!("t35.access.survived: {}", unknown.len());
    for line in &unknown {
        println!("survived: {line}");
    }
    match unknown.is_empty() {
        true => Ok(()),
        false => bail!("{} mutants survived without a reason", unknown.len()),
    }
}

fn lines(path: &Path) -> Result<Vec<String>> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    Ok(text.lines().map(str::to_owned).collect())
}

/// What is said of a mutant, without the line and column, which move.
fn nameless(line: &str) -> String {
    let mut parts = line.splitn(4, ':');
    let file = parts.next().unwrap_or_default();
    let what = parts.nth(2).unwrap_or_default();
    format!("{file}: {}", what.trim())
}

/// The list: a line for each mutant, and behind ` # ` the reason.
fn listed(text: &str) -> Result<BTreeMap<String, String>> {
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let read = |line: &str| {
        let (mutant, why) = line
            .split_once(" # ")
            .with_context(|| format!("{LISTED}: no reason is given for {line}"))?;
        Ok((mutant.trim().to_owned(), why.trim().to_owned()))
    };
    lines.map(read).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_mutant_is_known_wherever_it_stands() {
        let said = "crates/access/src/live.rs:39:12: replace Live<A>::still -> bool with true";
        let listed = listed(
            "# What may survive.\ncrates/access/src/live.rs: replace Live<A>::still -> bool with true # A reason.\n",
        );
        assert!(listed.unwrap().contains_key(&nameless(said)));
    }

    #[test]
    fn no_mutant_survives_without_a_reason() {
        assert!(listed("crates/access/src/live.rs: replace a with b\n").is_err());
    }
}
