//! The way out of the outbox: a letter is claimed for a while, sent with no transaction open, and settled.
//!
//! Whoever claims a letter moves `next_at` past the time that sending takes; of several senders, on one node or many, one
//! succeeds. A sender that dies in between leaves the letter to the next, so a letter goes once, and in the worst case twice.

use std::collections::BTreeMap;
use std::time::Duration;

use tutela_core::{Ambient, LetterId, Secret, Time};
use tutela_db::{Db, Error, Row, Tx, args, sql};

use super::{LetterKind, To, context};

/// For how long a claimed letter is left to its sender.
const LEASE: Duration = Duration::from_secs(3 * 60);
/// How many letters are claimed at once.
const BATCH: u32 = 8;
/// After that many attempts a letter is given up.
const ATTEMPTS: i64 = 12;
/// The first pause after a failure; each one doubles it.
const PAUSE: Duration = Duration::from_secs(30);
/// The longest pause.
const LONGEST: Duration = Duration::from_secs(6 * 3600);
/// For how long it stays known where letters went.
const MEMORY: Duration = Duration::from_secs(30 * 24 * 3600);

/// A letter that is to be sent now.
#[derive(Debug, Clone)]
pub struct Due {
    pub id: LetterId,
    pub kind: LetterKind,
    pub to: To,
    /// The name of the person it is for, where that is somebody of ours.
    pub name: Option<String>,
    pub language: String,
    /// What the text needs, by name.
    pub words: BTreeMap<String, Secret<String>>,
    attempts: i64,
    expires_at: Time,
}

impl Due {
    /// A letter that rests in no outbox: for looking at how it reads.
    pub fn written(
        (id, kind): (LetterId, LetterKind),
        to: To,
        name: Option<String>,
        words: BTreeMap<String, Secret<String>>,
    ) -> Self {
        Self {
            id,
            kind,
            to,
            name,
            language: String::new(),
            words,
            attempts: 1,
            expires_at: Time::from_micros(i64::MAX),
        }
    }
}

/// What became of an attempt to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Sent,
    /// It may go another time: the server was not there, was busy, or asked to come back.
    Failed(String),
    /// It will never go: the server knows no such address.
    Refused(String),
}

/// Whether a letter is waiting to be sent. Cheap: asked every few seconds.
pub async fn is_any_due(db: &Db, now: Time) -> Result<bool, Error> {
    let mut tx = db.read().await?;
    let find = sql!(
        "SELECT id FROM outbox
         WHERE sent_at IS NULL AND dropped_at IS NULL AND next_at <= $1
         LIMIT 1"
    );
    Ok(tx.find(find, args![now]).await?.is_some())
}

/// Takes the next letters for this sender. What expired meanwhile, and what no key opens any more, is dropped and says so.
pub async fn claim(db: &Db, ambient: &Ambient) -> Result<Vec<Due>, Error> {
    let now = ambient.now();
    let mut tx = db.write().await?;
    let list = sql!(
        "SELECT o.id, o.next_at, o.kind, o.way, o.address, p.name, o.language, o.words, o.attempts, o.expires_at
         FROM outbox o
         LEFT JOIN persons p ON p.id = o.person_id
         WHERE o.sent_at IS NULL AND o.dropped_at IS NULL AND o.next_at <= $1
         ORDER BY o.next_at, o.id
         LIMIT $2"
    );
    let mut claimed = Vec::new();
    for row in tx.rows(list, args![now, BATCH]).await? {
        let (id, seen, expires_at): (LetterId, _, _) = (row.id(0)?, row.time(1)?, row.time(9)?);
        if expires_at <= now {
            drop_letter(
                &mut tx,
                (id, seen),
                "it expired before it could be sent",
                now,
            )
            .await?;
            continue;
        }
        if !take(&mut tx, (id, seen), now).await? {
            continue;
        }
        match read(&row, ambient)? {
            Some(due) => claimed.push(due),
            None => {
                let taken = (id, now.plus(LEASE));
                drop_letter(&mut tx, taken, "its words do not open any more", now).await?;
            }
        }
    }
    tx.commit().await?;
    Ok(claimed)
}

