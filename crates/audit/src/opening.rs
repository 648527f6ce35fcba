//! Who opened what: films, documents, exports. Looking is not writing, and a film is fetched in a thousand pieces, so openings are noted
//! in memory, once for each person, thing and day, and written into the record a few seconds later. A crash loses these seconds.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tutela_core::{AccountId, Ambient, PersonId, Scope, Time};
use tutela_db::{Db, Error, Tx, args, sql};

use crate::Activity;
use crate::activity::record_at;

/// How often openings are written down.
const PAUSE: Duration = Duration::from_secs(5);
/// How many are remembered as noted; then it begins anew, and the database tells what is new.
const MOST: usize = 100_000;
const DAY: i64 = 24 * 3600;

/// Something that was opened.
#[derive(Debug, Clone)]
pub struct Opening {
    pub person: PersonId,
    pub account: Option<AccountId>,
    /// The place of what was opened.
    pub scope: Scope,
    /// The word in the record.
    pub action: &'static str,
    /// The `@id` of the policy that allowed it.
    pub policy: String,
    /// The id of what was opened.
    pub subject: String,
    /// A few words that help to read the record.
    pub detail: String,
    pub at: Time,
}

/// What this process has seen opened.
#[derive(Debug, Default)]
pub struct Openings(Mutex<Seen>);

type Key = (PersonId, &'static str, String, i64);

#[derive(Debug, Default)]
struct Seen {
    noted: HashSet<Key>,
    waiting: Vec<Opening>,
}

impl Opening {
    const fn day(&self) -> i64 {
        self.at.seconds().div_euclid(DAY)
    }
}

impl Openings {
    /// Notes that somebody opened something, unless that is noted for today.
    pub fn note(&self, opening: Opening) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.noted.len() >= MOST {
            seen.noted.clear();
        }
        let subject = opening.subject.clone();
        let key = (opening.person, opening.action, subject, opening.day());
        if seen.noted.insert(key) {
            seen.waiting.push(opening);
        }
    }

    /// Writes down what was noted since the last time; gives how many lines of the record there are more.
    ///
    /// # Errors
    /// When the database fails; what waits goes on waiting then.
    pub async fn write(&self, db: &Db, ambient: &Ambient) -> Result<usize, Error> {
        let waiting = std::mem::take(&mut self.lock().waiting);
        if waiting.is_empty() {
            return Ok(0);
        }
        let written = write(db, &waiting, ambient).await;
        if written.is_err() {
            drop(self.lock().waiting.splice(0..0, waiting));
        }
        written
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does so for as long as the process lives.
    pub async fn keep(&self, db: &Db, ambient: &Ambient) {
        loop {
            tokio::time::sleep(PAUSE).await;
            if let Err(error) = self.write(db, ambient).await {
                tracing::warn!(%error, "what was opened is not in the record yet");
            }
        }
    }
}

async fn write(db: &Db, openings: &[Opening], ambient: &Ambient) -> Result<usize, Error> {
    let mut tx = db.write().await?;
    let mut lines = 0;
    for opening in openings {
        if is_first(&mut tx, opening).await? {
            put(&mut tx, opening, ambient).await?;
            lines += 1;
        }
    }
    let today = ambient.now().seconds().div_euclid(DAY);
    let clear = sql!("DELETE FROM openings WHERE day < $1");
    tx.run(clear, args![today - 1]).await?;
    tx.commit().await?;
    Ok(lines)
}

/// Whether no node has written it today.
async fn is_first(tx: &mut Tx, opening: &Opening) -> Result<bool, Error> {
    let mark = sql!(
        "INSERT INTO openings (person_id, action, subject_id, day) VALUES ($1, $2, $3, $4)
         ON CONFLICT (person_id, action, subject_id, day) DO NOTHING"
    );
    let Opening {
        person,
        action,
        subject,
        ..
    } = opening;
    let values = args![*person, *action, subject, opening.day()];
    Ok(tx.run(mark, values).await? > 0)
}

async fn put(tx: &mut Tx, opening: &Opening, ambient: &Ambient) -> Result<(), Error> {
    let activity = Activity {
        actor: Some(opening.person),
        account: opening.account,
        scope: opening.scope,
        action: opening.action,
        policy: &opening.policy,
        subject: opening.subject.clone(),
        detail: &opening.detail,
    };
    record_at(tx, activity, opening.at, ambient).await
}
