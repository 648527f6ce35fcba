//! Files of a backup back into a database of either engine.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Lines};
use std::path::{Path, PathBuf};

use tutela_core::Time;
use tutela_db::{Db, Kind, Place, Rows, Table, Tx};

use crate::dump::{Dumped, Head, dump};
use crate::manifest::{Manifest, TableFigures};
use crate::{Error, rows};

/// Rows that are put in at a time.
const PIECE: usize = 2000;

/// Fills an empty database at `place` from the tables in `folder`, and compares what is in it with the manifest.
/// It is brought up to date when it is next opened.
///
/// # Errors
/// [`Error::Damaged`] when a table is missing, cannot be read, or is another one than was taken.
pub async fn load(
    place: &Place,
    folder: &Path,
    manifest: &Manifest,
    now: Time,
) -> Result<(Db, Dumped), Error> {
    let db = Db::make(place, &manifest.migrations, now).await?;
    let mut tx = db.write().await?;
    let tables = tx.tables().await?;
    let filling = tx.begin_filling(&tables).await?;
    for figures in &manifest.tables {
        let table = tables.iter().find(|table| table.name == figures.name);
        let table = table.ok_or_else(|| damaged(figures, "is no table of this schema"))?;
        fill(&mut tx, table, folder).await?;
    }
    tx.end_filling(filling).await?;
    tx.commit().await?;
    let mut tx = db.read().await?;
    let found = dump(&mut tx, None).await?;
    drop(tx);
    let differences = differences(&manifest.tables, &found.tables);
    match differences.first() {
        Some(first) => Err(Error::damaged(first)),
        None => Ok((db, found)),
    }
}

/// What differs between the figures that were taken and those that were found, in sentences.
pub fn differences(taken: &[TableFigures], found: &[TableFigures]) -> Vec<String> {
    let mut differences = Vec::new();
    for table in taken {
        let name = &table.name;
        match found.iter().find(|other| other.name == *name) {
            None => differences.push(format!("the table {name} is missing")),
            Some(other) if other.rows != table.rows => differences.push(format!(
                "the table {name} has {} rows, {} were taken",
                other.rows, table.rows
            )),
            Some(other) if other.digest != table.digest => differences.push(format!(
                "the rows of the table {name} are others than were taken"
            )),
            Some(_) => {}
        }
    }
    for other in found.iter().filter(|other| other.rows > 0) {
        if !taken.iter().any(|table| table.name == other.name) {
            differences.push(format!("the table {} was not taken", other.name));
        }
    }
    differences
}

async fn fill(tx: &mut Tx, table: &Table, folder: &Path) -> Result<(), Error> {
    let mut file = TableFile::open(folder, table)?;
    loop {
        let rows = file.next(table)?;
        if rows.is_empty() {
            return Ok(());
        }
        tx.fill(table, &rows).await?;
        tokio::task::yield_now().await;
    }
}

/// A table's file being read.
struct TableFile {
    path: PathBuf,
    lines: Lines<BufReader<File>>,
    kinds: Vec<Kind>,
}

impl TableFile {
    fn open(folder: &Path, table: &Table) -> Result<Self, Error> {
        let path = folder.join(format!("{}.jsonl", table.name));
        let file = File::open(&path).map_err(Error::file(&path))?;
        let mut lines = BufReader::with_capacity(1 << 17, file).lines();
        let first = lines.next().transpose().map_err(Error::file(&path))?;
        let head: Option<Head> = first.and_then(|line| serde_json::from_str(&line).ok());
        let head = head.ok_or_else(|| Error::damaged(format!("{} has no head", path.display())))?;
        let names = head.columns.iter().map(|(name, _)| name);
        if head.table != table.name || !names.eq(table.columns.iter().map(|c| &c.name)) {
            return Err(Error::damaged(format!(
                "{} has other columns than the table",
                path.display()
            )));
        }
        let kinds = table.columns.iter().map(|column| column.kind).collect();
        Ok(Self { path, lines, kinds })
    }

    fn next(&mut self, table: &Table) -> Result<Rows, Error> {
        let mut rows = Rows::new();
        for line in self.lines.by_ref().take(PIECE) {
            let line = line.map_err(Error::file(&self.path))?;
            let row = rows::read(&line, &self.kinds);
            rows.push(row.ok_or_else(|| {
                Error::damaged(format!("a row of the table {} cannot be read", table.name))
            })?);
        }
        Ok(rows)
    }
}

fn damaged(figures: &TableFigures, why: &str) -> Error {
    Error::damaged(format!("{} {why}", figures.name))
}

/// Reads the manifest of a backup that was fetched.
///
/// # Errors
/// [`Error::Damaged`] when it cannot be read, or a newer version wrote it.
pub fn manifest(folder: &Path) -> Result<Manifest, Error> {
    let path = folder.join("manifest.json");
    let text = fs::read(&path).map_err(Error::file(&path))?;
    let manifest: Manifest = serde_json::from_slice(&text)
        .map_err(|error| Error::damaged(format!("the manifest cannot be read: {error}")))?;
    if manifest.format > crate::manifest::FORMAT {
        let newer = "a newer version of Tutela wrote it; restore with that one";
        return Err(Error::damaged(newer));
    }
    Ok(manifest)
}
