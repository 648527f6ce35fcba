//! cargo-deny over the whole graph: licences, banned crates, sources, known advisories.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::tools;
use crate::command::{cache, cargo, program, root, run};

/// The name that cargo-deny gives to the folder of the RustSec database: its last path segment, and a hash of its address.
const DATABASE: &str = "advisory-db-3157b0e258782691";

/// The step.
pub fn run_all() -> Result<()> {
    // With the crates on disk the check itself needs no network.
    run(&mut cargo(["fetch", "--locked"]))?;
    let deny = tools::cargo_deny()?;
    let snapshot = root().join("../shared/advisory-db");
    let mut command = if snapshot.join("crates").is_dir() {
        println!(
            "Advisories come from the snapshot in {}.",
            snapshot.display()
        );
        let mut command = program(deny, ["--offline"]);
        command.env("TUTELA_ADVISORIES", offer(&snapshot)?);
        command
    } else {
        program(deny, [])
    };
    run(command.args([
        "--workspace",
        "--all-features",
        "--locked",
        "check",
        "licenses",
        "bans",
        "sources",
        "advisories",
    ]))
}

/// Lays the snapshot where cargo-deny looks for a database that it fetched itself.
fn offer(snapshot: &Path) -> Result<PathBuf> {
    let base = cache()?.join("advisories");
    let database = base.join(DATABASE);
    fs::create_dir_all(database.join(".git"))?;
    // The age of this file counts as the age of the database.
    fs::write(database.join(".git/FETCH_HEAD"), "")?;
    let link = database.join("crates");
    fs::remove_file(&link).ok();
    let crates = fs::canonicalize(snapshot.join("crates"))?;
    symlink(crates, &link).context("the link to the snapshot of the advisories")?;
    Ok(base)
}
