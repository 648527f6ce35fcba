//! What the database knows of the promises: how each control stands, what was declared, what changed when.

use serde_json::{Map, Value};
use tutela_core::{Ambient, Time};
use tutela_db::{Error, Row, Tx, args, sql};
use uuid::Uuid;

/// How the last run of a control ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    pub control: String,
    pub at: Time,
    /// Since when it ends like this.
    pub since: Time,
    /// `passed`, `failed` or `off`.
    pub outcome: String,
    pub figures: Map<String, Value>,
    /// What did not hold, for the operator and auditors; or the key of why there is nothing to hold.
    pub words: String,
}

impl Default for Run {
    fn default() -> Self {
        Self {
            control: String::new(),
            at: Time::from_micros(0),
            since: Time::from_micros(0),
            outcome: String::new(),
            figures: Map::new(),
            words: String::new(),
        }
    }
}

/// What somebody declared last about a part that only a person can know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    pub part: String,
    pub name: String,
    pub statement: String,
    pub expires_at: Time,
    pub entered_at: Time,
}

impl Default for Declaration {
    fn default() -> Self {
        let never = Time::from_micros(0);
        Self {
            part: String::new(),
            name: String::new(),
            statement: String::new(),
            expires_at: never,
            entered_at: never,
        }
    }
}

/// All that a page about the promises needs.
#[derive(Debug, Clone, Default)]
pub struct Known {
    pub runs: Vec<Run>,
    pub declarations: Vec<Declaration>,
    /// The last state of each promise that was noted, and from when on.
    pub changes: Vec<(String, String, Time)>,
}

impl Known {
    /// The last run of a control.
    pub fn run(&self, control: &str) -> Option<&Run> {
        self.runs.iter().find(|run| run.control == control)
    }

    /// The last declaration about a part.
    pub fn declaration(&self, part: &str) -> Option<&Declaration> {
        self.declarations.iter().find(|said| said.part == part)
    }

    /// The state of a promise as it was noted last.
    pub fn change(&self, promise: &str) -> Option<(&str, Time)> {
        let found = self.changes.iter().find(|change| change.0 == promise);
        found.map(|(_, state, at)| (state.as_str(), *at))
    }
}

/// Reads it, in three statements.
///
/// # Errors
/// When the database fails.
pub async fn known(tx: &mut Tx) -> Result<Known, Error> {
    let runs = sql!(
        "SELECT name, ran_at, since_at, outcome, figures, words FROM controls
         WHERE ran_at IS NOT NULL"
    );
    let runs = tx.rows(runs, args![]).await?;
    let declarations = sql!(
        "SELECT d.part, d.name, d.statement, d.expires_at, d.entered_at FROM declarations d
         WHERE d.id = (SELECT MAX(l.id) FROM declarations l WHERE l.part = d.part)"
    );
    let declarations = tx.rows(declarations, args![]).await?;
    let changes = sql!(
        "SELECT c.promise, c.state, c.at FROM promise_changes c
         WHERE c.id = (SELECT MAX(l.id) FROM promise_changes l WHERE l.promise = c.promise)"
    );
    let changes = tx.rows(changes, args![]).await?;
    let change = |row: &Row| Ok((row.text(0)?, row.text(1)?, row.time(2)?));
    Ok(Known {
        runs: runs.iter().map(read_run).collect::<Result<_, _>>()?,
        declarations: declarations
            .iter()
            .map(read_declaration)
            .collect::<Result<_, _>>()?,
        changes: changes.iter().map(change).collect::<Result<_, Error>>()?,
    })
}

fn read_run(row: &Row) -> Result<Run, Error> {
    Ok(Run {
        control: row.text(0)?,
        at: row.time(1)?,
        since: row.time(2)?,
        outcome: row.text(3)?,
        figures: figures(&row.text(4)?),
        words: row.text(5)?,
    })
}

/// Figures as they were written; what cannot be read is none.
pub fn figures(text: &str) -> Map<String, Value> {
    serde_json::from_str(text).unwrap_or_default()
}

pub fn read_declaration(row: &Row) -> Result<Declaration, Error> {
    Ok(Declaration {
        part: row.text(0)?,
        name: row.text(1)?,
        statement: row.text(2)?,
        expires_at: row.time(3)?,
        entered_at: row.time(4)?,
    })
}

