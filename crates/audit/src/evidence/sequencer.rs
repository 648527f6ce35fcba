//! Gives entries their places: one node at a time numbers what has committed, hashes it into the tree and signs the result.

use std::sync::LazyLock;
use std::time::Duration;

use tokio::sync::Notify;
use tutela_core::{Ambient, EvidenceId, Time};
use tutela_db::{Db, Error, Lock, Tx, args, sql};
use uuid::Uuid;

use super::checkpoint::Checkpoint;
use super::merkle::{self, Hash};
use super::note::{Signer, Use};
use super::read;
use super::tile::{self, TileId};

/// How many entries get their places in one transaction.
const BATCH: u32 = 1000;
/// How often it is looked for entries of other nodes.
const LOOK: Duration = Duration::from_secs(1);
/// How long entries gather after the first, so that many need one transaction.
const GATHER: Duration = Duration::from_millis(200);
/// How long checkpoints that were followed by others are kept.
const KEPT: Duration = Duration::from_secs(90 * 24 * 3600);
/// One node numbers at a time.
const NUMBERING: Lock = Lock::Exclusive(0x6576_6964_656e_6365);

/// Rings when a transaction with an entry has committed in this process.
static WAITING: LazyLock<Notify> = LazyLock::new(Notify::new);

pub(super) fn ring() {
    WAITING.notify_one();
}

/// Makes the key of the log at the first start, and signs that it is empty.
///
/// # Errors
/// When the database fails.
pub async fn lay_in(db: &Db, installation: Uuid, ambient: &Ambient) -> Result<(), Error> {
    let mut tx = db.write().await?;
    tx.lock(NUMBERING).await?;
    if read::verifiers(&mut tx).await?.is_empty() {
        make_key(&mut tx, &format!("tutela/{installation}"), ambient).await?;
        sign(&mut tx, (0, merkle::empty()), ambient).await?;
    }
    tx.commit().await
}

/// Begins to sign under another name and key, with the same entries: after a restore, which may have lost entries that others have
/// seen, the old name must never sign again. Gives the new name.
///
/// # Errors
/// When the database fails.
pub async fn renew(tx: &mut Tx, ambient: &Ambient) -> Result<String, Error> {
    tx.lock(NUMBERING).await?;
    let keys = read::verifiers(tx).await?;
    let first = keys.first().map_or("tutela/log", |key| key.name());
    let origin = format!("{first}/{}", keys.len() + 1);
    make_key(tx, &origin, ambient).await?;
    Ok(origin)
}

async fn make_key(tx: &mut Tx, origin: &str, ambient: &Ambient) -> Result<(), Error> {
    let id: EvidenceId = ambient.id();
    let mut seed = zeroize::Zeroizing::new([0; 32]);
    ambient.fill(&mut seed[..]);
    let signer = Signer::new(origin, Use::Log, &seed[..]).map_err(|_| Error::Missing)?;
    let sealed = ambient.seal(&context(id), &seed[..]);
    let insert = sql!(
        "INSERT INTO evidence_keys (id, origin, verifier, sealed, made_at) VALUES ($1, $2, $3, $4, $5)"
    );
    let verifier = signer.verifier().to_string();
    tx.run(insert, args![id, origin, verifier, sealed, ambient.now()])
        .await?;
    Ok(())
}

/// What the secret half of a key is bound to.
fn context(key: EvidenceId) -> String {
    format!("evidence key|{key}")
}

/// The key that signs now.
async fn signer(tx: &mut Tx, ambient: &Ambient) -> Result<Signer, Error> {
    let find = sql!("SELECT id, origin, sealed FROM evidence_keys ORDER BY made_at DESC, id DESC");
    let row = tx.get(find, args![]).await?;
    let (id, origin): (EvidenceId, String) = (row.id(0)?, row.text(1)?);
    let seed = ambient.unseal(&context(id), &row.blob(2)?);
    let seed = seed.ok_or(Error::Missing)?;
    Signer::new(&origin, Use::Log, seed.expose()).map_err(|_| Error::Missing)
}

/// Gives entries their places for as long as the process lives.
pub async fn keep(db: Db, ambient: Ambient) {
    loop {
        match sequence(&db, &ambient).await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(error) => {
                tracing::warn!(%error, "entries of the evidence log wait for their places")
            }
        }
        if tokio::time::timeout(LOOK, WAITING.notified()).await.is_ok() {
            tokio::time::sleep(GATHER).await;
        }
    }
}

