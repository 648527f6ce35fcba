//! An allowance that lasts as long as an answer does: what streams for an hour is not allowed for an hour, but until the first
//! piece after something was taken.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;
use tutela_db::{Sql, Value};

use crate::{Action, Caller, Gate, removal};

/// After this long it is asked again in any case: a grant may have run out, and nobody took it.
const FRESH: Duration = Duration::from_secs(10);

/// What the policy allowed once, asked again whenever something was taken from anybody.
#[derive(Debug)]
pub struct Live<A: Action> {
    gate: Gate,
    caller: Caller,
    action: A,
    on: A::On,
    taken: watch::Receiver<()>,
    asked_at: Instant,
    /// A statement that must find a row, with what is bound to it.
    stands: Option<(Sql, Vec<Value>)>,
}

impl<A: Action> Live<A> {
    pub(crate) fn new(gate: &Gate, caller: Option<&Caller>, action: A, on: A::On) -> Self {
        Self {
            gate: gate.clone(),
            caller: caller.map_or_else(Caller::anonymous, Caller::afresh),
            action,
            on,
            taken: removal::listen(),
            asked_at: Instant::now(),
            stands: None,
        }
    }

    /// The same only while a statement finds a row: for a thing that can go while nobody loses a right.
    pub fn while_found(mut self, find: Sql, args: &[Value]) -> Self {
        self.stands = Some((find, args.to_vec()));
        self
    }

    /// Whether it is still allowed; one atomic read, unless there is news. What cannot be asked is not allowed.
    pub async fn still(&mut self) -> bool {
        let news = self.taken.has_changed().unwrap_or(true);
        if !news && self.asked_at.elapsed() < FRESH {
            return true;
        }
        self.taken.mark_unchanged();
        self.asked_at = Instant::now();
        self.ask().await
    }

    /// Comes back when it is no longer allowed.
    pub async fn ended(&mut self) {
        loop {
            let fresh_until = self.asked_at + FRESH;
            // Either way it is time to ask.
            let _ = tokio::time::timeout_at(fresh_until, self.taken.changed()).await;
            self.taken.mark_changed();
            if !self.still().await {
                return;
            }
        }
    }

    async fn ask(&self) -> bool {
        let caller = self.caller.afresh();
        let Ok(mut guarded) = self.gate.read(&caller).await else {
            return false;
        };
        let Ok(mut authorized) = guarded.authorize(self.action, self.on).await else {
            return false;
        };
        match &self.stands {
            None => true,
            Some((find, args)) => matches!(authorized.tx().find(*find, args).await, Ok(Some(_))),
        }
    }
}
