//! The repository's files in a store of the vault, folder or bucket: written whole or not at all, and never twice.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use rustic_core::{
    BytesList, ErrorKind, FileType, Id, ReadBackend, RusticError, RusticResult, WriteBackend,
};
use tokio::runtime::Handle;
use tutela_vault::{Error as VaultError, Name, Store};

/// The folder of the repository at the place.
pub const FOLDER: &str = "repository";

/// One bit that is seen changed, once, in the first file of data that is read: what a damaged copy looks like.
#[derive(Clone, Default)]
pub struct Lens {
    used: Arc<AtomicBool>,
}

impl Lens {
    fn look(&self, bytes: Bytes) -> Bytes {
        if bytes.is_empty() || self.used.swap(true, Ordering::SeqCst) {
            return bytes;
        }
        let mut seen = bytes.to_vec();
        let middle = seen.len() / 2;
        seen[middle] ^= 1;
        seen.into()
    }

    /// Whether anything was read through it.
    pub fn was_used(&self) -> bool {
        self.used.load(Ordering::SeqCst)
    }
}

/// The files of one repository.
pub struct Shelf {
    store: Store,
    handle: Handle,
    lens: Option<Lens>,
}

impl Shelf {
    pub fn new(store: &Store, handle: &Handle, lens: Option<Lens>) -> Self {
        Self {
            store: store.clone(),
            handle: handle.clone(),
            lens,
        }
    }

    fn get(&self, name: &Name, range: Option<(u32, u32)>) -> Result<Bytes, VaultError> {
        self.handle.block_on(async {
            let range = match range {
                Some((offset, length)) => u64::from(offset)..u64::from(offset) + u64::from(length),
                None => 0..self.store.size(name).await?,
            };
            self.store.get_range(name, range).await
        })
    }

    fn seen(&self, tpe: FileType, bytes: Bytes) -> Bytes {
        match &self.lens {
            Some(lens) if tpe == FileType::Pack => lens.look(bytes),
            _ => bytes,
        }
    }

    async fn put(&self, name: &Name, content: &BytesList) -> Result<(), VaultError> {
        let pieces: Vec<_> = content.slice().iter().cloned().map(Ok).collect();
        self.store.put(name, stream::iter(pieces)).await.map(drop)
    }
}

impl ReadBackend for Shelf {
    fn location(&self) -> String {
        FOLDER.to_owned()
    }

    fn list_with_size(&self, tpe: FileType) -> RusticResult<Vec<(Id, u32)>> {
        if tpe == FileType::Config {
            return match self.handle.block_on(self.store.size(&config()?)) {
                Ok(size) => Ok(vec![(Id::default(), short(size)?)]),
                Err(VaultError::NotFound) => Ok(Vec::new()),
                Err(error) => Err(failed(error)),
            };
        }
        let folder = named(format!("{FOLDER}/{}", tpe.dirname()))?;
        self.handle.block_on(async {
            let mut found = Vec::new();
            let mut entries = self.store.list(&folder);
            while let Some(entry) = entries.next().await {
                let entry = entry.map_err(failed)?;
                let last = entry.name.as_str().rsplit('/').next().unwrap_or_default();
                if let Ok(id) = last.parse::<Id>() {
                    found.push((id, short(entry.size)?));
                }
            }
            Ok(found)
        })
    }

    fn read_full(&self, tpe: FileType, id: &Id) -> RusticResult<Bytes> {
        let bytes = self.get(&name(tpe, id)?, None).map_err(failed)?;
        Ok(self.seen(tpe, bytes))
    }

    fn read_partial(
        &self,
        tpe: FileType,
        id: &Id,
        _cacheable: bool,
        offset: u32,
        length: u32,
    ) -> RusticResult<Bytes> {
        let bytes = self.get(&name(tpe, id)?, Some((offset, length)));
        Ok(self.seen(tpe, bytes.map_err(failed)?))
    }

    fn warmup_path(&self, tpe: FileType, id: &Id) -> String {
        name(tpe, id).map_or_else(|_| String::new(), |name| name.to_string())
    }
}

impl WriteBackend for Shelf {
    fn write_bytes(
        &self,
        tpe: FileType,
        id: &Id,
        _cacheable: bool,
        content: BytesList,
    ) -> RusticResult<()> {
        let name = name(tpe, id)?;
        let written = self.handle.block_on(async {
            match self.put(&name, &content).await {
                // All names but this one are the hash of what is under them: who was first wrote the same.
                Err(VaultError::Exists) if tpe == FileType::Config => {
                    self.store.delete(&name).await?;
                    self.put(&name, &content).await
                }
                Err(VaultError::Exists) => Ok(()),
                other => other,
            }
        });
        written.map_err(failed)
    }

    /// A place that keeps what it has for a while refuses this; what is not needed any more then stays for that while.
    fn remove(&self, tpe: FileType, id: &Id, _cacheable: bool) -> RusticResult<()> {
        let name = name(tpe, id)?;
        if let Err(error) = self.handle.block_on(self.store.delete(&name)) {
            tracing::info!(%name, %error, "the second place keeps a file that is not needed any more");
        }
        Ok(())
    }
}

impl fmt::Debug for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Shelf({:?})", self.store)
    }
}

/// Where restic puts a file: packs lie in folders of the first two letters of their names.
fn name(tpe: FileType, id: &Id) -> RusticResult<Name> {
    let hex = id.to_hex();
    let hex = hex.as_str();
    match tpe {
        FileType::Config => config(),
        FileType::Pack => named(format!("{FOLDER}/data/{}/{hex}", &hex[..2])),
        _ => named(format!("{FOLDER}/{}/{hex}", tpe.dirname())),
    }
}

fn config() -> RusticResult<Name> {
    named(format!("{FOLDER}/config"))
}

fn named(text: String) -> RusticResult<Name> {
    text.parse()
        .map_err(|error| RusticError::with_source(ErrorKind::Internal, text, error))
}

fn short(size: u64) -> RusticResult<u32> {
    let long = |error| RusticError::with_source(ErrorKind::Backend, "a file is too long", error);
    u32::try_from(size).map_err(long)
}

fn failed(error: VaultError) -> Box<RusticError> {
    let text = error.to_string();
    RusticError::with_source(ErrorKind::Backend, text, error)
}
