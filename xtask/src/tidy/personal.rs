//! Personal data is annotated where it is declared, so that register, export and erasure can be made from the schema.
//!
//! A column says `-- personal: purpose=…; retention=…; erasure=…`, or, when its name only sounds personal,
//! `-- impersonal: why`.

use super::sql::{self, Token};
use super::tree::{File, Finding, Tree};

/// Names under which tables of all kinds keep something of a person.
const NAMES: &[&str] = &[
    "NAME",
    "FIRST_NAME",
    "LAST_NAME",
    "FULL_NAME",
    "DISPLAY_NAME",
    "NICKNAME",
    "USERNAME",
    "LOGIN",
    "EMAIL",
    "MAIL",
    "PHONE",
    "MOBILE",
    "ADDRESS",
    "STREET",
    "CITY",
    "POSTCODE",
    "COUNTRY",
    "BIRTHDAY",
    "BORN_AT",
    "GENDER",
    "LANGUAGE",
    "LOCALE",
    "TIMEZONE",
    "IP",
    "IP_ADDRESS",
    "REMOTE_ADDRESS",
    "USER_AGENT",
    "DEVICE",
    "PHOTO",
    "AVATAR",
    "PASSWORD",
    "PASSWORD_HASH",
    "SIGNATURE",
    "COMMENT",
    "NOTE",
    "MESSAGE",
    "ANSWER",
    "SCORE",
    "GRADE",
    "POSITION",
    "SECONDS",
];

const KEYS: [&str; 3] = ["purpose", "retention", "erasure"];

/// A column of a table.
struct Column {
    name: String,
    kind: String,
    line: usize,
    annotation: Option<String>,
}

/// Every personal column of every migration is annotated, and every annotation can be read.
pub fn findings(tree: &Tree) -> Vec<Finding> {
    let migrations = tree
        .files
        .iter()
        .filter(|file| file.path.contains("/migrations/") && file.path.ends_with(".sql"));
    migrations.flat_map(migration_findings).collect()
}

fn migration_findings(file: &File) -> Vec<Finding> {
    let tokens = sql::tokens(&file.text, 1);
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        let starts = |words: &[&str]| {
            words
                .iter()
                .enumerate()
                .all(|(n, word)| tokens.get(at + n).is_some_and(|token| token.is(word)))
        };
        let columns = if starts(&["CREATE", "TABLE"]) {
            table(&tokens[at + 2..])
        } else {
            Vec::new()
        };
        found.extend(
            columns
                .iter()
                .filter_map(|(column, keyed)| refuse(file, column, *keyed)),
        );
        if starts(&["ADD", "COLUMN"]) {
            let end = tokens[at..]
                .iter()
                .position(|token| token.is(";"))
                .map_or(tokens.len(), |length| at + length);
            let last = tokens[end.saturating_sub(1)].line;
            let column = column(
                &tokens[at + 2..end],
                &comments(&tokens, tokens[at].line, last),
            );
            found.extend(column.and_then(|column| refuse(file, &column, false)));
        }
    }
    found
}

fn refuse(file: &File, column: &Column, keyed_by_person: bool) -> Option<Finding> {
    let finding = |text: String| Some(file.finding(column.line, text));
    let name = column.name.to_lowercase();
    if let Some(annotation) = &column.annotation {
        return grammar(annotation).map(|why| file.finding(column.line, format!("{name}: {why}")));
    }
    let is_key = name == "id" || name.ends_with("_id");
    if NAMES.contains(&column.name.as_str()) {
        return finding(format!(
            "{name} sounds personal: say -- personal: purpose=…; retention=…; erasure=…, or -- impersonal: why"
        ));
    }
    if keyed_by_person && column.kind == "TEXT" && !is_key {
        return finding(format!(
            "{name} is text about a person: say -- personal: purpose=…; retention=…; erasure=…"
        ));
    }
    None
}

/// What is wrong with an annotation.
fn grammar(annotation: &str) -> Option<String> {
    if let Some(why) = annotation.strip_prefix("impersonal:") {
        return why
            .trim()
            .is_empty()
            .then(|| "-- impersonal: wants a reason".to_owned());
    }
    let parts: Vec<_> = annotation
        .strip_prefix("personal:")?
        .split(';')
        .map(str::trim)
        .collect();
    let fits = |(key, part): (&&str, &&str)| {
        part.split_once('=')
            .is_some_and(|(it, value)| it == *key && !value.trim().is_empty())
    };
    let whole = parts.len() == KEYS.len() && KEYS.iter().zip(&parts).all(fits);
    (!whole).then(|| {
        "-- personal: wants purpose=…; retention=…; erasure=…, in this order, each with a value"
            .to_owned()
    })
}

