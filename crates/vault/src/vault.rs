//! The vault: a store and a keyring that belong together. Everything sealed or opened goes through it.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use tutela_core::{AccountId, Ambient, ObjectId, Time};

use crate::store::{EntryStream, Name};
use crate::{Error, Keyring, Root, RootSource, Store, WrappedKey, key_check};

mod object;
mod seal;

pub use object::SealedObject;
pub use seal::NewObject;

/// What a vault is started with.
#[derive(Debug, Clone)]
pub struct VaultConfig {
    /// Where sealed bytes rest.
    pub store: Store,
    /// The id of this installation: 1 to 64 letters, digits or hyphens that never change.
    pub installation: String,
    /// Where the root key comes from.
    pub root: RootSource,
}

/// What was sealed: what the caller keeps in its row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Plaintext bytes.
    pub size: u64,
    /// Stored bytes.
    pub sealed_size: u64,
    /// SHA-256 of the stored bytes, so that a copy can be checked without any key.
    pub sha256: [u8; 32],
    /// The object's key under its account's key.
    pub wrapped_key: WrappedKey,
}

/// What the caller's row says of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectMeta {
    /// Which object.
    pub object: ObjectId,
    /// What it was sealed for.
    pub purpose: crate::Purpose,
    /// Plaintext bytes.
    pub size: u64,
    /// [`Sealed::wrapped_key`].
    pub wrapped_key: WrappedKey,
}

/// Seals and opens objects. Cheap to clone.
#[derive(Clone)]
pub struct Vault {
    store: Arc<RwLock<Store>>,
    keyring: Keyring,
    ambient: Ambient,
}

impl Vault {
    /// Starts a vault. At the first start of an empty store the root key may be created; from then on a missing key is
    /// [`Error::MissingKey`] and another one [`Error::WrongKey`].
    pub async fn start(config: VaultConfig, ambient: &Ambient) -> Result<Self, Error> {
        let checks = key_check::read(&config.store).await?;
        let root = config.root.load(checks.is_empty(), ambient)?;
        let keyring = Keyring::new(root, &config.installation, ambient)?;
        if checks.is_empty() {
            key_check::add(&config.store, &keyring).await?;
        } else if !key_check::matches(&checks, &keyring).await? {
            return Err(Error::WrongKey);
        }
        let vault = Self {
            store: Arc::new(RwLock::new(config.store)),
            keyring,
            ambient: ambient.clone(),
        };
        // A key that was put in front of the one that the store knows, and a stop before it was said.
        vault.confirm_root().await?;
        Ok(vault)
    }

    /// The root key at work.
    pub fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    /// The store below, for backups and for measuring against the same bytes unsealed.
    pub fn store(&self) -> Store {
        self.store
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Reads and writes in another store from now on, in all clones of this vault.
    pub fn change_store(&self, store: Store) {
        *self.store.write().unwrap_or_else(PoisonError::into_inner) = store;
    }

    /// Where the bytes of an object rest, in words for an operator.
    pub fn place(&self, account: AccountId, object: ObjectId) -> String {
        self.store().place(&Name::object(account, object))
    }

    /// Removes an object for good; nothing happens when it is not there.
    pub async fn delete(&self, account: AccountId, object: ObjectId) -> Result<(), Error> {
        self.store().delete(&Name::object(account, object)).await
    }

    /// Every stored object, in no order: [`crate::Entry::object`] names it. One without a row, and old enough that no upload
    /// may still be about to write the row, is an orphan.
    pub fn list(&self) -> EntryStream {
        self.store().list(&Name::objects())
    }

    /// Every stored object of one account.
    pub fn list_account(&self, account: AccountId) -> EntryStream {
        self.store().list(&Name::account(account))
    }

    /// Removes what uploads that died before `before` left behind; gives their number.
    pub async fn sweep_unfinished(&self, before: Time) -> Result<u64, Error> {
        self.store().sweep_unfinished(before).await
    }

    /// Lets the vault be started with the root key that is in force now, beside those it could be started with before: the
    /// first step of a rotation. Then every key is renewed, and [`Vault::forget_former_roots`] ends it.
    pub async fn confirm_root(&self) -> Result<(), Error> {
        let checks = key_check::read(&self.store()).await?;
        if !key_check::has_current(&checks, &self.keyring).await? {
            key_check::add(&self.store(), &self.keyring).await?;
        }
        Ok(())
    }

    /// Whether a root key is the one in force here, by opening what that one closed.
    pub async fn proves(&self, root: Arc<dyn Root>) -> Result<bool, Error> {
        let keyring = self.keyring.under(root);
        let checks = key_check::read(&self.store()).await?;
        key_check::has_current(&checks, &keyring).await
    }

    /// Refuses all root keys from now on but the one in force.
    pub async fn forget_former_roots(&self) -> Result<(), Error> {
        key_check::keep_only(&self.store(), &self.keyring).await
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vault({:?})", self.store)
    }
}
