//! What this feature can say about its promises from its own rows: whether a backup of today is there and was proved.

use tutela_audit::probe::{Finding, Found, Probe};
use tutela_core::Time;
use tutela_db::Error;

use crate::Backups;
use crate::runs::{self, LATE, Run, State};

/// The probes.
pub fn probes(backups: &Backups) -> Vec<Probe> {
    let (taken, proved, mirrored) = (backups.clone(), backups.clone(), backups.clone());
    vec![
        Probe::new("backup", move |_| is_taken(taken.clone())),
        Probe::new("restore", move |_| is_proved(proved.clone())),
        Probe::new("mirror", move |_| is_mirrored(mirrored.clone())),
    ]
}

/// Whether a backup of today lies at a second place (BR1).
async fn is_taken(backups: Backups) -> Found {
    let (runs, now) = latest(&backups).await?;
    let run = newest(&runs, |run| run.taken_at, now)?;
    if !backups.is_second {
        return Err(format!(
            "backups go to {}, which is on the disk that they are backups of",
            backups.place_name
        ));
    }
    Ok(Finding::of([
        ("hours", hours(run.taken_at, now)),
        ("rows", figure(run.rows)),
        ("objects", figure(run.objects)),
    ]))
}

/// Whether the backup of today was fetched back, restored and compared (BR2).
async fn is_proved(backups: Backups) -> Found {
    let (runs, now) = latest(&backups).await?;
    let ended = runs.iter().find(|run| run.state(now) != State::Running);
    if let Some(trouble) = ended.and_then(|run| run.trouble.as_ref()) {
        return Err(format!("the last one failed: {trouble}"));
    }
    let proved: Vec<_> = runs
        .into_iter()
        .filter(|run| run.state(now) == State::Proved)
        .collect();
    let run = newest(&proved, |run| run.verified_at, now)?;
    let took = run.verifying.map_or(0, |took| took.as_secs());
    Ok(Finding::of([
        ("hours", hours(run.verified_at, now)),
        ("rows", figure(run.rows)),
        ("opened", figure(run.opened)),
        ("seconds", figure(Some(took))),
    ]))
}

/// Whether the named repositories went along (DP1): a backup without one of them fails as a whole.
async fn is_mirrored(backups: Backups) -> Found {
    let named = figure(Some(backups.repositories.len() as u64));
    if named == 0 {
        return Err("no repository is named; say --backup-repository NAME=FOLDER".to_owned());
    }
    let (runs, now) = latest(&backups).await?;
    let run = newest(&runs, |run| run.taken_at, now)?;
    Ok(Finding::of([
        ("repositories", named),
        ("hours", hours(run.taken_at, now)),
    ]))
}

async fn latest(backups: &Backups) -> Result<(Vec<Run>, Time), String> {
    let now = backups.ambient.now();
    let looked = async {
        let mut tx = backups.db.read().await?;
        runs::latest(&mut tx, 30).await
    };
    let runs = looked.await.map_err(|error: Error| error.to_string())?;
    Ok((runs, now))
}

/// The newest that has come so far, when that was not long ago.
fn newest(runs: &[Run], at: impl Fn(&Run) -> Option<Time>, now: Time) -> Result<&Run, String> {
    let Some(run) = runs.iter().find(|run| at(run).is_some()) else {
        return Err("there is none yet".to_owned());
    };
    match at(run) {
        Some(at) if now.since(at) <= LATE => Ok(run),
        _ => Err(format!("the last one is {} hours old", hours(at(run), now))),
    }
}

fn hours(at: Option<Time>, now: Time) -> i64 {
    let age = at.map_or(0, |at| now.since(at).as_secs() / 3600);
    figure(Some(age))
}

fn figure(count: Option<u64>) -> i64 {
    i64::try_from(count.unwrap_or(0)).unwrap_or(i64::MAX)
}
