//! The record of backups: when one was made, what it held, and what its restore proved. A missing line is an alarm.

use std::time::Duration;

use tutela_core::{Ambient, BackupRunId, Time};
use tutela_db::{Db, Error, Row, Tx, args, sql};

use crate::events;
use crate::take::Taken;
use crate::verify::Verified;

/// After so long without a proved backup the operator is told.
pub const LATE: Duration = Duration::from_secs(26 * 3600);
/// A run that has not ended after this has been broken off.
const LONGEST: Duration = Duration::from_secs(12 * 3600);
/// For how long the record of a run is kept.
const KEPT: Duration = Duration::from_secs(400 * 24 * 3600);

/// A backup that was made or tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub id: BackupRunId,
    pub place: String,
    pub begun_at: Time,
    pub ended_at: Option<Time>,
    pub snapshot: Option<String>,
    pub taken_at: Option<Time>,
    pub rows: Option<u64>,
    pub objects: Option<u64>,
    pub object_bytes: Option<u64>,
    /// Bytes of its files, and those that were new at the place.
    pub size: Option<u64>,
    pub added: Option<u64>,
    pub taking: Option<Duration>,
    pub verified_at: Option<Time>,
    /// How long the restore took: what a real one takes at least.
    pub verifying: Option<Duration>,
    /// Objects that were opened and read to their end.
    pub opened: Option<u64>,
    pub rehearsal: Option<String>,
    pub drilled_at: Option<Time>,
    /// Why it failed.
    pub trouble: Option<String>,
}

/// How a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Running,
    /// Taken, fetched back, restored and compared.
    Proved,
    /// Taken, and its proof failed or did not come.
    Unproved,
    Failed,
}

impl State {
    /// The word in the API and in the keys of texts.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Proved => "proved",
            Self::Unproved => "unproved",
            Self::Failed => "failed",
        }
    }
}

impl Run {
    /// How it stands now.
    pub fn state(&self, now: Time) -> State {
        match (self.ended_at, self.taken_at, &self.trouble) {
            (None, _, _) if now.since(self.begun_at) < LONGEST => State::Running,
            (Some(_), _, None) if self.verified_at.is_some() => State::Proved,
            (_, Some(_), _) => State::Unproved,
            _ => State::Failed,
        }
    }
}

/// Notes that a backup begins.
///
/// # Errors
/// When the database fails.
pub async fn begin(db: &Db, id: BackupRunId, place: &str, now: Time) -> Result<(), Error> {
    let mut tx = db.write().await?;
    let old = sql!("DELETE FROM backup_runs WHERE begun_at < $1");
    tx.run(old, args![now.minus(KEPT)]).await?;
    let insert = sql!("INSERT INTO backup_runs (id, place, begun_at) VALUES ($1, $2, $3)");
    tx.run(insert, args![id, place, now]).await?;
    tx.commit().await
}

/// Notes what was taken.
///
/// # Errors
/// When the database fails.
pub async fn taken(
    db: &Db,
    id: BackupRunId,
    taken: &Taken,
    ambient: &Ambient,
) -> Result<(), Error> {
    let Some(snapshot) = &taken.snapshot else {
        return Ok(());
    };
    let update = sql!(
        "UPDATE backup_runs
         SET snapshot = $2, taken_at = $3, table_rows = $4, objects = $5, object_bytes = $6, size = $7,
             added = $8, taking_ms = $9
         WHERE id = $1"
    );
    let manifest = &taken.manifest;
    let values = args![
        id,
        &snapshot.id,
        snapshot.taken_at,
        whole(manifest.rows()),
        whole(manifest.objects),
        whole(manifest.object_bytes),
        whole(snapshot.size),
        whole(snapshot.added + taken.mirrored.bytes),
        millis(taken.took)
    ];
    let mut tx = db.write().await?;
    tx.run(update, values).await?;
    let held = format!("{} rows, {} objects", manifest.rows(), manifest.objects);
    events::taken(&mut tx, &id.to_string(), &held, ambient).await?;
    tx.commit().await
}

