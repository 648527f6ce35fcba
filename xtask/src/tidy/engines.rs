//! Nobody but `crates/db/src/engine` knows which engines there are.

use super::tree::{Finding, Tree};

const NAMES: &[&str] = &["sqlite", "postgres", "sqlx"];

/// No identifier outside the engines' folder holds the name of an engine. Prose and tests may.
pub fn findings(tree: &Tree) -> Vec<Finding> {
    let files = tree
        .rust()
        .filter(|file| !file.path.starts_with("crates/db/src/engine"));
    let found = files.flat_map(|file| {
        let named = file
            .product_tokens()
            .iter()
            .filter(|token| token.word().is_some_and(names_an_engine));
        named
            .map(|token| {
                file.finding(
                    token.line,
                    "the name of an engine stands outside crates/db/src/engine",
                )
            })
            .collect::<Vec<_>>()
    });
    found.collect()
}

fn names_an_engine(word: &str) -> bool {
    let word = word.to_lowercase();
    NAMES.iter().any(|name| word.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engine_outside_its_folder_is_found() {
        let bad = "//! On SQLite.\nuse sqlx::PgPool;\nfn open() { let a = \"sqlite\"; }\n#[cfg(test)]\nmod tests { fn on_sqlite() {} }\n";
        let tree = Tree::of(&[
            ("crates/catalog/src/a.rs", bad),
            ("crates/db/src/engine/sqlite.rs", bad),
        ]);
        let lines: Vec<_> = findings(&tree)
            .into_iter()
            .map(|finding| (finding.path, finding.line))
            .collect();
        assert_eq!(lines, [("crates/catalog/src/a.rs".to_owned(), 2)]);
    }
}
