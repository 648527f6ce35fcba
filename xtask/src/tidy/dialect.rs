//! The dialect: migrations and statements hold only what both engines read alike (`crates/db/DIALECT.md`).

use super::rust;
use super::sql::{self, Token};
use super::tree::{File, Finding, Tree};

/// Words that one engine lacks or understands otherwise, and what to write.
const WORDS: &[(&str, &str)] = &[
    (
        "BOOLEAN BOOL TRUE FALSE",
        "a state is a time or a row, never a boolean",
    ),
    (
        "INTEGER INT SMALLINT INT8 INT4 SERIAL BIGSERIAL",
        "numbers are BIGINT",
    ),
    (
        "REAL DOUBLE FLOAT NUMERIC DECIMAL MONEY",
        "numbers are BIGINT, money is in cents",
    ),
    ("VARCHAR CHAR CLOB CITEXT UUID", "texts and ids are TEXT"),
    ("BYTEA", "bytes are BLOB"),
    (
        "TIMESTAMP TIMESTAMPTZ DATE TIME DATETIME INTERVAL",
        "times are BIGINT microseconds from the Clock",
    ),
    (
        "NOW CURRENT_TIMESTAMP CURRENT_DATE CURRENT_TIME STRFTIME EXTRACT",
        "the time is an argument from the Clock",
    ),
    (
        "JSON JSONB ARRAY UNNEST ANY",
        "no JSON, no arrays: a list is rows",
    ),
    ("RETURNING", "make the id before and write it"),
    ("AUTOINCREMENT ROWID OID CTID", "ids are UUIDv7 as TEXT"),
    (
        "LIKE ILIKE GLOB REGEXP SIMILAR",
        "the engines differ in case: name a function in crates/db/src/engine",
    ),
    (
        "RANDOM RANDOMBLOB GEN_RANDOM_UUID",
        "chance is an argument from Ambient",
    ),
    ("IFNULL IIF NVL", "write COALESCE or CASE"),
    ("GROUP_CONCAT STRING_AGG ARRAY_AGG", "join in Rust"),
    (
        "AVG TOTAL",
        "divide in Rust: the engines give different types",
    ),
    (
        "LISTEN NOTIFY PRAGMA VACUUM LATERAL",
        "name a function in crates/db/src/engine",
    ),
];

/// Signs that one engine lacks or understands otherwise.
const SIGNS: &[(&str, &str)] = &[
    ("->> -> #> #>> @> <@", "no JSON operators"),
    ("::", "write CAST(x AS type)"),
    ("?", "binds are $1, $2, …"),
    ("[ ]", "no arrays"),
];

/// Everything in migrations and in `sql!("…")` is of the dialect. The engines' own files are free.
pub fn findings(tree: &Tree) -> Vec<Finding> {
    let migrations = tree
        .files
        .iter()
        .filter(|file| file.path.contains("/migrations/") && file.path.ends_with(".sql"));
    let migrations = migrations.flat_map(|file| {
        let mut found = statement_findings(file, &sql::tokens(&file.text, 1));
        found.extend(unclosed_tables(file));
        found
    });
    migrations
        .chain(
            tree.rust()
                .filter(|file| is_bound(file))
                .flat_map(literal_findings),
        )
        .collect()
}

/// Whether statements of this file keep to the dialect.
fn is_bound(file: &File) -> bool {
    file.path.starts_with("crates/") && !file.path.starts_with("crates/db/src/engine")
}

fn literal_findings(file: &File) -> Vec<Finding> {
    let literals = rust::arguments(file.tokens(), "sql");
    literals
        .flat_map(|(token, text)| statement_findings(file, &sql::tokens(text, token.line)))
        .collect()
}

fn statement_findings(file: &File, tokens: &[Token]) -> Vec<Finding> {
    let code: Vec<&Token> = tokens
        .iter()
        .filter(|token| token.comment().is_none())
        .collect();
    let mut found = foreign(&code);
    found.extend(pairs(&code));
    found.extend(uncast_sums(&code));
    found.extend(loose_orders(&code));
    found.extend(bare_binds(&code));
    found.sort_unstable();
    found
        .into_iter()
        .map(|(line, text)| file.finding(line, text))
        .collect()
}

type Found = Vec<(usize, String)>;

