//! Uploads that survive, by the tus protocol 1.0 (<https://tus.io/protocols/resumable-upload>): a broken line, a closed tab and
//! a restarted server lose no acknowledged byte, and no plaintext touches a disk on the way.

pub mod api;
mod arrival;
mod concat;
mod create;
mod header;
mod hold;
mod join;
mod row;
mod write;

use tutela_access::{Gate, OpenDoor};
use tutela_core::{AccountId, ObjectId, Time};
use tutela_db::{Tx, args, sql};
use tutela_vault::Vault;

/// Clears away the uploads that nobody goes on with; gives their number.
///
/// # Errors
/// [`tutela_db::Error`] when the database fails; what was cleared until then stays cleared.
pub async fn expire(gate: &Gate, vault: &Vault, now: Time) -> Result<u64, tutela_db::Error> {
    let mut cleared = 0;
    loop {
        let mut tx = gate.enter(OpenDoor::OPERATOR).await?;
        let mut pieces = Vec::new();
        let expired = row::expired(&mut tx, now).await?;
        for (upload, account) in &expired {
            let parts = row::parts(&mut tx, *upload).await?;
            pieces.push((*account, parts.iter().map(|part| part.object).collect()));
            row::remove(&mut tx, *upload).await?;
        }
        tx.commit().await?;
        for (account, objects) in &pieces {
            let objects: &Vec<_> = objects;
            discard(vault, *account, objects).await;
        }
        cleared += expired.len() as u64;
        if expired.is_empty() {
            return Ok(cleared);
        }
    }
}

/// Whether an object is a piece of an upload under way.
pub(crate) async fn has_part(tx: &mut Tx, object: ObjectId) -> Result<bool, tutela_db::Error> {
    let find = sql!("SELECT id FROM upload_parts WHERE id = $1");
    Ok(tx.find(find, args![object]).await?.is_some())
}

/// Removes pieces that have no row any more. What cannot be removed now is an orphan, which the sweep takes.
async fn discard(vault: &Vault, account: AccountId, pieces: &[ObjectId]) {
    for piece in pieces {
        if let Err(error) = vault.delete(account, *piece).await {
            tracing::warn!(%error, "a piece of an upload is left to the sweep");
        }
    }
}
