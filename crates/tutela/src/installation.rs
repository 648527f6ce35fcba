//! An installation that is opened: its data folder, database, policy and vault, this process's alone.

use std::num::NonZero;

use anyhow::Result;
use tokio::task::JoinHandle;
use tutela_access::Gate;
use tutela_core::Ambient;
use tutela_db::Db;
use tutela_identity::password::Hasher;
use tutela_vault::{Vault, VaultConfig};

use crate::config::Loaded;
use crate::data::DataFolder;
use crate::refusal::Refusal;

pub mod house_key;
mod places;
pub mod relocation;

pub use places::{database, database_trouble, root_key, store};

/// What features are built on. Cheap to clone.
#[derive(Clone)]
pub struct Parts {
    /// Clock and dice.
    pub ambient: Ambient,
    /// The database.
    pub db: Db,
    /// The only way to it for what answers a request.
    pub gate: Gate,
    /// Sealed objects.
    pub vault: Vault,
    /// Passwords.
    pub hasher: Hasher,
}

/// What a command works on. The data folder stays locked until it is dropped.
pub struct Installation {
    /// What features are built on.
    pub parts: Parts,
    _folder: DataFolder,
}

impl Installation {
    /// Opens it, or makes it at the first start.
    ///
    /// # Errors
    /// A refusal when the database, the policy, the store or the root key cannot be used.
    pub async fn open(loaded: &Loaded, folder: DataFolder) -> Result<Self> {
        let ambient = Ambient::system();
        let hasher = aside({
            let ambient = ambient.clone();
            move || Hasher::new(cores(), &ambient)
        });
        let db = open_database(loaded, &ambient).await?;
        let gate = aside({
            let (db, ambient) = (db.clone(), ambient.clone());
            move || Gate::new(db, ambient)
        });
        let vault = open_vault(loaded, &db, &ambient).await?;
        house_key::lay_in(&db, &vault, &ambient).await?;
        let (gate, hasher) = (gate.await??, hasher.await?);
        Ok(Self {
            parts: Parts {
                ambient,
                db,
                gate,
                vault,
                hasher,
            },
            _folder: folder,
        })
    }

    /// Closes the database, after what runs on it.
    pub async fn close(self) {
        self.parts.db.close().await;
    }
}

/// Begins what only computes, a third of the start each: the policy is checked, a password is hashed.
fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    tokio::task::spawn_blocking(work)
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}

async fn open_database(loaded: &Loaded, ambient: &Ambient) -> Result<Db> {
    let settings = &loaded.settings;
    let wrong = |error| Refusal::new(places::database_trouble(settings, &error));
    Ok(Db::open(&database(settings), ambient.now())
        .await
        .map_err(wrong)?)
}

async fn open_vault(loaded: &Loaded, db: &Db, ambient: &Ambient) -> Result<Vault> {
    let mut tx = db.write().await?;
    let installation = tutela_access::installation(&mut tx, ambient).await?;
    tx.commit().await?;
    let config = VaultConfig {
        store: relocation::store(loaded, db, ambient.now()).await?,
        installation: installation.to_string(),
        root: root_key(loaded),
    };
    let wrong = |error| Refusal::new(places::vault_trouble(&loaded.settings, &error));
    Ok(Vault::start(config, ambient).await.map_err(wrong)?)
}
