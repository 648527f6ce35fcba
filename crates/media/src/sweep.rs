//! What a crash left behind: half-written uploads, and objects whose row was never committed.

use std::time::Duration;

use futures_util::StreamExt as _;
use tutela_access::{Gate, OpenDoor};
use tutela_core::{ObjectId, Time};
use tutela_db::{args, sql};
use tutela_vault::Vault;

/// How old it must be: no upload lasts longer, on this node or on another that shares the store.
const GRACE: Duration = Duration::from_secs(24 * 3600);

/// What was cleared away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    pub unfinished: u64,
    pub orphans: u64,
}

/// Clears away what belongs to nobody and is a day old.
///
/// # Errors
/// [`tutela_web::Error`] when the database or the store fails; what was cleared until then stays cleared.
pub async fn sweep(gate: &Gate, vault: &Vault) -> Result<Swept, tutela_web::Error> {
    let now = gate.ambient().now();
    let of_vault = crate::upload::of_vault;
    let grace = i64::try_from(GRACE.as_micros()).unwrap_or(i64::MAX);
    let before = Time::from_micros(now.micros().saturating_sub(grace));
    let mut swept = Swept {
        unfinished: vault.sweep_unfinished(before).await.map_err(of_vault)?,
        orphans: 0,
    };
    let mut entries = vault.list();
    while let Some(entry) = entries.next().await {
        let entry = entry.map_err(of_vault)?;
        let Some((account, object)) = entry.object() else {
            continue;
        };
        if entry.modified < before && !has_row(gate, object).await? {
            vault.delete(account, object).await.map_err(of_vault)?;
            swept.orphans += 1;
        }
    }
    Ok(swept)
}

async fn has_row(gate: &Gate, object: ObjectId) -> Result<bool, tutela_db::Error> {
    let mut tx = gate.look(OpenDoor::OPERATOR).await?;
    let find = sql!("SELECT id FROM objects WHERE id = $1");
    let stands = tx.find(find, args![object]).await?.is_some();
    Ok(stands || crate::tus::has_part(&mut tx, object).await?)
}
