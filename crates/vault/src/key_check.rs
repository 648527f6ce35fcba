//! The file by which a store knows its root key: a wrong key, or a missing one, is told at the start and not at the first seek.
//! There is one file per root key in force, so that a rotation adds the new before it drops the old.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};

use crate::store::Name;
use crate::{Error, Keyring, Store, WrappedKey};

const FIRST_LINE: &str = "tutela key check v1";
/// Far more than any check value: one line of under a hundred letters, or what a key service makes of it.
const LIMIT: u64 = 4096;

/// A check value and where it lies.
pub(crate) struct KeyCheck {
    name: Name,
    value: WrappedKey,
}

/// The check values of a store; none before its first start.
pub(crate) async fn read(store: &Store) -> Result<Vec<KeyCheck>, Error> {
    let mut checks = Vec::new();
    let mut names = store.list(&Name::key_checks());
    while let Some(entry) = names.next().await {
        let entry = entry?;
        let text = store
            .get_range(&entry.name, 0..entry.size.min(LIMIT))
            .await?;
        let value = parse(&text).ok_or_else(|| Error::damaged(entry.name.to_string()))?;
        checks.push(KeyCheck {
            name: entry.name,
            value,
        });
    }
    if checks.is_empty() {
        refuse_orphaned_objects(store).await?;
    }
    Ok(checks)
}

/// Whether the root key of `keyring` made one of `checks`.
pub(crate) async fn matches(checks: &[KeyCheck], keyring: &Keyring) -> Result<bool, Error> {
    for check in checks {
        if keyring.recognises(&check.value).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether one of `checks` was made by the root key in force.
pub(crate) async fn has_current(checks: &[KeyCheck], keyring: &Keyring) -> Result<bool, Error> {
    for check in checks {
        if keyring.made(&check.value).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Adds a check value for the root key of `keyring`.
pub(crate) async fn add(store: &Store, keyring: &Keyring) -> Result<(), Error> {
    let value = keyring.check_value().await?;
    let text = format!("{FIRST_LINE}\n{}\n", URL_SAFE_NO_PAD.encode(&value.0));
    let name = Name::key_check(keyring.ambient().id());
    store
        .put(&name, stream::iter([Ok(Bytes::from(text))]))
        .await?;
    Ok(())
}

/// Removes the check values of all root keys but the one in force.
pub(crate) async fn keep_only(store: &Store, keyring: &Keyring) -> Result<(), Error> {
    let checks = read(store).await?;
    if !has_current(&checks, keyring).await? {
        return Err(Error::WrongKey);
    }
    for check in checks {
        if !keyring.made(&check.value).await? {
            store.delete(&check.name).await?;
        }
    }
    Ok(())
}

/// Without a check value any key would be taken for the right one, so a store that holds objects must have one.
async fn refuse_orphaned_objects(store: &Store) -> Result<(), Error> {
    match store.list(&Name::objects()).next().await {
        None => Ok(()),
        Some(Err(error)) => Err(error),
        Some(Ok(_)) => Err(Error::damaged(
            "the folder key-check is empty though sealed objects exist; put it back from a backup",
        )),
    }
}

fn parse(text: &[u8]) -> Option<WrappedKey> {
    let mut lines = std::str::from_utf8(text).ok()?.lines();
    if lines.next()? != FIRST_LINE {
        return None;
    }
    URL_SAFE_NO_PAD.decode(lines.next()?).ok().map(WrappedKey)
}
