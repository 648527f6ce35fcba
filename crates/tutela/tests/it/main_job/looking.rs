//! T15: looking changes nothing. Every address that is looked at, twice, by several, with a digest of the whole database
//! before and after.

use std::collections::BTreeMap;
use std::path::Path;

use reqwest::Method;
use tutela_core::{Secret, Time};
use tutela_db::{Db, Place, Row, Sql, args};

use super::house::{House, on_both};
use super::personas::{Town, routes};

/// What may change by being looked at: when somebody was last here, and when he last used what he was given.
const NOTED: &[(&str, &str)] = &[
    ("sessions", "seen_at"),
    ("sessions", "idle_until"),
    ("grants", "used_at"),
    ("api_tokens", "used_at"),
];

/// What the house does meanwhile by itself: its duties, and the letters of what was done before.
const BESIDE: &[&str] = &["duties", "outbox"];

/// Who looks.
const EYES: &[&str] = &["nobody", "administrator", "learner", "owner"];

#[tokio::test]
async fn t15_looking_changes_nothing() {
    on_both(async |house| {
        let town = Town::of(&house).await;
        let db = database(&house).await;
        let tables = tables();
        assert!(tables.len() > 40, "{}", tables.len());
        let mut looked = 0;
        let mut before = digest(&db, &tables).await;
        for route in routes(&house) {
            if route.method != Method::GET {
                continue;
            }
            let path = town.address(&route.path);
            for persona in town.personas.iter().filter(|one| EYES.contains(&one.name)) {
                persona.client.get(&path).await;
                persona.client.get(&path).await;
                looked += 2;
            }
            let after = digest(&db, &tables).await;
            for (table, rows) in &before {
                assert_eq!(rows, &after[table], "GET {} changed {table}", route.path);
            }
            before = after;
        }
        assert!(looked > 400, "{looked}");
    })
    .await;
}

async fn database(house: &House) -> Db {
    let place = match &house.database {
        Some(address) => Place::Server(Secret::new(address.clone())),
        None => Place::File(file(&house.ground.path("tutela-demo")).unwrap()),
    };
    Db::open(&place, Time::from_micros(1)).await.unwrap()
}

fn file(folder: &Path) -> Option<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut paths = entries.map(|entry| entry.unwrap().path());
    paths.find(|path| path.extension().is_some_and(|end| end == "db"))
}

/// Every table with its columns and their types, as the migrations declare them.
fn tables() -> BTreeMap<String, Vec<(String, String)>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../db/migrations");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let mut tables: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for file in files {
        let mut table = String::new();
        for line in std::fs::read_to_string(&file).unwrap().lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words[..] {
                ["CREATE", "TABLE", name, ..] => table = name.to_owned(),
                [");"] => table.clear(),
                ["ALTER", "TABLE", name, "ADD", "COLUMN", column, kind, ..] => {
                    column_of(&mut tables, name, (column, kind));
                }
                ["DROP", "TABLE", name] => {
                    tables.remove(name.trim_end_matches(';'));
                }
                ["ALTER", "TABLE", name, "RENAME", "TO", new] => {
                    let columns = tables.remove(name).unwrap_or_default();
                    tables.insert(new.trim_end_matches(';').to_owned(), columns);
                }
                ["ALTER", "TABLE", name, "DROP", "COLUMN", column] => {
                    let gone = column.trim_end_matches(';');
                    tables
                        .get_mut(name)
                        .unwrap()
                        .retain(|(column, _)| column != gone);
                }
                [column, kind, ..] if !table.is_empty() => {
                    column_of(&mut tables, &table, (column, kind));
                }
                _ => {}
            }
        }
    }
    tables.retain(|name, _| !BESIDE.contains(&name.as_str()));
    tables
}

fn column_of(
    tables: &mut BTreeMap<String, Vec<(String, String)>>,
    table: &str,
    (column, kind): (&str, &str),
) {
    let kind = kind.trim_end_matches([',', ';']);
    let is_column = ["TEXT", "BIGINT", "BLOB"].contains(&kind);
    if is_column && !NOTED.contains(&(table, column)) {
        let columns = tables.entry(table.to_owned()).or_default();
        columns.push((column.to_owned(), kind.to_owned()));
    }
}

/// All rows of all tables.
async fn digest(
    db: &Db,
    tables: &BTreeMap<String, Vec<(String, String)>>,
) -> BTreeMap<String, Vec<String>> {
    let mut tx = db.read().await.unwrap();
    let mut all = BTreeMap::new();
    for (table, columns) in tables {
        let names: Vec<_> = columns.iter().map(|(name, _)| name.as_str()).collect();
        let text = format!("SELECT {} FROM {table}", names.join(", "));
        let select = Sql::literal(Box::leak(text.into_boxed_str()));
        let rows = tx.rows(select, args![]).await.unwrap();
        let mut rows: Vec<_> = rows.iter().map(|row| told(row, columns)).collect();
        rows.sort();
        all.insert(table.clone(), rows);
    }
    all
}

fn told(row: &Row, columns: &[(String, String)]) -> String {
    let mut told = String::new();
    for (at, (name, kind)) in columns.iter().enumerate() {
        let value = match kind.as_str() {
            "TEXT" => format!("{:?}", row.opt_text(at).unwrap()),
            "BIGINT" => format!("{:?}", row.opt_int(at).unwrap()),
            _ => format!("{:?}", row.blob(at).ok()),
        };
        told.push_str(&format!("{name}={value} "));
    }
    told
}
