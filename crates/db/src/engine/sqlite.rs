//! SQLite: one writer, several readers, write-ahead log, every commit on the disk before it is answered.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{
    SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteRow, SqliteSynchronous,
};
use sqlx::{
    AssertSqlSafe, Column as _, Executor as _, Row as _, SqlSafeStr as _, Sqlite, Transaction,
    TypeInfo as _, ValueRef as _,
};

use super::Questions;
use crate::database::Intent;
use crate::{Error, Row, Rows, Sql, Value};

pub const QUESTIONS: Questions = Questions {
    version: Sql::literal("SELECT 'SQLite ' || sqlite_version()"),
    tls: Sql::literal("SELECT 'none' WHERE 1 = 0"),
    is_begun: Sql::literal("SELECT COUNT(*) FROM sqlite_master WHERE name = 'migrations'"),
};

const READERS: u32 = 8;
const WAIT: Duration = Duration::from_secs(5);

/// The single writer apart from the readers: readers never wait for it, writers queue in the pool.
#[derive(Clone)]
pub struct Pools {
    readers: SqlitePool,
    writer: SqlitePool,
}

impl Pools {
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

pub async fn open(path: &Path) -> Result<Pools, Error> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(WAIT)
        .pragma("cache_size", "-16000")
        .pragma("temp_store", "memory");
    let writer = pool(1).connect_with(options.clone()).await.map_err(error)?;
    let readers = pool(READERS)
        .connect_with(options.read_only(true))
        .await
        .map_err(error)?;
    Ok(Pools { readers, writer })
}

/// A file that is there, to read alone.
pub async fn open_as_is(path: &Path) -> Result<Pools, Error> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .busy_timeout(WAIT);
    let readers = pool(1).connect_with(options).await.map_err(error)?;
    Ok(Pools {
        writer: readers.clone(),
        readers,
    })
}

fn pool(size: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(size)
        .acquire_timeout(WAIT)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
}

pub async fn begin(pools: &Pools, intent: Intent) -> Result<Transaction<'static, Sqlite>, Error> {
    match intent {
        Intent::Read => pools.readers.begin().await,
        Intent::Write => pools.writer.begin_with("BEGIN IMMEDIATE").await,
    }
    .map_err(error)
}

pub async fn rows(
    tx: &mut Transaction<'static, Sqlite>,
    sql: Sql,
    args: &[Value],
) -> Result<Rows, Error> {
    let query = sqlx::query_with(sql.text(), bind(args));
    let rows = tx.fetch_all(query).await.map_err(error)?;
    rows.iter().map(read).collect()
}

pub async fn run(
    tx: &mut Transaction<'static, Sqlite>,
    sql: Sql,
    args: &[Value],
) -> Result<u64, Error> {
    let query = sqlx::query_with(sql.text(), bind(args));
    Ok(tx.execute(query).await.map_err(error)?.rows_affected())
}

pub async fn prepare(tx: &mut Transaction<'static, Sqlite>, sql: Sql) -> Result<(), Error> {
    tx.prepare(sql.text().into_sql_str())
        .await
        .map(|_| ())
        .map_err(error)
}

/// Tables are STRICT, so that a column keeps its type; STRICT knows `INTEGER` for 64 bits, not `BIGINT`.
pub async fn script(tx: &mut Transaction<'static, Sqlite>, text: &str) -> Result<(), Error> {
    let text = text
        .replace(" BIGINT", " INTEGER")
        .replace("\n);", "\n) STRICT;");
    tx.execute(sqlx::raw_sql(AssertSqlSafe(text)))
        .await
        .map(|_| ())
        .map_err(error)
}

fn bind(args: &[Value]) -> SqliteArguments {
    let mut bound = SqliteArguments::default();
    for arg in args {
        let added = match arg.clone() {
            Value::Text(text) => sqlx::Arguments::add(&mut bound, text),
            Value::Int(number) => sqlx::Arguments::add(&mut bound, number),
            Value::Blob(bytes) => sqlx::Arguments::add(&mut bound, bytes),
        };
        debug_assert!(added.is_ok(), "text, numbers and bytes always bind");
    }
    bound
}

fn read(row: &SqliteRow) -> Result<Row, Error> {
    let column = |column: &sqlx::sqlite::SqliteColumn| {
        let index = column.ordinal();
        let raw = row.try_get_raw(index).map_err(error)?;
        if raw.is_null() {
            return Ok(Value::Text(None));
        }
        match raw.type_info().name() {
            "TEXT" => row.try_get(index).map(|text| Value::Text(Some(text))),
            "INTEGER" => row.try_get(index).map(|number| Value::Int(Some(number))),
            "BLOB" => row.try_get(index).map(|bytes| Value::Blob(Some(bytes))),
            _ => return Err(Error::Column(index)),
        }
        .map_err(error)
    };
    row.columns()
        .iter()
        .map(column)
        .collect::<Result<_, _>>()
        .map(Row)
}

/// SQLite's extended result codes (sqlite.org/rescode.html) in our words.
pub fn error(error: sqlx::Error) -> Error {
    match &error {
        sqlx::Error::PoolTimedOut => Error::Busy,
        sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed | sqlx::Error::Io(_) => {
            Error::Unavailable(error.to_string())
        }
        sqlx::Error::Database(inner) => match inner.code().as_deref() {
            Some("1555" | "2067") => Error::Duplicate(inner.message().to_owned()),
            Some("787" | "1811") => Error::Reference,
            Some("275" | "1299" | "3091") => Error::Check(inner.message().to_owned()),
            Some("13") => Error::Full,
            Some(code) if matches!(code.parse::<u32>().map(|code| code & 0xff), Ok(5 | 6)) => {
                Error::Busy
            }
            Some(code) if matches!(code.parse::<u32>().map(|code| code & 0xff), Ok(10 | 14)) => {
                Error::Unavailable(inner.message().to_owned())
            }
            _ => Error::Engine(inner.message().to_owned()),
        },
        _ => Error::Engine(error.to_string()),
    }
}
