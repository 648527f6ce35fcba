//! `listBackups`, `startBackup`, `getBackup`.

use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use tutela_access::{Platform, StartBackup, ViewBackups};
use tutela_core::{BackupRunId, Time};
use tutela_web::{Error, Json, Path, Visit};
use utoipa::ToSchema;

use super::{get, standing};
use crate::Backups;
use crate::alarm::Alarm;
use crate::runs::Run;

/// How the backups stand.
#[derive(Debug, Serialize, ToSchema)]
pub struct BackupStanding {
    /// The second place.
    place: String,
    /// What is wrong; nothing when all is well.
    alarms: Vec<BackupAlarm>,
    /// When the newest proved backup was taken.
    #[schema(format = DateTime)]
    proved_at: Option<String>,
    /// When the newest one of any kind was taken: what came after it would be lost.
    #[schema(format = DateTime)]
    newest_at: Option<String>,
    /// How long the last proof took, in seconds: what a restore takes.
    restore_seconds: Option<u64>,
    /// Backups and points of the last day.
    points: usize,
    /// The latest first, sixty at most.
    backups: Vec<Backup>,
}

/// Something that is wrong with the backups.
#[derive(Debug, Serialize, ToSchema)]
pub struct BackupAlarm {
    /// `missing`, `late`, `trouble`, `same-disk` or `unreachable`.
    kind: &'static str,
    detail: String,
}

/// A backup that was made or tried.
#[derive(Debug, Serialize, ToSchema)]
pub struct Backup {
    #[schema(value_type = String, format = "uuid")]
    id: BackupRunId,
    /// `running`, `proved`, `unproved` or `failed`.
    state: &'static str,
    place: String,
    #[schema(format = DateTime)]
    begun_at: String,
    #[schema(format = DateTime)]
    ended_at: Option<String>,
    /// The moment that it holds.
    #[schema(format = DateTime)]
    taken_at: Option<String>,
    /// Its id in the repository.
    snapshot: Option<String>,
    rows: Option<u64>,
    objects: Option<u64>,
    object_bytes: Option<u64>,
    /// Bytes of its files, before compression.
    size: Option<u64>,
    /// Bytes that were new at the place.
    added: Option<u64>,
    taking_ms: Option<u64>,
    #[schema(format = DateTime)]
    verified_at: Option<String>,
    verifying_ms: Option<u64>,
    /// Objects that were opened and read to their end.
    opened: Option<u64>,
    /// What the application did on the restored copy.
    rehearsal: Option<String>,
    /// When damaged copies of it were refused.
    #[schema(format = DateTime)]
    drilled_at: Option<String>,
    /// Why it failed.
    trouble: Option<String>,
}

/// See how the backups stand, and the latest of them. For the platform's administrators.
#[utoipa::path(
    get,
    path = "/api/v1/platform/backups",
    operation_id = "listBackups",
    tag = "backup",
    responses((status = 200, description = "How they stand.", body = BackupStanding)),
)]
pub async fn list_backups(
    visit: Visit,
    Shared(backups): Shared<Backups>,
) -> Result<Json<BackupStanding>, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewBackups, Platform).await?;
    let standing = standing(&mut authorized, &backups).await?;
    let now = visit.now();
    Ok(Json(BackupStanding {
        place: backups.place_name.clone(),
        alarms: standing.alarms.iter().map(BackupAlarm::from).collect(),
        proved_at: shown(standing.proved_at),
        newest_at: shown(standing.newest_at),
        restore_seconds: standing.restore.map(|took| took.as_secs()),
        points: standing.points,
        backups: standing
            .runs
            .into_iter()
            .map(|run| told(run, now))
            .collect(),
    }))
}

/// Have a backup made and proved now. It begins within seconds, on one of the nodes.
#[utoipa::path(
    post,
    path = "/api/v1/platform/backups",
    operation_id = "startBackup",
    tag = "backup",
    responses((status = 202, description = "It begins.")),
)]
pub async fn start_backup(visit: Visit) -> Result<Response, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(StartBackup, Platform).await?;
    super::start(&mut authorized).await?;
    guarded.commit().await?;
    Ok(StatusCode::ACCEPTED.into_response())
}

/// See one backup.
#[utoipa::path(
    get,
    path = "/api/v1/platform/backups/{backup}",
    operation_id = "getBackup",
    tag = "backup",
    params(("backup" = String, Path, description = "The id of the backup.")),
    responses((status = 200, description = "The backup.", body = Backup)),
)]
pub async fn get_backup(visit: Visit, Path(id): Path<BackupRunId>) -> Result<Json<Backup>, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewBackups, Platform).await?;
    let run = get(&mut authorized, id).await?;
    Ok(Json(told(run, visit.now())))
}

fn shown(at: Option<Time>) -> Option<String> {
    at.map(|at| at.to_string())
}

fn told(run: Run, now: Time) -> Backup {
    let millis = |took: std::time::Duration| u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    Backup {
        state: run.state(now).as_str(),
        id: run.id,
        place: run.place,
        begun_at: run.begun_at.to_string(),
        ended_at: shown(run.ended_at),
        taken_at: shown(run.taken_at),
        snapshot: run.snapshot,
        rows: run.rows,
        objects: run.objects,
        object_bytes: run.object_bytes,
        size: run.size,
        added: run.added,
        taking_ms: run.taking.map(millis),
        verified_at: shown(run.verified_at),
        verifying_ms: run.verifying.map(millis),
        opened: run.opened,
        rehearsal: run.rehearsal,
        drilled_at: shown(run.drilled_at),
        trouble: run.trouble,
    }
}

impl From<&Alarm> for BackupAlarm {
    fn from(alarm: &Alarm) -> Self {
        Self {
            kind: alarm.as_str(),
            detail: alarm.detail(),
        }
    }
}
