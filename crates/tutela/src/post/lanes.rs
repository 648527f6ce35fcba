//! The letters under way: each in a task of its own, so that one that is slow, or brings its task down, keeps no other
//! waiting.

use tokio::task::JoinSet;
use tutela_audit::outbox::{Due, Room};

use super::Post;

/// Letters that have left the outbox and have not arrived. Each task gives whether its letter was urgent.
#[derive(Default)]
pub struct UnderWay {
    tasks: JoinSet<bool>,
    urgent: usize,
    others: usize,
}

impl UnderWay {
    /// How many more there is room for.
    pub const fn room(&self) -> Room {
        Room::beside(self.urgent, self.others)
    }

    /// Whether none is under way.
    pub fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }

    /// One more is under way.
    pub fn send(&mut self, post: Post, due: Due) {
        let urgent = due.kind.is_urgent();
        match urgent {
            true => self.urgent += 1,
            false => self.others += 1,
        }
        self.tasks.spawn(async move {
            let carried = tokio::spawn(async move { post.carry_one(&due).await });
            if let Err(error) = carried.await {
                tracing::error!(%error, "a letter was broken off");
            }
            urgent
        });
    }

    /// Sees which have arrived meanwhile.
    pub fn look(&mut self) {
        while let Some(ended) = self.tasks.try_join_next() {
            self.ended(ended.ok());
        }
    }

    /// Waits until one has arrived, if any is under way.
    pub async fn one_ends(&mut self) {
        if let Some(ended) = self.tasks.join_next().await {
            self.ended(ended.ok());
        }
    }

    /// Waits until all have.
    pub async fn all_end(&mut self) {
        while !self.is_empty() {
            self.one_ends().await;
        }
    }

    const fn ended(&mut self, urgent: Option<bool>) {
        match urgent {
            Some(true) => self.urgent = self.urgent.saturating_sub(1),
            _ => self.others = self.others.saturating_sub(1),
        }
    }
}
