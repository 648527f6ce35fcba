//! Taking a backup: one state of the database, the objects that it names, and everything else that a restore needs.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use aws_lc_rs::digest::{Context, SHA256};
use serde::{Deserialize, Serialize};
use tutela_core::{ObjectId, Time};
use tutela_db::{args, sql};

use crate::dump::{Dumped, dump};
use crate::manifest::{Bundle, FORMAT, FileFigures, Manifest, TableFigures};
use crate::mirror::{self, Mirrored};
use crate::repository::{Saving, Snapshot};
use crate::rows::Digest;
use crate::setup::{Backups, Content, Scratch, aside};
use crate::{Error, git, ledger, retention};

/// Tables that change because of backups themselves, or say nothing that a restore would miss.
const OWN: &[&str] = &["backup_runs", "duties"];

/// What is older than this on its way is of a process that died.
const ABANDONED: Duration = Duration::from_secs(24 * 3600);

/// Which backup it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The whole of a day, repositories included.
    Daily,
    /// A moment between two of them; not taken when nothing changed.
    Point,
}

/// A backup that was taken.
#[derive(Debug, Clone)]
pub struct Taken {
    /// Nothing when nothing had changed.
    pub snapshot: Option<Snapshot>,
    pub manifest: Manifest,
    pub mirrored: Mirrored,
    /// Backups that were forgotten, and objects that were deleted at the place.
    pub forgotten: u64,
    pub let_go: u64,
    pub took: Duration,
}

/// What stands beside a backup in the list of them, so that nothing must be fetched to show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    pub installation: String,
    pub version: String,
    pub rows: u64,
    pub objects: u64,
    pub object_bytes: u64,
    /// How far the ledger of endings reached.
    pub ledger: u64,
    /// Equal for equal data.
    pub state: String,
}

impl Kind {
    /// The word in the repository.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Point => "point",
        }
    }
}

impl Snapshot {
    /// What was noted about it.
    pub fn noted(&self) -> Option<Note> {
        serde_json::from_str(&self.note).ok()
    }
}

impl Backups {
    /// Takes a backup, and forgets what need not be kept any more.
    ///
    /// # Errors
    /// [`Error::Damaged`] when an object that is in use is missing or is not what was sealed; nothing is forgotten then.
    pub async fn take(&self, kind: Kind) -> Result<Taken, Error> {
        let begun = Instant::now();
        let id: ObjectId = self.ambient.id();
        let scratch = Scratch::make(&self.scratch, &format!("taking-{id}"))?;
        let ledger = ledger::ship(self).await?;
        let (taken_at, dumped) = self.dump(&scratch).await?;
        let mirrored = self.mirror(&dumped).await?;
        self.keep(&scratch)?;
        let repositories = match kind {
            Kind::Daily => self.bundle(&scratch).await?,
            Kind::Point => Vec::new(),
        };
        let manifest = self.manifest((taken_at, ledger), dumped.clone(), repositories);
        let snapshot = self.save(kind, &scratch, manifest).await?;
        let (snapshot, manifest) = snapshot;
        let (forgotten, let_go) = match kind {
            Kind::Daily => self.forget(&dumped).await?,
            Kind::Point => (0, 0),
        };
        Ok(Taken {
            snapshot,
            manifest,
            mirrored,
            forgotten,
            let_go,
            took: begun.elapsed(),
        })
    }

    /// Copies the objects that rows name now, and nothing else.
    ///
    /// # Errors
    /// When one of the two places fails.
    pub async fn mirror_now(&self) -> Result<Mirrored, Error> {
        let mut tx = self.db.read().await?;
        let objects = crate::dump::objects(&mut tx).await?;
        drop(tx);
        mirror::mirror(&self.vault.store(), &self.place, &objects).await
    }

    async fn dump(&self, scratch: &Scratch) -> Result<(Time, Dumped), Error> {
        let folder = scratch.folder("database")?;
        let mut tx = self.db.read().await?;
        // The transaction's state is that of its first statement.
        tx.get(sql!("SELECT COUNT(*) FROM migrations"), args![])
            .await?;
        let taken_at = self.ambient.now();
        Ok((taken_at, dump(&mut tx, Some(&folder)).await?))
    }

    async fn mirror(&self, dumped: &Dumped) -> Result<Mirrored, Error> {
        let mirrored = mirror::mirror(&self.vault.store(), &self.place, &dumped.objects).await?;
        for object in &mirrored.missing {
            if self.is_in_use(*object).await? {
                return Err(Error::damaged(format!("the object {object} is missing")));
            }
        }
        match mirrored.damaged.first() {
            Some(object) => Err(Error::damaged(format!(
                "the object {object} is not what was sealed"
            ))),
            None => Ok(mirrored),
        }
    }

    /// An object whose row went while it was copied is missed by nobody.
    async fn is_in_use(&self, object: ObjectId) -> Result<bool, Error> {
        let mut tx = self.db.read().await?;
        let find = sql!("SELECT id FROM objects WHERE id = $1");
        Ok(tx.find(find, args![object]).await?.is_some())
    }

