//! The two engines behind one face. Engine names appear here and below, nowhere else.

mod postgres;
mod sqlite;

use std::time::Duration;

use crate::bulk::{Filling, Scan, Table};
use crate::database::{Intent, Place, Sight};
use crate::{Error, Lock, Rows, Sql, Value};

/// What each engine is asked about itself, in its own words.
pub struct Questions {
    /// One text: name and version.
    pub version: Sql,
    /// One text where the connection is encrypted: the version of TLS.
    pub tls: Sql,
    /// The number of tables called `migrations`.
    pub is_begun: Sql,
}

#[derive(Clone)]
pub enum Engine {
    Sqlite(sqlite::Pools),
    Postgres(postgres::Server),
}

impl Engine {
    pub async fn open(place: &Place) -> Result<Self, Error> {
        match place {
            Place::File(path) => sqlite::open(path).await.map(Self::Sqlite),
            Place::Server(address) => postgres::open(address.expose()).await.map(Self::Postgres),
        }
    }

    /// Opens what is there, to read alone.
    pub async fn open_as_is(place: &Place) -> Result<Self, Error> {
        match place {
            Place::File(path) => sqlite::open_as_is(path).await.map(Self::Sqlite),
            Place::Server(address) => postgres::open(address.expose()).await.map(Self::Postgres),
        }
    }

    /// How the engine is asked about itself.
    pub const fn questions(&self) -> &'static Questions {
        match self {
            Self::Sqlite(_) => &sqlite::QUESTIONS,
            Self::Postgres(_) => &postgres::QUESTIONS,
        }
    }

    pub async fn create(address: &str, name: &str) -> Result<Place, Error> {
        let address = postgres::create(address, name).await?;
        Ok(Place::Server(tutela_core::Secret::new(address)))
    }

    pub const fn name(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "SQLite",
            Self::Postgres(_) => "PostgreSQL",
        }
    }

    /// Says whether fenced transactions can be kept within the fence.
    pub const fn fence(&mut self, fenced: bool) {
        match self {
            Self::Sqlite(_) => {}
            Self::Postgres(server) => server.fenced = fenced,
        }
    }

    pub async fn begin(&self, intent: Intent, sight: Sight) -> Result<Session, Error> {
        match self {
            Self::Sqlite(pools) => sqlite::begin(pools, intent).await.map(Session::Sqlite),
            Self::Postgres(server) => {
                let patience = (sight == Sight::Fenced).then_some(PATIENCE);
                let begun = within(patience, postgres::begin(server, intent, sight)).await;
                begun.map(|tx| Session::Postgres(tx, patience))
            }
        }
    }

    pub async fn close(&self) {
        match self {
            Self::Sqlite(pools) => pools.close().await,
            Self::Postgres(server) => server.close().await,
        }
    }
}

/// For how long a request waits for one statement: a server that is out of reach without saying so must not keep it.
const PATIENCE: Duration = Duration::from_secs(12);

/// A transaction of one engine; on a server with how long each statement may take.
pub enum Session {
    Sqlite(sqlite::Transaction),
    Postgres(sqlx::Transaction<'static, sqlx::Postgres>, Option<Duration>),
}

async fn within<T>(
    patience: Option<Duration>,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let Some(patience) = patience else {
        return work.await;
    };
    let silent = |_| Err(Error::Unavailable("the server does not answer".to_owned()));
    let done = tokio::time::timeout(patience, work).await;
    done.unwrap_or_else(silent)
}

impl Session {
    pub async fn rows(&mut self, sql: Sql, args: &[Value]) -> Result<Rows, Error> {
        match self {
            Self::Sqlite(tx) => sqlite::rows(tx, sql, args),
            Self::Postgres(tx, patience) => within(*patience, postgres::rows(tx, sql, args)).await,
        }
    }

    pub async fn text_columns(&mut self) -> Result<Rows, Error> {
        match self {
            Self::Sqlite(tx) => sqlite::rows(tx, sqlite::TEXT_COLUMNS, &[]),
            Self::Postgres(tx, patience) => {
                within(*patience, postgres::rows(tx, postgres::TEXT_COLUMNS, &[])).await
            }
        }
    }

    pub async fn texts(
        &mut self,
        column: (&str, &str),
        after: Option<&str>,
        limit: u32,
    ) -> Result<Rows, Error> {
        match self {
            Self::Sqlite(tx) => sqlite::texts(tx, column, after, limit),
            Self::Postgres(tx, patience) => {
                within(*patience, postgres::texts(tx, column, after, limit)).await
            }
        }
    }

    pub async fn run(&mut self, sql: Sql, args: &[Value]) -> Result<u64, Error> {
        match self {
            Self::Sqlite(tx) => sqlite::run(tx, sql, args),
            Self::Postgres(tx, patience) => within(*patience, postgres::run(tx, sql, args)).await,
        }
    }

    pub async fn lock(&mut self, lock: Lock) -> Result<(), Error> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(tx, patience) => within(*patience, postgres::lock(tx, lock)).await,
        }
    }

    pub async fn prepare(&mut self, sql: Sql) -> Result<(), Error> {
        match self {
            Self::Sqlite(tx) => sqlite::prepare(tx, sql),
            Self::Postgres(tx, _) => postgres::prepare(tx, sql).await,
        }
    }

    pub async fn fence_in(&mut self) -> Result<bool, Error> {
        match self {
            Self::Sqlite(_) => Ok(false),
            Self::Postgres(tx, _) => postgres::fence_in(tx).await,
        }
    }

    pub async fn script(&mut self, text: &str) -> Result<(), Error> {
        match self {
            Self::Sqlite(tx) => sqlite::script(tx, text),
            Self::Postgres(tx, _) => postgres::script(tx, text).await,
        }
    }

    pub async fn commit(self) -> Result<(), Error> {
        match self {
            Self::Sqlite(tx) => tx.commit().await,
            Self::Postgres(tx, patience) => {
                within(patience, async {
                    tx.commit().await.map_err(postgres::error)
                })
                .await
            }
        }
    }

    pub async fn tables(&mut self) -> Result<Vec<Table>, Error> {
        match self {
            Self::Sqlite(tx) => sqlite::bulk::tables(tx),
            Self::Postgres(tx, _) => postgres::bulk::tables(tx).await,
        }
    }

    pub async fn scan(&mut self, table: &Table) -> Result<(), Error> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(tx, _) => postgres::bulk::scan(tx, table).await,
        }
    }

    pub async fn next_rows(&mut self, scan: &mut Scan) -> Result<Rows, Error> {
        match self {
            Self::Sqlite(tx) => sqlite::bulk::next_rows(tx, scan),
            Self::Postgres(tx, _) => postgres::bulk::next_rows(tx, scan).await,
        }
    }

    pub async fn begin_filling(&mut self, tables: &[Table]) -> Result<Vec<String>, Error> {
        match self {
            Self::Sqlite(tx) => sqlite::bulk::begin_filling(tx, tables),
            Self::Postgres(tx, _) => postgres::bulk::begin_filling(tx, tables).await,
        }
    }

    pub async fn fill(&mut self, table: &Table, rows: &Rows) -> Result<(), Error> {
        match self {
            Self::Sqlite(tx) => sqlite::bulk::fill(tx, table, rows),
            Self::Postgres(tx, _) => postgres::bulk::fill(tx, table, rows).await,
        }
    }

    pub async fn end_filling(&mut self, filling: Filling) -> Result<(), Error> {
        match self {
            Self::Sqlite(_) => sqlite::bulk::end_filling(&filling),
            Self::Postgres(tx, _) => postgres::bulk::end_filling(tx, filling).await,
        }
    }
}
