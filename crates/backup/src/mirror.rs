//! Sealed objects, copied as they lie: they are ciphertext already and never change, so each is copied once, with its hash.

use std::collections::HashMap;
use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use tutela_core::{ObjectId, Time};
use tutela_vault::{Error as VaultError, Name, Store};

use crate::Error;
use crate::manifest::ObjectRef;

/// Objects that are copied at the same time.
const AT_ONCE: usize = 2;
/// For how long an object stays at the second place after the last row that named it went: as long as the oldest backup.
const KEPT: Duration = Duration::from_secs(372 * 24 * 3600);

/// What a mirroring did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mirrored {
    /// Objects that were there already.
    pub present: u64,
    pub copied: u64,
    /// Stored bytes that were copied.
    pub bytes: u64,
    /// Objects that a row names and that are not there.
    pub missing: Vec<ObjectId>,
    /// Objects whose bytes are not those that were sealed.
    pub damaged: Vec<ObjectId>,
}

enum Copied {
    Whole(u64),
    Missing,
    Damaged,
}

/// Copies what `to` does not have.
///
/// # Errors
/// When one of the two places fails. What was copied until then stays.
pub async fn mirror(from: &Store, to: &Store, objects: &[ObjectRef]) -> Result<Mirrored, Error> {
    let there = list(to).await?;
    let name = |object: &ObjectRef| Name::object(object.account, object.object);
    let mut mirrored = Mirrored::default();
    let (old, new): (Vec<_>, Vec<_>) = objects
        .iter()
        .partition(|object| there.contains_key(&name(object)));
    mirrored.present = old.len() as u64;
    let copies = new.into_iter().map(|object| async move {
        let copied = copy(from, to, &name(object), &object.sealed_sha256).await;
        (object.object, copied)
    });
    let mut copies = stream::iter(copies.collect::<Vec<_>>()).buffer_unordered(AT_ONCE);
    while let Some((object, copied)) = copies.next().await {
        match copied? {
            Copied::Whole(bytes) => {
                mirrored.copied += 1;
                mirrored.bytes += bytes;
            }
            Copied::Missing => mirrored.missing.push(object),
            Copied::Damaged => mirrored.damaged.push(object),
        }
    }
    Ok(mirrored)
}

/// The objects at a place, with their stored bytes.
///
/// # Errors
/// When the place fails.
pub async fn list(place: &Store) -> Result<HashMap<Name, u64>, Error> {
    let mut found = HashMap::new();
    let mut entries = place.list(&Name::objects());
    while let Some(entry) = entries.next().await {
        let entry = entry?;
        found.insert(entry.name, entry.size);
    }
    Ok(found)
}

/// What does not have the hash that its row keeps is not left at the other place.
async fn copy(from: &Store, to: &Store, name: &Name, sha256: &[u8]) -> Result<Copied, Error> {
    let size = match from.size(name).await {
        Err(VaultError::NotFound) => return Ok(Copied::Missing),
        other => other?,
    };
    let bytes = from.read(name, 0..size).await?;
    let stored = match to.put(name, bytes).await {
        Err(VaultError::Exists) => return Ok(Copied::Whole(0)),
        other => other?,
    };
    if stored.sha256 == sha256 {
        return Ok(Copied::Whole(stored.size));
    }
    to.delete(name).await?;
    Ok(Copied::Damaged)
}

/// Notes which objects at the place no row names any more, and deletes those that none has named for as long as backups
/// are kept; gives the number of the deleted.
///
/// # Errors
/// When the place fails.
pub async fn let_go(place: &Store, objects: &[ObjectRef], now: Time) -> Result<u64, Error> {
    let mut unnamed = list(place).await?;
    for object in objects {
        unnamed.remove(&Name::object(object.account, object.object));
    }
    let mut noted = HashMap::new();
    let mut entries = place.list(&folder()?);
    while let Some(entry) = entries.next().await {
        let entry = entry?;
        noted.insert(entry.name.clone(), entry.modified);
    }
    let mut gone = 0;
    for name in unnamed.keys() {
        let note = note_of(name)?;
        match noted.remove(&note) {
            Some(since) if since.plus(KEPT) < now => {
                place.delete(name).await?;
                place.delete(&note).await?;
                gone += 1;
            }
            Some(_) => {}
            None => drop(place.put(&note, stream::iter([])).await),
        }
    }
    for back in noted.keys() {
        place.delete(back).await?;
    }
    Ok(gone)
}

fn folder() -> Result<Name, Error> {
    named("unnamed")
}

fn note_of(object: &Name) -> Result<Name, Error> {
    named(&object.as_str().replacen("objects/", "unnamed/", 1))
}

fn named(text: &str) -> Result<Name, Error> {
    text.parse()
        .map_err(|_| Error::damaged(format!("{text} is no name")))
}