/// Gives entries that wait their places, and signs the new checkpoint; gives how many.
///
/// # Errors
/// When the database fails, or no key was laid in.
pub async fn sequence(db: &Db, ambient: &Ambient) -> Result<usize, Error> {
    let mut look = db.read().await?;
    let any = sql!("SELECT id FROM evidence_pending LIMIT 1");
    if look.find(any, args![]).await?.is_none() {
        return Ok(0);
    }
    drop(look);
    let mut tx = db.write().await?;
    tx.lock(NUMBERING).await?;
    let size = size(&mut tx).await?;
    let leaves = number(&mut tx, size).await?;
    if leaves.is_empty() {
        return Ok(0);
    }
    let size = size + leaves.len() as u64;
    let root = plant(&mut tx, size, &leaves).await?;
    sign(&mut tx, (size, root), ambient).await?;
    tx.commit().await?;
    Ok(leaves.len())
}

/// How many entries have their places.
pub(super) async fn size(tx: &mut Tx) -> Result<u64, Error> {
    let find = sql!("SELECT COALESCE(MAX(number) + 1, 0) FROM evidence_entries");
    tx.get(find, args![]).await?.count(0)
}

/// Moves entries that wait into the log, from `size` on; gives their hashes in that order.
async fn number(tx: &mut Tx, size: u64) -> Result<Vec<Hash>, Error> {
    let list = sql!("SELECT id, leaf FROM evidence_pending ORDER BY at, id LIMIT $1");
    let rows = tx.rows(list, args![BATCH]).await?;
    let first = int(size)?;
    let mut leaves = Vec::with_capacity(rows.len());
    for (number, row) in (first..).zip(&rows) {
        let id: EvidenceId = row.id(0)?;
        let put = sql!(
            "INSERT INTO evidence_entries (number, id, at, kind, account_id, subject_id, details, leaf)
             SELECT CAST($1 AS BIGINT), id, at, kind, account_id, subject_id, details, leaf
             FROM evidence_pending WHERE id = $2"
        );
        tx.run(put, args![number, id]).await?;
        leaves.push(merkle::leaf(&row.blob(1)?));
    }
    let clear = sql!(
        "DELETE FROM evidence_pending
         WHERE id IN (SELECT id FROM evidence_entries WHERE number >= $1)"
    );
    tx.run(clear, args![first]).await?;
    Ok(leaves)
}

/// Adds hashes to the tree, which has `size` entries afterwards; gives its root.
async fn plant(tx: &mut Tx, size: u64, leaves: &[Hash]) -> Result<Hash, Error> {
    let before = size - leaves.len() as u64;
    let mut tiles = read::tiles(tx, last(before).collect()).await?;
    let changed = tile::grow(&mut tiles, before, leaves);
    for id in changed {
        let put = sql!(
            "INSERT INTO evidence_tiles (level, number, hashes) VALUES ($1, $2, $3)
             ON CONFLICT (level, number) DO UPDATE SET hashes = excluded.hashes"
        );
        let hashes = tiles.0.get(&id).cloned().unwrap_or_default();
        tx.run(put, args![id.level, int(id.number)?, hashes])
            .await?;
    }
    tiles.hash(0..size).ok_or(Error::Missing)
}

/// The tiles of a tree that can still grow.
fn last(size: u64) -> impl Iterator<Item = TileId> {
    let tiles = (0..8).map(move |level| TileId {
        level,
        number: (size >> (level * 8)) / tile::WIDTH,
    });
    tiles.filter(move |id| id.width(size) > 0)
}

async fn sign(tx: &mut Tx, (size, root): (u64, Hash), ambient: &Ambient) -> Result<(), Error> {
    let signer = signer(tx, ambient).await?;
    let (origin, now) = (signer.verifier().name().to_owned(), ambient.now());
    let text = Checkpoint { origin, size, root }.text();
    let signed = format!("{text}\n{}", signer.sign(&text, now));
    let insert = sql!(
        "INSERT INTO evidence_checkpoints (size, root, signed, signed_at) VALUES ($1, $2, $3, $4)"
    );
    let values = args![int(size)?, &root[..], signed, now];
    tx.run(insert, values).await?;
    forget(tx, (int(size)?, now)).await
}

/// Old checkpoints are not needed: whoever holds one has it checked against the tree.
async fn forget(tx: &mut Tx, (size, now): (i64, Time)) -> Result<(), Error> {
    let old = args![size, now.minus(KEPT)];
    let notes = sql!("DELETE FROM evidence_checkpoints WHERE size < $1 AND signed_at < $2");
    tx.run(notes, old).await?;
    let lines = sql!("DELETE FROM evidence_cosignatures WHERE size < $1 AND signed_at < $2");
    tx.run(lines, old).await?;
    Ok(())
}

/// A number as the database keeps it.
pub(super) fn int(number: u64) -> Result<i64, Error> {
    i64::try_from(number).map_err(|_| Error::Missing)
}
