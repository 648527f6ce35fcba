//! Connections to one file, each used by one transaction at a time.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::Error;

/// For how long a transaction waits for a connection.
const WAIT: Duration = Duration::from_secs(5);

/// The single writer apart from the readers: readers never wait for it, writers queue up.
#[derive(Clone)]
pub struct Pools {
    pub(super) readers: Arc<Pool>,
    pub(super) writer: Arc<Pool>,
}

pub struct Pool {
    open: Box<dyn Fn() -> Result<Connection, Error> + Send + Sync>,
    size: u32,
    places: Arc<Semaphore>,
    idle: Mutex<Vec<Connection>>,
}

impl Pools {
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

impl Pool {
    /// At most so many connections, opened when they are first needed; one is, so that trouble shows at once.
    pub fn open(
        size: u32,
        open: impl Fn() -> Result<Connection, Error> + Send + Sync + 'static,
    ) -> Result<Arc<Self>, Error> {
        let first = open()?;
        Ok(Arc::new(Self {
            open: Box::new(open),
            size,
            places: Arc::new(Semaphore::new(size as usize)),
            idle: Mutex::new(vec![first]),
        }))
    }

    /// Lets those in use come back, and closes each.
    async fn close(&self) {
        let ended = self.places.acquire_many(self.size).await;
        self.places.close();
        if ended.is_ok() {
            self.idle().clear();
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection in a transaction. Dropping it without a commit undoes what it did.
pub struct Transaction {
    /// A connection is not to be shared between threads; behind a lock that nobody takes, its owner may be.
    connection: Option<Mutex<Connection>>,
    pool: Arc<Pool>,
    _place: OwnedSemaphorePermit,
}

impl Transaction {
    pub async fn take(pool: &Arc<Pool>) -> Result<Self, Error> {
        let closed = |_| Error::Unavailable("the database is closed".to_owned());
        let place = Arc::clone(&pool.places).acquire_owned();
        let place = tokio::time::timeout(WAIT, place).await;
        let place = place.map_err(|_| Error::Busy)?.map_err(closed)?;
        let idle = pool.idle().pop();
        let connection = idle.map_or_else(|| (pool.open)(), Ok)?;
        Ok(Self {
            connection: Some(Mutex::new(connection)),
            pool: Arc::clone(pool),
            _place: place,
        })
    }

    pub fn connection(&mut self) -> Result<&mut Connection, Error> {
        let gone = || Error::Unavailable("the transaction has ended".to_owned());
        let connection = self.connection.as_mut().ok_or_else(gone)?;
        Ok(connection.get_mut().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits for the disk on a thread that may wait. It goes on even when the caller goes away.
    pub async fn commit(mut self) -> Result<(), Error> {
        aside(move || self.end("COMMIT")).await
    }

    fn end(&mut self, how: &str) -> Result<(), Error> {
        let mut end = self
            .connection()?
            .prepare_cached(how)
            .map_err(super::error)?;
        end.raw_execute().map(drop).map_err(super::error)
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        let is_open = self.connection().is_ok_and(|inner| !inner.is_autocommit());
        if is_open && let Err(error) = self.end("ROLLBACK") {
            tracing::error!(%error, "a transaction could not be undone; its connection is given up");
            return;
        }
        if let Some(connection) = self.connection.take() {
            let connection = connection
                .into_inner()
                .unwrap_or_else(PoisonError::into_inner);
            self.pool.idle().push(connection);
        }
    }
}

/// Runs what waits for the disk off the threads that answer requests.
pub async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let stopped = |_| Error::Unavailable("the work was broken off".to_owned());
    tokio::task::spawn_blocking(work).await.map_err(stopped)?
}
