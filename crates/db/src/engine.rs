//! The two engines behind one face. Engine names appear here and below, nowhere else.

mod postgres;
mod sqlite;

use crate::database::{Intent, Place};
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
    Postgres(sqlx::PgPool),
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

    pub async fn begin(&self, intent: Intent) -> Result<Session, Error> {
        match self {
            Self::Sqlite(pools) => sqlite::begin(pools, intent).await.map(Session::Sqlite),
            Self::Postgres(pool) => postgres::begin(pool, intent).await.map(Session::Postgres),
        }
    }

    pub async fn close(&self) {
        match self {
            Self::Sqlite(pools) => pools.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// A transaction of one engine.
pub enum Session {
    Sqlite(sqlite::Transaction),
    Postgres(sqlx::Transaction<'static, sqlx::Postgres>),
}

impl Session {
    pub async fn rows(&mut self, sql: Sql, args: &[Value]) -> Result<Rows, Error> {
        match self {
            Self::Sqlite(tx) => sqlite::rows(tx, sql, args),
            Self::Postgres(tx) => postgres::rows(tx, sql, args).await,
        }
    }

    pub async fn run(&mut self, sql: Sql, args: &[Value]) -> Result<u64, Error> {
        match self {
            Self::Sqlite(tx) => sqlite::run(tx, sql, args),
            Self::Postgres(tx) => postgres::run(tx, sql, args).await,
        }
    }

    pub async fn lock(&mut self, lock: Lock) -> Result<(), Error> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(tx) => postgres::lock(tx, lock).await,
        }
    }

    pub async fn prepare(&mut self, sql: Sql) -> Result<(), Error> {
        match self {
            Self::Sqlite(tx) => sqlite::prepare(tx, sql),
            Self::Postgres(tx) => postgres::prepare(tx, sql).await,
        }
    }

    pub async fn script(&mut self, text: &str) -> Result<(), Error> {
        match self {
            Self::Sqlite(tx) => sqlite::script(tx, text),
            Self::Postgres(tx) => postgres::script(tx, text).await,
        }
    }

    pub async fn commit(self) -> Result<(), Error> {
        match self {
            Self::Sqlite(tx) => tx.commit().await,
            Self::Postgres(tx) => tx.commit().await.map_err(postgres::error),
        }
    }
}
