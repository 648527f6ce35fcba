//! The encrypted, deduplicated repository at the second place, in restic's format: its own tool opens it with the recovery
//! key for a password. Everything here blocks, and is called away from the threads that serve requests.

mod shelf;

use std::fs::{self, File};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rustic_core::jiff::tz::TimeZone;
use rustic_core::repofile::{MasterKey, SnapshotFile};
use rustic_core::{
    BackupOptions, ConfigOptions, Credentials, KeyOptions, LsOptions, OpenStatus, PathList,
    PruneOptions, Repository as Rustic, RepositoryBackends, RepositoryOptions, RusticError,
    SnapshotOptions,
};
use tokio::runtime::Handle;
use tutela_core::Time;
use tutela_vault::Store;

use shelf::Shelf;
pub(crate) use shelf::{FOLDER, Lens};

use crate::{Error, RecoveryKey};

/// The path that the files of a backup have in a snapshot.
const ROOT: &str = "/tutela";

/// A backup in the repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Its id in the repository, in hex.
    pub id: String,
    pub taken_at: Time,
    /// `daily`, or `point` for those in between.
    pub label: String,
    /// Bytes of its files, and how many of them were new to the repository, packed.
    pub size: u64,
    pub added: u64,
    /// What [`Repository::save`] was told.
    pub note: String,
}

/// What is saved.
#[derive(Debug, Clone, Copy)]
pub struct Saving<'a> {
    pub folder: &'a Path,
    pub taken_at: Time,
    pub label: &'a str,
    pub note: &'a str,
}

/// The repository. Cheap to clone; the slow way from the recovery key to the key of the repository is gone once.
#[derive(Clone)]
pub struct Repository {
    store: Store,
    handle: Handle,
    key: RecoveryKey,
    master: Arc<OnceLock<MasterKey>>,
    lens: Option<Lens>,
}

impl Repository {
    /// The repository in `store`, opened with `key`. Nothing is looked at yet. Must be called inside the runtime.
    pub fn at(store: &Store, key: &RecoveryKey) -> Self {
        Self {
            store: store.clone(),
            handle: Handle::current(),
            key: key.clone(),
            master: Arc::default(),
            lens: None,
        }
    }

    /// The same, seen with one bit changed in whatever is read first: a copy that was damaged.
    pub(crate) fn damaged(&self, lens: Lens) -> Self {
        Self {
            lens: Some(lens),
            ..self.clone()
        }
    }

    /// Saves the files of a folder as one backup. The repository is made when there is none.
    ///
    /// # Errors
    /// When the place fails, or the recovery key is another one.
    pub fn save(&self, saving: Saving<'_>) -> Result<Snapshot, Error> {
        let repo = self.open_or_make()?.to_indexed_ids().map_err(failed)?;
        let time = rustic_core::jiff::Timestamp::from_microsecond(saving.taken_at.micros());
        let time = time.map_err(|error| Error::Repository(error.to_string()))?;
        let snapshot = SnapshotOptions::default()
            .time(time.to_zoned(TimeZone::UTC))
            .host("tutela".to_owned())
            .label(saving.label.to_owned())
            .description(saving.note.to_owned())
            .to_snapshot()
            .map_err(failed)?;
        let source = PathList::from_iter([saving.folder]);
        let mut options = BackupOptions::default()
            .as_path(PathBuf::from(ROOT))
            .no_scan(true);
        // Every byte is read: a file of the same size and time is not taken for the same file.
        options.parent_opts.force = true;
        let saved = repo.backup(&options, &source, snapshot).map_err(failed)?;
        Ok(read(&saved))
    }

    /// All backups, oldest first.
    ///
    /// # Errors
    /// When the place fails, there is no repository, or the recovery key is another one.
    pub fn list(&self) -> Result<Vec<Snapshot>, Error> {
        let snapshots = self.open()?.get_all_snapshots().map_err(failed)?;
        let mut snapshots: Vec<_> = snapshots.iter().map(read).collect();
        snapshots.sort_by(|a, b| (a.taken_at, &a.id).cmp(&(b.taken_at, &b.id)));
        Ok(snapshots)
    }

