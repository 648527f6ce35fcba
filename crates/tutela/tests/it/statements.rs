//! Every statement of the program, prepared on both engines.

use std::path::{Path, PathBuf};

use tutela_core::Time;
use tutela_db::{Db, Place, Sql};

use crate::main_job::house::scratch;

#[tokio::test]
async fn every_statement_prepares_on_both_engines() {
    let statements = statements();
    assert!(statements.len() > 60, "only {} found", statements.len());
    let folder = tempfile::tempdir().unwrap();
    let mut places = vec![Place::File(folder.path().join("t.db"))];
    if let Ok(server) = std::env::var("TUTELA_TEST_POSTGRES") {
        let address = scratch(server).await;
        places.push(Place::Server(tutela_core::Secret::new(address)));
    }
    for place in places {
        let db = Db::open(&place, Time::from_micros(1)).await.unwrap();
        for (file, statement) in &statements {
            let mut tx = db.write().await.unwrap();
            let text: &'static str = Box::leak(statement.clone().into_boxed_str());
            let prepared = tx.prepare(Sql::literal(text)).await;
            assert!(
                prepared.is_ok(),
                "{} on {}: {prepared:?}\n{statement}",
                file.display(),
                db.engine_name()
            );
        }
    }
}

/// The literals of all `sql!` in the sources, where a statement can only be a literal.
fn statements() -> Vec<(PathBuf, String)> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut found = Vec::new();
    let mut folders = vec![crates.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if path.is_dir() && !["tests", "target", "demo", "assets"].contains(&name) {
                folders.push(path);
            } else if name.ends_with(".rs") && !name.starts_with("tests") {
                let text = std::fs::read_to_string(&path).unwrap();
                let product = text.split("#[cfg(test)]").next().unwrap();
                found.extend(literals(product).map(|statement| (path.clone(), statement)));
            }
        }
    }
    found
}

fn literals(text: &str) -> impl Iterator<Item = String> {
    text.split("sql!(").skip(1).filter_map(|rest| {
        let rest = rest.trim_start().strip_prefix('"')?;
        Some(rest.split('"').next()?.to_owned())
    })
}
