//! Putting a backup back: onto an empty machine, or into the other engine. What ended since is ended again before anybody
//! is let in.

use std::path::Path;

use tutela_core::{Ambient, Time};
use tutela_db::{Db, Place};
use tutela_vault::Store;

use crate::ledger::{self, Replayed, Wanted};
use crate::manifest::Manifest;
use crate::mirror::{self, Mirrored};
use crate::repository::Snapshot;
use crate::setup::aside;
use crate::verify::compare_files;
use crate::{Error, RecoveryKey, Repository, load};

/// What to do about what ended after the backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ledger {
    /// End it again, or restore nothing.
    Replay,
    /// It is lost, and whoever restores has said that he knows: everything that lets somebody in ends.
    Lost,
}

/// A backup to be put back.
pub struct Restore {
    /// Where the backups are.
    pub from: Store,
    pub key: RecoveryKey,
    pub snapshot: Snapshot,
    /// The last page of the ledger that any backup knew of.
    pub ledger_at_least: u64,
    pub ledger: Ledger,
    pub ambient: Ambient,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovered {
    pub rows: u64,
    pub mirrored: Mirrored,
    pub replayed: Replayed,
    /// What ended because nobody knew whether it had.
    pub ended: u64,
}

/// The backups at a place, oldest first.
///
/// # Errors
/// [`Error::WrongKey`], [`Error::Nothing`], or the place fails.
pub async fn list(from: &Store, key: &RecoveryKey) -> Result<Vec<Snapshot>, Error> {
    let repository = Repository::at(from, key);
    aside(move || repository.list()).await
}

/// The newest backup that is not newer than `at`.
///
/// # Errors
/// [`Error::Nothing`] when there is none.
pub fn choose(all: &[Snapshot], at: Option<Time>) -> Result<Snapshot, Error> {
    let fits = |one: &&Snapshot| at.is_none_or(|at| one.taken_at <= at);
    let found = all.iter().rev().find(fits).cloned();
    found.ok_or_else(|| match at {
        Some(at) => Error::Nothing(format!("from before {}", at.minute())),
        None => Error::Nothing("at this place yet".to_owned()),
    })
}

impl Restore {
    /// Fetches the files of the backup into an empty folder, and looks that all of them came.
    ///
    /// # Errors
    /// When they did not.
    pub async fn fetch(&self, into: &Path) -> Result<Manifest, Error> {
        let repository = Repository::at(&self.from, &self.key);
        let (snapshot, into) = (self.snapshot.clone(), into.to_owned());
        aside(move || {
            repository.fetch(&snapshot, &into)?;
            let manifest = load::manifest(&into)?;
            compare_files(&manifest.files, &into)?;
            Ok(manifest)
        })
        .await
    }

    /// Fills an empty database from the fetched files, brings it up to date, and ends what ended since.
    ///
    /// # Errors
    /// [`Error::Ledger`] when it cannot be known what ended; the database is then filled and must not be used.
    pub async fn fill(
        &self,
        database: &Place,
        files: &Path,
        manifest: &Manifest,
    ) -> Result<(Db, Replayed, u64), Error> {
        let now = self.ambient.now();
        let (db, _) = load::load(database, &files.join("database"), manifest, now).await?;
        db.close().await;
        let db = Db::open(database, now).await?;
        match self.ledger {
            Ledger::Lost => {
                let ended = ledger::end_everything(&db, now).await?;
                Ok((db, Replayed::default(), ended))
            }
            Ledger::Replay => {
                let replayed = self.replay(&db, manifest).await?;
                Ok((db, replayed, 0))
            }
        }
    }

    /// Whether the ledger is whole, before anything is changed.
    ///
    /// # Errors
    /// [`Error::Ledger`] when it is not.
    pub async fn check_ledger(&self, manifest: &Manifest) -> Result<(), Error> {
        ledger::check(self.wanted(manifest)).await.map(drop)
    }

    async fn replay(&self, db: &Db, manifest: &Manifest) -> Result<Replayed, Error> {
        ledger::replay(db, self.wanted(manifest)).await
    }

    fn wanted<'a>(&'a self, manifest: &'a Manifest) -> Wanted<'a> {
        Wanted {
            place: &self.from,
            key: &self.key,
            installation: &manifest.installation,
            after: manifest.ledger,
            at_least: self.ledger_at_least,
        }
    }

    /// Copies the objects that the restored rows name.
    ///
    /// # Errors
    /// When one of the two places fails. Objects that are missing or damaged are told in the answer.
    pub async fn objects(&self, db: &Db, to: &Store) -> Result<Mirrored, Error> {
        let mut tx = db.read().await?;
        let objects = crate::dump::objects(&mut tx).await?;
        drop(tx);
        mirror::mirror(&self.from, to, &objects).await
    }
}