    /// Brings the files of a backup into a folder.
    ///
    /// # Errors
    /// When one of them does not come back whole.
    pub fn fetch(&self, snapshot: &Snapshot, into: &Path) -> Result<(), Error> {
        let repo = self.open()?.to_indexed().map_err(failed)?;
        let all = repo.get_snapshots(&[&snapshot.id]).map_err(failed)?;
        let found = all
            .first()
            .ok_or_else(|| Error::Nothing(snapshot.id.clone()))?;
        let root = repo
            .node_from_snapshot_and_path(found, ROOT)
            .map_err(failed)?;
        for entry in repo.ls(&root, &LsOptions::default()).map_err(failed)? {
            let (path, node) = entry.map_err(failed)?;
            let path = inside(into, &path)?;
            if node.is_file() {
                let mut file = File::create(&path).map_err(Error::file(&path))?;
                repo.dump(&node, &mut file).map_err(failed)?;
            } else {
                fs::create_dir_all(&path).map_err(Error::file(&path))?;
            }
        }
        Ok(())
    }

    /// Forgets backups, and clears away what no other one needs. What a place refuses to delete stays.
    ///
    /// # Errors
    /// When the place fails.
    pub fn forget(&self, ids: &[String]) -> Result<(), Error> {
        let repo = self.open()?;
        let all = repo.get_snapshots(ids).map_err(failed)?;
        let ids: Vec<_> = all.iter().map(|snapshot| snapshot.id).collect();
        repo.delete_snapshots(&ids).map_err(failed)?;
        let options = PruneOptions::default();
        let plan = repo.prune_plan(&options).map_err(failed)?;
        repo.prune(&options, plan).map_err(failed)
    }

    fn open_or_make(&self) -> Result<Rustic<OpenStatus>, Error> {
        match self.open() {
            Err(Error::Nothing(_)) => self.make(),
            other => other,
        }
    }

    fn make(&self) -> Result<Rustic<OpenStatus>, Error> {
        let password = Credentials::password(self.key.text());
        let keys = KeyOptions::default().hostname("tutela".to_owned());
        let config = ConfigOptions::default().set_version(2_u32);
        let made = self
            .closed()?
            .init(&password, &keys, &config)
            .map_err(failed)?;
        let _ = self.master.set(made.key());
        Ok(made)
    }

    fn open(&self) -> Result<Rustic<OpenStatus>, Error> {
        let closed = self.closed()?;
        if closed.config_id().map_err(failed)?.is_none() {
            return Err(Error::Nothing("at this place yet".to_owned()));
        }
        let credentials = match self.master.get() {
            Some(master) => Credentials::Masterkey(master.clone()),
            None => Credentials::password(self.key.text()),
        };
        let open = closed.open(&credentials).map_err(failed)?;
        let _ = self.master.set(open.key());
        Ok(open)
    }

    fn closed(&self) -> Result<Rustic<()>, Error> {
        let shelf = Shelf::new(&self.store, &self.handle, self.lens.clone());
        let backends = RepositoryBackends::new(Arc::new(shelf), None);
        let options = RepositoryOptions::default().no_cache(true);
        Rustic::new(&options, &backends).map_err(failed)
    }
}

fn read(snapshot: &SnapshotFile) -> Snapshot {
    let summary = snapshot.summary.clone().unwrap_or_default();
    Snapshot {
        id: snapshot.id.to_hex().as_str().to_owned(),
        taken_at: Time::from_micros(snapshot.time.timestamp().as_microsecond()),
        label: snapshot.label.clone(),
        size: summary.total_bytes_processed,
        added: summary.data_added_packed,
        note: snapshot.description.clone().unwrap_or_default(),
    }
}

/// A path of a backup below a folder: whoever made the backup, nothing is written elsewhere.
fn inside(folder: &Path, path: &Path) -> Result<PathBuf, Error> {
    let path = path.strip_prefix(ROOT).unwrap_or(path);
    let plain = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::RootDir);
    if !path.components().all(plain) {
        return Err(Error::damaged(format!(
            "{} leaves its folder",
            path.display()
        )));
    }
    let parts = path
        .components()
        .filter(|part| matches!(part, Component::Normal(_)));
    Ok(parts.fold(folder.to_owned(), |folder, part| folder.join(part)))
}

#[expect(
    clippy::boxed_local,
    reason = "the engine hands its errors over in boxes"
)]
fn failed(error: Box<RusticError>) -> Error {
    if error.is_incorrect_password() {
        return Error::WrongKey;
    }
    Error::Repository(error.display_log().to_string())
}