/// The columns of a table whose `CREATE TABLE` stands just before, each with whether a person is the table's key.
fn table(tokens: &[Token]) -> Vec<(Column, bool)> {
    let Some(open) = tokens.iter().position(|token| token.is("(")) else {
        return Vec::new();
    };
    let is_persons = tokens[..open].iter().any(|token| token.is("PERSONS"));
    let parts = parts(&tokens[open + 1..]);
    let keyed = is_persons || parts.iter().any(|part| is_key_of_person(part));
    let all = &tokens[open..];
    let columns = parts.iter().filter_map(|part| {
        let last = part.last()?.line;
        column(part, &comments(all, part.first()?.line, last))
    });
    columns.map(|column| (column, keyed)).collect()
}

/// Splits what stands between the parentheses of a table at its own commas.
fn parts(tokens: &[Token]) -> Vec<Vec<Token>> {
    let mut depth = 0_usize;
    let mut parts = vec![Vec::new()];
    for token in tokens.iter().filter(|token| token.comment().is_none()) {
        if token.is("(") {
            depth += 1;
        } else if token.is(")") {
            match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => break,
            }
        }
        if token.is(",") && depth == 0 {
            parts.push(Vec::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(token.clone());
        }
    }
    parts
}

fn is_key_of_person(part: &[Token]) -> bool {
    let has = |word: &str| part.iter().any(|token| token.is(word));
    has("PRIMARY") && has("KEY") && has("PERSON_ID")
}

fn column(part: &[Token], comments: &[String]) -> Option<Column> {
    let name = part.first()?.word()?;
    let kind = part.get(1).and_then(Token::word).unwrap_or("");
    if ["PRIMARY", "FOREIGN", "UNIQUE", "CHECK", "CONSTRAINT"].contains(&name) {
        return None;
    }
    let annotation = comments
        .iter()
        .find(|text| text.starts_with("personal:") || text.starts_with("impersonal:"));
    Some(Column {
        name: name.to_owned(),
        kind: kind.to_owned(),
        line: part.first()?.line,
        annotation: annotation.cloned(),
    })
}

fn comments(tokens: &[Token], first: usize, last: usize) -> Vec<String> {
    let inside = tokens
        .iter()
        .filter(|token| (first..=last).contains(&token.line));
    inside
        .filter_map(Token::comment)
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<usize> {
        let tree = Tree::of(&[("crates/db/migrations/0001_a.sql", text)]);
        findings(&tree)
            .into_iter()
            .map(|finding| finding.line)
            .collect()
    }

    #[test]
    fn a_personal_column_without_a_word_is_found() {
        let good = "CREATE TABLE persons (\n id TEXT PRIMARY KEY, -- a key\n name TEXT NOT NULL, -- personal: purpose=service; retention=membership; erasure=replace\n at BIGINT\n);\n";
        assert_eq!(lines(good), []);
        assert_eq!(lines(&good.replace("-- personal", "-- Personal")), [3]);
        assert_eq!(lines(&good.replace("; erasure=replace", "")), [3]);
        assert_eq!(
            lines(&good.replace("retention=membership", "retention=")),
            [3]
        );
    }

    #[test]
    fn text_in_a_table_of_a_person_is_personal() {
        let table = "CREATE TABLE positions (\n person_id TEXT NOT NULL,\n mood TEXT NOT NULL CHECK (mood IN ('a', 'b')),\n at BIGINT,\n PRIMARY KEY (person_id)\n);\n";
        assert_eq!(lines(table), [3]);
        assert_eq!(
            lines(&table.replace("PRIMARY KEY (person_id)", "PRIMARY KEY (mood)")),
            []
        );
    }

    #[test]
    fn a_name_of_something_else_says_so() {
        let table = "CREATE TABLE courses (\n id TEXT PRIMARY KEY,\n name TEXT NOT NULL -- impersonal: the title of a course\n);\n";
        assert_eq!(lines(table), []);
        assert_eq!(lines(&table.replace(": the title of a course", ":")), [3]);
        assert_eq!(lines(&table.replace("-- impersonal: the", "-- the")), [3]);
    }

    #[test]
    fn a_column_that_is_added_later_counts_too() {
        assert_eq!(lines("ALTER TABLE courses ADD COLUMN phone TEXT;\n"), [1]);
        assert_eq!(
            lines("ALTER TABLE courses ADD COLUMN phone TEXT -- impersonal: of a school\n;\n"),
            []
        );
    }
}