/// A run that has just ended.
#[derive(Debug)]
pub struct Ended<'r> {
    pub control: &'r str,
    pub outcome: &'static str,
    pub figures: String,
    pub words: String,
    pub memo: Option<String>,
    pub took: i64,
}

/// Keeps a run, and how the control stands since.
///
/// # Errors
/// When the database fails.
pub async fn keep(
    tx: &mut Tx,
    (ended, before): (&Ended<'_>, Option<&str>),
    register: &str,
    ambient: &Ambient,
) -> Result<(), Error> {
    let (now, id) = (ambient.now(), ambient.id::<Uuid>().to_string());
    let turned = (before != Some(ended.outcome)).then_some(now);
    let add = sql!(
        "INSERT INTO control_runs (id, control, at, took, outcome, turned_at, figures, words, register)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    let Ended {
        control,
        outcome,
        figures,
        words,
        ..
    } = ended;
    let row = args![
        id, *control, now, ended.took, *outcome, turned, figures, words, register
    ];
    tx.run(add, row).await?;
    let first = sql!(
        "INSERT INTO controls (name, figures, words) VALUES ($1, '', '') ON CONFLICT (name) DO NOTHING"
    );
    tx.run(first, args![*control]).await?;
    let stand = sql!(
        "UPDATE controls SET ran_at = $2, outcome = $3, since_at = COALESCE($4, since_at),
                called_at = NULL, figures = $5, words = $6, memo = $7
         WHERE name = $1"
    );
    let memo = ended.memo.as_ref();
    let row = args![*control, now, *outcome, turned, figures, words, memo];
    tx.run(stand, row).await?;
    Ok(())
}

/// What decides whether a control is due: when it last ran and how that ended, whether it was called for, its memo.
#[derive(Debug)]
pub struct Turn {
    pub ran_at: Option<Time>,
    pub called_at: Option<Time>,
    pub outcome: Option<String>,
    pub memo: Option<String>,
}

/// How one control waits for its next turn.
///
/// # Errors
/// When the database fails.
pub async fn turn(tx: &mut Tx, control: &str) -> Result<Turn, Error> {
    let find = sql!("SELECT ran_at, called_at, outcome, memo FROM controls WHERE name = $1");
    let Some(row) = tx.find(find, args![control]).await? else {
        return Ok(Turn {
            ran_at: None,
            called_at: None,
            outcome: None,
            memo: None,
        });
    };
    Ok(Turn {
        ran_at: row.opt_time(0)?,
        called_at: row.opt_time(1)?,
        outcome: row.opt_text(2)?,
        memo: row.opt_text(3)?,
    })
}

/// Has a control run as soon as somebody looks.
///
/// # Errors
/// When the database fails.
pub async fn call(tx: &mut Tx, control: &str, now: Time) -> Result<(), Error> {
    let first = sql!(
        "INSERT INTO controls (name, figures, words) VALUES ($1, '', '') ON CONFLICT (name) DO NOTHING"
    );
    tx.run(first, args![control]).await?;
    let call = sql!("UPDATE controls SET called_at = $2 WHERE name = $1");
    tx.run(call, args![control, now]).await?;
    Ok(())
}

/// Notes that a promise is in another state from a moment on.
///
/// # Errors
/// When the database fails.
pub async fn note_change(
    tx: &mut Tx,
    (promise, state): (&str, &str),
    at: Time,
    ambient: &Ambient,
) -> Result<(), Error> {
    let id = ambient.id::<Uuid>().to_string();
    let add = sql!(
        "INSERT INTO promise_changes (id, promise, state, at, noted_at) VALUES ($1, $2, $3, $4, $5)"
    );
    let row = args![id, promise, state, at, ambient.now()];
    tx.run(add, row).await?;
    Ok(())
}

/// Forgets runs from before a moment that changed nothing; gives how many.
///
/// # Errors
/// When the database fails.
pub async fn forget(tx: &mut Tx, before: Time) -> Result<u64, Error> {
    let forget = sql!("DELETE FROM control_runs WHERE at < $1 AND turned_at IS NULL");
    tx.run(forget, args![before]).await
}
