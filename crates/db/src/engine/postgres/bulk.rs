//! All rows of PostgreSQL, out and in.

use std::fmt::Write as _;

use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, Executor as _, Postgres, Row as _, Transaction};

use super::{error, read};
use crate::bulk::{Column, Filling, Kind, Scan, Table, quoted};
use crate::{Error, Rows, Value};

/// Rows that travel at a time.
const PIECE: u32 = 2000;
/// Bytes of a COPY that are sent at a time.
const PACKET: usize = 1 << 18;

type Tx = Transaction<'static, Postgres>;

pub async fn tables(tx: &mut Tx) -> Result<Vec<Table>, Error> {
    let list = "SELECT c.table_name::text, c.column_name::text, c.data_type::text
                FROM information_schema.columns c
                JOIN information_schema.tables t
                  ON t.table_schema = c.table_schema AND t.table_name = c.table_name
                WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
                  AND c.is_generated = 'NEVER' AND c.data_type IN ('text', 'bigint', 'bytea')
                ORDER BY c.table_name, c.column_name";
    let mut tables: Vec<Table> = Vec::new();
    for row in tx.fetch_all(list).await.map_err(error)? {
        let text = |column: usize| row.try_get::<String, _>(column).map_err(error);
        let (table, name, kind) = (text(0)?, text(1)?, text(2)?);
        let kind = match kind.as_str() {
            "bigint" => Kind::Int,
            "bytea" => Kind::Blob,
            _ => Kind::Text,
        };
        match tables.last_mut() {
            Some(last) if last.name == table => last.columns.push(Column { name, kind }),
            _ => tables.push(Table {
                name: table,
                columns: vec![Column { name, kind }],
            }),
        }
    }
    Ok(tables)
}

/// In the order of the primary key, so that what did not change gives the same bytes as the day before.
pub async fn scan(tx: &mut Tx, table: &Table) -> Result<(), Error> {
    let key = primary_key(tx, table).await?;
    let order = if key.is_empty() {
        String::new()
    } else {
        format!(" ORDER BY {}", key.join(", "))
    };
    let (columns, name) = (table.list(), quoted(&table.name));
    run(tx, "CLOSE ALL".to_owned()).await?;
    let declare =
        format!("DECLARE tutela_scan NO SCROLL CURSOR FOR SELECT {columns} FROM {name}{order}");
    run(tx, declare).await
}

async fn primary_key(tx: &mut Tx, table: &Table) -> Result<Vec<String>, Error> {
    let find = "SELECT a.attname::text FROM pg_index i
                JOIN unnest(i.indkey) WITH ORDINALITY AS k (attnum, place) ON TRUE
                JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
                WHERE i.indisprimary AND i.indrelid = $1::text::regclass ORDER BY k.place";
    let query = sqlx::query(find).bind(quoted(&table.name));
    let rows = tx.fetch_all(query).await.map_err(error)?;
    let column = |row: &PgRow| row.try_get::<String, _>(0).map_err(error);
    rows.iter().map(|row| Ok(quoted(&column(row)?))).collect()
}

/// Not kept prepared: the columns of the same words are those of another table next time.
pub async fn next_rows(tx: &mut Tx, _: &mut Scan) -> Result<Rows, Error> {
    let fetch = AssertSqlSafe(format!("FETCH {PIECE} FROM tutela_scan"));
    let fetch = sqlx::query(fetch).persistent(false);
    let rows = tx.fetch_all(fetch).await.map_err(error)?;
    rows.iter().map(read).collect()
}

/// References are taken away, and put back when all rows are there: looked at once for a table, not for each row.
pub async fn begin_filling(tx: &mut Tx, tables: &[Table]) -> Result<Vec<String>, Error> {
    let list = "SELECT conrelid::regclass::text, conname::text, pg_get_constraintdef(oid)
                FROM pg_constraint
                WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
                ORDER BY oid";
    let mut back = Vec::new();
    for row in tx.fetch_all(list).await.map_err(error)? {
        let text = |column: usize| row.try_get::<String, _>(column).map_err(error);
        let (table, name, meaning) = (text(0)?, quoted(&text(1)?), text(2)?);
        run(tx, format!("ALTER TABLE {table} DROP CONSTRAINT {name}")).await?;
        back.push(format!(
            "ALTER TABLE {table} ADD CONSTRAINT {name} {meaning}"
        ));
    }
    for table in tables {
        run(tx, format!("DELETE FROM {}", quoted(&table.name))).await?;
    }
    Ok(back)
}

/// By COPY, in its text format (PostgreSQL's manual, COPY).
pub async fn fill(tx: &mut Tx, table: &Table, rows: &Rows) -> Result<(), Error> {
    let (name, columns) = (quoted(&table.name), table.list());
    let begin = format!("COPY {name} ({columns}) FROM STDIN");
    let mut copy = tx.copy_in_raw(&begin).await.map_err(error)?;
    let mut packet = String::with_capacity(PACKET + 4096);
    for row in rows {
        for (index, value) in row.0.iter().enumerate() {
            if index > 0 {
                packet.push('\t');
            }
            write_field(&mut packet, value);
        }
        packet.push('\n');
        if packet.len() > PACKET {
            copy.send(packet.as_bytes()).await.map_err(error)?;
            packet.clear();
        }
    }
    copy.send(packet.as_bytes()).await.map_err(error)?;
    copy.finish().await.map_err(error)?;
    Ok(())
}

fn write_field(packet: &mut String, value: &Value) {
    match value {
        Value::Text(Some(text)) => {
            for letter in text.chars() {
                match letter {
                    '\\' => packet.push_str("\\\\"),
                    '\n' => packet.push_str("\\n"),
                    '\r' => packet.push_str("\\r"),
                    '\t' => packet.push_str("\\t"),
                    other => packet.push(other),
                }
            }
        }
        Value::Int(Some(number)) => {
            let _ = write!(packet, "{number}");
        }
        Value::Blob(Some(bytes)) => {
            packet.push_str("\\\\x");
            for byte in bytes {
                let _ = write!(packet, "{byte:02x}");
            }
        }
        _ => packet.push_str("\\N"),
    }
}

pub async fn end_filling(tx: &mut Tx, filling: Filling) -> Result<(), Error> {
    for back in filling.references {
        run(tx, back).await?;
    }
    Ok(())
}

async fn run(tx: &mut Tx, text: String) -> Result<(), Error> {
    tx.execute(sqlx::raw_sql(AssertSqlSafe(text)))
        .await
        .map(|_| ())
        .map_err(error)
}
