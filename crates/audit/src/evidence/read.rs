//! The log as it is read: checkpoints, tiles, bundles of entries, and proofs.

use std::collections::BTreeSet;
use std::ops::Range;

use tutela_core::{AccountId, Ambient, EvidenceId, Time};
use tutela_db::{Error, Row, Tx, args, sql};

use super::Kind;
use super::checkpoint::Checkpoint;
use super::entry::opening_key;
use super::merkle::{self, Hash};
use super::note::{Note, Verifier};
use super::sequencer::int;
use super::tile::{TileId, Tiles, WIDTH, to_hash};

/// A checkpoint that was signed, with the signatures of witnesses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    pub size: u64,
    pub root: Hash,
    /// The note.
    pub signed: String,
    pub signed_at: Time,
}

/// The latest checkpoint; nothing before the first entry.
///
/// # Errors
/// When the database fails.
pub async fn latest(tx: &mut Tx) -> Result<Option<SignedCheckpoint>, Error> {
    let find = sql!(
        "SELECT size, root, signed, signed_at FROM evidence_checkpoints
         WHERE size = (SELECT MAX(size) FROM evidence_checkpoints)"
    );
    let Some(row) = tx.find(find, args![]).await? else {
        return Ok(None);
    };
    let size = row.count(0)?;
    let lines = cosignatures(tx, size).await?;
    Ok(Some(SignedCheckpoint {
        size,
        root: to_hash(&row.blob(1)?),
        signed: row.text(2)? + &lines,
        signed_at: row.time(3)?,
    }))
}

async fn cosignatures(tx: &mut Tx, size: u64) -> Result<String, Error> {
    let list = sql!("SELECT witness, line FROM evidence_cosignatures WHERE size = $1");
    let rows = tx.rows(list, args![int(size)?]).await?;
    let read = |row: &Row| Ok((row.text(0)?, row.text(1)?));
    let mut lines: Vec<(String, String)> = rows.iter().map(read).collect::<Result<_, Error>>()?;
    lines.sort();
    Ok(lines.into_iter().map(|(_, line)| line).collect())
}

/// The keys of the log, the first one first; the last one signs.
///
/// # Errors
/// When the database fails.
pub async fn verifiers(tx: &mut Tx) -> Result<Vec<Verifier>, Error> {
    let list = sql!("SELECT verifier FROM evidence_keys ORDER BY made_at, id");
    let rows = tx.rows(list, args![]).await?;
    rows.iter().map(|row| row.id(0)).collect()
}

/// The first `width` hashes of a tile; nothing where it has fewer.
///
/// # Errors
/// When the database fails.
pub async fn tile(tx: &mut Tx, id: TileId, width: u64) -> Result<Option<Vec<u8>>, Error> {
    let tiles = tiles(tx, BTreeSet::from([id])).await?;
    let wanted = usize::try_from(width * 32).unwrap_or(usize::MAX);
    let hashes = tiles.0.get(&id).and_then(|hashes| hashes.get(..wanted));
    Ok(hashes.map(<[u8]>::to_vec))
}

pub(super) async fn tiles(tx: &mut Tx, ids: BTreeSet<TileId>) -> Result<Tiles, Error> {
    let mut tiles = Tiles::default();
    for id in ids {
        let find = sql!("SELECT hashes FROM evidence_tiles WHERE level = $1 AND number = $2");
        if let Some(row) = tx.find(find, args![id.level, int(id.number)?]).await? {
            tiles.0.insert(id, row.blob(0)?);
        }
    }
    Ok(tiles)
}

/// The leaves of a bundle of entries, in a log of `size`.
///
/// # Errors
/// When the database fails.
pub async fn leaves(tx: &mut Tx, bundle: u64, size: u64) -> Result<Vec<Vec<u8>>, Error> {
    let first = bundle.saturating_mul(WIDTH);
    let end = first.saturating_add(WIDTH).min(size);
    let list = sql!(
        "SELECT leaf FROM evidence_entries WHERE number >= $1 AND number < $2 ORDER BY number, id"
    );
    let rows = tx.rows(list, args![int(first)?, int(end)?]).await?;
    rows.iter().map(|row| row.blob(0)).collect()
}

/// The hashes of parts of the tree.
async fn hashes(tx: &mut Tx, parts: Vec<Range<u64>>) -> Result<Vec<Hash>, Error> {
    let tiles = tiles(tx, Tiles::needed(&parts)).await?;
    let hashes = parts.into_iter().map(|part| tiles.hash(part));
    hashes.collect::<Option<_>>().ok_or(Error::Missing)
}

/// The root of the first `size` entries.
async fn root(tx: &mut Tx, size: u64) -> Result<Hash, Error> {
    let whole = std::iter::once(0..size).collect::<Vec<_>>();
    let tiles = tiles(tx, Tiles::needed(&whole)).await?;
    tiles.hash(0..size).ok_or(Error::Missing)
}

/// The hashes that prove that the first `size` entries begin with the first `older` ones.
///
/// # Errors
/// [`Error::Missing`] where the log is not that long.
pub async fn consistency(tx: &mut Tx, older: u64, size: u64) -> Result<Vec<Hash>, Error> {
    hashes(tx, merkle::consistency(older, size)).await
}

/// How an older checkpoint stands to the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// The log still begins with it.
    Holds(SignedCheckpoint),
    /// It is no checkpoint, or none of this log.
    Foreign,
    /// The key of this log did not sign it.
    Unsigned,
    /// It knows of more entries than the log has: some were taken away.
    Ahead,
    /// The log begins otherwise than it says: the past was changed.
    Forked,
}

