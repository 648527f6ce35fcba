//! A look at a database as it is: nothing is made, and nothing is brought up to date.

use crate::engine::Engine;
use crate::{Db, Error, Place, args, migrate};

/// What a database says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The engine and its version, for people.
    pub version: String,
    /// The TLS version of the connection; nothing where it is not encrypted or there is no network between.
    pub tls: Option<String>,
    /// Whether a start has filled it.
    pub is_begun: bool,
    /// Migrations that the next start brings.
    pub pending: Vec<&'static str>,
}

impl Db {
    /// Opens a database that is there, to read alone.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it is not there or does not answer.
    pub async fn open_as_is(place: &Place) -> Result<Self, Error> {
        let engine = Engine::open_as_is(place).await?;
        Ok(Self { engine })
    }

    /// Looks at it.
    ///
    /// # Errors
    /// [`Error::Newer`] when a newer version wrote it, [`Error::Changed`] when a migration reads differently now.
    pub async fn look(&self) -> Result<Look, Error> {
        let questions = self.engine.questions();
        let mut tx = self.read().await?;
        let version = tx.get(questions.version, args![]).await?.text(0)?;
        let tls = tx.find(questions.tls, args![]).await?;
        let is_begun = tx.get(questions.is_begun, args![]).await?.int(0)? > 0;
        let pending = migrate::pending(&mut tx, is_begun).await?;
        Ok(Look {
            version,
            tls: tls.map(|row| row.text(0)).transpose()?,
            is_begun,
            pending,
        })
    }
}
