//! An installation that is opened: its data folder, database, policy and vault, this process's alone.

use anyhow::Result;
use tutela_access::Gate;
use tutela_core::Ambient;
use tutela_db::Db;
use tutela_vault::{Vault, VaultConfig};

use crate::config::Loaded;
use crate::data::DataFolder;
use crate::refusal::Refusal;

mod places;

pub use places::{database, root_key, store};

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
        let db = open_database(loaded, &ambient).await?;
        let gate = Gate::new(db.clone(), ambient.clone())?;
        let vault = open_vault(loaded, &db, &ambient).await?;
        Ok(Self {
            parts: Parts {
                ambient,
                db,
                gate,
                vault,
            },
            _folder: folder,
        })
    }

    /// Closes the database, after what runs on it.
    pub async fn close(self) {
        self.parts.db.close().await;
    }
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
        store: store(loaded)?,
        installation: installation.to_string(),
        root: root_key(loaded),
    };
    let wrong = |error| Refusal::new(places::vault_trouble(&loaded.settings, &error));
    Ok(Vault::start(config, ambient).await.map_err(wrong)?)
}
