//! What leads to data has few doors: tables of rights are read in access, the database is opened in few crates, files too.

use super::rust::{self, Kind, Token};
use super::sql;
use super::tree::{File, Finding, Tree};

/// The tables that say who may; one view of access answers for all others.
const RIGHTS: &[&str] = &["GRANTS", "EFFECTIVE_GRANT", "WITHHELD_GRANT"];

/// Who may hold the database itself. Everybody else is handed a transaction by access.
const OPENERS: &[&str] = &["db", "access", "audit", "backup", "testkit", "tutela"];

/// Who may touch files. The binary reads its configuration and certificates.
const FILERS: &[&str] = &["vault", "db", "backup", "testkit", "tutela", "xtask"];

/// All three rules, tests left out.
pub fn findings(tree: &Tree) -> Vec<Finding> {
    let files = tree
        .rust()
        .filter(|file| file.path.starts_with("crates/") && file.path.contains("/src/"));
    files.flat_map(file_findings).collect()
}

fn file_findings(file: &File) -> Vec<Finding> {
    let tokens = file.product_tokens();
    let mut found = Vec::new();
    if file.room() != "access" {
        let text = "grants and effective_grant are read in crates/access alone";
        found.extend(
            readers(tokens)
                .into_iter()
                .map(|line| file.finding(line, text)),
        );
    }
    if !OPENERS.contains(&file.room()) {
        let text =
            "the database itself is not for this crate: take the transaction that access hands out";
        found.extend(
            uses(tokens, &["tutela_db", "db"], "Db")
                .into_iter()
                .map(|line| file.finding(line, text)),
        );
    }
    if !FILERS.contains(&file.room()) {
        let text = "files are for vault, db and backup";
        found.extend(
            uses(tokens, &["std", "tokio"], "fs")
                .into_iter()
                .map(|line| file.finding(line, text)),
        );
    }
    found
}

fn readers(tokens: &[Token]) -> Vec<usize> {
    let statements =
        rust::arguments(tokens, "sql").flat_map(|(token, text)| sql::tokens(text, token.line));
    let rights = statements.filter(|token| RIGHTS.iter().any(|table| token.is(table)));
    rights.map(|token| token.line).collect()
}

/// The lines where `name` is reached through one of the crates: `tutela_db::Db`, `use tutela_db::{sql, Db}`.
fn uses(tokens: &[Token], crates: &[&str], name: &str) -> Vec<usize> {
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let comes_from = crates.iter().any(|from| token.is_word(from));
        let path = tokens
            .get(at + 1..at + 3)
            .is_some_and(|next| next.iter().all(|token| token.is_sign(':')));
        if comes_from && path {
            found.extend(imported(&tokens[at + 3..], name));
        }
    }
    found
}

/// The line of `name` directly after a path, or in the braces after it; a glob counts as every name.
fn imported(after: &[Token], name: &str) -> Option<usize> {
    let is_it = |token: &Token| token.is_word(name) || token.is_sign('*');
    let first = after.first()?;
    if first.kind != Kind::Open('{') {
        return is_it(first).then_some(first.line);
    }
    let mut depth = 0_usize;
    for (at, token) in after.iter().enumerate() {
        match token.kind {
            Kind::Open(_) => depth += 1,
            Kind::Close(_) => depth -= 1,
            // `Db` at the first level of the braces; deeper, it belongs to another path.
            _ if depth == 1 && is_it(token) && !after[at - 1].is_sign(':') => {
                return Some(token.line);
            }
            _ => {}
        }
        if depth == 0 {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(room: &str, source: &str) -> Vec<usize> {
        let tree = Tree::of(&[(&format!("crates/{room}/src/a.rs"), source)]);
        findings(&tree)
            .into_iter()
            .map(|finding| finding.line)
            .collect()
    }

    #[test]
    fn a_reader_of_rights_is_found() {
        let source =
            "//! A.\nfn a() {\n sql!(\"SELECT 1 FROM courses\n  JOIN effective_grant g\") }";
        assert_eq!(lines("catalog", source), [4]);
        assert_eq!(lines("access", source), []);
    }

    #[test]
    fn an_opener_is_found() {
        for source in [
            "use tutela_db::{sql, Db};",
            "fn a(db: &tutela_db::Db) {}",
            "use tutela_db::*;",
            "use tutela_db::{Row, Db as Base};",
        ] {
            assert_eq!(lines("catalog", source), [1], "{source}");
            assert_eq!(lines("access", source), [], "{source}");
        }
        assert_eq!(
            lines(
                "catalog",
                "use tutela_db::{Error, Tx, sql}; fn a() { access::Error::Db(tutela_db::Error::Gone) }"
            ),
            []
        );
    }

    #[test]
    fn a_reader_of_files_is_found() {
        assert_eq!(lines("media", "fn a() { std::fs::read(\"a\") }"), [1]);
        assert_eq!(lines("media", "use tokio::{fs, io};"), [1]);
        assert_eq!(lines("media", "use std::fmt; use tokio::io;"), []);
        assert_eq!(lines("vault", "use std::fs;"), []);
    }
}