/// Another sender may have taken it since it was listed: then its time is another.
async fn take(tx: &mut Tx, (id, seen): (LetterId, Time), now: Time) -> Result<bool, Error> {
    let take = sql!(
        "UPDATE outbox SET next_at = $3, attempts = attempts + 1
         WHERE id = $1 AND next_at = $2 AND sent_at IS NULL AND dropped_at IS NULL"
    );
    let taken = tx.run(take, args![id, seen, now.plus(LEASE)]).await?;
    Ok(taken == 1)
}

async fn drop_letter(
    tx: &mut Tx,
    (id, seen): (LetterId, Time),
    why: &str,
    now: Time,
) -> Result<(), Error> {
    let drop = sql!(
        "UPDATE outbox SET dropped_at = $4, last_error = $3, words = NULL
         WHERE id = $1 AND next_at = $2 AND sent_at IS NULL AND dropped_at IS NULL"
    );
    tx.run(drop, args![id, seen, why, now]).await?;
    Ok(())
}

fn read(row: &Row, ambient: &Ambient) -> Result<Option<Due>, Error> {
    let id: LetterId = row.id(0)?;
    let (Ok(kind), Some(words)) = (row.id(2), unseal(id, &row.blob(7)?, ambient)) else {
        return Ok(None);
    };
    let address = row.text(4)?;
    Ok(Some(Due {
        id,
        kind,
        to: match row.text(3)?.as_str() {
            "mail" => To::Mail(address),
            _ => To::Phone(address),
        },
        name: row.opt_text(5)?,
        language: row.text(6)?,
        words,
        attempts: row.int(8)? + 1,
        expires_at: row.time(9)?,
    }))
}

fn unseal(
    id: LetterId,
    sealed: &[u8],
    ambient: &Ambient,
) -> Option<BTreeMap<String, Secret<String>>> {
    let plain = ambient.unseal(&context(id), sealed)?;
    let words: BTreeMap<String, String> = serde_json::from_slice(plain.expose()).ok()?;
    let secret = |(name, word)| (name, Secret::new(word));
    Some(words.into_iter().map(secret).collect())
}

/// Notes what became of a letter. One that failed is tried again later, a bounded number of times, as long as it is of use.
pub async fn settle(db: &Db, due: &Due, outcome: &Outcome, now: Time) -> Result<(), Error> {
    let next = now.plus(pause(due.attempts));
    let (sent_at, dropped_at, error) = match outcome {
        Outcome::Sent => (Some(now), None, None),
        Outcome::Refused(why) => (None, Some(now), Some(why.as_str())),
        Outcome::Failed(why) if due.attempts >= ATTEMPTS || next >= due.expires_at => {
            (None, Some(now), Some(why.as_str()))
        }
        Outcome::Failed(why) => return put_back(db, due, why, next).await,
    };
    let mut tx = db.write().await?;
    let end = sql!(
        "UPDATE outbox SET sent_at = $3, dropped_at = $4, last_error = $5, words = NULL
         WHERE id = $1 AND attempts = $2"
    );
    let values = args![due.id, due.attempts, sent_at, dropped_at, error.map(short)];
    tx.run(end, values).await?;
    tx.commit().await
}

async fn put_back(db: &Db, due: &Due, why: &str, next: Time) -> Result<(), Error> {
    let mut tx = db.write().await?;
    let wait =
        sql!("UPDATE outbox SET next_at = $3, last_error = $4 WHERE id = $1 AND attempts = $2");
    tx.run(wait, args![due.id, due.attempts, next, short(why)])
        .await?;
    tx.commit().await
}

fn pause(attempts: i64) -> Duration {
    let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(16);
    LONGEST.min(PAUSE * 2_u32.pow(doublings))
}

fn short(why: &str) -> String {
    why.chars().take(300).collect()
}

/// Forgets letters that ended long ago; gives their number.
pub async fn sweep(db: &Db, now: Time) -> Result<u64, Error> {
    let mut tx = db.write().await?;
    let forget = sql!("DELETE FROM outbox WHERE words IS NULL AND queued_at < $1");
    let gone = tx.run(forget, args![now.minus(MEMORY)]).await?;
    tx.commit().await?;
    Ok(gone)
}
