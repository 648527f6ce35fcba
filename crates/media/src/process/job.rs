//! Films that wait to be processed, each a row, so that of several nodes one takes it, a dead one leaves it to the next, and
//! what fails comes again later or says why it does not.

use std::time::Duration;

use tokio::sync::Notify;
use tutela_core::{AccountId, LessonId, ObjectId, Time};
use tutela_db::{Error, Row, Tx, args, sql};

/// Films up to this length wait in a line of their own, so that an hour of lecture holds up no clip.
const SHORT: Duration = Duration::from_secs(600);
/// For how long a job is left to a worker that says nothing.
pub const HOLD: Duration = Duration::from_secs(60);
/// How often a film is begun before it is given up.
const ATTEMPTS: i64 = 4;
/// The wait after the first failure, doubled each time.
const PAUSE: Duration = Duration::from_secs(60);

/// Workers of this node wait for it; those of others look every few seconds.
pub(super) static NEWS: Notify = Notify::const_new();

/// A line in which films wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Queue {
    Short,
    Long,
}

impl Queue {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Short, Self::Long];

    /// The word in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Short => "short",
            Self::Long => "long",
        }
    }

    /// Where a film of this length waits. One that does not say how long it is may be of any length.
    pub fn of(lasts: Option<Duration>) -> Self {
        match lasts {
            Some(lasts) if lasts <= SHORT => Self::Short,
            _ => Self::Long,
        }
    }
}

/// A film that somebody works on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    pub film: ObjectId,
    pub account: AccountId,
    pub lesson: LessonId,
    /// The one who holds it.
    pub worker: String,
    pub attempts: i64,
}

/// Why a film was not processed: a word of the program, for which there is a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// ffmpeg cannot make anything of it.
    Unreadable,
    /// Its picture is larger than what is worked on.
    TooLarge,
    /// It takes more memory than there is for it.
    Memory,
    /// It takes longer than it may.
    TooLong,
    /// The store has no room.
    NoRoom,
    /// Whoever worked on it is gone.
    BrokeOff,
    /// Something that is not the film's fault.
    Trouble,
}

impl Reason {
    const ALL: [Self; 7] = [
        Self::Unreadable,
        Self::TooLarge,
        Self::Memory,
        Self::TooLong,
        Self::NoRoom,
        Self::BrokeOff,
        Self::Trouble,
    ];

    /// The word in the database and in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::TooLarge => "too-large",
            Self::Memory => "memory",
            Self::TooLong => "too-long",
            Self::NoRoom => "no-room",
            Self::BrokeOff => "broke-off",
            Self::Trouble => "trouble",
        }
    }

    /// Whether trying again by itself could change anything.
    const fn passes(self) -> bool {
        matches!(self, Self::NoRoom | Self::BrokeOff | Self::Trouble)
    }

    fn read(word: &str) -> Self {
        let mut all = Self::ALL.into_iter();
        all.find(|reason| reason.as_str() == word)
            .unwrap_or(Self::Trouble)
    }
}

/// How the processing of a film stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Its turn has not come, or comes again after a failure.
    Waiting {
        after: Option<Reason>,
    },
    /// Somebody is at it, so many thousandths are done.
    Running {
        done: u64,
    },
    Ready,
    Failed {
        reason: Reason,
    },
}

/// Lets a film wait for its turn, in the transaction that puts it in its lesson. What was made of the one before goes.
pub(crate) async fn queue(
    tx: &mut Tx,
    (film, account, lesson): (ObjectId, AccountId, LessonId),
    lasts: Option<Duration>,
    now: Time,
) -> Result<(), Error> {
    let retire = sql!(
        "UPDATE objects SET replaced_at = $3
         WHERE lesson_id = $1 AND made_from <> $2 AND replaced_at IS NULL AND purpose IN ('rendition', 'sheet')"
    );
    tx.run(retire, args![lesson, film, now]).await?;
    let insert = sql!(
        "INSERT INTO processing_jobs (film_id, account_id, lesson_id, queue, queued_at, due_at, attempts, progress)
         VALUES ($1, $2, $3, $4, $5, $5, 0, 0) ON CONFLICT (film_id) DO NOTHING"
    );
    let queue = Queue::of(lasts).as_str();
    tx.run(insert, args![film, account, lesson, queue, now])
        .await?;
    tx.on_commit(|| NEWS.notify_waiters());
    Ok(())
}

