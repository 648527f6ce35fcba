//! The database as files: one state of it, table by table, with figures that are taken on the way.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tutela_db::{Kind, Row, Table, Tx};

use crate::Error;
use crate::manifest::{ObjectRef, TableFigures};
use crate::rows::{self, Digest};

/// What was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dumped {
    pub migrations: Vec<String>,
    pub tables: Vec<TableFigures>,
    pub objects: Vec<ObjectRef>,
}

/// The first line of a table's file.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Head {
    pub table: String,
    /// Name, and `text`, `int` or `blob` (in base64).
    pub columns: Vec<(String, String)>,
}

/// Reads every table on the one state that `tx` sees; into files of `folder`, or for the figures alone.
///
/// # Errors
/// When the database or the disk fails.
pub async fn dump(tx: &mut Tx, folder: Option<&Path>) -> Result<Dumped, Error> {
    let mut dumped = Dumped::default();
    for table in tx.tables().await? {
        let mut out = folder
            .map(|folder| Out::create(folder, &table))
            .transpose()?;
        let figures = dump_table(tx, table, &mut out, &mut dumped).await?;
        if let Some(out) = out {
            out.finish()?;
        }
        dumped.tables.push(figures);
    }
    dumped.migrations.sort();
    Ok(dumped)
}

async fn dump_table(
    tx: &mut Tx,
    table: Table,
    out: &mut Option<Out>,
    dumped: &mut Dumped,
) -> Result<TableFigures, Error> {
    let (mut digest, mut count, mut line) = (Digest::default(), 0, Vec::new());
    let mut scan = tx.scan(table.clone()).await?;
    loop {
        let rows = tx.next_rows(&mut scan).await?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            rows::write(&mut line, row);
            digest.add(&line);
            count += 1;
            note(&table, row, dumped)?;
            if let Some(out) = out {
                out.write(&line)?;
            }
        }
        tokio::task::yield_now().await;
    }
    Ok(TableFigures {
        name: table.name,
        rows: count,
        digest: digest.to_string(),
    })
}

/// The objects that rows name.
///
/// # Errors
/// When the database fails.
pub(crate) async fn objects(tx: &mut Tx) -> Result<Vec<ObjectRef>, Error> {
    let mut dumped = Dumped::default();
    for table in tx.tables().await? {
        if table.name == "objects" {
            dump_table(tx, table, &mut None, &mut dumped).await?;
        }
    }
    Ok(dumped.objects)
}

/// Rows that the backup itself must know.
fn note(table: &Table, row: &Row, dumped: &mut Dumped) -> Result<(), Error> {
    let at = |name: &str| {
        let found = table.columns.iter().position(|column| column.name == name);
        found.ok_or_else(|| Error::damaged(format!("{} has no column {name}", table.name)))
    };
    match table.name.as_str() {
        "migrations" => dumped.migrations.push(row.text(at("name")?)?),
        "objects" => dumped.objects.push(ObjectRef {
            account: row.id(at("account_id")?)?,
            object: row.id(at("id")?)?,
            purpose: row.text(at("purpose")?)?,
            size: row.count(at("size")?)?,
            wrapped_key: row.blob(at("wrapped_key")?)?,
            sealed_sha256: row.blob(at("sealed_sha256")?)?,
        }),
        _ => {}
    }
    Ok(())
}

/// A table's file.
struct Out {
    path: PathBuf,
    file: BufWriter<File>,
}

impl Out {
    fn create(folder: &Path, table: &Table) -> Result<Self, Error> {
        let path = folder.join(format!("{}.jsonl", table.name));
        let file = File::create(&path).map_err(Error::file(&path))?;
        let mut out = Self {
            path,
            file: BufWriter::with_capacity(1 << 17, file),
        };
        let kind = |kind| match kind {
            Kind::Text => "text",
            Kind::Int => "int",
            Kind::Blob => "blob",
        };
        let columns = table.columns.iter();
        let head = Head {
            table: table.name.clone(),
            columns: columns
                .map(|c| (c.name.clone(), kind(c.kind).to_owned()))
                .collect(),
        };
        let head =
            serde_json::to_string(&head).map_err(|error| Error::damaged(error.to_string()))?;
        out.write(format!("{head}\n").as_bytes())?;
        Ok(out)
    }

    fn write(&mut self, line: &[u8]) -> Result<(), Error> {
        self.file.write_all(line).map_err(Error::file(&self.path))
    }

    fn finish(mut self) -> Result<(), Error> {
        self.file.flush().map_err(Error::file(&self.path))
    }
}
