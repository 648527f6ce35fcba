//! The proof of a backup: it is fetched back from the second place and restored, and everything that came out is compared
//! with what went in.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use tutela_core::{AccountId, ObjectId, Secret, Time};
use tutela_db::{Db, Place, args, sql};
use tutela_vault::chunked::sealed_size;
use tutela_vault::{
    AccountKey, Keyring, Name, ObjectMeta, Purpose, Root, RootKey, Store, Vault, WrappedKey,
};

use crate::manifest::{FileFigures, Manifest, ObjectRef};
use crate::repository::{FOLDER, Lens, Snapshot};
use crate::setup::{Backups, Scratch, aside};
use crate::take::{figures, hex};
use crate::{Error, git, load, mirror};

/// Days within which every object is opened once.
const DAYS: u64 = 30;

/// Which objects are opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// Those of this day: all within thirty.
    Day(Time),
    Everything,
}

/// Starts the application on a restored backup and looks whether it serves.
pub trait Rehearse: Send + Sync {
    /// Gives what was seen, in a sentence.
    fn rehearse<'a>(&'a self, restored: &'a Restored) -> BoxFuture<'a, Result<String, Error>>;
}

/// A backup that was restored into a scratch place.
pub struct Restored {
    /// A data folder with the database in it.
    pub data: PathBuf,
    /// The files of the backup: `bin/tutela`, `keys/root.key` and the rest.
    pub files: PathBuf,
    pub manifest: Manifest,
    pub objects: Vec<ObjectRef>,
    /// The objects at the second place, opened with the key that came out of the backup.
    pub vault: Vault,
}

/// What the proof found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    pub rows: u64,
    pub objects: u64,
    /// Objects that were opened and read to their end, and their plaintext bytes.
    pub opened: u64,
    pub opened_bytes: u64,
    pub repositories: u64,
    /// Files of the repository whose hash was compared with their name.
    pub hashed: u64,
    /// What the application did on it; nothing where it was not started.
    pub rehearsal: Option<String>,
    pub took: Duration,
}

impl Backups {
    /// Proves a backup.
    ///
    /// # Errors
    /// [`Error::Damaged`] and others: what does not come back as it was taken.
    pub async fn verify(
        &self,
        snapshot: &Snapshot,
        share: Share,
        rehearse: Option<&dyn Rehearse>,
    ) -> Result<Verified, Error> {
        let begun = Instant::now();
        let id: ObjectId = self.ambient.id();
        let scratch = Scratch::make(&self.scratch, &format!("verifying-{id}"))?;
        let mut verified = Verified {
            hashed: self.hash_files(share).await?,
            ..Verified::default()
        };
        let restored = self.restore_scratch(snapshot, &scratch).await?;
        verified.rows = restored.manifest.rows();
        verified.objects = restored.objects.len() as u64;
        self.demand_objects(&restored.objects).await?;
        (verified.opened, verified.opened_bytes) = open_objects(&restored, share).await?;
        verified.repositories = prove_bundles(&restored).await?;
        if let Some(rehearse) = rehearse {
            verified.rehearsal = Some(rehearse.rehearse(&restored).await?);
        }
        verified.took = begun.elapsed();
        Ok(verified)
    }

    /// Damages a copy in three ways and demands that each is refused: a bit of the repository, a row that is gone, a bit
    /// of an object.
    ///
    /// # Errors
    /// [`Error::Damaged`] when one of them was taken for good.
    pub async fn drill(&self, snapshot: &Snapshot) -> Result<u64, Error> {
        let id: ObjectId = self.ambient.id();
        let scratch = Scratch::make(&self.scratch, &format!("drill-{id}"))?;
        let lens = Lens::default();
        let damaged = self.repository().damaged(lens.clone());
        let (wanted, into) = (snapshot.clone(), scratch.folder("bit")?);
        let came = aside(move || damaged.fetch(&wanted, &into)).await;
        if came.is_ok() || !lens.was_used() {
            return Err(Error::damaged(
                "a changed bit in the repository was not noticed",
            ));
        }
        let restored = self.restore_scratch(snapshot, &scratch).await?;
        demand_row_noticed(&restored, &scratch, self.ambient.now()).await?;
        Ok(2 + demand_bit_noticed(&restored, &scratch, &self.place).await?)
    }

