//! Workers: each takes one film at a time from its line. An hour of lecture and a short clip never wait for one another.

use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tutela_access::OpenDoor;
use tutela_core::Token;

use super::ffmpeg::Meter;
use super::job::{self, Job, NEWS, Queue, Reason};
use super::make::{CannotMake, Workshop, make};

/// How often it is looked whether another node left something.
const LOOK: Duration = Duration::from_secs(3);
/// How often one says that one is still at it.
const BEAT: Duration = Duration::from_secs(3);

/// All workers of this process.
pub struct Workers {
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

impl Workers {
    /// Begins to work, beside the requests: on each line one for each two cores.
    pub fn start(shop: &Workshop, cores: usize) -> Self {
        let (stop, stopped) = watch::channel(false);
        let mut tasks = JoinSet::new();
        for queue in Queue::ALL {
            for _ in 0..(cores / 2).max(1) {
                tasks.spawn(work(shop.clone(), queue, stopped.clone()));
            }
        }
        Self { stop, tasks }
    }

    /// Takes nothing more. What is under way is left to the next start, or to another node.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        while self.tasks.join_next().await.is_some() {}
    }
}

async fn work(shop: Workshop, queue: Queue, mut stopped: watch::Receiver<bool>) {
    let worker = Token::new(shop.gate.ambient()).reveal();
    while !*stopped.borrow() {
        let news = NEWS.notified();
        match claim(&shop, queue, &worker).await {
            Ok(Some(job)) => {
                take(&shop, &job, &mut stopped).await;
                continue;
            }
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "it was not looked whether a film waits"),
        }
        tokio::select! {
            () = news => {}
            () = tokio::time::sleep(LOOK) => {}
            _ = stopped.changed() => {}
        }
    }
}

async fn claim(
    shop: &Workshop,
    queue: Queue,
    worker: &str,
) -> Result<Option<Job>, tutela_db::Error> {
    let now = shop.gate.ambient().now();
    let mut look = shop.gate.look(OpenDoor::OPERATOR).await?;
    if !job::is_due(&mut look, queue, now).await? {
        return Ok(None);
    }
    drop(look);
    let mut tx = shop.gate.enter(OpenDoor::OPERATOR).await?;
    let job = job::claim(&mut tx, queue, worker, now).await?;
    tx.commit().await?;
    Ok(job)
}

/// Works on a film until it is done, lost, or this process ends.
async fn take(shop: &Workshop, job: &Job, stopped: &mut watch::Receiver<bool>) {
    let (meter, begun) = (Meter::default(), Instant::now());
    let outcome = tokio::select! {
        made = make(shop, job, &meter) => made,
        () = lose(shop, job, &meter) => Err(CannotMake::Gone),
        () = ends(stopped) => {
            if let Err(error) = leave(shop, job).await {
                tracing::warn!(%error, film = %job.film, "it was left and that was not noted");
            }
            return;
        }
    };
    match &outcome {
        Ok(()) => {
            tracing::info!(film = %job.film, seconds = begun.elapsed().as_secs(), "processed")
        }
        Err(CannotMake::Gone) => tracing::info!(film = %job.film, "it is gone or another's"),
        Err(error) => {
            tracing::warn!(film = %job.film, %error, attempt = job.attempts, "not processed")
        }
    }
    let word = if outcome.is_ok() { "done" } else { "failed" };
    metrics::counter!("tutela_films_processed_total", "outcome" => word).increment(1);
    let outcome = match outcome.as_ref().map_err(CannotMake::reason) {
        Ok(()) => Ok(()),
        Err(Some(reason)) => Err(reason),
        Err(None) => return,
    };
    if let Err(error) = settle(shop, job, outcome).await {
        tracing::warn!(%error, film = %job.film, "its end was not noted");
    }
}

async fn ends(stopped: &mut watch::Receiver<bool>) {
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

/// Says again and again that one is at it; comes back when one is no longer.
async fn lose(shop: &Workshop, job: &Job, meter: &Meter) {
    let mut heard = Instant::now();
    loop {
        tokio::time::sleep(BEAT).await;
        match beat(shop, job, meter).await {
            Ok(true) => heard = Instant::now(),
            Ok(false) => return,
            // What others are told to wait for is over, whatever the database says.
            Err(_) if heard.elapsed() > job::HOLD => return,
            Err(error) => tracing::warn!(%error, "a worker was not heard"),
        }
    }
}

async fn beat(shop: &Workshop, job: &Job, meter: &Meter) -> Result<bool, tutela_db::Error> {
    let mut tx = shop.gate.enter(OpenDoor::OPERATOR).await?;
    let held = job::beat(&mut tx, job, meter.read(), shop.gate.ambient().now()).await?;
    tx.commit().await?;
    Ok(held)
}

async fn settle(
    shop: &Workshop,
    job: &Job,
    outcome: Result<(), Reason>,
) -> Result<(), tutela_db::Error> {
    let mut tx = shop.gate.enter(OpenDoor::OPERATOR).await?;
    job::settle(&mut tx, job, outcome, shop.gate.ambient().now()).await?;
    tx.commit().await
}

async fn leave(shop: &Workshop, job: &Job) -> Result<(), tutela_db::Error> {
    let mut tx = shop.gate.enter(OpenDoor::OPERATOR).await?;
    job::leave(&mut tx, job).await?;
    tx.commit().await
}
