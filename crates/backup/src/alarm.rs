//! Absence is an alarm: when no proved backup is there, those who run the platform are told.

use std::time::Duration;

use tutela_audit::{Notice, NoticeKind, notify};
use tutela_core::{Ambient, PersonId, Time};
use tutela_db::{Db, Error, Tx, args, sql};

use crate::runs::{self, LATE, Run, State};

/// Nobody is told of the same trouble more often.
const AGAIN: Duration = Duration::from_secs(20 * 3600);

/// What is wrong with the backups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Alarm {
    /// None was ever proved.
    Missing,
    /// The last proved one is older than a day.
    Late(Time),
    /// The last one failed, or could not be proved; what it said.
    Trouble(String),
    /// They go to the disk that they are backups of.
    SameDisk,
    /// The second place does not answer; what it said.
    Unreachable(String),
}

impl Alarm {
    /// The word in the API and in the keys of texts.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Late(_) => "late",
            Self::Trouble(_) => "trouble",
            Self::SameDisk => "same-disk",
            Self::Unreachable(_) => "unreachable",
        }
    }

    /// What there is to say beside the word.
    pub fn detail(&self) -> String {
        match self {
            Self::Late(at) => at.minute(),
            Self::Trouble(said) | Self::Unreachable(said) => said.clone(),
            Self::Missing | Self::SameDisk => String::new(),
        }
    }
}

/// What is wrong now, judged by the record of runs, newest first. `since` is when the installation began.
pub fn judge(runs: &[Run], is_second: bool, since: Time, now: Time) -> Vec<Alarm> {
    let mut alarms = Vec::new();
    let proved = runs.iter().find(|run| run.state(now) == State::Proved);
    match proved.and_then(|run| run.taken_at) {
        None if now.since(since) > LATE => alarms.push(Alarm::Missing),
        Some(at) if now.since(at) > LATE => alarms.push(Alarm::Late(at)),
        _ => {}
    }
    let ended = runs.iter().find(|run| run.state(now) != State::Running);
    if let Some(run) = ended.filter(|run| run.state(now) != State::Proved) {
        let broken_off = || "it was broken off".to_owned();
        alarms.push(Alarm::Trouble(
            run.trouble.clone().unwrap_or_else(broken_off),
        ));
    }
    if !is_second {
        alarms.push(Alarm::SameDisk);
    }
    alarms
}

/// Looks, and tells the administrators of what is late, missing or unproved; gives what is wrong.
///
/// # Errors
/// When the database fails.
pub async fn look(db: &Db, is_second: bool, ambient: &Ambient) -> Result<Vec<Alarm>, Error> {
    let now = ambient.now();
    let mut tx = db.write().await?;
    let runs = runs::latest(&mut tx, 30).await?;
    let since = begun_at(&mut tx).await?.unwrap_or(now);
    let alarms = judge(&runs, is_second, since, now);
    let loud = alarms.iter().find(|alarm| **alarm != Alarm::SameDisk);
    if let Some(alarm) = loud {
        for person in tutela_access::ended::administrators(&mut tx, now).await? {
            tell(&mut tx, person, alarm, ambient).await?;
        }
    }
    tx.commit().await?;
    Ok(alarms)
}

/// When the installation began.
pub(crate) async fn begun_at(tx: &mut Tx) -> Result<Option<Time>, Error> {
    let find = sql!("SELECT created_at FROM installation ORDER BY created_at, id");
    let row = tx.find(find, args![]).await?;
    row.map(|row| row.time(0)).transpose()
}

async fn tell(
    tx: &mut Tx,
    person: PersonId,
    alarm: &Alarm,
    ambient: &Ambient,
) -> Result<(), Error> {
    let kind = NoticeKind::BackupTrouble;
    let told =
        sql!("SELECT COUNT(*) FROM notifications WHERE person_id = $1 AND kind = $2 AND at > $3");
    let recently = args![person, kind.as_str(), ambient.now().minus(AGAIN)];
    if tx.get(told, recently).await?.int(0)? > 0 {
        return Ok(());
    }
    let detail = match alarm.detail() {
        said if said.is_empty() => alarm.as_str().to_owned(),
        said => said.chars().take(300).collect(),
    };
    let notice = Notice {
        person,
        kind,
        account: None,
        detail: &detail,
    };
    notify(tx, notice, ambient).await
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn run(hours: u64, proved: bool, trouble: Option<&str>, now: Time) -> Run {
        let at = now.minus(Duration::from_secs(hours * 3600));
        Run {
            id: Ambient::system().id(),
            place: "b".to_owned(),
            begun_at: at,
            ended_at: Some(at),
            snapshot: None,
            taken_at: Some(at),
            rows: None,
            objects: None,
            object_bytes: None,
            size: None,
            added: None,
            taking: None,
            verified_at: proved.then_some(at),
            verifying: None,
            opened: None,
            rehearsal: None,
            drilled_at: None,
            trouble: trouble.map(str::to_owned),
        }
    }

    #[test]
    fn br1_a_missing_late_or_unproved_backup_is_an_alarm() {
        let now: Time = "2026-11-29T12:00:00Z".parse().unwrap();
        let old = now.minus(Duration::from_secs(100 * 3600));
        let words = |runs: &[Run], second, since| {
            let alarms = judge(runs, second, since, now);
            alarms.iter().map(Alarm::as_str).collect::<Vec<_>>()
        };
        assert_eq!(words(&[run(3, true, None, now)], true, old), [""; 0]);
        assert_eq!(words(&[], true, now), [""; 0], "a house of today");
        assert_eq!(words(&[], true, old), ["missing"]);
        assert_eq!(words(&[run(27, true, None, now)], true, old), ["late"]);
        let failed = run(1, false, Some("no room"), now);
        let runs = [failed, run(20, true, None, now)];
        assert_eq!(words(&runs, true, old), ["trouble"]);
        let shrunken = run(1, true, Some("it has shrunken"), now);
        assert_eq!(words(&[shrunken], true, old), ["missing", "trouble"]);
        assert_eq!(words(&[run(3, true, None, now)], false, old), ["same-disk"]);
        let mut hung = run(13, false, None, now);
        hung.ended_at = None;
        hung.taken_at = None;
        assert_eq!(
            words(&[hung, run(25, true, None, now)], true, old),
            ["trouble"]
        );
    }
}
