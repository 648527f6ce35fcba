//! Opening the database and beginning transactions.

use std::path::PathBuf;
use std::time::Duration;

use tutela_core::{Secret, Time};

use crate::engine::Engine;
use crate::{Error, Tx, migrate};

/// For how long a beginning is tried again when the engine says that the trouble will pass.
const PATIENCE: Duration = Duration::from_secs(3);

/// Where the database is.
#[derive(Debug, Clone)]
pub enum Place {
    /// A file beside the program.
    File(PathBuf),
    /// A server, by its address with name and password.
    Server(Secret<String>),
}

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    pub(crate) engine: Engine,
}

impl Db {
    /// Opens the database and brings its schema up to date.
    ///
    /// # Errors
    /// [`Error::Newer`] when a newer version wrote it, [`Error::Unavailable`] when it does not answer.
    pub async fn open(place: &Place, now: Time) -> Result<Self, Error> {
        let db = Self {
            engine: Engine::open(place).await?,
        };
        migrate::run(&db, now).await?;
        Ok(db)
    }

    /// Begins a transaction that only reads, on one state of the database.
    pub async fn read(&self) -> Result<Tx, Error> {
        self.begin(Intent::Read).await
    }

    /// Begins a transaction that may write.
    pub async fn write(&self) -> Result<Tx, Error> {
        self.begin(Intent::Write).await
    }

    /// Makes an empty database of this name on the server of `place`, for a restore or a test to fill.
    ///
    /// # Errors
    /// [`Error::Place`] when `place` is a file, or the name has anything but `a-z`, `0-9` and `_`.
    pub async fn create(place: &Place, name: &str) -> Result<Place, Error> {
        match place {
            Place::File(_) => Err(Error::Place("a file needs no server to make it".to_owned())),
            Place::Server(address) => Engine::create(address.expose(), name).await,
        }
    }

    /// Which engine this is, for people.
    pub const fn engine_name(&self) -> &'static str {
        self.engine.name()
    }

    /// Closes all connections, after those in use have ended.
    pub async fn close(&self) {
        self.engine.close().await;
    }

    async fn begin(&self, intent: Intent) -> Result<Tx, Error> {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        let mut pause = Duration::from_millis(20);
        loop {
            match self.engine.begin(intent).await {
                Ok(session) => return Ok(Tx::new(session)),
                Err(error) if error.is_passing() && tokio::time::Instant::now() < deadline => {
                    tokio::time::sleep(pause).await;
                    pause *= 2;
                }
                Err(error) => return Err(error),
            }
        }
    }
}

/// What a transaction is begun for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    Read,
    Write,
}