fn foreign(code: &[&Token]) -> Found {
    let lists = |token: &Token| {
        let list = if token.word().is_some() { WORDS } else { SIGNS };
        list.iter()
            .find(|(all, _)| all.split(' ').any(|one| token.is(one)))
            .map(|(_, why)| *why)
    };
    let name = |token: &Token| {
        token
            .word()
            .map_or_else(|| "this sign".to_owned(), str::to_owned)
    };
    // REPLACE(text, from, to) is a function that both have; REPLACE INTO is not.
    let is_function =
        |at: usize| code[at].is("REPLACE") && code.get(at + 1).is_some_and(|next| next.is("("));
    let bad = code.iter().enumerate().filter_map(|(at, token)| {
        let listed = if is_function(at) { None } else { lists(token) };
        listed.map(|why| (token.line, format!("{}: {why}", name(token))))
    });
    bad.collect()
}

/// Words that are foreign only together.
const PAIRS: &[(&str, &str, &str)] = &[
    (
        "FOR",
        "UPDATE SHARE NO KEY",
        "take the lock when the transaction begins",
    ),
    ("INSERT", "OR", "write ON CONFLICT"),
    ("REPLACE", "INTO", "write ON CONFLICT"),
    ("DISTINCT", "ON", "one engine lacks it"),
];

fn pairs(code: &[&Token]) -> Found {
    let mut found = Found::new();
    for (at, token) in code.iter().enumerate() {
        let is = |after: usize, words: &str| {
            code.get(at + after)
                .is_some_and(|token| words.split(' ').any(|word| token.is(word)))
        };
        let pair = PAIRS
            .iter()
            .find(|(first, second, _)| is(0, first) && is(1, second));
        found.extend(
            pair.map(|(first, second, why)| (token.line, format!("{first} {second}: {why}"))),
        );
        if is(0, "AS") && is(1, "(") && is(2, "INSERT UPDATE DELETE") {
            found.push((
                token.line,
                "a write in a CTE: one engine lacks it".to_owned(),
            ));
        }
    }
    found
}

/// `SUM` outside of any `CAST(… AS BIGINT)`.
fn uncast_sums(code: &[&Token]) -> Found {
    let mut found = Found::new();
    let mut callers: Vec<&str> = Vec::new();
    for (at, token) in code.iter().enumerate() {
        if token.is("(") {
            callers.push(
                at.checked_sub(1)
                    .and_then(|before| code[before].word())
                    .unwrap_or(""),
            );
        } else if token.is(")") {
            callers.pop();
        } else if token.is("SUM") && !callers.contains(&"CAST") {
            found.push((token.line, "SUM: write CAST(SUM(x) AS BIGINT)".to_owned()));
        }
    }
    found
}

/// `ORDER BY` that does not end in an id.
fn loose_orders(code: &[&Token]) -> Found {
    let starts = code
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| pair[0].is("ORDER") && pair[1].is("BY"));
    let loose = starts.filter(|(at, _)| !ends_in_id(&code[at + 2..]));
    loose
        .map(|(at, _)| {
            (
                code[at].line,
                "ORDER BY ends in an id, so that two readings agree".to_owned(),
            )
        })
        .collect()
}

fn ends_in_id(after: &[&Token]) -> bool {
    let mut depth = 0_usize;
    let mut last = "";
    for token in after {
        if token.is("(") {
            depth += 1;
        } else if token.is(")") && depth == 0 {
            break;
        } else if token.is(")") {
            depth -= 1;
        }
        let ends = ["LIMIT", "OFFSET", "FETCH", "ROWS", "RANGE", "UNION", ";"];
        if depth == 0 && ends.iter().any(|word| token.is(word)) {
            break;
        }
        let direction = ["ASC", "DESC", "NULLS", "FIRST", "LAST"]
            .iter()
            .any(|word| token.is(word));
        last = if direction {
            last
        } else {
            token.word().unwrap_or("")
        };
    }
    last == "ID" || last.ends_with("_ID")
}

