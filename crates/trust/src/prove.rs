//! Running the probes: each when it is due, one after the other, every end of one kept. A probe that panics, hangs or is
//! not there is a control that could not be evaluated, and such a one has failed.

use std::time::{Duration, Instant};

use serde_json::{Map, Value};
use tutela_access::{Gate, OpenDoor};
use tutela_audit::evidence::{self, Details, Entry, Kind};
use tutela_audit::probe::{Found, Probe};
use tutela_core::{Ambient, Time};
use tutela_db::{Error, args, sql};

use crate::pack::sign;
use crate::register::{hash, probes, register};
use crate::rows::{self, Ended};
use crate::state::standing;

/// How long one probe may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long runs are kept that changed nothing.
const KEPT: Duration = Duration::from_secs(90 * 24 * 3600);
/// How long it stays known who declared what.
const DECLARED: Duration = Duration::from_secs(7 * 365 * 24 * 3600);
/// The most characters of what did not hold.
const WORDS: usize = 600;

/// Runs every probe that is due. Gives how many ran, and which of them did not hold.
///
/// # Errors
/// When the database fails.
pub async fn prove(gate: &Gate, known: &[Probe]) -> Result<(usize, Vec<&'static str>), Error> {
    note_changes(gate).await?;
    let (mut ran, mut failed) = (0, Vec::new());
    for (name, every) in probes() {
        let mut look = gate.look(OpenDoor::OPERATOR).await?;
        let turn = rows::turn(&mut look, name).await?;
        drop(look);
        if !is_due(turn.ran_at, turn.called_at, every, gate.ambient().now()) {
            continue;
        }
        ran += 1;
        if !check(gate, name, known).await? {
            failed.push(name);
        }
    }
    if ran > 0 {
        sign::make(gate).await?;
        note_changes(gate).await?;
        forget(gate).await?;
    }
    Ok((ran, failed))
}

/// Runs one probe now and keeps how it ended; says whether the control held.
///
/// # Errors
/// When the database fails.
pub async fn check(gate: &Gate, name: &'static str, known: &[Probe]) -> Result<bool, Error> {
    let mut look = gate.look(OpenDoor::OPERATOR).await?;
    let turn = rows::turn(&mut look, name).await?;
    drop(look);
    let begun = Instant::now();
    let probe = known.iter().find(|probe| probe.name == name);
    let found = run(probe, turn.memo.clone()).await;
    let took = i64::try_from(begun.elapsed().as_micros()).unwrap_or(i64::MAX);
    let ended = end(name, found, (took, turn.memo));
    keep(gate, &ended, turn.outcome.as_deref()).await?;
    let held = ended.outcome != "failed";
    if !held {
        tracing::warn!(control = name, words = %ended.words, "a control does not hold");
    }
    Ok(held)
}

fn is_due(ran_at: Option<Time>, called_at: Option<Time>, every: Duration, now: Time) -> bool {
    called_at.is_some() || ran_at.is_none_or(|at| at.plus(every) <= now || at > now)
}

async fn run(probe: Option<&Probe>, memo: Option<String>) -> Found {
    let Some(probe) = probe.cloned() else {
        return Err("this build has no probe of this name".to_owned());
    };
    let running = tokio::spawn(async move { probe.run(memo).await });
    let stop = running.abort_handle();
    match tokio::time::timeout(PATIENCE, running).await {
        Ok(Ok(found)) => found,
        Ok(Err(error)) => Err(format!("the probe broke: {error}")),
        Err(_) => {
            stop.abort();
            Err(format!(
                "the probe had no answer after {} s",
                PATIENCE.as_secs()
            ))
        }
    }
}

fn end(control: &'static str, found: Found, (took, memo): (i64, Option<String>)) -> Ended<'static> {
    match found {
        Ok(finding) => {
            let figures = finding.figures.into_iter();
            let figures: Map<String, Value> = figures
                .map(|(name, figure)| (name.to_owned(), figure.into()))
                .collect();
            Ended {
                control,
                outcome: if finding.off.is_some() {
                    "off"
                } else {
                    "passed"
                },
                figures: Value::Object(figures).to_string(),
                words: finding.off.unwrap_or_default().to_owned(),
                memo: finding.memo,
                took,
            }
        }
        Err(words) => Ended {
            control,
            outcome: "failed",
            figures: "{}".to_owned(),
            words: words.chars().take(WORDS).collect(),
            memo,
            took,
        },
    }
}

async fn keep(gate: &Gate, ended: &Ended<'_>, before: Option<&str>) -> Result<(), Error> {
    let mut tx = gate.enter(OpenDoor::OPERATOR).await?;
    rows::keep(&mut tx, (ended, before), hash(), gate.ambient()).await?;
    testify(&mut tx, ended, gate.ambient()).await?;
    tx.commit().await
}

/// Every run of a control stands in the evidence log: which one, how it ended, and under which register.
async fn testify(
    tx: &mut tutela_db::Tx,
    ended: &Ended<'_>,
    ambient: &Ambient,
) -> Result<(), Error> {
    let details = format!("outcome={} register={}", ended.outcome, hash());
    let entry = Entry {
        kind: Kind::ControlRun,
        account: None,
        actor: None,
        subject: ended.control,
        details: Details::Kept(&details),
    };
    evidence::append(tx, &entry, ambient).await?;
    Ok(())
}

/// Notes which promises are in another state than was noted last, and from when on: also what became of them while nobody
/// was there to look.
///
/// # Errors
/// When the database fails.
pub async fn note_changes(gate: &Gate) -> Result<(), Error> {
    let now = gate.ambient().now();
    let mut look = gate.look(OpenDoor::OPERATOR).await?;
    let known = rows::known(&mut look).await?;
    drop(look);
    let standings = register()
        .iter()
        .map(|promise| standing(promise, &known, now));
    let changed: Vec<_> = standings
        .filter(|standing| {
            let noted = known.change(standing.promise.id).map(|(state, _)| state);
            noted != Some(standing.state.as_str())
        })
        .collect();
    if changed.is_empty() {
        return Ok(());
    }
    let mut tx = gate.enter(OpenDoor::OPERATOR).await?;
    for standing in &changed {
        let noted = (standing.promise.id, standing.state.as_str());
        let at = standing.since.unwrap_or(now);
        rows::note_change(&mut tx, noted, at, gate.ambient()).await?;
    }
    tx.commit().await
}

/// Has every probe run as soon as somebody looks.
///
/// # Errors
/// When the database fails.
pub async fn call_all(tx: &mut tutela_db::Tx, now: Time) -> Result<(), Error> {
    for (name, _) in probes() {
        rows::call(tx, name, now).await?;
    }
    Ok(())
}

async fn forget(gate: &Gate) -> Result<(), Error> {
    let mut tx = gate.enter(OpenDoor::OPERATOR).await?;
    let now = gate.ambient().now();
    rows::forget(&mut tx, now.minus(KEPT)).await?;
    let declared = sql!("DELETE FROM declarations WHERE entered_at < $1");
    tx.run(declared, args![now.minus(DECLARED)]).await?;
    tx.commit().await
}
