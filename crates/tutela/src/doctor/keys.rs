//! The root key: whether there is one where it is looked for, and whether it can be one.

use std::path::Path;

use tutela_core::Ambient;
use tutela_vault::{Error, RootKey};

use super::Check;
use crate::config::{Loaded, StorePlace};

const NAME: &str = "root key";

/// What is known without opening anything with it; whether it fits the objects is checked at every start.
pub fn check(loaded: &Loaded) -> Check {
    if let Some(text) = &loaded.secrets.root_key {
        return match tutela_vault::check_root_text(text, &Ambient::system()) {
            Ok(_) => Check::ok(NAME, "TUTELA_ROOT_KEY holds it"),
            Err(error) => Check::wrong(
                NAME,
                error.to_string(),
                "Put the key into TUTELA_ROOT_KEY that this data was begun with.",
            ),
        };
    }
    in_file(&loaded.settings.root_key_file(), &loaded.settings.store())
}

fn in_file(path: &Path, store: &StorePlace) -> Check {
    match RootKey::read(path, &Ambient::system()) {
        Ok(_) => Check::ok(
            NAME,
            format!("{} holds it; keep a copy in another place", path.display()),
        ),
        Err(Error::MissingKey { .. }) if is_first_start(store) => Check::ok(
            NAME,
            format!("the first start makes it in {}", path.display()),
        ),
        Err(Error::MissingKey { .. }) => Check::wrong(
            NAME,
            format!(
                "it is not in {}, and there are sealed objects",
                path.display()
            ),
            "Put it back from its copy, or name it with --root-key-file. Nothing else opens what is there.",
        ),
        Err(error) => Check::wrong(NAME, error.to_string(), "Put the file back from its copy."),
    }
}

/// A bucket is not asked: the start does that.
fn is_first_start(store: &StorePlace) -> bool {
    match store {
        StorePlace::Bucket(_) => true,
        StorePlace::Folder(path) => path
            .read_dir()
            .map_or(true, |mut entries| entries.next().is_none()),
    }
}