/// Compares an older checkpoint with the log.
///
/// # Errors
/// When the database fails.
pub async fn compare(tx: &mut Tx, older: &str) -> Result<Standing, Error> {
    let parsed = Note::parse(&normal(older));
    let read = parsed.and_then(|note| Some((Checkpoint::read(&note)?, note)));
    let Some((older, note)) = read else {
        return Ok(Standing::Foreign);
    };
    let keys = verifiers(tx).await?;
    let Some(key) = keys.iter().find(|key| key.name() == older.origin) else {
        return Ok(Standing::Foreign);
    };
    if !matches!(note.said_by(key), super::note::Said::Signed(_)) {
        return Ok(Standing::Unsigned);
    }
    let Some(latest) = latest(tx).await?.filter(|latest| latest.size >= older.size) else {
        return Ok(Standing::Ahead);
    };
    let begins = match older.size {
        0 => merkle::empty(),
        size => root(tx, size).await?,
    };
    Ok(match begins == older.root {
        true => Standing::Holds(latest),
        false => Standing::Forked,
    })
}

/// A note as it comes out of a letter or a form: other line breaks, blanks at its ends.
fn normal(text: &str) -> String {
    let lines = text.trim().lines().map(str::trim_end);
    lines.fold(String::new(), |all, line| all + line + "\n")
}

/// An entry with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbered {
    /// Nothing while the entry waits for its place.
    pub number: Option<u64>,
    pub id: EvidenceId,
    pub at: Time,
    pub kind: Kind,
    pub account: Option<AccountId>,
    pub subject: String,
    /// What was done, where it is kept.
    pub details: Option<String>,
    /// The text of the entry.
    pub leaf: String,
}

/// The latest entries of a kind, newest first.
///
/// # Errors
/// When the database fails.
pub async fn latest_of(tx: &mut Tx, kind: Kind, limit: u32) -> Result<Vec<Numbered>, Error> {
    let list = sql!(
        "SELECT number, id, at, kind, account_id, subject_id, details, leaf FROM evidence_entries
         WHERE kind = $1 ORDER BY number DESC, id LIMIT $2"
    );
    let rows = tx.rows(list, args![kind.as_str(), limit]).await?;
    rows.iter().map(read).collect()
}

/// The entries about something of an account, oldest first, those that wait at the end.
///
/// # Errors
/// When the database fails.
pub async fn about(
    tx: &mut Tx,
    (account, subject): (Option<AccountId>, &str),
) -> Result<Vec<Numbered>, Error> {
    let list = sql!(
        "SELECT number, id, at, kind, account_id, subject_id, details, leaf FROM evidence_entries
         WHERE subject_id = $2 AND (account_id = $1 OR (account_id IS NULL AND CAST($1 AS TEXT) IS NULL))
         ORDER BY number, id"
    );
    let values = args![account, subject];
    let mut found = tx.rows(list, values).await?;
    let waiting = sql!(
        "SELECT CAST(NULL AS BIGINT), id, at, kind, account_id, subject_id, details, leaf
         FROM evidence_pending
         WHERE subject_id = $2 AND (account_id = $1 OR (account_id IS NULL AND CAST($1 AS TEXT) IS NULL))
         ORDER BY at, id"
    );
    found.extend(tx.rows(waiting, values).await?);
    found.iter().map(read).collect()
}

/// The entry at a place, if it is of the account.
///
/// # Errors
/// When the database fails.
pub async fn find(
    tx: &mut Tx,
    account: Option<AccountId>,
    number: u64,
) -> Result<Option<Numbered>, Error> {
    let find = sql!(
        "SELECT number, id, at, kind, account_id, subject_id, details, leaf FROM evidence_entries
         WHERE number = $2 AND (account_id = $1 OR (account_id IS NULL AND CAST($1 AS TEXT) IS NULL))"
    );
    let Ok(number) = int(number) else {
        return Ok(None);
    };
    let row = tx.find(find, args![account, number]).await?;
    row.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<Numbered, Error> {
    let number = row.opt_int(0)?;
    Ok(Numbered {
        number: number.map(|_| row.count(0)).transpose()?,
        id: row.id(1)?,
        at: row.time(2)?,
        kind: row.id(3)?,
        account: row.opt_id(4)?,
        subject: row.text(5)?,
        details: row.opt_text(6)?,
        leaf: String::from_utf8(row.blob(7)?).map_err(|_| Error::Column(7))?,
    })
}

/// Everything that somebody needs to check, without this installation, that an entry is in the log and what it speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    pub number: u64,
    /// The hashes beside the way from the entry to the root, from the bottom up.
    pub hashes: Vec<Hash>,
    pub checkpoint: SignedCheckpoint,
    /// The key under which the details were digested.
    pub opening: [u8; 32],
}

/// Proves that an entry is in the log; nothing while it waits for its place.
///
/// # Errors
/// When the database fails.
pub async fn prove(
    tx: &mut Tx,
    entry: &Numbered,
    ambient: &Ambient,
) -> Result<Option<Proof>, Error> {
    let (Some(number), Some(checkpoint)) = (entry.number, latest(tx).await?) else {
        return Ok(None);
    };
    let hashes = hashes(tx, merkle::inclusion(number, checkpoint.size)).await?;
    Ok(Some(Proof {
        number,
        hashes,
        checkpoint,
        opening: opening_key(ambient, entry.id),
    }))
}
