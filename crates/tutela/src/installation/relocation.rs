//! The store in force: the one of the settings, or two as one while objects move, which every node notices by itself.

use std::time::{Duration, Instant};

use anyhow::Result;
use tutela_core::Time;
use tutela_db::Db;
use tutela_media::relocation::{self, Move};
use tutela_vault::Store;
use uuid::Uuid;

use super::{Parts, places};
use crate::config::{Loaded, StorePlace};
use crate::refusal::Refusal;

/// How often a node looks whether a move has begun.
const LOOK: Duration = Duration::from_secs(2);
/// How often it looks for what arrived late in the old place.
const LATE: Duration = Duration::from_secs(3600);

/// The store to start with.
///
/// # Errors
/// A refusal when a store cannot be used.
pub async fn store(loaded: &Loaded, db: &Db, now: Time) -> Result<Store> {
    let mut tx = db.read().await?;
    let last = relocation::latest(&mut tx).await?;
    drop(tx);
    let here = place(&loaded.settings.store());
    match last {
        Some(last) if last.counts(now) && [&last.source, &last.target].contains(&&here) => {
            both(loaded, &last)
        }
        Some(last) if last.source == here => {
            tracing::warn!(target = %last.target, "the objects have moved; name their new place with --store");
            open(loaded, &last.target, &last)
        }
        _ => places::store(loaded),
    }
}

/// Both stores of a move as one. Once it is over, the old one may be gone.
fn both(loaded: &Loaded, last: &Move) -> Result<Store> {
    let to = open(loaded, &last.target, last)?;
    match open(loaded, &last.source, last) {
        Ok(from) => Ok(Store::pair(to, from)),
        Err(error) if last.ended_at.is_some() => {
            tracing::warn!(%error, "the place where the objects were is not looked at any more");
            Ok(to)
        }
        Err(error) => Err(error),
    }
}

/// A store of a move, by the place that its row names.
///
/// # Errors
/// A refusal when it cannot be used.
pub fn open(loaded: &Loaded, at: &str, last: &Move) -> Result<Store> {
    let at: StorePlace = at
        .parse()
        .map_err(|error| Refusal::new(format!("{at:?} cannot be a place for objects: {error}.")))?;
    let mut there = loaded.clone();
    there.settings.store = Some(at);
    there.settings.s3.region.clone_from(&last.region);
    there.settings.s3.endpoint.clone_from(&last.endpoint);
    places::store(&there)
}

/// A place as a row names it: the same however it was typed.
pub fn place(at: &StorePlace) -> String {
    match at {
        StorePlace::Folder(path) => {
            let whole = std::fs::canonicalize(path).or_else(|_| std::path::absolute(path));
            whole.unwrap_or_else(|_| path.clone()).display().to_string()
        }
        bucket => bucket.to_string(),
    }
}

/// Looks for moves as long as the process lives. From the moment that one is known, both stores are read, and what is new goes to
/// the new one; only then does this node say so.
pub async fn follow(parts: Parts, loaded: Loaded) {
    let node: Uuid = parts.ambient.id();
    let (mut known, mut late) = (None, Instant::now());
    loop {
        if late.elapsed() >= LATE {
            late = Instant::now();
            match follow_up(&parts, &loaded).await {
                Ok(said) => tracing::debug!(%said, "looked for what arrived late"),
                Err(error) => {
                    tracing::warn!(%error, "what arrived late in the old place was not brought over")
                }
            }
        }
        if let Err(error) = look(&parts, &loaded, (node, &mut known)).await {
            tracing::error!(%error, "a move of the objects is known of and cannot be followed");
        }
        tokio::time::sleep(LOOK).await;
    }
}

async fn look(
    parts: &Parts,
    loaded: &Loaded,
    (node, known): (Uuid, &mut Option<Uuid>),
) -> Result<()> {
    let mut tx = parts.db.read().await?;
    let last = relocation::latest(&mut tx).await?;
    drop(tx);
    let counts = |last: &Move| last.ended_at.is_none() && *known != Some(last.id);
    let Some(last) = last.filter(counts) else {
        return Ok(());
    };
    parts.vault.change_store(both(loaded, &last)?);
    relocation::learned(&parts.gate, last.id, node).await?;
    tracing::info!(target = %last.target, "objects move");
    *known = Some(last.id);
    Ok(())
}

/// Brings over what arrived in the old place after a move was over.
async fn follow_up(parts: &Parts, loaded: &Loaded) -> Result<String> {
    let mut tx = parts.db.read().await?;
    let last = relocation::latest(&mut tx).await?;
    drop(tx);
    let over = |last: &Move| last.ended_at.is_some() && last.counts(parts.ambient.now());
    let Some(last) = last.filter(over) else {
        return Ok("no move".to_owned());
    };
    let Ok(from) = open(loaded, &last.source, &last) else {
        return Ok("the old place is gone".to_owned());
    };
    let to = open(loaded, &last.target, &last)?;
    let done = relocation::carry(&parts.gate, (&to, &from), |_| {}).await?;
    Ok(format!("{} objects brought over", done.objects))
}