    async fn restore_scratch(&self, from: &Snapshot, scratch: &Scratch) -> Result<Restored, Error> {
        let (files, data) = (scratch.folder("fetched")?, scratch.folder("data")?);
        let (repository, snapshot, into) = (self.repository().clone(), from.clone(), files.clone());
        let manifest = aside(move || {
            repository.fetch(&snapshot, &into)?;
            let manifest = load::manifest(&into)?;
            compare_files(&manifest.files, &into)?;
            Ok(manifest)
        })
        .await?;
        let place = Place::File(data.join("tutela.db"));
        let now = self.ambient.now();
        let (db, found) = load::load(&place, &files.join("database"), &manifest, now).await?;
        db.close().await;
        // Opening it once more brings the steps that the backup did not have.
        Db::open(&place, now).await?.close().await;
        let vault = self.vault_of(&files)?;
        Ok(Restored {
            data,
            files,
            manifest,
            objects: found.objects,
            vault,
        })
    }

    /// The objects at the place under the root key of the backup; under the one in force where a key service holds it.
    fn vault_of(&self, files: &Path) -> Result<Vault, Error> {
        let place = self.place.clone();
        let path = files.join("keys").join("root.key");
        let Ok(text) = std::fs::read_to_string(path) else {
            let keyring = self.vault.keyring().clone();
            return Ok(Vault::over(place, keyring, &self.ambient));
        };
        let root: Arc<dyn Root> = Arc::new(RootKey::parse(&Secret::new(text), &self.ambient)?);
        let keyring = Keyring::new(root, &self.installation, &self.ambient)?;
        Ok(Vault::over(place, keyring, &self.ambient))
    }

    /// Every object that a row names lies at the place with all its bytes.
    async fn demand_objects(&self, objects: &[ObjectRef]) -> Result<(), Error> {
        let there = mirror::list(&self.place).await?;
        for object in objects {
            let name = Name::object(object.account, object.object);
            match there.get(&name) {
                None => {
                    return Err(Error::damaged(format!(
                        "the object {} is missing",
                        object.object
                    )));
                }
                Some(size) if Some(*size) != sealed_size(object.size) => {
                    let id = object.object;
                    return Err(Error::damaged(format!("the object {id} has another size")));
                }
                Some(_) => {}
            }
        }
        Ok(())
    }

    /// A file of the repository is called after the hash of what is in it.
    async fn hash_files(&self, share: Share) -> Result<u64, Error> {
        use futures_util::StreamExt as _;
        let folder: Name = FOLDER.parse().map_err(|_| Error::damaged(FOLDER))?;
        let (mut entries, mut hashed) = (self.place.list(&folder), 0);
        while let Some(entry) = entries.next().await {
            let entry = entry?;
            let last = entry
                .name
                .as_str()
                .rsplit('/')
                .next()
                .unwrap_or_default()
                .to_owned();
            if last.len() != 64 || !is_due(last.as_bytes(), share) {
                continue;
            }
            let bytes = self.place.get_range(&entry.name, 0..entry.size).await?;
            let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &bytes);
            if hex(hash.as_ref()) != last {
                return Err(Error::damaged(format!(
                    "the file {} was changed",
                    entry.name
                )));
            }
            hashed += 1;
        }
        Ok(hashed)
    }
}