/// Whether a film is due in a line, or one is to be given up: looked at before anything is written.
///
/// # Errors
/// When the database fails.
pub async fn is_due(tx: &mut Tx, queue: Queue, now: Time) -> Result<bool, Error> {
    let find = sql!(
        "SELECT film_id FROM processing_jobs
         WHERE queue = $1 AND ended_at IS NULL AND due_at <= $2 AND (held_until IS NULL OR held_until <= $2)
         ORDER BY film_id LIMIT 1"
    );
    Ok(tx.find(find, args![queue.as_str(), now]).await?.is_some())
}

/// Takes the film that has waited longest in a line, if one is due and nobody is at it.
///
/// # Errors
/// When the database fails.
pub async fn claim(
    tx: &mut Tx,
    queue: Queue,
    worker: &str,
    now: Time,
) -> Result<Option<Job>, Error> {
    give_up(tx, now).await?;
    let next = sql!(
        "SELECT j.film_id, j.account_id, j.lesson_id, j.attempts FROM processing_jobs j
         JOIN objects o ON o.id = j.film_id
         WHERE j.queue = $1 AND j.ended_at IS NULL AND j.due_at <= $2 AND (j.held_until IS NULL OR j.held_until <= $2)
               AND o.replaced_at IS NULL
         ORDER BY j.due_at, j.film_id LIMIT 1"
    );
    let Some(row) = tx.find(next, args![queue.as_str(), now]).await? else {
        return Ok(None);
    };
    let job = Job {
        film: row.id(0)?,
        account: row.id(1)?,
        lesson: row.id(2)?,
        worker: worker.to_owned(),
        attempts: row.int(3)? + 1,
    };
    let take = sql!(
        "UPDATE processing_jobs SET worker = $2, held_until = $3, begun_at = $4, attempts = attempts + 1, progress = 0
         WHERE film_id = $1 AND ended_at IS NULL AND due_at <= $4 AND (held_until IS NULL OR held_until <= $4)"
    );
    let values = args![job.film, worker, now.plus(HOLD), now];
    Ok((tx.run(take, values).await? == 1).then_some(job))
}

/// A film whose every worker died is given up: it may be what kills them.
async fn give_up(tx: &mut Tx, now: Time) -> Result<(), Error> {
    let give_up = sql!(
        "UPDATE processing_jobs SET ended_at = $1, held_until = NULL, reason = $2
         WHERE ended_at IS NULL AND attempts >= $3 AND held_until <= $1"
    );
    tx.run(give_up, args![now, Reason::BrokeOff.as_str(), ATTEMPTS])
        .await?;
    Ok(())
}

/// Says that one is still at it, and how far. No means that it is somebody else's now, or nobody's: the film was replaced
/// or removed.
///
/// # Errors
/// When the database fails.
pub async fn beat(tx: &mut Tx, job: &Job, done: u64, now: Time) -> Result<bool, Error> {
    let beat = sql!(
        "UPDATE processing_jobs SET held_until = $3, progress = $4
         WHERE film_id = $1 AND worker = $2 AND ended_at IS NULL AND held_until > $5
               AND EXISTS (SELECT 1 FROM objects o WHERE o.id = processing_jobs.film_id AND o.replaced_at IS NULL)"
    );
    let done = i64::try_from(done).unwrap_or(0);
    let values = args![job.film, job.worker.as_str(), now.plus(HOLD), done, now];
    Ok(tx.run(beat, values).await? == 1)
}

