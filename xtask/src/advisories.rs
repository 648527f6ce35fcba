//! Holds every package of the lock file against the RustSec database of advisories, and writes down what is known: the
//! program carries that along, with its date, and says so on its page about the build (DP2).

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::command::{output, program, root};

/// Where the program finds it.
const FILE: &str = "crates/tutela/advisories.txt";

/// What an advisory says.
struct Advisory {
    id: String,
    date: String,
    kind: String,
    /// Versions that do not have the trouble, each a list of conditions.
    good: Vec<String>,
}

/// `cargo xtask advisories [FOLDER]`: the folder of the database, `../shared/advisory-db` when nobody says.
pub fn run(args: &[String]) -> Result<ExitCode> {
    let root = root();
    let folder = args.first().map_or_else(
        || root.join("../shared/advisory-db"),
        |folder| root.join(folder),
    );
    let crates = folder.join("crates");
    if !crates.is_dir() {
        bail!(
            "{} holds no database of advisories; name its folder",
            folder.display()
        );
    }
    let lock = fs::read_to_string(root.join("Cargo.lock")).context("Cargo.lock")?;
    let packages = packages(&lock);
    let (mut known, mut latest) = (Vec::new(), String::new());
    for (name, version) in &packages {
        for advisory in of_package(&crates.join(name))? {
            latest = latest.max(advisory.date.clone());
            if !advisory.good.iter().any(|range| fits(version, range)) {
                let Advisory { id, kind, .. } = advisory;
                known.push(format!("{id} {name} {version} {kind}"));
            }
        }
    }
    latest = latest.max(latest_of(&crates)?);
    let text = written(&packages, &known, &latest)?;
    fs::write(root.join(FILE), text).context(FILE)?;
    println!(
        "{} packages, {} advisories name one of them; {FILE} says so",
        packages.len(),
        known.len()
    );
    known.iter().for_each(|line| println!("  {line}"));
    Ok(ExitCode::SUCCESS)
}

fn written(packages: &[(&str, &str)], known: &[String], latest: &str) -> Result<String> {
    let today = output(&mut program("date", ["--utc", "+%Y-%m-%d"]))?;
    let mut text = String::from(
        "# What the RustSec advisory database says of the packages of Cargo.lock. Written by `cargo xtask advisories`.\n",
    );
    writeln!(text, "database = {latest}\nchecked = {}", today.trim())?;
    for line in known {
        writeln!(text, "known = {line}")?;
    }
    for (name, version) in packages {
        writeln!(text, "package = {name} {version}")?;
    }
    Ok(text)
}

/// Every package of a lock file: name and version.
fn packages(lock: &str) -> Vec<(&str, &str)> {
    let value = |part: &'static str| {
        move |package: &str| -> Option<(usize, usize)> {
            let start = package.find(part)? + part.len();
            Some((start, start + package[start..].find('"')?))
        }
    };
    let parts = lock.split("[[package]]").skip(1);
    let read = |package| {
        let package: &str = package;
        let (start, end) = value("name = \"")(package)?;
        let (from, to) = value("version = \"")(package)?;
        Some((&package[start..end], &package[from..to]))
    };
    parts.filter_map(read).collect()
}

/// The advisories about one package that still count.
fn of_package(folder: &Path) -> Result<Vec<Advisory>> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for entry in entries {
        let text = fs::read_to_string(entry?.path())?;
        found.extend(read(&text));
    }
    found.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(found)
}

/// The day of the latest advisory of all: how old the database is.
fn latest_of(crates: &Path) -> Result<String> {
    let mut latest = String::new();
    for folder in fs::read_dir(crates)? {
        let all = of_package(&folder?.path())?;
        latest = all
            .into_iter()
            .map(|one| one.date)
            .fold(latest, String::max);
    }
    Ok(latest)
}