/// A bind that is a whole column of a SELECT, of which one engine cannot guess the type. An INSERT gives it its own.
fn bare_binds(code: &[&Token]) -> Found {
    if code.first().is_some_and(|token| token.is("INSERT")) {
        return Found::new();
    }
    let mut lists = vec![false];
    let mut found = Found::new();
    for (at, token) in code.iter().enumerate() {
        let is = |at: Option<usize>, words: &str| {
            at.and_then(|at| code.get(at))
                .is_some_and(|token| words.split(' ').any(|word| token.is(word)))
        };
        let in_list = lists.last().copied().unwrap_or(false);
        let alone = is(at.checked_sub(1), "SELECT DISTINCT ,")
            && (is(Some(at + 1), ", FROM AS )") || at + 1 == code.len());
        let bind = token.word().is_some_and(|word| word.starts_with('$'));
        match token {
            _ if token.is("(") => lists.push(false),
            _ if token.is(")") => drop(lists.pop()),
            _ if token.is("SELECT") || token.is("FROM") => {
                lists.pop();
                lists.push(token.is("SELECT"));
            }
            _ if bind && in_list && alone => found.push((
                token.line,
                "a bare bind in SELECT: write CAST($1 AS TEXT)".to_owned(),
            )),
            _ => {}
        }
    }
    found
}

/// The engines close a table at a line `);`, where one of them adds a word.
fn unclosed_tables(file: &File) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    for (number, line) in file.text.lines().enumerate() {
        if line.to_uppercase().starts_with("CREATE TABLE") {
            found.extend(open.replace(number + 1));
        } else if line == ");" {
            open = None;
        }
    }
    found.extend(open);
    let text = "CREATE TABLE ends with ); on a line of its own";
    found
        .into_iter()
        .map(|line| file.finding(line, text))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(statement: &str) -> Vec<String> {
        let source = format!("//! A.\nfn a() {{ tx.rows(sql!(r#\"{statement}\"#)) }}");
        let tree = Tree::of(&[
            ("crates/catalog/src/a.rs", &source),
            ("crates/db/src/engine/b.rs", &source),
        ]);
        let found = findings(&tree);
        assert!(
            found
                .iter()
                .all(|finding| finding.path == "crates/catalog/src/a.rs")
        );
        found.into_iter().map(|finding| finding.text).collect()
    }

    #[test]
    fn the_dialect_passes() {
        for good in [
            "SELECT id, COUNT(*) FROM courses WHERE a = $1 GROUP BY id ORDER BY title DESC, id LIMIT 5",
            "SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM objects -- true, now, int",
            "SELECT id FROM a WHERE id IN (SELECT a_id FROM b ORDER BY at, b.a_id) AND name = 'now -> ?'",
            "SELECT CAST($1 AS TEXT), CASE WHEN a = $1 THEN 1 ELSE 0 END FROM b WHERE a IN ($1, $2) AND c = $3",
            "INSERT INTO a (id, at) SELECT $1, $2 FROM b",
            "INSERT INTO a (id, at) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET at = excluded.at",
        ] {
            assert_eq!(texts(good), [""; 0], "{good}");
        }
    }

    #[test]
    fn what_one_engine_lacks_is_found() {
        for bad in [
            "SELECT CAST(a AS INTEGER) FROM b",
            "SELECT a->>'x' FROM b",
            "SELECT a FROM b WHERE c = ?",
            "SELECT a::text FROM b",
            "UPDATE a SET at = NOW()",
            "INSERT INTO a (id) VALUES ($1) RETURNING id",
            "INSERT OR IGNORE INTO a (id) VALUES ($1)",
            "SELECT a FROM b WHERE id = $1 FOR UPDATE",
            "SELECT a FROM b WHERE name ilike $1",
            "WITH gone AS (DELETE FROM a WHERE id = $1) SELECT id FROM gone",
            "SELECT SUM(size) FROM objects",
            "SELECT id FROM a ORDER BY title",
            "SELECT id FROM a ORDER BY id, lower(title) DESC LIMIT 3",
            "SELECT id FROM a WHERE b = ANY($1)",
            "SELECT id, $1 FROM a",
            "SELECT id FROM a WHERE b IN (SELECT $2)",
        ] {
            assert_eq!(texts(bad).len(), 1, "{bad}: {:?}", texts(bad));
        }
    }

    #[test]
    fn migrations_keep_to_it() {
        let of = |text| findings(&Tree::of(&[("crates/db/migrations/0001_a.sql", text)]));
        assert_eq!(
            of(
                "CREATE TABLE a (\n  id TEXT PRIMARY KEY NOT NULL, -- a true id\n  n BIGINT NOT NULL\n);\n"
            ),
            []
        );
        assert_eq!(of("CREATE TABLE a (\n  n INTEGER\n);\n")[0].line, 2);
        assert_eq!(
            of("CREATE TABLE a (\n  n BIGINT);\nCREATE TABLE b (\n  n BIGINT\n);\n")[0].line,
            1
        );
    }
}
