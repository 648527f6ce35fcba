//! PostgreSQL, and whatever speaks like it.

mod net;

use std::str::FromStr as _;
use std::time::Duration;

use sqlx::postgres::{PgArguments, PgConnectOptions, PgPool, PgPoolOptions, PgRow, PgSslMode};
use sqlx::{
    AssertSqlSafe, Column as _, Executor as _, Postgres, Row as _, SqlSafeStr as _, Transaction,
    TypeInfo as _, ValueRef as _,
};

pub mod bulk;

use super::Questions;
use crate::database::{Intent, Sight};
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

/// A server, and whether fenced transactions are kept within the fence.
#[derive(Clone)]
pub struct Server {
    pool: PgPool,
    pub fenced: bool,
}

impl Server {
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

pub async fn open(address: &str) -> Result<Server, Error> {
    let fenced = false;
    Ok(Server {
        pool: connect(address).await?,
        fenced,
    })
}

async fn connect(address: &str) -> Result<PgPool, Error> {
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
    let pool = connect(address).await?;
    let statement = AssertSqlSafe(format!("CREATE DATABASE {name}"));
    let made = pool.execute(sqlx::raw_sql(statement)).await;
    pool.close().await;
    made.map_err(error)?;
    let (before, query) = address.split_once('?').unwrap_or((address, ""));
    let server = before.rsplit_once('/').map_or(before, |(server, _)| server);
    Ok(format!("{server}/{name}?{query}"))
}

/// One exchange with the server, whatever is asked.
pub async fn begin(
    server: &Server,
    intent: Intent,
    sight: Sight,
) -> Result<Transaction<'static, Postgres>, Error> {
    let fenced = server.fenced && sight == Sight::Fenced;
    let begin = match (intent, fenced) {
        (Intent::Read, false) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        (Intent::Write, false) => "BEGIN ISOLATION LEVEL READ COMMITTED",
        (Intent::Read, true) => {
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL ROLE tutela_rows"
        }
        (Intent::Write, true) => "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL ROLE tutela_rows",
    };
    server.pool.begin_with(begin).await.map_err(error)
}

/// Hangs the second net; gives whether it holds.
pub async fn fence_in(tx: &mut Transaction<'static, Postgres>) -> Result<bool, Error> {
    net::hang(tx).await
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

/// Every column of text, as table and column.
pub const TEXT_COLUMNS: Sql = Sql::literal(
    "SELECT CAST(c.table_name AS TEXT), CAST(c.column_name AS TEXT)
     FROM information_schema.columns c
     JOIN information_schema.tables t
          ON t.table_schema = c.table_schema AND t.table_name = c.table_name
     WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.data_type = 'text'
     ORDER BY c.table_name, c.column_name"
);

/// Some texts of a column, each with its place; both names come from [`TEXT_COLUMNS`].
pub async fn texts(
    tx: &mut Transaction<'static, Postgres>,
    (table, column): (&str, &str),
    after: Option<&str>,
    limit: u32,
) -> Result<Rows, Error> {
    let text = format!(
        "SELECT CAST(ctid AS TEXT), \"{column}\" FROM \"{table}\"
         WHERE ctid > CAST($1 AS tid) AND \"{column}\" IS NOT NULL ORDER BY ctid LIMIT $2"
    );
    let args = [after.unwrap_or("(0,0)").into(), limit.into()];
    let query = sqlx::query_with(AssertSqlSafe(text), bind(&args));
    let rows = tx.fetch_all(query).await.map_err(error)?;
    rows.iter().map(read).collect()
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