    fn keep(&self, scratch: &Scratch) -> Result<(), Error> {
        for keepsake in &self.keepsakes {
            let path = scratch.path().join(&keepsake.name);
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder).map_err(Error::file(folder))?;
            }
            match &keepsake.content {
                Content::File(from) => fs::copy(from, &path).map(|_| ()).map_err(Error::file(from)),
                Content::Text(text) => fs::write(&path, text).map_err(Error::file(&path)),
            }?;
        }
        Ok(())
    }

    async fn bundle(&self, scratch: &Scratch) -> Result<Vec<Bundle>, Error> {
        let mut bundles = Vec::new();
        for (name, repository) in &self.repositories {
            let file = scratch.folder("git")?.join(format!("{name}.bundle"));
            bundles.push(git::bundle(name, repository, &file).await?);
        }
        Ok(bundles)
    }

    fn manifest(
        &self,
        (taken_at, ledger): (Time, u64),
        dumped: Dumped,
        repositories: Vec<Bundle>,
    ) -> Manifest {
        Manifest {
            format: FORMAT,
            installation: self.installation.clone(),
            version: self.version.to_owned(),
            engine: self.db.engine_name().to_owned(),
            taken_at: taken_at.micros(),
            migrations: dumped.migrations,
            tables: dumped.tables,
            objects: dumped.objects.len() as u64,
            object_bytes: dumped.objects.iter().map(|object| object.size).sum(),
            files: Vec::new(),
            ledger,
            repositories,
        }
    }

    /// Saves the folder, unless it is a point and the last backup holds the same.
    async fn save(
        &self,
        kind: Kind,
        scratch: &Scratch,
        manifest: Manifest,
    ) -> Result<(Option<Snapshot>, Manifest), Error> {
        let note = note(&manifest);
        let (repository, folder) = (self.repository().clone(), scratch.path().to_owned());
        let last = self.list().await?.pop().and_then(|last| last.noted());
        if kind == Kind::Point && last.is_some_and(|last| last.state == note.state) {
            return Ok((None, manifest));
        }
        let taken_at = manifest.time();
        aside(move || {
            let mut manifest = manifest;
            manifest.files = figures(&folder)?;
            write_json(&folder.join("manifest.json"), &manifest)?;
            let note = serde_json::to_string(&note).map_err(|e| Error::damaged(e.to_string()))?;
            let saving = Saving {
                folder: &folder,
                taken_at,
                label: kind.as_str(),
                note: &note,
            };
            Ok((Some(repository.save(saving)?), manifest))
        })
        .await
    }

    async fn forget(&self, dumped: &Dumped) -> Result<(u64, u64), Error> {
        let now = self.ambient.now();
        Scratch::sweep(&self.scratch, now.minus(ABANDONED));
        self.place.sweep_unfinished(now.minus(ABANDONED)).await?;
        let all = self.list().await?;
        let all: Vec<_> = all.into_iter().map(|one| (one.id, one.taken_at)).collect();
        let old = retention::forgotten(&all, now);
        let count = old.len() as u64;
        if count > 0 {
            let repository = self.repository().clone();
            aside(move || repository.forget(&old)).await?;
        }
        Ok((
            count,
            mirror::let_go(&self.place, &dumped.objects, now).await?,
        ))
    }
}

fn note(manifest: &Manifest) -> Note {
    let mut state = Digest::default();
    let counted = |table: &&TableFigures| !OWN.contains(&table.name.as_str());
    for table in manifest.tables.iter().filter(counted) {
        state.add(format!("{}|{}|{}", table.name, table.rows, table.digest).as_bytes());
    }
    Note {
        installation: manifest.installation.clone(),
        version: manifest.version.clone(),
        rows: manifest.rows(),
        objects: manifest.objects,
        object_bytes: manifest.object_bytes,
        ledger: manifest.ledger,
        state: state.to_string(),
    }
}

/// Size and hash of every file in a folder, by path.
pub(crate) fn figures(folder: &Path) -> Result<Vec<FileFigures>, Error> {
    let (mut found, mut waiting) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(&next).map_err(Error::file(&next))? {
            let path = entry.map_err(Error::file(&next))?.path();
            if path.is_dir() {
                waiting.push(path);
                continue;
            }
            let (size, sha256) = hash(&path)?;
            let shown = path.strip_prefix(folder).unwrap_or(&path);
            found.push(FileFigures {
                path: shown.to_string_lossy().into_owned(),
                size,
                sha256,
            });
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn hash(path: &Path) -> Result<(u64, String), Error> {
    use std::io::Read as _;
    let mut file = fs::File::open(path).map_err(Error::file(path))?;
    let (mut hash, mut size, mut piece) = (Context::new(&SHA256), 0, vec![0; 1 << 17]);
    loop {
        let read = file.read(&mut piece).map_err(Error::file(path))?;
        if read == 0 {
            return Ok((size, hex(hash.finish().as_ref())));
        }
        hash.update(&piece[..read]);
        size += read as u64;
    }
}

/// Bytes in hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn write_json(path: &Path, manifest: &Manifest) -> Result<(), Error> {
    let text = serde_json::to_vec_pretty(manifest).map_err(|e| Error::damaged(e.to_string()))?;
    fs::write(path, text).map_err(Error::file(path))
}
