//! A vault in a temporary folder, with a clock that stands still and chance that repeats itself.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use bytes::Bytes;
use futures_util::{Stream, stream};
use tempfile::TempDir;
use tutela_core::{AccountId, Ambient, Clock, ObjectId, Rng, Time};
use tutela_vault::{
    AccountKey, Error, NewObject, ObjectMeta, Purpose, RootSource, Store, Vault, VaultConfig,
};

pub const VIDEO: Purpose = Purpose::new("video");

/// Someone's installation.
pub struct World {
    pub folder: TempDir,
    pub vault: Vault,
    pub ambient: Ambient,
}

impl World {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ambient = ambient(1);
        let vault = start(folder.path(), "school", &ambient).await.unwrap();
        Self {
            folder,
            vault,
            ambient,
        }
    }

    pub async fn account(&self) -> AccountKey {
        let account: AccountId = self.ambient.id();
        self.vault.keyring().create(account).await.unwrap().0
    }

    /// Seals `plain` and gives what its row would say.
    pub async fn seal(&self, key: &AccountKey, plain: &[u8]) -> ObjectMeta {
        let object = self.ambient.id();
        let sealed = self
            .vault
            .seal(key, new(object), body(plain))
            .await
            .unwrap();
        let size = plain.len() as u64;
        assert_eq!(sealed.size, size);
        ObjectMeta {
            object,
            purpose: VIDEO,
            size,
            wrapped_key: sealed.wrapped_key,
        }
    }

    pub fn path(&self, key: &AccountKey, object: ObjectId) -> PathBuf {
        let account = key.account().to_string();
        self.folder
            .path()
            .join("objects")
            .join(account)
            .join(object.to_string())
    }

    /// Waits until only the files `expected` are left below objects and working files.
    pub async fn assert_files(&self, expected: usize) {
        let count = || {
            let below = |name| files(&self.folder.path().join(name)).len();
            below("objects") + below(".unfinished")
        };
        for _ in 0..500 {
            if count() == expected {
                return;
            }
            tokio::time::sleep(Duration::from_millis(4)).await;
        }
        assert_eq!(count(), expected);
    }
}

/// Starts a vault whose store and root key are in one folder.
pub async fn start(folder: &Path, installation: &str, ambient: &Ambient) -> Result<Vault, Error> {
    let config = VaultConfig {
        store: Store::folder(folder)?,
        installation: installation.to_owned(),
        root: RootSource::File(folder.join("root.key")),
    };
    Vault::start(config, ambient).await
}

/// A video with no limit worth the name.
pub fn new(object: ObjectId) -> NewObject {
    NewObject {
        object,
        purpose: VIDEO,
        limit: u64::MAX,
    }
}

/// `plain` as an upload brings it, in pieces of an odd size.
pub fn body(plain: &[u8]) -> impl Stream<Item = Result<Bytes, Error>> + Send + use<> {
    let pieces: Vec<_> = plain
        .chunks(50_021)
        .map(Bytes::copy_from_slice)
        .map(Ok)
        .collect();
    stream::iter(pieces)
}

/// `length` bytes without a pattern.
pub fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    Dice::new(seed).fill(&mut bytes);
    bytes
}

/// All files below a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(items) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let paths = items.map(|item| item.unwrap().path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

pub fn ambient(seed: u64) -> Ambient {
    Ambient::new(Arc::new(Noon), Arc::new(Dice::new(seed)))
}

struct Noon;

impl Clock for Noon {
    fn now(&self) -> Time {
        Time::from_micros(1_795_435_200_000_000)
    }
}

struct Dice {
    seed: u64,
    next: AtomicU64,
}

impl Dice {
    fn new(seed: u64) -> Self {
        Self {
            seed,
            next: AtomicU64::new(0),
        }
    }
}

impl Rng for Dice {
    fn fill(&self, into: &mut [u8]) {
        for part in into.chunks_mut(32) {
            let next = self.next.fetch_add(1, Ordering::Relaxed);
            let block = digest(
                &SHA256,
                &[self.seed.to_be_bytes(), next.to_be_bytes()].concat(),
            );
            part.copy_from_slice(&block.as_ref()[..part.len()]);
        }
    }
}
