//! A transaction: the only thing that statements run on.

use crate::engine::Session;
use crate::{Error, Row, Rows, Sql, Value};

/// What a write transaction holds until it ends, so that two that concern one thing queue up.
/// On an engine with a single writer it costs nothing and does nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lock {
    /// Nobody else holds this key meanwhile.
    Exclusive(i64),
    /// Others may hold this key too, as long as none holds it exclusively.
    Shared(i64),
}

impl Lock {
    /// The exclusive lock of a thing with an id.
    pub fn exclusive(id: uuid::Uuid) -> Self {
        Self::Exclusive(key(id))
    }

    /// The shared lock of a thing with an id.
    pub fn shared(id: uuid::Uuid) -> Self {
        Self::Shared(key(id))
    }
}

/// The last 64 bits of a UUIDv7 are random but for two: enough to tell things apart.
fn key(id: uuid::Uuid) -> i64 {
    let (_, low) = id.as_u64_pair();
    i64::from_ne_bytes(low.to_ne_bytes())
}

/// A transaction. Dropping it without [`Tx::commit`] undoes it.
pub struct Tx {
    session: Session,
    afterwards: Vec<fn()>,
}

impl Tx {
    pub(crate) const fn new(session: Session) -> Self {
        Self {
            session,
            afterwards: Vec::new(),
        }
    }

    /// All rows of a statement.
    pub async fn rows(&mut self, sql: Sql, args: &[Value]) -> Result<Rows, Error> {
        self.session.rows(sql, args).await
    }

    /// The row of a statement that answers with one at most.
    pub async fn find(&mut self, sql: Sql, args: &[Value]) -> Result<Option<Row>, Error> {
        Ok(self.session.rows(sql, args).await?.into_iter().next())
    }

    /// The row of a statement that must answer with one.
    ///
    /// # Errors
    /// [`Error::Missing`] when there is none.
    pub async fn get(&mut self, sql: Sql, args: &[Value]) -> Result<Row, Error> {
        self.find(sql, args).await?.ok_or(Error::Missing)
    }

    /// Runs a statement that changes rows; gives their number.
    pub async fn run(&mut self, sql: Sql, args: &[Value]) -> Result<u64, Error> {
        self.session.run(sql, args).await
    }

    /// Waits for a lock and holds it until the transaction ends.
    pub async fn lock(&mut self, lock: Lock) -> Result<(), Error> {
        self.session.lock(lock).await
    }

    /// Checks that the engine accepts a statement, without running it.
    pub async fn prepare(&mut self, sql: Sql) -> Result<(), Error> {
        self.session.prepare(sql).await
    }

    /// Has something done once the changes last, and only then. Done twice is as good as done once.
    pub fn on_commit(&mut self, then: fn()) {
        self.afterwards.push(then);
    }

    /// Makes the changes last.
    pub async fn commit(self) -> Result<(), Error> {
        self.session.commit().await?;
        self.afterwards.into_iter().for_each(|then| then());
        Ok(())
    }

    pub(crate) async fn script(&mut self, text: &str) -> Result<(), Error> {
        self.session.script(text).await
    }
}
