//! The post: letters are taken from the outbox, written in the language of whom they are for, and carried out of the house.

mod carrier;
mod destinations;
mod folder;
mod mail;
mod phone;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tutela_audit::outbox::{self, Due, Outcome};
use tutela_audit::{To, notification};
use tutela_core::Ambient;
use tutela_db::{Db, Error};
use tutela_identity::contact;
use tutela_identity::letters::{self, House};
use tutela_web::{App, Language};

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
        let mut until_sweep = Duration::ZERO;
        while !*stopped.borrow() {
            match self.carry().await {
                // There may be more than one claim takes.
                Ok(carried) if carried > 0 => continue,
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "the outbox was not looked at"),
            }
            if until_sweep.is_zero() {
                self.sweep().await;
                until_sweep = SWEEP;
            }
            until_sweep = until_sweep.saturating_sub(LOOK);
            let _ = tokio::time::timeout(LOOK, stopped.changed()).await;
        }
    }

    /// Carries the letters that are due; gives their number.
    pub async fn carry(&self) -> Result<usize, Error> {
        if !outbox::is_any_due(&self.db, self.ambient.now()).await? {
            return Ok(0);
        }
        let due = outbox::claim(&self.db, &self.ambient).await?;
        let carried = due.len();
        // Each in a task of its own: a letter that brings its task down takes no other along.
        let mut under_way: JoinSet<()> = JoinSet::new();
        for due in due {
            let post = self.clone();
            under_way.spawn(async move { post.carry_one(&due).await });
        }
        while let Some(end) = under_way.join_next().await {
            if let Err(error) = end {
                tracing::error!(%error, "a letter was broken off");
            }
        }
        Ok(carried)
    }

    /// What is logged names the letter's kind and row, and never whom it is for.
    async fn carry_one(&self, due: &Due) {
        let outcome = self.send(due).await;
        let (kind, letter) = (due.kind.as_str(), due.id);
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

    async fn send(&self, due: &Due) -> Outcome {
        let language = Language::parse(&due.language).unwrap_or_default();
        let t = self.app.words(language);
        match &due.to {
            To::Mail(address) => match letters::mail(&t, &self.house, due) {
                Ok(mail) => self.carriers.mail(due, address, mail).await,
                Err(error) => Outcome::Refused(format!("it cannot be written: {error:?}")),
            },
            To::Phone(number) => {
                let message = letters::text_message(&t, &self.house, due);
                self.carriers.text_message(due, number, message).await
            }
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
