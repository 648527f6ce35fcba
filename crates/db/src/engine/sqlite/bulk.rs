//! All rows of SQLite, out and in.

use rusqlite::Connection;

use super::{error, read};
use crate::bulk::{Column, Filling, Kind, Scan, Table, quoted};
use crate::engine::sqlite::Transaction;
use crate::{Error, Rows, Value};

/// Rows at a time: a few milliseconds, between which requests are answered.
const PIECE: i64 = 500;

pub fn tables(tx: &mut Transaction) -> Result<Vec<Table>, Error> {
    let connection = tx.connection()?;
    let list = "SELECT name FROM pragma_table_list
                WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    let mut list = connection.prepare(list).map_err(error)?;
    let names = list.query_map([], |row| row.get::<_, String>(0));
    let names: Result<Vec<_>, _> = names.map_err(error)?.collect();
    let table = |name: String| {
        Ok(Table {
            columns: columns(connection, &name)?,
            name,
        })
    };
    names.map_err(error)?.into_iter().map(table).collect()
}

fn columns(connection: &Connection, table: &str) -> Result<Vec<Column>, Error> {
    let list = "SELECT name, type FROM pragma_table_xinfo($1) WHERE hidden = 0";
    let mut list = connection.prepare(list).map_err(error)?;
    let column = |row: &rusqlite::Row<'_>| {
        let kind = match row.get::<_, String>(1)?.as_str() {
            "INTEGER" => Kind::Int,
            "BLOB" => Kind::Blob,
            _ => Kind::Text,
        };
        Ok(Column {
            name: row.get(0)?,
            kind,
        })
    };
    let columns = list.query_map([table], column).map_err(error)?;
    columns.collect::<Result<_, _>>().map_err(error)
}

pub fn next_rows(tx: &mut Transaction, scan: &mut Scan) -> Result<Rows, Error> {
    let table = &scan.table;
    let select = format!(
        "SELECT rowid, {} FROM {} WHERE rowid > ?1 ORDER BY rowid LIMIT {PIECE}",
        table.list(),
        quoted(&table.name)
    );
    let mut select = tx.connection()?.prepare_cached(&select).map_err(error)?;
    let mut found = select.query([scan.after]).map_err(error)?;
    let mut rows = Rows::new();
    while let Some(row) = found.next().map_err(error)? {
        let mut row = read(row, table.columns.len() + 1)?;
        scan.after = row.int(0)?;
        row.0.remove(0);
        rows.push(row);
    }
    Ok(rows)
}

/// References are looked at when the transaction ends.
pub fn begin_filling(tx: &mut Transaction, tables: &[Table]) -> Result<Vec<String>, Error> {
    let connection = tx.connection()?;
    let defer = "PRAGMA defer_foreign_keys = ON";
    connection.execute_batch(defer).map_err(error)?;
    for table in tables {
        let empty = format!("DELETE FROM {}", quoted(&table.name));
        connection.execute_batch(&empty).map_err(error)?;
    }
    Ok(Vec::new())
}

pub fn fill(tx: &mut Transaction, table: &Table, rows: &Rows) -> Result<(), Error> {
    let marks = vec!["?"; table.columns.len()].join(", ");
    let (name, columns) = (quoted(&table.name), table.list());
    let insert = format!("INSERT INTO {name} ({columns}) VALUES ({marks})");
    let mut insert = tx.connection()?.prepare_cached(&insert).map_err(error)?;
    for row in rows {
        for (index, value) in row.0.iter().enumerate() {
            match value {
                Value::Text(text) => insert.raw_bind_parameter(index + 1, text),
                Value::Int(number) => insert.raw_bind_parameter(index + 1, number),
                Value::Blob(bytes) => insert.raw_bind_parameter(index + 1, bytes),
            }
            .map_err(error)?;
        }
        insert.raw_execute().map_err(error)?;
    }
    Ok(())
}

/// What is wrong shows at the commit; here nothing is left to do.
pub const fn end_filling(_: &Filling) -> Result<(), Error> {
    Ok(())
}
