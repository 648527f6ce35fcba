//! The post: letters are taken from the outbox, written in the language of whom they are for, and carried out of the house.

mod carrier;
mod destinations;
mod folder;
mod lanes;
mod mail;
mod phone;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tutela_audit::outbox::{self, Due, Outcome};
use tutela_audit::{To, notification, outbound};
use tutela_core::Ambient;
use tutela_db::{Db, Error};
use tutela_identity::contact;
use tutela_identity::letters::{self, House};
use tutela_web::{App, Language};

use lanes::UnderWay;

pub use carrier::{Carriers, Otherwise};
pub use destinations::destinations;
pub use mail::look as look_at_mail;

/// How often the outbox is looked at: one statement on an index that holds only what waits.
const LOOK: Duration = Duration::from_secs(2);
/// How often it is forgotten what is past its time.
const SWEEP: Duration = Duration::from_secs(3600);
/// How long the letters under way may take when the process ends.
const LAST_LETTERS: Duration = Duration::from_secs(10);

/// What the post works with.
#[derive(Clone)]
pub struct Post {
    pub db: Db,
    pub ambient: Ambient,
    pub app: App,
    pub house: House,
    pub carriers: Arc<Carriers>,
}

/// The post at work.
pub struct Rounds {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Post {
    /// Begins to carry letters out, beside everything else.
    pub fn start(self) -> Rounds {
        let (stop, stopped) = watch::channel(false);
        Rounds {
            stop,
            task: tokio::spawn(self.go_round(stopped)),
        }
    }

    async fn go_round(self, mut stopped: watch::Receiver<bool>) {
        let mut next_sweep = Instant::now();
        let mut under_way = UnderWay::default();
        while !*stopped.borrow() {
            if let Err(error) = self.load(&mut under_way).await {
                tracing::warn!(%error, "the outbox was not looked at");
            }
            if next_sweep <= Instant::now() {
                self.sweep().await;
                next_sweep = Instant::now() + SWEEP;
            }
            // A lane that is free again is filled at once.
            tokio::select! {
                () = under_way.one_ends(), if !under_way.is_empty() => {}
                _ = tokio::time::timeout(LOOK, stopped.changed()) => {}
            }
        }
        under_way.all_end().await;
    }

    /// Sends letters off that are due, as many as lanes are free; gives their number.
    async fn load(&self, under_way: &mut UnderWay) -> Result<usize, Error> {
        under_way.look();
        let room = under_way.room();
        if room.lanes == 0 || !outbox::is_any_due(&self.db, self.ambient.now()).await? {
            return Ok(0);
        }
        let due = outbox::claim_for(&self.db, room, &self.ambient).await?;
        let claimed = due.len();
        for due in due {
            under_way.send(self.clone(), due);
        }
        Ok(claimed)
    }

    /// Carries the letters that are due, until they have left; gives their number.
    #[cfg(test)]
    pub async fn carry(&self) -> Result<usize, Error> {
        let mut under_way = UnderWay::default();
        let claimed = self.load(&mut under_way).await?;
        under_way.all_end().await;
        Ok(claimed)
    }

    /// What is logged names the letter's kind and row, and never whom it is for.
    async fn carry_one(&self, due: &Due) {
        let (outcome, bytes) = self.send(due).await;
        let (kind, letter) = (due.kind.as_str(), due.id);
        if outcome == Outcome::Sent {
            self.count(due, bytes).await;
        }
        match &outcome {
            Outcome::Sent => tracing::info!(kind, %letter, "a letter has left"),
            Outcome::Failed(_) => tracing::warn!(kind, %letter, "a letter has to wait"),
            Outcome::Refused(_) => tracing::warn!(kind, %letter, "a letter was refused for good"),
        }
        metrics::counter!("tutela_letters_total", "way" => due.to.way(), "outcome" => word(&outcome))
            .increment(1);
        if let Err(error) = outbox::settle(&self.db, due, &outcome, self.ambient.now()).await {
            tracing::error!(%letter, %error, "it was not noted what became of a letter");
        }
    }

    /// What becomes of a letter, and how many bytes of words it has.
    async fn send(&self, due: &Due) -> (Outcome, usize) {
        let language = Language::parse(&due.language).unwrap_or_default();
        let t = self.app.words(language);
        match &due.to {
            To::Mail(address) => match letters::mail(&t, &self.house, due) {
                Ok(mail) => {
                    let bytes = mail.subject.len() + mail.text.len() + mail.html.len();
                    (self.carriers.mail(due, address, mail).await, bytes)
                }
                Err(error) => (
                    Outcome::Refused(format!("it cannot be written: {error:?}")),
                    0,
                ),
            },
            To::Phone(number) => {
                let message = letters::text_message(&t, &self.house, due);
                let bytes = message.len();
                (
                    self.carriers.text_message(due, number, message).await,
                    bytes,
                )
            }
        }
    }

    /// Counts what left the house (PC4): where to and how much, never what or for whom.
    async fn count(&self, due: &Due, bytes: usize) {
        let Some((purpose, host)) = self.carriers.destination(&due.to) else {
            return;
        };
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        let counted = async {
            let mut tx = self.db.write().await?;
            outbound::note(&mut tx, (purpose, host), bytes, self.ambient.now()).await?;
            tx.commit().await
        };
        if let Err(error) = counted.await {
            tracing::error!(%error, "it was not counted that a letter left");
        }
    }

    async fn sweep(&self) {
        let now = self.ambient.now();
        let swept = async {
            outbox::sweep(&self.db, now).await?;
            notification::sweep(&self.db, now).await?;
            contact::sweep(self.app.gate()).await
        };
        if let Err(error) = swept.await {
            tracing::warn!(%error, "what is past its time was not forgotten");
        }
    }
}

const fn word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Sent => "sent",
        Outcome::Failed(_) => "failed",
        Outcome::Refused(_) => "refused",
    }
}

impl Rounds {
    /// Ends the work; letters that are under way are waited for, so that none goes twice.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        if tokio::time::timeout(LAST_LETTERS, self.task).await.is_err() {
            tracing::warn!("letters under way were left; they go again at the next start");
        }
    }
}

#[cfg(test)]
mod tests;
