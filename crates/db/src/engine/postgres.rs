//! PostgreSQL, and whatever speaks like it.

use std::str::FromStr as _;
use std::time::Duration;

use sqlx::postgres::{PgArguments, PgConnectOptions, PgPool, PgPoolOptions, PgRow, PgSslMode};
use sqlx::{
    AssertSqlSafe, Column as _, Executor as _, Postgres, Row as _, SqlSafeStr as _, Transaction,
    TypeInfo as _, ValueRef as _,
};

use super::Questions;
use crate::database::Intent;
use crate::{Error, Lock, Row, Rows, Sql, Value};

pub const QUESTIONS: Questions = Questions {
    version: Sql::literal("SELECT 'PostgreSQL ' || current_setting('server_version')"),
    tls: Sql::literal("SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl"),
    is_begun: Sql::literal(
        "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'migrations'",
    ),
};

const CONNECTIONS: u32 = 16;
const WAIT: Duration = Duration::from_secs(3);

pub async fn open(address: &str) -> Result<PgPool, Error> {
    let wrong = |_| {
        Error::Place("the address of the PostgreSQL server cannot be read; it looks like postgres://name:password@host/database".to_owned())
    };
    let options = PgConnectOptions::from_str(address).map_err(wrong)?;
    let options = demand_tls(options, address)
        .application_name("tutela")
        .options([
            ("idle_in_transaction_session_timeout", "60s"),
            ("lock_timeout", "5s"),
        ])
        .statement_cache_capacity(512);
    PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(WAIT)
        .test_before_acquire(false)
        .connect_with(options)
        .await
        .map_err(error)
}

/// Beyond this machine the server must prove who it is, unless the address says otherwise in so many words.
fn demand_tls(options: PgConnectOptions, address: &str) -> PgConnectOptions {
    let near = matches!(
        options.get_host(),
        "localhost" | "127.0.0.1" | "::1" | "[::1]"
    ) || options.get_socket().is_some();
    if near || address.contains("sslmode=") || address.contains("ssl-mode=") {
        return options;
    }
    options.ssl_mode(PgSslMode::VerifyFull)
}

/// Makes a database beside the one that the address names, and gives its address.
pub async fn create(address: &str, name: &str) -> Result<String, Error> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if name.is_empty() || !name.chars().all(plain) {
        return Err(Error::Place(format!("{name:?} cannot name a database")));
    }
    let pool = open(address).await?;
    let statement = AssertSqlSafe(format!("CREATE DATABASE {name}"));
    let made = pool.execute(sqlx::raw_sql(statement)).await;
    pool.close().await;
    made.map_err(error)?;
    let (before, query) = address.split_once('?').unwrap_or((address, ""));
    let server = before.rsplit_once('/').map_or(before, |(server, _)| server);
    Ok(format!("{server}/{name}?{query}"))
}

pub async fn begin(pool: &PgPool, intent: Intent) -> Result<Transaction<'static, Postgres>, Error> {
    match intent {
        Intent::Read => {
            pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                .await
        }
        Intent::Write => {
            pool.begin_with("BEGIN ISOLATION LEVEL READ COMMITTED")
                .await
        }
    }
    .map_err(error)
}

pub async fn rows(
    tx: &mut Transaction<'static, Postgres>,
    sql: Sql,
    args: &[Value],
) -> Result<Rows, Error> {
    let query = sqlx::query_with(sql.text(), bind(args));
    let rows = tx.fetch_all(query).await.map_err(error)?;
    rows.iter().map(read).collect()
}

pub async fn run(
    tx: &mut Transaction<'static, Postgres>,
    sql: Sql,
    args: &[Value],
) -> Result<u64, Error> {
    let query = sqlx::query_with(sql.text(), bind(args));
    Ok(tx.execute(query).await.map_err(error)?.rows_affected())
}

pub async fn lock(tx: &mut Transaction<'static, Postgres>, lock: Lock) -> Result<(), Error> {
    let (text, key) = match lock {
        Lock::Exclusive(key) => ("SELECT pg_advisory_xact_lock($1)", key),
        Lock::Shared(key) => ("SELECT pg_advisory_xact_lock_shared($1)", key),
    };
    tx.execute(sqlx::query(text).bind(key))
        .await
        .map(|_| ())
        .map_err(error)
}

pub async fn prepare(tx: &mut Transaction<'static, Postgres>, sql: Sql) -> Result<(), Error> {
    tx.prepare(sql.text().into_sql_str())
        .await
        .map(|_| ())
        .map_err(error)
}

/// The one word of a migration that differs is swapped here.
pub async fn script(tx: &mut Transaction<'static, Postgres>, text: &str) -> Result<(), Error> {
    let text = text.replace(" BLOB", " BYTEA");
    tx.execute(sqlx::raw_sql(AssertSqlSafe(text)))
        .await
        .map(|_| ())
        .map_err(error)
}

fn bind(args: &[Value]) -> PgArguments {
    let mut bound = PgArguments::default();
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

fn read(row: &PgRow) -> Result<Row, Error> {
    let column = |column: &sqlx::postgres::PgColumn| {
        let index = column.ordinal();
        let raw = row.try_get_raw(index).map_err(error)?;
        if raw.is_null() {
            return Ok(Value::Text(None));
        }
        match column.type_info().name() {
            "TEXT" | "VARCHAR" | "NAME" => row.try_get(index).map(|text| Value::Text(Some(text))),
            "INT8" => row.try_get(index).map(|number| Value::Int(Some(number))),
            "INT4" => row
                .try_get(index)
                .map(|number: i32| Value::Int(Some(i64::from(number)))),
            "BYTEA" => row.try_get(index).map(|bytes| Value::Blob(Some(bytes))),
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

/// PostgreSQL's error codes (its manual, appendix A) in our words.
pub fn error(error: sqlx::Error) -> Error {
    match &error {
        sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::Io(_)
        | sqlx::Error::Tls(_) => Error::Unavailable(error.to_string()),
        sqlx::Error::Database(inner) => match inner.code().as_deref() {
            Some("23505") => Error::Duplicate(inner.constraint().unwrap_or_default().to_owned()),
            Some("23503") => Error::Reference,
            Some("23502" | "23514" | "22021") => Error::Check(inner.message().to_owned()),
            Some("53100") => Error::Full,
            Some("40001" | "40P01" | "55P03") => Error::Busy,
            Some(code)
                if code.starts_with("57P") || code.starts_with("08") || code.starts_with("53") =>
            {
                Error::Unavailable(inner.message().to_owned())
            }
            _ => Error::Engine(inner.message().to_owned()),
        },
        _ => Error::Engine(error.to_string()),
    }
}
