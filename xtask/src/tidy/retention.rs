//! What is to be forgotten in time is forgotten by somebody: each column whose retention is a time has a named sweep.

use super::tree::{Finding, Tree};

/// Kept for as long as somebody belongs to the house, or the service needs it: erasure ends these, and no clock.
const STANDING: &[&str] = &["membership", "service"];

/// Where each table is swept.
const SWEEPS: &[(&str, &str)] = &[
    ("api_tokens", "crates/access/src/token.rs"),
    ("contact_changes", "crates/identity/src/contact/sweep.rs"),
    ("contact_undos", "crates/identity/src/contact/sweep.rs"),
    ("declarations", "crates/trust/src/prove.rs"),
    ("half_sign_ins", "crates/identity/src/sessions.rs"),
    ("import_lines", "crates/identity/src/import/sweep.rs"),
    ("invitations", "crates/identity/src/invitation/sweep.rs"),
    ("notifications", "crates/audit/src/notification/list.rs"),
    ("outbox", "crates/audit/src/outbox/delivery.rs"),
    ("sessions", "crates/access/src/session.rs"),
];

/// Compares the annotations with the sweeps.
pub fn findings(tree: &Tree) -> Vec<Finding> {
    let migrations = tree.ending(&[".sql"]);
    let mut found = Vec::new();
    for file in migrations.filter(|file| file.path.contains("/migrations/")) {
        let mut table = "";
        for (number, line) in file.text.lines().enumerate() {
            table = named(line).unwrap_or(table);
            let Some((column, retention)) = kept(line) else {
                continue;
            };
            if !STANDING.contains(&retention) && !is_swept(tree, table, column) {
                let text = format!(
                    "{table}.{column} is kept for {retention} and nothing forgets it: write a sweep and name it in xtask/src/tidy/retention.rs"
                );
                found.push(file.finding(number + 1, text));
            }
        }
    }
    found
}

/// The table that the lines from here on are about.
fn named(line: &str) -> Option<&str> {
    let rest = line
        .strip_prefix("CREATE TABLE ")
        .or_else(|| line.strip_prefix("ALTER TABLE "))?;
    rest.split([' ', '(']).next()
}

/// The column of a line, and for how long it is kept.
fn kept(line: &str) -> Option<(&str, &str)> {
    let (column, annotation) = line.split_once("-- personal:")?;
    let retention = annotation.split("retention=").nth(1)?.split(';').next()?;
    let column = column.split("ADD COLUMN ").last()?.trim();
    Some((column.split(' ').next()?, retention.trim()))
}

/// A sweep deletes the rows, or takes the column out of them.
fn is_swept(tree: &Tree, table: &str, column: &str) -> bool {
    let sweep = SWEEPS.iter().find(|(of, _)| *of == table);
    let file = sweep.and_then(|(_, path)| tree.files.iter().find(|file| file.path == *path));
    file.is_some_and(|file| {
        file.text.contains(&format!("DELETE FROM {table} "))
            || file.text.contains(&format!("UPDATE {table} SET"))
                && file.text.contains(&format!("{column} = NULL"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_forgets_is_found() {
        let table = "CREATE TABLE invitations (\n name TEXT, -- personal: purpose=service; retention=30 days; erasure=delete\n at BIGINT\n);\n";
        let sweep = "sql!(\"UPDATE invitations SET name = NULL WHERE expires_at < $1\")";
        let of = |table: &str, sweep: &str| {
            let tree = Tree::of(&[
                ("crates/db/migrations/0001_a.sql", table),
                ("crates/identity/src/invitation/sweep.rs", sweep),
            ]);
            findings(&tree).len()
        };
        assert_eq!(of(table, sweep), 0);
        assert_eq!(of(table, ""), 1);
        assert_eq!(of(&table.replace("30 days", "membership"), ""), 0);
        assert_eq!(of(&table.replace("invitations", "wishes"), sweep), 1);
    }
}