/// Notes what its restore proved.
///
/// # Errors
/// When the database fails.
pub async fn verified(
    db: &Db,
    id: BackupRunId,
    proof: &Verified,
    ambient: &Ambient,
) -> Result<(), Error> {
    let update = sql!(
        "UPDATE backup_runs SET verified_at = $2, verifying_ms = $3, opened = $4, rehearsal = $5 WHERE id = $1"
    );
    let rehearsal = proof.rehearsal.as_ref();
    let now = ambient.now();
    let values = args![id, now, millis(proof.took), whole(proof.opened), rehearsal];
    let mut tx = db.write().await?;
    tx.run(update, values).await?;
    let seen = format!(
        "{} rows compared, {} objects opened",
        proof.rows, proof.opened
    );
    events::proved(&mut tx, &id.to_string(), &seen, ambient).await?;
    tx.commit().await
}

/// Notes that damaged copies of it were refused.
///
/// # Errors
/// When the database fails.
pub async fn drilled(db: &Db, id: BackupRunId, now: Time) -> Result<(), Error> {
    let update = sql!("UPDATE backup_runs SET drilled_at = $2 WHERE id = $1");
    run(db, update, args![id, now]).await
}

/// Notes its end, and what went wrong.
///
/// # Errors
/// When the database fails.
pub async fn end(db: &Db, id: BackupRunId, trouble: Option<&str>, now: Time) -> Result<(), Error> {
    let update = sql!("UPDATE backup_runs SET ended_at = $2, trouble = $3 WHERE id = $1");
    run(db, update, args![id, now, trouble]).await
}

/// The latest runs, newest first.
///
/// # Errors
/// When the database fails.
pub async fn latest(tx: &mut Tx, limit: u32) -> Result<Vec<Run>, Error> {
    let list = sql!(
        "SELECT id, place, begun_at, ended_at, snapshot, taken_at, table_rows, objects, object_bytes, size, added,
                taking_ms, verified_at, verifying_ms, opened, rehearsal, drilled_at, trouble
         FROM backup_runs ORDER BY begun_at DESC, id DESC LIMIT $1"
    );
    tx.rows(list, args![limit])
        .await?
        .iter()
        .map(read)
        .collect()
}

/// One run, or nothing.
///
/// # Errors
/// When the database fails.
pub async fn find(tx: &mut Tx, id: BackupRunId) -> Result<Option<Run>, Error> {
    let find = sql!(
        "SELECT id, place, begun_at, ended_at, snapshot, taken_at, table_rows, objects, object_bytes, size, added,
                taking_ms, verified_at, verifying_ms, opened, rehearsal, drilled_at, trouble
         FROM backup_runs WHERE id = $1"
    );
    tx.find(find, args![id])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

fn read(row: &Row) -> Result<Run, Error> {
    let count = |column| Ok::<_, Error>(row.opt_int(column)?.and_then(|n| u64::try_from(n).ok()));
    let time = |column| Ok::<_, Error>(count(column)?.map(Duration::from_millis));
    Ok(Run {
        id: row.id(0)?,
        place: row.text(1)?,
        begun_at: row.time(2)?,
        ended_at: row.opt_time(3)?,
        snapshot: row.opt_text(4)?,
        taken_at: row.opt_time(5)?,
        rows: count(6)?,
        objects: count(7)?,
        object_bytes: count(8)?,
        size: count(9)?,
        added: count(10)?,
        taking: time(11)?,
        verified_at: row.opt_time(12)?,
        verifying: time(13)?,
        opened: count(14)?,
        rehearsal: row.opt_text(15)?,
        drilled_at: row.opt_time(16)?,
        trouble: row.opt_text(17)?,
    })
}

async fn run(db: &Db, sql: tutela_db::Sql, values: &[tutela_db::Value]) -> Result<(), Error> {
    let mut tx = db.write().await?;
    tx.run(sql, values).await?;
    tx.commit().await
}

fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn millis(took: Duration) -> i64 {
    i64::try_from(took.as_millis()).unwrap_or(i64::MAX)
}