/// The files that came are those that were taken.
pub(crate) fn compare_files(taken: &[FileFigures], folder: &Path) -> Result<(), Error> {
    let found = figures(folder)?;
    let found: HashMap<_, _> = found.iter().map(|file| (&file.path, file)).collect();
    for file in taken {
        match found.get(&file.path) {
            None => return Err(Error::damaged(format!("the file {} is missing", file.path))),
            Some(other) if *other != file => {
                return Err(Error::damaged(format!(
                    "the file {} was changed",
                    file.path
                )));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

async fn open_objects(restored: &Restored, share: Share) -> Result<(u64, u64), Error> {
    let due = |object: &&ObjectRef| is_due(object.object.to_string().as_bytes(), share);
    let due: Vec<_> = restored.objects.iter().filter(due).collect();
    if due.is_empty() {
        return Ok((0, 0));
    }
    let keys = account_keys(&restored.data, &restored.vault).await?;
    let (mut opened, mut bytes) = (0, 0);
    for object in due {
        let key = keys.get(&object.account);
        let missing = || Error::damaged(format!("the key of {} is missing", object.account));
        let key = key.ok_or_else(missing)?;
        restored.vault.verify(key, &meta(object)?).await?;
        opened += 1;
        bytes += object.size;
    }
    Ok((opened, bytes))
}

/// The keys of all accounts, from the restored database.
///
/// # Errors
/// When one of them does not open with the root key of the backup.
pub async fn account_keys(
    data: &Path,
    vault: &Vault,
) -> Result<HashMap<AccountId, AccountKey>, Error> {
    let db = Db::open_as_is(&Place::File(data.join("tutela.db"))).await?;
    let mut tx = db.read().await?;
    let list = sql!("SELECT account_id, wrapped FROM account_keys ORDER BY account_id");
    let rows = tx.rows(list, args![]).await?;
    drop(tx);
    db.close().await;
    let mut keys = HashMap::new();
    for row in rows {
        let (account, wrapped): (AccountId, _) = (row.id(0)?, WrappedKey(row.blob(1)?));
        keys.insert(account, vault.keyring().account(account, &wrapped).await?);
    }
    Ok(keys)
}

/// What the vault must know of an object.
///
/// # Errors
/// When its purpose is no word.
pub fn meta(object: &ObjectRef) -> Result<ObjectMeta, Error> {
    let purpose = object.purpose.parse::<Purpose>();
    let wrong = |_| Error::damaged(format!("the object {} has no purpose", object.object));
    Ok(ObjectMeta {
        object: object.object,
        purpose: purpose.map_err(wrong)?,
        size: object.size,
        wrapped_key: WrappedKey(object.wrapped_key.clone()),
    })
}

async fn prove_bundles(restored: &Restored) -> Result<u64, Error> {
    for bundle in &restored.manifest.repositories {
        let file = restored
            .files
            .join("git")
            .join(format!("{}.bundle", bundle.name));
        if git::prove(&bundle.name, &file).await? != bundle.heads {
            let name = &bundle.name;
            return Err(Error::damaged(format!(
                "the heads of the repository {name} differ"
            )));
        }
    }
    Ok(restored.manifest.repositories.len() as u64)
}

/// A table that lost a row must not be taken for the table.
async fn demand_row_noticed(
    restored: &Restored,
    scratch: &Scratch,
    now: Time,
) -> Result<(), Error> {
    let database = restored.files.join("database");
    let path = database.join("installation.jsonl");
    let text = std::fs::read_to_string(&path).map_err(Error::file(&path))?;
    let head = text.lines().next().unwrap_or_default();
    std::fs::write(&path, format!("{head}\n")).map_err(Error::file(&path))?;
    let place = Place::File(scratch.folder("row")?.join("tutela.db"));
    match load::load(&place, &database, &restored.manifest, now).await {
        Err(Error::Damaged(_)) => Ok(()),
        Ok(_) => Err(Error::damaged("a row that is gone was not noticed")),
        Err(other) => Err(other),
    }
}

/// The smallest object with one bit changed must not open.
async fn demand_bit_noticed(
    restored: &Restored,
    scratch: &Scratch,
    place: &Store,
) -> Result<u64, Error> {
    let Some(object) = restored.objects.iter().min_by_key(|object| object.size) else {
        return Ok(0);
    };
    let name = Name::object(object.account, object.object);
    let size = place.size(&name).await?;
    let mut bytes = place.get_range(&name, 0..size).await?.to_vec();
    let middle = bytes.len() / 2;
    if let Some(byte) = bytes.get_mut(middle) {
        *byte ^= 1;
    }
    let store = Store::folder(&scratch.folder("objects")?)?;
    let body = futures_util::stream::iter([Ok(bytes.into())]);
    store.put(&name, body).await?;
    let keys = account_keys(&restored.data, &restored.vault).await?;
    let vault = restored.vault.elsewhere(store);
    match keys.get(&object.account) {
        Some(key) if vault.verify(key, &meta(object)?).await.is_ok() => {
            Err(Error::damaged("a changed bit of an object was not noticed"))
        }
        _ => Ok(1),
    }
}

/// Whether something with this name has its turn.
fn is_due(name: &[u8], share: Share) -> bool {
    let Share::Day(now) = share else {
        return true;
    };
    let day = u64::try_from(now.seconds()).unwrap_or(0) / (24 * 3600);
    let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, name);
    let number = hash
        .as_ref()
        .iter()
        .take(4)
        .fold(0, |sum, byte| sum << 8 | u64::from(*byte));
    number % DAYS == day % DAYS
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn br2_every_object_has_its_turn_within_thirty_days() {
        let start: Time = "2026-11-29T02:00:00Z".parse().unwrap();
        let day = |n: u32| Share::Day(start.plus(Duration::from_secs(24 * 3600) * n));
        for object in 0..2000_u32 {
            let turns = (0..30)
                .filter(|n| is_due(&object.to_be_bytes(), day(*n)))
                .count();
            assert_eq!(turns, 1, "{object}");
        }
        let today = (0..3000_u32)
            .filter(|o| is_due(&o.to_be_bytes(), day(3)))
            .count();
        assert!((60..140).contains(&today), "{today}");
    }
}