/// Notes how it ended. What may pass comes again, later each time; the rest waits for a person.
///
/// # Errors
/// When the database fails.
pub async fn settle(
    tx: &mut Tx,
    job: &Job,
    outcome: Result<(), Reason>,
    now: Time,
) -> Result<(), Error> {
    let again = outcome.is_err_and(Reason::passes) && job.attempts < ATTEMPTS;
    let settle = sql!(
        "UPDATE processing_jobs SET ended_at = $3, due_at = $4, held_until = NULL, reason = $5,
                progress = CASE WHEN CAST($5 AS TEXT) IS NULL THEN 1000 ELSE progress END
         WHERE film_id = $1 AND worker = $2 AND ended_at IS NULL"
    );
    let ended = (!again).then_some(now);
    let due = if again {
        now.plus(pause(job.attempts))
    } else {
        now
    };
    let reason = outcome.err().map(Reason::as_str);
    let values = args![job.film, job.worker.as_str(), ended, due, reason];
    tx.run(settle, values).await?;
    Ok(())
}

/// Leaves a film to the next one at once, as if it had never been begun: the process ends.
///
/// # Errors
/// When the database fails.
pub async fn leave(tx: &mut Tx, job: &Job) -> Result<(), Error> {
    let leave = sql!(
        "UPDATE processing_jobs SET held_until = NULL, attempts = attempts - 1
         WHERE film_id = $1 AND worker = $2 AND ended_at IS NULL AND held_until IS NOT NULL"
    );
    tx.run(leave, args![job.film, job.worker.as_str()]).await?;
    Ok(())
}

/// Lets a film that failed wait for its turn again. Says whether there was one.
pub(crate) async fn retry(tx: &mut Tx, film: ObjectId, now: Time) -> Result<bool, Error> {
    let retry = sql!(
        "UPDATE processing_jobs SET ended_at = NULL, due_at = $2, attempts = 0, progress = 0, held_until = NULL, reason = NULL
         WHERE film_id = $1 AND reason IS NOT NULL AND held_until IS NULL"
    );
    let found = tx.run(retry, args![film, now]).await? == 1;
    tx.on_commit(|| NEWS.notify_waiters());
    Ok(found)
}

/// How the processing of a film stands, or nothing when it was never to be processed.
pub(crate) async fn find(tx: &mut Tx, film: ObjectId, now: Time) -> Result<Option<State>, Error> {
    let find = sql!(
        "SELECT ended_at, held_until, progress, reason FROM processing_jobs WHERE film_id = $1"
    );
    let row = tx.find(find, args![film]).await?;
    row.as_ref().map(|row| read(row, now)).transpose()
}

/// Lets nothing wait any more.
pub(super) async fn drop_all(tx: &mut Tx) -> Result<(), Error> {
    tx.run(sql!("DELETE FROM processing_jobs"), args![]).await?;
    Ok(())
}

/// Forgets films whose object is gone for good, with what was said of their renditions.
///
/// # Errors
/// When the database fails.
pub async fn forget(tx: &mut Tx) -> Result<u64, Error> {
    let jobs = sql!(
        "DELETE FROM processing_jobs WHERE NOT EXISTS (SELECT 1 FROM objects o WHERE o.id = film_id)"
    );
    let renditions = sql!(
        "DELETE FROM renditions WHERE NOT EXISTS (SELECT 1 FROM objects o WHERE o.id = object_id)"
    );
    let sheets = sql!(
        "DELETE FROM picture_sheets WHERE NOT EXISTS (SELECT 1 FROM objects o WHERE o.id = object_id)"
    );
    Ok(tx.run(jobs, args![]).await?
        + tx.run(renditions, args![]).await?
        + tx.run(sheets, args![]).await?)
}

fn read(row: &Row, now: Time) -> Result<State, Error> {
    let reason = row.opt_text(3)?.as_deref().map(Reason::read);
    let held = row.opt_time(1)?.is_some_and(|until| until > now);
    Ok(match (row.opt_time(0)?, reason) {
        (Some(_), Some(reason)) => State::Failed { reason },
        (Some(_), None) => State::Ready,
        (None, _) if held => State::Running {
            done: row.count(2)?,
        },
        (None, after) => State::Waiting { after },
    })
}

fn pause(attempts: i64) -> Duration {
    let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(10);
    PAUSE * 2_u32.pow(doublings)
}
