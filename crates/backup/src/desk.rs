//! The page of those who run the platform: what was backed up, what its restore proved, and what is wrong.

pub(crate) mod api;
mod calendar;
pub(crate) mod screen;

use std::time::Duration;

use tutela_access::{Action as _, Authorized, Error, StartBackup, ViewBackups};
use tutela_audit::{Activity, duty, record};
use tutela_core::{BackupRunId, Scope, Time};

use crate::alarm::{self, Alarm};
use crate::runs::{self, Run, State};
use crate::{Backups, Snapshot};

/// The duty that makes a backup, by the name under which it is called.
pub const DAILY: &str = "back up and prove it";

/// Runs that are shown.
const SHOWN: u32 = 60;
/// For how long the second place may keep a page waiting.
const PATIENCE: Duration = Duration::from_secs(4);

/// How the backups stand.
#[derive(Debug, Clone)]
pub struct Standing {
    pub runs: Vec<Run>,
    pub alarms: Vec<Alarm>,
    /// When the newest proved one was taken.
    pub proved_at: Option<Time>,
    /// When the newest one of any kind was taken: what came after it would be lost.
    pub newest_at: Option<Time>,
    /// How long the last proof took: what a restore takes.
    pub restore: Option<Duration>,
    /// Backups and points of the last day at the place.
    pub points: usize,
}

/// How the backups stand now. The second place is asked too, and does not answer is an answer.
pub async fn standing(
    authorized: &mut Authorized<'_, ViewBackups>,
    backups: &Backups,
) -> Result<Standing, Error> {
    let now = backups.ambient.now();
    let runs = runs::latest(authorized.tx(), SHOWN).await?;
    let since = alarm::begun_at(authorized.tx()).await?.unwrap_or(now);
    let mut alarms = alarm::judge(&runs, backups.is_second, since, now);
    let at_place = match tokio::time::timeout(PATIENCE, backups.list()).await {
        Ok(Ok(all)) => all,
        Ok(Err(error)) => unreachable(&mut alarms, error.to_string()),
        Err(_) => unreachable(&mut alarms, "it took too long".to_owned()),
    };
    let proved = runs.iter().find(|run| run.state(now) == State::Proved);
    let day = Duration::from_secs(24 * 3600);
    Ok(Standing {
        alarms,
        proved_at: proved.and_then(|run| run.taken_at),
        newest_at: at_place.iter().map(|one| one.taken_at).max(),
        restore: proved.and_then(|run| run.verifying),
        points: at_place
            .iter()
            .filter(|one| now.since(one.taken_at) < day)
            .count(),
        runs,
    })
}

fn unreachable(alarms: &mut Vec<Alarm>, why: String) -> Vec<Snapshot> {
    alarms.insert(0, Alarm::Unreachable(why));
    Vec::new()
}

/// Has a backup made as soon as a node looks, whenever the next one was due.
pub async fn start(authorized: &mut Authorized<'_, StartBackup>) -> Result<(), Error> {
    let (by, policy) = (authorized.somebody().id, authorized.policy().to_owned());
    let (now, ambient) = (authorized.now(), authorized.ambient());
    let tx = authorized.tx();
    duty::call(tx, DAILY, now).await?;
    let activity = Activity {
        actor: Some(by),
        account: None,
        scope: Scope::Platform,
        action: StartBackup::NAME,
        policy: &policy,
        subject: DAILY.to_owned(),
        detail: "",
    };
    record(tx, activity, ambient).await?;
    Ok(())
}

/// One run.
pub async fn get(
    authorized: &mut Authorized<'_, ViewBackups>,
    id: BackupRunId,
) -> Result<Run, Error> {
    runs::find(authorized.tx(), id)
        .await?
        .ok_or(Error::NotFound)
}
