//! The documents at the top name only what exists.

use super::tree::{File, Finding, Tree};

const DOCUMENTS: &[&str] = &[
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "README.md",
];

/// Endings that make a word in backticks a file even when its first folder is not known.
const ENDINGS: &[&str] = &[
    ".rs", ".html", ".md", ".toml", ".sql", ".cedar", ".css", ".js", ".mjs", ".ftl", ".json",
];

/// Every path in backticks is a file or a folder, from the top or from `crates/`.
pub fn findings(tree: &Tree) -> Vec<Finding> {
    let documents = tree
        .files
        .iter()
        .filter(|file| DOCUMENTS.contains(&file.path.as_str()));
    documents
        .flat_map(|file| document_findings(tree, file))
        .collect()
}

fn document_findings(tree: &Tree, file: &File) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut fenced = false;
    for (number, line) in file.text.lines().enumerate() {
        fenced ^= line.trim_start().starts_with("```");
        if fenced {
            continue;
        }
        for path in line
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(|word| is_path(tree, word))
        {
            let gone = braces(path).into_iter().filter(|path| !exists(tree, path));
            found.extend(gone.map(|path| file.finding(number + 1, format!("{path} is not there"))));
        }
    }
    found
}

/// Whether a word means a file of ours: no address, no command, and its first folder or its ending is one of ours.
fn is_path(tree: &Tree, word: &str) -> bool {
    let plain = word
        .chars()
        .all(|letter| letter.is_alphanumeric() || "_-./*{},".contains(letter));
    if !plain || !word.contains('/') || word.starts_with(['/', '.']) && !word.starts_with(".ci/") {
        return false;
    }
    if word.split('/').any(is_placeholder) {
        return false;
    }
    let first = word.split('/').next().unwrap_or("");
    let known = tree.has(first) || tree.has(&format!("crates/{first}"));
    known || ENDINGS.iter().any(|end| word.ends_with(end))
}

/// A part in capitals stands for whatever the reader puts there, unless it is a document.
fn is_placeholder(part: &str) -> bool {
    let (stem, ending) = part.split_once('.').unwrap_or((part, ""));
    let capitals = !stem.is_empty() && stem.chars().all(|letter| letter.is_ascii_uppercase());
    capitals && ending != "md"
}

/// `a/{b,c}.rs` stands for `a/b.rs` and `a/c.rs`.
fn braces(path: &str) -> Vec<String> {
    let parts = path
        .split_once('{')
        .and_then(|(start, rest)| Some((start, rest.split_once('}')?)));
    match parts {
        Some((start, (middle, end))) => middle
            .split(',')
            .map(|one| format!("{start}{one}{end}"))
            .collect(),
        None => vec![path.to_owned()],
    }
}

fn exists(tree: &Tree, path: &str) -> bool {
    let whole = [path.to_owned(), format!("crates/{path}")];
    whole.iter().any(|path| match path.split_once('*') {
        Some((start, end)) => tree
            .files
            .iter()
            .any(|file| file.path.starts_with(start) && file.path.ends_with(end)),
        None => tree.has(path),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_is_gone_is_found() {
        let text = "`crates/db` `identity/src/sign_in.rs` `access/policy/*.cedar` `db/src/{tx,row}.rs` `core/src/gone.rs`\n\
                    `GET /api/v1` `/courses/{c}` `text/html` `../shared/HOUSE.md` `crates/ROOM/src/TOPIC.rs`\n```\n`crates/gone`\n```\n`web/gone`";
        let tree = Tree::of(&[
            ("ARCHITECTURE.md", text),
            ("crates/db/src/tx.rs", ""),
            ("crates/core/src/lib.rs", ""),
            ("crates/web/src/lib.rs", ""),
            ("crates/identity/src/sign_in.rs", ""),
            ("crates/access/policy/people.cedar", ""),
        ]);
        let texts: Vec<_> = findings(&tree)
            .into_iter()
            .map(|finding| (finding.line, finding.text))
            .collect();
        let gone = [
            (1, "db/src/row.rs"),
            (1, "core/src/gone.rs"),
            (6, "web/gone"),
        ];
        assert_eq!(
            texts,
            gone.map(|(line, path)| (line, format!("{path} is not there")))
        );
    }
}
