//! Root keys held by this process: the one in force, and former ones that still open what is not wrapped anew yet. A key file
//! that changes is read again, so that a rotation reaches a server that runs.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use tutela_core::Ambient;
use zeroize::Zeroizing;

use super::{Root, RootFuture, RootKey, decode, file};
use crate::key::KeyBytes;
use crate::{Error, WrappedKey};

/// The key in force and the former ones, from a file.
pub struct HeldRoot {
    file: PathBuf,
    ambient: Ambient,
    held: RwLock<Arc<Held>>,
}

struct Held {
    /// The first is in force; there is always one.
    keys: Vec<RootKey>,
    read_at: Option<SystemTime>,
}

impl HeldRoot {
    /// The keys of a file of mode 0600, one a line, the one in force first.
    ///
    /// # Errors
    /// [`Error::MissingKey`] and [`Error::BadKey`], with the way out.
    pub fn of_file(path: PathBuf, ambient: &Ambient) -> Result<Self, Error> {
        let held = Held::read(&path, ambient)?;
        Ok(Self {
            held: RwLock::new(Arc::new(held)),
            file: path,
            ambient: ambient.clone(),
        })
    }

    /// Puts a new key in front of the file, so that from now on it is in force, and everything that was wrapped still opens.
    ///
    /// # Errors
    /// When the file cannot be written; it is then as it was.
    pub fn prepend(path: &Path, ambient: &Ambient) -> Result<(), Error> {
        let old = file::read(path)?;
        let (_, new) = RootKey::generate(ambient);
        let lines = Zeroizing::new(format!("{}\n{}", new.expose(), old.trim()));
        file::create(path, &lines)
    }

    /// How many keys a file holds; more than one while a rotation is under way.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn count(path: &Path, ambient: &Ambient) -> Result<usize, Error> {
        Ok(Held::read(path, ambient)?.keys.len())
    }

    /// Keeps the key in force alone. The former ones go into a file beside it, for backups that were made with them.
    ///
    /// # Errors
    /// When a file cannot be written; nothing is lost then.
    pub fn retire(path: &Path, into: &Path) -> Result<(), Error> {
        let text = file::read(path)?;
        let mut lines = text.split_whitespace();
        let current = lines.next().ok_or_else(|| unreadable(path))?;
        let former: Vec<_> = lines.collect();
        if former.is_empty() {
            return Ok(());
        }
        file::create(into, &Zeroizing::new(former.join("\n")))?;
        file::create(path, current)
    }

    /// The keys that were read last.
    fn known(&self) -> Arc<Held> {
        Arc::clone(&self.held.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The keys as the file has them now. A file that cannot be read leaves those that were read before.
    fn fresh(&self) -> Arc<Held> {
        let known = self.known();
        if changed_at(&self.file) == known.read_at {
            return known;
        }
        match Held::read(&self.file, &self.ambient) {
            Ok(fresh) => {
                let fresh = Arc::new(fresh);
                *self.held.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&fresh);
                fresh
            }
            Err(error) => {
                tracing::error!(%error, "the root key file changed and cannot be read; the keys read before are used");
                known
            }
        }
    }

    async fn open(&self, wrapped: &WrappedKey, context: &str) -> Result<KeyBytes, Error> {
        match self.known().open(wrapped, context).await {
            Err(Error::WrongKey) => self.fresh().open(wrapped, context).await,
            opened => opened,
        }
    }
}

impl Root for HeldRoot {
    fn wrap<'a>(&'a self, key: &'a KeyBytes, context: &'a str) -> RootFuture<'a, WrappedKey> {
        Box::pin(async move { self.fresh().keys[0].wrap(key, context).await })
    }

    fn unwrap<'a>(&'a self, wrapped: &'a WrappedKey, context: &'a str) -> RootFuture<'a, KeyBytes> {
        Box::pin(self.open(wrapped, context))
    }

    fn is_current<'a>(&'a self, wrapped: &'a WrappedKey, context: &'a str) -> RootFuture<'a, bool> {
        Box::pin(async move { self.fresh().keys[0].is_current(wrapped, context).await })
    }
}

impl fmt::Debug for HeldRoot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HeldRoot")
    }
}

impl Held {
    fn read(path: &Path, ambient: &Ambient) -> Result<Self, Error> {
        // Looked at before the reading: what changes in between is then read once more.
        let read_at = changed_at(path);
        let text = file::read(path)?;
        let mut keys = Vec::new();
        for word in text.split_whitespace() {
            let bytes = decode(word).ok_or_else(|| unreadable(path))?;
            keys.push(RootKey::from_bytes(&bytes, ambient));
        }
        match keys.is_empty() {
            true => Err(unreadable(path)),
            false => Ok(Self { keys, read_at }),
        }
    }

    async fn open(&self, wrapped: &WrappedKey, context: &str) -> Result<KeyBytes, Error> {
        for key in &self.keys {
            match key.unwrap(wrapped, context).await {
                Err(Error::WrongKey) => {}
                opened => return opened,
            }
        }
        Err(Error::WrongKey)
    }
}

fn changed_at(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).ok()?.modified().ok()
}

pub(super) fn unreadable(path: &Path) -> Error {
    Error::BadKey {
        at: path.display().to_string(),
        why: "it does not hold 32 bytes in base64; put it back from its escrow copy".to_owned(),
    }
}
