//! When each grant was last used, exact to a day. A request only looks whether the use was noted today, which is one look into a
//! map; the rows are written apart from requests, many in one transaction.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use tutela_core::{PersonId, Role, ScopeId, Time};
use tutela_db::{Db, Error, args, sql};

use crate::slice::Slice;

/// How exactly the last use is known.
const GRAIN: Duration = Duration::from_secs(24 * 3600);

/// How often the uses are written down; so much of them a crash loses.
const PAUSE: Duration = Duration::from_secs(60);

/// How many grants are remembered at most; then it begins anew, which costs a few writes more.
const MOST: usize = 100_000;

type Key = (PersonId, Role, ScopeId);

/// What is known of a use.
#[derive(Debug, Clone, Copy)]
struct Use {
    at: Time,
    written: bool,
}

/// The uses that this process has seen.
#[derive(Debug, Default)]
pub struct Uses(RwLock<HashMap<Key, Use>>);

impl Uses {
    /// Notes that somebody was allowed something where he holds these roles.
    pub fn note(&self, slice: &Slice, now: Time) {
        for (role, place) in &slice.held {
            let key = (slice.somebody.id, *role, *place);
            if !self.is_noted(&key, now) {
                self.keep_in_mind(key, now);
            }
        }
    }

    fn is_noted(&self, key: &Key, now: Time) -> bool {
        let uses = self.0.read().unwrap_or_else(PoisonError::into_inner);
        uses.get(key)
            .is_some_and(|known| now.since(known.at) < GRAIN)
    }

    fn keep_in_mind(&self, key: Key, now: Time) {
        let mut uses = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if uses.len() >= MOST {
            uses.retain(|_, known| !known.written);
        }
        let written = false;
        uses.insert(key, Use { at: now, written });
    }

    /// Writes down what was seen since the last time.
    pub async fn write(&self, db: &Db) -> Result<(), Error> {
        let pending = self.pending();
        if pending.is_empty() {
            return Ok(());
        }
        let mut tx = db.write().await?;
        let write = sql!(
            "UPDATE grants SET used_at = $4
             WHERE person_id = $1 AND role = $2 AND scope_id = $3 AND revoked_at IS NULL
               AND (used_at IS NULL OR used_at < $4)"
        );
        for ((person, role, place), at) in &pending {
            tx.run(write, args![*person, *role, *place, *at]).await?;
        }
        tx.commit().await?;
        self.settle(&pending);
        Ok(())
    }

    /// In one order, so that two nodes that write the same rows do not wait for each other in a circle.
    fn pending(&self) -> Vec<(Key, Time)> {
        let uses = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let open = uses.iter().filter(|(_, known)| !known.written);
        let mut pending: Vec<_> = open.map(|(key, known)| (*key, known.at)).collect();
        pending.sort_unstable();
        pending
    }

    fn settle(&self, written: &[(Key, Time)]) {
        let mut uses = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for (key, at) in written {
            if let Some(known) = uses.get_mut(key).filter(|known| known.at == *at) {
                known.written = true;
            }
        }
    }

    /// Does so for as long as the process lives.
    pub async fn keep(&self, db: &Db) {
        loop {
            tokio::time::sleep(PAUSE).await;
            if let Err(error) = self.write(db).await {
                tracing::warn!(%error, "the last uses of roles were not noted");
            }
        }
    }
}
