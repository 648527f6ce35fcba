//! SQLite: one writer, several readers, write-ahead log, every commit on the disk before it is answered.
//!
//! It is a library in this process, not a server, so a statement is a function call: it runs where it is
//! awaited, in microseconds, because the dialect asks for bounded answers. Only a commit waits for the disk, and only
//! a commit leaves the threads that answer requests.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, OpenFlags, Statement};

mod pool;

use pool::Pool;
pub use pool::{Pools, Transaction};

use super::Questions;
use crate::database::Intent;
use crate::{Error, Row, Rows, Sql, Value};

pub const QUESTIONS: Questions = Questions {
    version: Sql::literal("SELECT 'SQLite ' || sqlite_version()"),
    tls: Sql::literal("SELECT 'none' WHERE 1 = 0"),
    is_begun: Sql::literal("SELECT COUNT(*) FROM sqlite_master WHERE name = 'migrations'"),
};

const READERS: u32 = 8;
/// More than there are statements in the program.
const STATEMENTS: usize = 512;
/// What is bound does not change the plan: otherwise a statement is parsed again each time it is run.
const STABLE_PLANS: DbConfig = DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG;
/// For how long another process may hold a lock that a statement needs; a beginning asks again by itself.
const WAIT: Duration = Duration::from_millis(50);

pub async fn open(path: &Path) -> Result<Pools, Error> {
    let path = path.to_owned();
    pool::aside(move || {
        Ok(Pools {
            writer: writer(&path)?,
            readers: readers(&path, READERS)?,
        })
    })
    .await
}

/// A file that is there, to read alone.
pub async fn open_as_is(path: &Path) -> Result<Pools, Error> {
    let path = path.to_owned();
    let readers = pool::aside(move || readers(&path, 1)).await?;
    Ok(Pools {
        writer: Arc::clone(&readers),
        readers,
    })
}

fn readers(path: &Path, size: u32) -> Result<Arc<Pool>, Error> {
    let path = path.to_owned();
    Pool::open(size, move || {
        connect(&path, OpenFlags::SQLITE_OPEN_READ_ONLY)
    })
}

fn writer(path: &Path) -> Result<Arc<Pool>, Error> {
    let path = path.to_owned();
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    Pool::open(1, move || {
        let writer = connect(&path, flags)?;
        for (name, value) in [("journal_mode", "wal"), ("synchronous", "full")] {
            writer.pragma_update(None, name, value).map_err(error)?;
        }
        Ok(writer)
    })
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, Error> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX);
    let connection = connection.map_err(error)?;
    connection.busy_timeout(WAIT).map_err(error)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection
        .set_db_config(STABLE_PLANS, true)
        .map_err(error)?;
    for (name, value) in [
        ("foreign_keys", 1),
        ("cache_size", -16_000),
        ("temp_store", 2),
    ] {
        connection.pragma_update(None, name, value).map_err(error)?;
    }
    Ok(connection)
}

pub async fn begin(pools: &Pools, intent: Intent) -> Result<Transaction, Error> {
    let (pool, begin) = match intent {
        Intent::Read => (&pools.readers, "BEGIN"),
        Intent::Write => (&pools.writer, "BEGIN IMMEDIATE"),
    };
    let mut tx = Transaction::take(pool).await?;
    let mut begin = tx.connection()?.prepare_cached(begin).map_err(error)?;
    begin.raw_execute().map_err(error)?;
    drop(begin);
    Ok(tx)
}

pub fn rows(tx: &mut Transaction, sql: Sql, args: &[Value]) -> Result<Rows, Error> {
    let mut statement = tx.connection()?.prepare_cached(sql.text()).map_err(error)?;
    bind(&mut statement, args)?;
    let columns = statement.column_count();
    let mut found = statement.raw_query();
    let mut rows = Rows::new();
    while let Some(row) = found.next().map_err(error)? {
        rows.push(read(row, columns)?);
    }
    Ok(rows)
}

pub fn run(tx: &mut Transaction, sql: Sql, args: &[Value]) -> Result<u64, Error> {
    let mut statement = tx.connection()?.prepare_cached(sql.text()).map_err(error)?;
    bind(&mut statement, args)?;
    Ok(statement.raw_execute().map_err(error)? as u64)
}

pub fn prepare(tx: &mut Transaction, sql: Sql) -> Result<(), Error> {
    tx.connection()?
        .prepare(sql.text())
        .map(drop)
        .map_err(error)
}

/// Tables are STRICT, so that a column keeps its type; STRICT knows `INTEGER` for 64 bits, not `BIGINT`.
pub fn script(tx: &mut Transaction, text: &str) -> Result<(), Error> {
    let text = text
        .replace(" BIGINT", " INTEGER")
        .replace("\n);", "\n) STRICT;");
    tx.connection()?.execute_batch(&text).map_err(error)
}

/// SQLite numbers `$7` by where it first stands, not by its digits: the digits say which argument it is.
fn bind(statement: &mut Statement<'_>, args: &[Value]) -> Result<(), Error> {
    for index in 1..=statement.parameter_count() {
        let name = statement.parameter_name(index).unwrap_or_default();
        let number = name.trim_start_matches('$').parse::<usize>().ok();
        let arg = number.and_then(|number| args.get(number.wrapping_sub(1)));
        let arg = arg.ok_or_else(|| Error::Engine(format!("nothing is bound to {name:?}")))?;
        match arg {
            Value::Text(text) => statement.raw_bind_parameter(index, text),
            Value::Int(number) => statement.raw_bind_parameter(index, number),
            Value::Blob(bytes) => statement.raw_bind_parameter(index, bytes),
        }
        .map_err(error)?;
    }
    Ok(())
}

fn read(row: &rusqlite::Row<'_>, columns: usize) -> Result<Row, Error> {
    let column = |index| {
        Ok(match row.get_ref(index).map_err(error)? {
            ValueRef::Null => Value::Text(None),
            ValueRef::Integer(number) => Value::Int(Some(number)),
            ValueRef::Blob(bytes) => Value::Blob(Some(bytes.to_vec())),
            ValueRef::Text(text) => match String::from_utf8(text.to_vec()) {
                Ok(text) => Value::Text(Some(text)),
                Err(_) => return Err(Error::Column(index)),
            },
            ValueRef::Real(_) => return Err(Error::Column(index)),
        })
    };
    (0..columns).map(column).collect::<Result<_, _>>().map(Row)
}

/// SQLite's extended result codes (sqlite.org/rescode.html) in our words.
pub fn error(error: rusqlite::Error) -> Error {
    let said = match &error {
        rusqlite::Error::SqliteFailure(_, Some(message)) => message.clone(),
        _ => error.to_string(),
    };
    let Some(code) = error.sqlite_error() else {
        return Error::Engine(said);
    };
    match (code.extended_code, code.code) {
        (1555 | 2067, _) => Error::Duplicate(said),
        (787 | 1811, _) => Error::Reference,
        (275 | 1299 | 3091, _) => Error::Check(said),
        (_, ErrorCode::DiskFull) => Error::Full,
        (_, ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::Busy,
        (_, ErrorCode::SystemIoFailure | ErrorCode::CannotOpen) => Error::Unavailable(said),
        _ => Error::Engine(said),
    }
}
