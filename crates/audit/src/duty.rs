//! Work that comes back: clearing away, backups, probes. Each duty is a row, so that of several nodes one does it, a restart
//! does it no oftener, and a node that dies in the middle leaves it to the next.

use std::time::Duration;

use tutela_core::Time;
use tutela_db::{Db, Error, Row, Tx, args, sql};

/// The shortest wait after a failure, doubled each time until it reaches the duty's own interval.
const PAUSE: Duration = Duration::from_secs(60);
/// What is kept of an outcome, in characters.
const OUTCOME: usize = 500;

/// What is to be done, how often, and for how long it is left to one that has begun it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duty {
    pub name: &'static str,
    pub every: Duration,
    pub longest: Duration,
}

/// A duty that was begun here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    duty: Duty,
    begun_at: Time,
    failures: i64,
}

/// How a duty stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    pub name: String,
    pub next_at: Time,
    /// When it was last begun.
    pub begun_at: Option<Time>,
    /// Until when it is left to whoever is at it; nobody is at it when there is none.
    pub held_until: Option<Time>,
    pub ended_at: Option<Time>,
    pub succeeded_at: Option<Time>,
    /// How often it has failed since it last succeeded.
    pub failures: i64,
    /// What it said at its last end, for the operator.
    pub outcome: Option<String>,
}

/// Begins a duty when it is due and nobody is at it. A duty that was never seen is due.
///
/// # Errors
/// When the database fails.
pub async fn begin(db: &Db, duty: Duty, now: Time) -> Result<Option<Turn>, Error> {
    let mut look = db.read().await?;
    let seen = find(&mut look, duty.name).await?;
    drop(look);
    let waits =
        |state: &State| state.next_at > now || state.held_until.is_some_and(|end| end > now);
    if seen.as_ref().is_some_and(waits) {
        return Ok(None);
    }
    let mut tx = db.write().await?;
    if seen.is_none() {
        enlist(&mut tx, duty.name, now).await?;
    }
    let take = sql!(
        "UPDATE duties SET begun_at = $2, held_until = $3
         WHERE name = $1 AND next_at <= $2 AND (held_until IS NULL OR held_until <= $2)"
    );
    let values = args![duty.name, now, now.plus(duty.longest)];
    let taken = tx.run(take, values).await?;
    tx.commit().await?;
    let failures = seen.map_or(0, |state| state.failures);
    Ok((taken == 1).then_some(Turn {
        duty,
        begun_at: now,
        failures,
    }))
}

/// Notes how it ended. What failed comes again sooner than its interval, later each time.
///
/// # Errors
/// When the database fails.
pub async fn end(
    db: &Db,
    turn: Turn,
    outcome: &Result<String, String>,
    now: Time,
) -> Result<(), Error> {
    let (failures, succeeded_at, said) = match outcome {
        Ok(said) => (0, Some(now), said),
        Err(said) => (turn.failures + 1, None, said),
    };
    let next = match outcome {
        Ok(_) => turn.begun_at.plus(turn.duty.every).max(now),
        Err(_) => now.plus(pause(failures).min(turn.duty.every)),
    };
    let said: String = said.chars().take(OUTCOME).collect();
    let mut tx = db.write().await?;
    let settle = sql!(
        "UPDATE duties SET next_at = $3, held_until = NULL, ended_at = $4,
                succeeded_at = COALESCE($5, succeeded_at), failures = $6, outcome = $7
         WHERE name = $1 AND begun_at = $2"
    );
    let begun = (turn.duty.name, turn.begun_at);
    let values = args![begun.0, begun.1, next, now, succeeded_at, failures, said];
    tx.run(settle, values).await?;
    tx.commit().await
}

/// Leaves a duty that was begun to whoever comes next, at once: the process ends.
///
/// # Errors
/// When the database fails.
pub async fn leave(db: &Db, turn: Turn) -> Result<(), Error> {
    let mut tx = db.write().await?;
    let leave = sql!("UPDATE duties SET held_until = NULL WHERE name = $1 AND begun_at = $2");
    tx.run(leave, args![turn.duty.name, turn.begun_at]).await?;
    tx.commit().await
}

/// Has a duty done as soon as somebody looks, whenever it was due.
///
/// # Errors
/// When the database fails.
pub async fn call(tx: &mut Tx, name: &str, now: Time) -> Result<(), Error> {
    enlist(tx, name, now).await?;
    let call = sql!("UPDATE duties SET next_at = $2 WHERE name = $1 AND next_at > $2");
    tx.run(call, args![name, now]).await?;
    Ok(())
}

/// How one duty stands, or nothing when it was never begun.
///
/// # Errors
/// When the database fails.
pub async fn find(tx: &mut Tx, name: &str) -> Result<Option<State>, Error> {
    let find = sql!(
        "SELECT name, next_at, begun_at, held_until, ended_at, succeeded_at, failures, outcome
         FROM duties WHERE name = $1"
    );
    let row = tx.find(find, args![name]).await?;
    row.as_ref().map(read).transpose()
}

/// How all duties stand, by name.
///
/// # Errors
/// When the database fails.
pub async fn list(tx: &mut Tx) -> Result<Vec<State>, Error> {
    let list = sql!(
        "SELECT name, next_at, begun_at, held_until, ended_at, succeeded_at, failures, outcome
         FROM duties"
    );
    let rows = tx.rows(list, args![]).await?;
    let mut states: Vec<_> = rows.iter().map(read).collect::<Result<_, _>>()?;
    states.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(states)
}

async fn enlist(tx: &mut Tx, name: &str, now: Time) -> Result<(), Error> {
    let insert = sql!(
        "INSERT INTO duties (name, next_at, failures) VALUES ($1, $2, 0) ON CONFLICT (name) DO NOTHING"
    );
    tx.run(insert, args![name, now]).await?;
    Ok(())
}

fn read(row: &Row) -> Result<State, Error> {
    Ok(State {
        name: row.text(0)?,
        next_at: row.time(1)?,
        begun_at: row.opt_time(2)?,
        held_until: row.opt_time(3)?,
        ended_at: row.opt_time(4)?,
        succeeded_at: row.opt_time(5)?,
        failures: row.int(6)?,
        outcome: row.opt_text(7)?,
    })
}

fn pause(failures: i64) -> Duration {
    let doublings = u32::try_from(failures - 1).unwrap_or(0).min(16);
    PAUSE * 2_u32.pow(doublings)
}