/// Reads the front matter of an advisory; one that was withdrawn is none.
fn read(text: &str) -> Option<Advisory> {
    let front = text.split("```").nth(1)?;
    let value = |key: &str| {
        let line = front
            .lines()
            .find(|line| line.trim_start().starts_with(key))?;
        line.split('"').nth(1).map(str::to_owned)
    };
    if value("withdrawn =").is_some() {
        return None;
    }
    let list = |key: &str| -> Vec<String> {
        let Some((_, rest)) = front.split_once(&format!("\n{key} = [")) else {
            return Vec::new();
        };
        let inside = rest.split(']').next().unwrap_or_default();
        inside
            .split('"')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect()
    };
    let good = ["patched", "unaffected"].into_iter().flat_map(list);
    Some(Advisory {
        id: value("id =")?,
        date: value("date =")?,
        kind: value("informational =").unwrap_or_else(|| "vulnerability".to_owned()),
        good: good.collect(),
    })
}

/// Whether a version meets every condition of a list: `>= 1.2.3, < 2`, `^0.4`, `~1.2`, `=1.0.0`.
fn fits(version: &str, range: &str) -> bool {
    let version = numbers(version);
    range.split(',').map(str::trim).all(|condition| {
        let signs = condition.len()
            - condition
                .trim_start_matches(['<', '>', '=', '^', '~'])
                .len();
        let (sign, bound) = condition.split_at(signs);
        let bound = bound.trim();
        let (low, given) = (numbers(bound), bound.split('.').count());
        match sign {
            ">=" => version >= low,
            ">" => version > low,
            "<=" => version <= low,
            "<" => version < low,
            "=" => version == low,
            "~" => version >= low && version < next(low, given.min(2) - 1),
            _ => {
                let significant = low.iter().position(|part| *part > 0).unwrap_or(given - 1);
                version >= low && version < next(low, significant)
            }
        }
    })
}

/// The three numbers of a version. What comes before a release counts as the release: rather one advisory too many.
fn numbers(version: &str) -> [u64; 3] {
    let plain = version.split(['-', '+']).next().unwrap_or_default();
    let mut parts = plain.split('.').map(|part| part.parse().unwrap_or(0));
    std::array::from_fn(|_| parts.next().unwrap_or(0))
}

fn next(mut version: [u64; 3], part: usize) -> [u64; 3] {
    version[part] += 1;
    version[part + 1..].fill(0);
    version
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_held_against_ranges() {
        for (version, range, fit) in [
            ("1.2.3", ">= 1.2.3", true),
            ("1.2.2", ">= 1.2.3", false),
            ("0.4.9", "^0.4.5", true),
            ("0.5.0", "^0.4.5", false),
            ("1.9.0", "^1.2", true),
            ("2.0.0", "^1.2", false),
            ("1.2.9", "~1.2.3", true),
            ("1.3.0", "~1.2.3", false),
            ("0.3.5", "< 0.4, >= 0.3.4", true),
            ("0.3.3", ">= 0.3.4, < 0.4", false),
            ("1.0.0", "=1.0.0", true),
            ("0.0.4", "^0.0.3", false),
            ("1.4.1", "1.4", true),
        ] {
            assert_eq!(fits(version, range), fit, "{version} {range}");
        }
    }

    #[test]
    fn an_advisory_is_read_and_a_withdrawn_one_is_none() {
        let text = "```toml\n[advisory]\nid = \"RUSTSEC-2026-0001\"\npackage = \"a\"\ndate = \"2026-01-02\"\n\n[versions]\npatched = [\"^1.2\",\n \">= 2\"]\nunaffected = []\n```\n# A";
        let advisory = read(text).unwrap();
        assert_eq!(
            (advisory.kind.as_str(), advisory.good.len()),
            ("vulnerability", 2)
        );
        let withdrawn = text.replace("date =", "withdrawn = \"2026-02-01\"\ndate =");
        assert!(read(&withdrawn).is_none());
        let lock = "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"b\"\nversion = \"2.0.0\"\n";
        assert_eq!(packages(lock), [("a", "1.0.0"), ("b", "2.0.0")]);
    }
}
