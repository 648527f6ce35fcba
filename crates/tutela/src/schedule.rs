//! What the house does by itself, and how often. A duty of a feature is a line of [`DUTIES`].

use std::time::Duration;

use anyhow::Result;
use futures_util::future::BoxFuture;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tutela_audit::duty::{self, Duty, Turn};

use crate::installation::Parts;

/// How often it is looked whether something is due.
const LOOK: Duration = Duration::from_secs(5);
/// For how long sealed objects are looked through at a time, so that most of the hour is left to those who watch.
const SCRUB: Duration = Duration::from_secs(20 * 60);
/// For how long duties that run may go on when the process ends.
const LAST: Duration = Duration::from_secs(10);

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// Something the house does by itself: what it is called and how often it comes, and what is done, which says in a few
/// words what it did.
struct Line {
    duty: Duty,
    work: fn(Parts) -> BoxFuture<'static, Result<String>>,
}

/// Everything the house does by itself.
const DUTIES: &[Line] = &[
    Line {
        duty: Duty {
            name: "clear away what a crash left",
            every: DAY,
            longest: HOUR,
        },
        work: |parts| Box::pin(clear_away(parts)),
    },
    Line {
        duty: Duty {
            name: "destroy what was removed",
            every: HOUR,
            longest: HOUR,
        },
        work: |parts| Box::pin(destroy_removed(parts)),
    },
    Line {
        duty: Duty {
            name: "look through the sealed objects",
            every: HOUR,
            longest: HOUR,
        },
        work: |parts| Box::pin(look_through(parts)),
    },
    Line {
        duty: Duty {
            name: tutela_media::rotate::DUTY,
            every: DAY,
            longest: HOUR.saturating_mul(6),
        },
        work: |parts| Box::pin(wrap_anew(parts)),
    },
    Line {
        duty: Duty {
            name: "end uploads that nobody goes on with",
            every: HOUR,
            longest: HOUR,
        },
        work: |parts| Box::pin(expire_uploads(parts)),
    },
    Line {
        duty: Duty {
            name: "forget old sessions",
            every: DAY,
            longest: HOUR,
        },
        work: |parts| Box::pin(forget_sessions(parts)),
    },
    Line {
        duty: Duty {
            name: "forget old tries of secrets",
            every: HOUR.saturating_mul(6),
            longest: MINUTE.saturating_mul(10),
        },
        work: |parts| Box::pin(forget_tries(parts)),
    },
];

/// The schedule at work.
pub struct Schedule {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Schedule {
    /// Begins to do what is due, beside the requests.
    pub fn start(parts: Parts) -> Self {
        let (stop, stopped) = watch::channel(false);
        Self {
            stop,
            task: tokio::spawn(go_round(parts, stopped)),
        }
    }

    /// Begins nothing more. What runs has a while to end; after that it is left to the next start.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        if self.task.await.is_err() {
            tracing::warn!("the schedule was broken off");
        }
    }
}

async fn go_round(parts: Parts, mut stopped: watch::Receiver<bool>) {
    let mut at_work: JoinSet<()> = JoinSet::new();
    while !*stopped.borrow() {
        for line in DUTIES {
            match duty::begin(&parts.db, line.duty, parts.ambient.now()).await {
                Ok(None) => {}
                Ok(Some(turn)) => {
                    at_work.spawn(take_turn(parts.clone(), line, turn, stopped.clone()));
                }
                Err(error) => tracing::warn!(%error, duty = line.duty.name, "it was not looked at"),
            }
        }
        while at_work.try_join_next().is_some() {}
        let _ = tokio::time::timeout(LOOK, stopped.changed()).await;
    }
    while at_work.join_next().await.is_some() {}
}

/// Does it, in a task of its own, so that one that panics is a failure of that duty and nothing more.
async fn take_turn(parts: Parts, line: &Line, turn: Turn, mut stopped: watch::Receiver<bool>) {
    let name = line.duty.name;
    let mut work = tokio::spawn((line.work)(parts.clone()));
    let ends = async {
        let _ = stopped.wait_for(|stopped| *stopped).await;
        tokio::time::sleep(LAST).await;
    };
    let outcome = tokio::select! {
        done = &mut work => match done {
            Ok(done) => done.map_err(|error| format!("{error:#}")),
            Err(error) => Err(error.to_string()),
        },
        () = tokio::time::sleep(line.duty.longest) => Err("it took too long".to_owned()),
        () = ends => {
            work.abort();
            if let Err(error) = duty::leave(&parts.db, turn).await {
                tracing::warn!(%error, duty = name, "it was left and that was not noted");
            }
            return;
        }
    };
    work.abort();
    match &outcome {
        Ok(said) => tracing::info!(duty = name, %said, "done"),
        Err(error) => tracing::warn!(duty = name, %error, "not done"),
    }
    metrics::counter!("tutela_duties_total", "duty" => name, "outcome" => if outcome.is_ok() { "done" } else { "failed" })
        .increment(1);
    if let Err(error) = duty::end(&parts.db, turn, &outcome, parts.ambient.now()).await {
        tracing::warn!(%error, duty = name, "its end was not noted");
    }
}

async fn clear_away(parts: Parts) -> Result<String> {
    let swept = tutela_media::sweep::sweep(&parts.gate, &parts.vault)
        .await
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(format!(
        "{} unfinished uploads, {} objects without a row",
        swept.unfinished, swept.orphans
    ))
}

async fn destroy_removed(parts: Parts) -> Result<String> {
    let gone = tutela_media::destroy::destroy(&parts.gate, &parts.vault).await?;
    Ok(format!(
        "{} courses and lessons, {} objects, {} left to the sweep",
        gone.places, gone.objects, gone.left_behind
    ))
}

async fn look_through(parts: Parts) -> Result<String> {
    use tutela_media::verify;
    let seen = verify::scrub(&parts.gate, &parts.vault, SCRUB).await?;
    let mut tx = parts.db.read().await?;
    let stands = verify::coverage(&mut tx, parts.ambient.now()).await?;
    drop(tx);
    metrics::counter!("tutela_objects_checked_total").increment(seen.objects);
    for (name, count) in [
        ("tutela_objects", stands.objects),
        ("tutela_objects_damaged", stands.damaged),
        ("tutela_objects_coverage_percent", stands.percent()),
    ] {
        metrics::gauge!(name).set(count as f64);
    }
    Ok(format!(
        "{} objects opened, {} damaged among all, {} % within 30 days",
        seen.objects,
        stands.damaged,
        stands.percent()
    ))
}

async fn wrap_anew(parts: Parts) -> Result<String> {
    let done = tutela_media::rotate::go_on(&parts.gate, &parts.vault).await?;
    Ok(format!(
        "{} accounts, {} keys of objects, {} former keys dropped",
        done.accounts, done.objects, done.dropped
    ))
}

async fn expire_uploads(parts: Parts) -> Result<String> {
    let now = parts.ambient.now();
    let ended = tutela_media::tus::expire(&parts.gate, &parts.vault, now).await?;
    Ok(format!("{ended} uploads"))
}

async fn forget_sessions(parts: Parts) -> Result<String> {
    let forgotten = tutela_identity::sessions::forget_old(&parts.gate).await?;
    Ok(format!("{forgotten} sessions"))
}

async fn forget_tries(parts: Parts) -> Result<String> {
    let cleared = tutela_identity::limiter::sweep(&parts.gate).await?;
    Ok(format!("{cleared} counts"))
}
