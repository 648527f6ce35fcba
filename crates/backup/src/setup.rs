//! What backups are made of and where they go: told once, at the start.

use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use tokio::sync::Mutex;
use tutela_core::{Ambient, Time};
use tutela_db::Db;
use tutela_vault::{Store, Vault};

use crate::ledger::Mark;
use crate::{Error, RecoveryKey, Repository};

/// Something beside database and objects that a restore needs.
#[derive(Debug, Clone)]
pub struct Keepsake {
    /// Its path in the backup, such as `keys/root.key`.
    pub name: String,
    pub content: Content,
}

/// Where a keepsake comes from.
#[derive(Debug, Clone)]
pub enum Content {
    File(PathBuf),
    Text(String),
}

impl Keepsake {
    /// A file as it is when the backup is taken.
    pub fn file(name: &str, path: PathBuf) -> Self {
        Self {
            name: name.to_owned(),
            content: Content::File(path),
        }
    }

    /// A text.
    pub fn text(name: &str, text: String) -> Self {
        Self {
            name: name.to_owned(),
            content: Content::Text(text),
        }
    }
}

/// What backups are made of.
pub struct Setup {
    pub db: Db,
    pub ambient: Ambient,
    /// The installation's own vault.
    pub vault: Vault,
    pub installation: String,
    /// The version of Tutela that runs.
    pub version: &'static str,
    /// The second place.
    pub place: Store,
    /// What people call it.
    pub place_name: String,
    /// Whether it lies on another disk, as far as the machine can tell.
    pub is_second: bool,
    pub key: RecoveryKey,
    /// A folder for what is on its way, on this machine; whatever lies there is thrown away.
    pub scratch: PathBuf,
    pub keepsakes: Vec<Keepsake>,
    /// Git repositories of this machine by name.
    pub repositories: Vec<(String, PathBuf)>,
}

/// The backups of an installation. Cheap to clone.
#[derive(Clone)]
pub struct Backups {
    setup: Arc<Setup>,
    repository: Repository,
    mark: Arc<Mutex<Option<Mark>>>,
}

impl Backups {
    /// Must be called inside the runtime.
    pub fn new(setup: Setup) -> Self {
        let repository = Repository::at(&setup.place, &setup.key);
        Self {
            setup: Arc::new(setup),
            repository,
            mark: Arc::default(),
        }
    }

    /// The repository at the second place.
    pub const fn repository(&self) -> &Repository {
        &self.repository
    }

    /// How far the ledger was shipped from here.
    pub(crate) fn mark(&self) -> &Mutex<Option<Mark>> {
        &self.mark
    }

    /// All backups at the second place, oldest first; none when nothing was made there yet.
    ///
    /// # Errors
    /// When the place fails, or the recovery key is another one.
    pub async fn list(&self) -> Result<Vec<crate::Snapshot>, Error> {
        let repository = self.repository.clone();
        match aside(move || repository.list()).await {
            Err(Error::Nothing(_)) => Ok(Vec::new()),
            other => other,
        }
    }
}

impl Deref for Backups {
    type Target = Setup;

    fn deref(&self) -> &Setup {
        &self.setup
    }
}

/// A folder for what is on its way, gone when it is dropped.
pub struct Scratch(PathBuf);

impl Scratch {
    /// Makes it, empty, for this user alone.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn make(above: &Path, name: &str) -> Result<Self, Error> {
        use std::os::unix::fs::DirBuilderExt as _;
        let path = above.join(name);
        let _ = fs::remove_dir_all(&path);
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true).mode(0o700);
        builder.create(&path).map_err(Error::file(&path))?;
        Ok(Self(path))
    }

    /// Throws away what processes that died left, older than any that can still be at work.
    pub fn sweep(above: &Path, before: Time) {
        for entry in fs::read_dir(above).into_iter().flatten().flatten() {
            let since = entry.metadata().and_then(|meta| meta.modified()).ok();
            let since = since.and_then(|at| at.duration_since(UNIX_EPOCH).ok());
            let micros = since.and_then(|at| i64::try_from(at.as_micros()).ok());
            if micros.is_some_and(|micros| Time::from_micros(micros) < before) {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// A folder in it.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn folder(&self, name: &str) -> Result<PathBuf, Error> {
        let path = self.0.join(name);
        fs::create_dir_all(&path).map_err(Error::file(&path))?;
        Ok(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Runs what blocks away from the threads that serve requests.
pub(crate) async fn aside<T, F>(work: F) -> Result<T, Error>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T, Error> + Send + 'static,
{
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(ended) => Err(Error::Program(ended.to_string())),
    }
}
