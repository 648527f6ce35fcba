//! The arrows between the crates, and who may use what from outside: read from every Cargo.toml.

use super::tree::{File, Finding, Tree};

const SPINE: &[&str] = &["core", "db", "access", "audit", "web"];

/// Which of our crates each one may import. The binary and the test world may import all.
const ARROWS: &[(&str, &[&str])] = &[
    ("core", &[]),
    ("db", &["core"]),
    ("vault", &["core"]),
    ("access", &["core", "db"]),
    ("audit", &["core", "db"]),
    ("web", &["core", "db", "access"]),
    ("identity", SPINE),
    ("catalog", SPINE),
    (
        "media",
        &["core", "db", "access", "audit", "web", "vault", "catalog"],
    ),
    (
        "learning",
        &["core", "db", "access", "audit", "web", "catalog"],
    ),
    (
        "privacy",
        &["core", "db", "access", "audit", "web", "identity"],
    ),
    (
        "payment",
        &["core", "db", "access", "audit", "web", "catalog"],
    ),
    (
        "staff",
        &["core", "db", "access", "audit", "web", "identity"],
    ),
    ("backup", &["core", "db", "vault", "access", "audit"]),
    ("trust", SPINE),
    ("xtask", &[]),
];

/// Crates from outside that only some rooms may use, and why.
const RESERVED: &[(&str, &[&str], &str)] = &[
    (
        "anyhow",
        &["tutela", "xtask"],
        "an error of a library says which it is",
    ),
    ("sqlx", &["db"], "engines are known to db alone"),
    (
        "reqwest",
        &["payment", "testkit", "tutela"],
        "nobody else calls out; the binary names every destination (PC4)",
    ),
    (
        "lettre",
        &["tutela"],
        "letters leave by the post of the binary",
    ),
    (
        "object_store",
        &["vault", "backup"],
        "bytes at rest belong to the vault",
    ),
    ("cedar-policy", &["access"], "who may is decided in access"),
];

/// A dependency as a manifest names it.
struct Dependency<'t> {
    line: usize,
    name: &'t str,
    dev: bool,
}

/// Every dependency is one that the tables above allow.
pub fn findings(tree: &Tree) -> Vec<Finding> {
    let manifests = tree
        .files
        .iter()
        .filter(|file| file.path.ends_with("/Cargo.toml") && !file.room().is_empty());
    manifests.flat_map(manifest_findings).collect()
}

fn manifest_findings(file: &File) -> Vec<Finding> {
    let dependencies = dependencies(&file.text);
    dependencies
        .iter()
        .filter_map(|dependency| refuse(file, dependency))
        .collect()
}

fn refuse(file: &File, dependency: &Dependency) -> Option<Finding> {
    let (room, name) = (file.room(), dependency.name);
    let finding = |why: String| Some(file.finding(dependency.line, why));
    if let Some(other) = name.strip_prefix("tutela-") {
        if other == "testkit" && dependency.dev {
            return None;
        }
        if other == "testkit" {
            return finding("the test world is a dev-dependency only".to_owned());
        }
        if matches!(room, "tutela" | "testkit") {
            return None;
        }
        return match ARROWS.iter().find(|(from, _)| *from == room) {
            Some((_, to)) if to.contains(&other) => None,
            Some(_) => finding(format!("{room} may not import {other}")),
            None => finding(format!(
                "the crate {room} has no arrows yet: draw them in xtask/src/tidy/arrows.rs"
            )),
        };
    }
    let (_, rooms, why) = RESERVED.iter().find(|(reserved, _, _)| *reserved == name)?;
    if dependency.dev || rooms.contains(&room) {
        return None;
    }
    finding(format!("{name} is for {} only: {why}", rooms.join(" and ")))
}

/// Our manifests write one dependency a line, or a table `[dependencies.name]`; that is all this reads.
fn dependencies(text: &str) -> Vec<Dependency<'_>> {
    let mut found = Vec::new();
    let mut section = None;
    for (number, line) in text.lines().enumerate() {
        let line_number = number + 1;
        if let Some(header) = line.trim().strip_prefix('[') {
            let header = header.trim_end_matches(']');
            let (before, name) = match header.rsplit_once("dependencies.") {
                Some((before, name)) => (before, Some(name)),
                None => (header.strip_suffix("dependencies").unwrap_or("no"), None),
            };
            let dev = before.ends_with("dev-");
            let known =
                dev || before.is_empty() || before.ends_with("build-") || before.ends_with('.');
            section = known.then_some(dev);
            if let (true, Some(name)) = (known, name) {
                found.push(Dependency {
                    line: line_number,
                    name,
                    dev,
                });
            }
            continue;
        }
        if let (Some(dev), Some((key, value))) = (section, line.split_once('='))
            && !line.trim_start().starts_with('#')
        {
            let renamed = value
                .split_once("package = \"")
                .and_then(|(_, rest)| rest.split('"').next());
            let name = renamed.unwrap_or_else(|| key.trim().split('.').next().unwrap_or(""));
            found.push(Dependency {
                line: line_number,
                name,
                dev,
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(room: &str, manifest: &str) -> Vec<String> {
        let tree = Tree::of(&[(&format!("crates/{room}/Cargo.toml"), manifest)]);
        findings(&tree)
            .into_iter()
            .map(|finding| finding.text)
            .collect()
    }

    #[test]
    fn an_arrow_that_is_not_drawn_is_found() {
        assert_eq!(
            texts("db", "[dependencies]\ntutela-core.workspace = true\n"),
            [""; 0]
        );
        assert_eq!(
            texts("core", "[dependencies]\ntutela-db.workspace = true\n"),
            ["core may not import db"]
        );
        assert_eq!(
            texts("catalog", "[dependencies.tutela-media]\nworkspace = true\n"),
            ["catalog may not import media"]
        );
        assert_eq!(
            texts(
                "db",
                "[target.'cfg(unix)'.dependencies]\nx = { package = \"tutela-web\" }\n"
            ),
            ["db may not import web"]
        );
        assert_eq!(
            texts("chess", "[dependencies]\ntutela-core = {}\n").len(),
            1
        );
    }

    #[test]
    fn the_test_world_is_for_tests() {
        assert_eq!(
            texts(
                "web",
                "[dev-dependencies]\ntutela-testkit.workspace = true\n"
            ),
            [""; 0]
        );
        assert_eq!(
            texts("web", "[dependencies]\ntutela-testkit.workspace = true\n").len(),
            1
        );
        assert_eq!(texts("web", "[features]\ntutela-media = []\n"), [""; 0]);
    }

    #[test]
    fn some_crates_are_reserved() {
        assert_eq!(
            texts("db", "[dependencies]\nsqlx.workspace = true\n"),
            [""; 0]
        );
        assert_eq!(
            texts(
                "media",
                "[dependencies]\nsqlx.workspace = true\nreqwest = \"1\"\n"
            )
            .len(),
            2
        );
        assert_eq!(
            texts("media", "[dev-dependencies]\nreqwest = \"1\"\n"),
            [""; 0]
        );
    }
}
