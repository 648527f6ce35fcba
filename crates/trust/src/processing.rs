//! The register of processing (GDPR, Art. 30), read from the schema itself: each column with personal data says there what it
//! is for, how long it stays and what erasure does to it. A column that does not say so does not pass the project's check.

pub mod api;
pub mod screen;

use tutela_db::MIGRATIONS;

/// A column with personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    pub table: &'static str,
    pub column: &'static str,
    pub purpose: &'static str,
    pub retention: &'static str,
    pub erasure: &'static str,
}

/// Every column with personal data, in the order of the schema.
pub fn kept() -> Vec<Kept> {
    kept_in(MIGRATIONS)
}

/// The same for any schema.
pub fn kept_in(schema: &[(&'static str, &'static str)]) -> Vec<Kept> {
    schema.iter().flat_map(|(_, text)| read(text)).collect()
}

/// How many columns are annotated in words that cannot be read.
pub fn unreadable(schema: &[(&'static str, &'static str)]) -> usize {
    let lines = schema.iter().flat_map(|(_, text)| text.lines());
    let marked = lines.filter(|line| line.contains("-- personal:")).count();
    marked - kept_in(schema).len()
}

fn read(text: &'static str) -> Vec<Kept> {
    let (mut kept, mut table) = (Vec::new(), "");
    for line in text.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix("CREATE TABLE ") {
            table = first_word(name);
        }
        let column = match line.strip_prefix("ALTER TABLE ") {
            Some(rest) => {
                table = first_word(rest);
                first_word(rest.split(" ADD COLUMN ").nth(1).unwrap_or_default())
            }
            None => first_word(line),
        };
        let Some((_, annotation)) = line.split_once("-- personal:") else {
            continue;
        };
        kept.extend(annotated(table, column, annotation));
    }
    kept
}

fn annotated(table: &'static str, column: &'static str, said: &'static str) -> Option<Kept> {
    let mut parts = said.split(';').map(str::trim);
    Some(Kept {
        table,
        column,
        purpose: parts.next()?.strip_prefix("purpose=")?,
        retention: parts.next()?.strip_prefix("retention=")?,
        erasure: parts.next()?.strip_prefix("erasure=")?,
    })
}

fn first_word(text: &'static str) -> &'static str {
    text.split_whitespace().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_annotated_column_stands_in_the_register_of_processing() {
        assert_eq!(unreadable(MIGRATIONS), 0);
        let kept = kept();
        assert!(kept.len() > 40, "{}", kept.len());
        let name = kept
            .iter()
            .find(|kept| (kept.table, kept.column) == ("persons", "name"));
        assert_eq!(name.map(|kept| kept.purpose), Some("service"));
        assert!(
            kept.iter()
                .all(|kept| !kept.table.is_empty() && !kept.column.is_empty())
        );
    }
}
