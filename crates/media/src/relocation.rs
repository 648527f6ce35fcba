//! Objects move from one store to another while they are served. That a move is under way is a row, which every node looks for;
//! an object's old copy goes only when its new one was read back and is what was sealed.

use std::time::Duration;

use futures_util::StreamExt as _;
use tutela_access::{Gate, OpenDoor};
use tutela_core::{AccountId, ObjectId, Time};
use tutela_db::{Row, Tx, args, sql};
use tutela_vault::{Entry, Name, Store};
use uuid::Uuid;

use crate::account_key::KeyError;

/// For so long after its end both stores are looked at, because what began to be uploaded into the old one still arrives.
pub const AFTERWARDS: Duration = Duration::from_secs(8 * 24 * 3600);

/// A move, under way or over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    pub id: Uuid,
    /// Where the objects were, as the setting says it.
    pub source: String,
    /// Where they go.
    pub target: String,
    /// The region of the bucket among the two.
    pub region: String,
    pub endpoint: Option<String>,
    pub begun_at: Time,
    pub ended_at: Option<Time>,
}

impl Move {
    /// Whether both stores are still to be looked at.
    pub fn counts(&self, now: Time) -> bool {
        self.ended_at
            .is_none_or(|ended| now.since(ended) < AFTERWARDS)
    }
}

/// Where objects move.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub source: String,
    pub target: String,
    pub region: String,
    pub endpoint: Option<String>,
}

/// The latest move there was.
///
/// # Errors
/// When the database fails.
pub async fn latest(tx: &mut Tx) -> Result<Option<Move>, tutela_db::Error> {
    let find = sql!(
        "SELECT id, source, target, region, endpoint, begun_at, ended_at
         FROM store_moves ORDER BY begun_at DESC, id DESC LIMIT 1"
    );
    tx.find(find, args![]).await?.as_ref().map(read).transpose()
}

/// Begins a move, or goes on with the one that is under way when it is the same. Nothing when it is another.
///
/// # Errors
/// When the database fails.
pub async fn begin(gate: &Gate, wanted: &Wanted) -> Result<Option<Move>, tutela_db::Error> {
    let now = gate.ambient().now();
    let mut tx = gate.enter(OpenDoor::OPERATOR).await?;
    if let Some(last) = latest(&mut tx).await?
        && last.ended_at.is_none()
    {
        let is_same = last.source == wanted.source && last.target == wanted.target;
        return Ok(is_same.then_some(last));
    }
    let id: Uuid = gate.ambient().id();
    let insert = sql!(
        "INSERT INTO store_moves (id, source, target, region, endpoint, begun_at) VALUES ($1, $2, $3, $4, $5, $6)"
    );
    let (source, target) = (wanted.source.as_str(), wanted.target.as_str());
    let (region, endpoint) = (wanted.region.as_str(), wanted.endpoint.as_deref());
    let values = args![id.to_string(), source, target, region, endpoint, now];
    tx.run(insert, values).await?;
    let begun = latest(&mut tx).await?;
    tx.commit().await?;
    Ok(begun)
}

/// Notes that this node reads both stores and writes to the new one.
///
/// # Errors
/// When the database fails.
pub async fn learned(gate: &Gate, known: Uuid, node: Uuid) -> Result<(), tutela_db::Error> {
    let mut tx = gate.enter(OpenDoor::OPERATOR).await?;
    let insert = sql!(
        "INSERT INTO store_move_nodes (move_id, node, learned_at) VALUES ($1, $2, $3)
         ON CONFLICT (move_id, node) DO NOTHING"
    );
    let now = gate.ambient().now();
    let values = args![known.to_string(), node.to_string(), now];
    tx.run(insert, values).await?;
    tx.commit().await
}

/// How many nodes know of a move.
///
/// # Errors
/// When the database fails.
pub async fn known_by(gate: &Gate, known: Uuid) -> Result<u64, tutela_db::Error> {
    let mut tx = gate.look(OpenDoor::OPERATOR).await?;
    let count = sql!("SELECT COUNT(*) FROM store_move_nodes WHERE move_id = $1");
    tx.get(count, args![known.to_string()]).await?.count(0)
}

/// Notes that everything is in the new place.
///
/// # Errors
/// When the database fails.
pub async fn end(gate: &Gate, known: Uuid) -> Result<(), tutela_db::Error> {
    let mut tx = gate.enter(OpenDoor::OPERATOR).await?;
    let end = sql!("UPDATE store_moves SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL");
    tx.run(end, args![known.to_string(), gate.ambient().now()])
        .await?;
    tx.commit().await
}

/// What one pass over the old store did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Carried {
    pub objects: u64,
    pub bytes: u64,
    /// What has no row: an upload that is about to write it, or an orphan that the sweep takes.
    pub without_row: u64,
    /// What is not what was sealed. It stays where it is, for looking through the objects tells of it.
    pub damaged: u64,
}

/// Carries everything over that has a row, one object after the other. Broken off anywhere, it is simply called again.
///
/// # Errors
/// When a store or the database does not answer.
pub async fn carry(
    gate: &Gate,
    (to, from): (&Store, &Store),
    mut told: impl FnMut(&Carried),
) -> Result<Carried, KeyError> {
    let mut done = Carried::default();
    let mut entries = from.list(&Name::objects());
    while let Some(entry) = entries.next().await {
        let entry = entry?;
        match entry.object() {
            Some(ids) => carry_one(gate, (to, from), (&entry, ids), &mut done).await?,
            None => done.without_row += 1,
        }
        told(&done);
    }
    Ok(done)
}

async fn carry_one(
    gate: &Gate,
    (to, from): (&Store, &Store),
    (entry, (_, object)): (&Entry, (AccountId, ObjectId)),
    done: &mut Carried,
) -> Result<(), KeyError> {
    let Some(sealed) = sealed_digest(gate, object).await? else {
        done.without_row += 1;
        return Ok(());
    };
    let name = &entry.name;
    let bytes = match from.read(name, 0..entry.size).await {
        Err(tutela_vault::Error::NotFound) => return Ok(()),
        bytes => bytes?,
    };
    match to.put(name, bytes).await {
        Ok(_) | Err(tutela_vault::Error::Exists) => {}
        Err(error) => return Err(error.into()),
    }
    if to.digest(name).await?.sha256[..] != sealed[..] {
        tracing::error!(%object, "it is not what was sealed, and is left where it is");
        to.delete(name).await?;
        done.damaged += 1;
        return Ok(());
    }
    from.delete(name).await?;
    done.objects += 1;
    done.bytes += entry.size;
    Ok(())
}

async fn sealed_digest(gate: &Gate, object: ObjectId) -> Result<Option<Vec<u8>>, tutela_db::Error> {
    let mut tx = gate.look(OpenDoor::OPERATOR).await?;
    let find = sql!("SELECT sealed_sha256 FROM objects WHERE id = $1");
    let row = tx.find(find, args![object]).await?;
    row.map(|row| row.blob(0)).transpose()
}

fn read(row: &Row) -> Result<Move, tutela_db::Error> {
    Ok(Move {
        id: row.id(0)?,
        source: row.text(1)?,
        target: row.text(2)?,
        region: row.text(3)?,
        endpoint: row.opt_text(4)?,
        begun_at: row.time(5)?,
        ended_at: row.opt_time(6)?,
    })
}
