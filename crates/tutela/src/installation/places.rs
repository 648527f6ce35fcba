//! Where an installation's parts are, and what to do when one of them is not as it should be.

use anyhow::Result;
use tutela_db::{Error as DbError, Place};
use tutela_vault::{Error as VaultError, RootSource, Store};

use crate::config::{Loaded, Settings, StorePlace};
use crate::data;
use crate::refusal::{Refusal, refuse};

/// Where the rows are.
pub fn database(settings: &Settings) -> Place {
    match &settings.database {
        Some(address) => Place::Server(address.secret().clone()),
        None => Place::File(data::database(&settings.data)),
    }
}

/// Where the root key is.
pub fn root_key(loaded: &Loaded) -> RootSource {
    match &loaded.secrets.root_key {
        Some(text) => RootSource::Text(text.clone()),
        None => RootSource::File(loaded.settings.root_key_file()),
    }
}

/// Where sealed objects are.
///
/// # Errors
/// A refusal when the folder cannot be made, or the bucket's settings make no sense.
pub fn store(loaded: &Loaded) -> Result<Store> {
    let made = match loaded.settings.store() {
        StorePlace::Folder(path) => Store::folder(&path),
        StorePlace::Bucket(bucket) => return open_bucket(loaded, bucket),
    };
    Ok(made.map_err(|error| Refusal::new(vault_trouble(&loaded.settings, &error)))?)
}

#[cfg(feature = "s3")]
fn open_bucket(loaded: &Loaded, bucket: String) -> Result<Store> {
    let config = tutela_vault::S3Config {
        bucket,
        region: loaded.settings.s3.region.clone(),
        endpoint: loaded.settings.s3.endpoint.clone(),
        access_key: loaded.secrets.s3_access_key.clone(),
    };
    match Store::s3(&config) {
        Ok(store) => Ok(store),
        Err(error) => refuse!("{}", vault_trouble(&loaded.settings, &error)),
    }
}

#[cfg(not(feature = "s3"))]
fn open_bucket(_: &Loaded, bucket: String) -> Result<Store> {
    refuse!(
        "This build cannot use the bucket {bucket}. Name a folder with --store, or build with the feature s3."
    )
}

/// What is wrong with the database, and the way out.
pub fn database_trouble(settings: &Settings, error: &DbError) -> String {
    let which = match &settings.database {
        Some(address) => address.to_string(),
        None => data::database(&settings.data).display().to_string(),
    };
    let way_out = match (error, &settings.database) {
        (DbError::Newer(_) | DbError::Changed(_), _) => "",
        (DbError::Full, _) => " Make room on its disk.",
        (_, Some(_)) => {
            " Check that the server runs, and that TUTELA_DATABASE names it with the right name and password."
        }
        (_, None) => {
            " Let the user that runs Tutela read and write it, or put it back from a backup."
        }
    };
    format!("The database {which} cannot be used: {error}.{way_out}")
}

/// What is wrong with the sealed objects or their key, and the way out.
pub fn vault_trouble(settings: &Settings, error: &VaultError) -> String {
    let store = settings.store();
    let way_out = match error {
        VaultError::WrongKey | VaultError::MissingKey { .. } => {
            " Its place is named by --root-key-file, or TUTELA_ROOT_KEY holds it."
        }
        VaultError::BadKey { .. } | VaultError::Damaged { .. } => "",
        VaultError::Full => " Make room there.",
        _ => {
            " Check that it is there, that this user may write it, and for a bucket its address and access key."
        }
    };
    format!("The sealed objects in {store} cannot be used: {error}.{way_out}")
}
