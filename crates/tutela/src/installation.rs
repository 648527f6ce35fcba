//! An installation that is opened: its data folder, its database and its keys, this process's alone.

use anyhow::Result;
use tutela_core::Ambient;
use tutela_db::{Db, Place};

use crate::config::{Loaded, Settings};
use crate::data::{self, DataFolder};
use crate::refusal::Refusal;
use crate::router::Parts;

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
    /// A refusal when the folder is in use or not Tutela's, or the database cannot be used.
    pub async fn open(loaded: &Loaded, folder: DataFolder) -> Result<Self> {
        let ambient = Ambient::system();
        let db = open_database(&loaded.settings, &ambient).await?;
        Ok(Self { parts: Parts { db, ambient }, _folder: folder })
    }

    /// Closes the database, after what runs on it.
    pub async fn close(self) {
        self.parts.db.close().await;
    }
}

/// Where the rows are.
pub fn database_place(settings: &Settings) -> Place {
    match &settings.database {
        Some(address) => Place::Server(address.secret().clone()),
        None => Place::File(data::database(&settings.data)),
    }
}

async fn open_database(settings: &Settings, ambient: &Ambient) -> Result<Db> {
    let place = database_place(settings);
    Db::open(&place, ambient.now()).await.map_err(|error| refusal(settings, &error).into())
}

fn refusal(settings: &Settings, error: &tutela_db::Error) -> Refusal {
    let way_out = match (error, &settings.database) {
        (tutela_db::Error::Newer(_), _) => return Refusal::new(sentence(error)),
        (_, Some(_)) => "Check that the server runs and that TUTELA_DATABASE names it, with name and password",
        (_, None) => "Check that the data folder can be written and that its disk has room",
    };
    let which = match &settings.database {
        Some(address) => address.to_string(),
        None => data::database(&settings.data).display().to_string(),
    };
    Refusal::new(format!("The database {which} cannot be used: {error}. {way_out}; `tutela doctor` looks closer."))
}

fn sentence(error: &tutela_db::Error) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), letters.as_str())
}
