//! The raw records: how every run of every control ended, for auditors.

pub mod api;
pub mod screen;

use serde_json::{Map, Value};
use tutela_access::{Action, Authorized};
use tutela_core::Time;
use tutela_db::{Error, Row, args, sql};

use crate::rows::figures;

/// The most records at once.
pub const MOST: u32 = 200;

/// A run as it was kept.
#[derive(Debug, Clone)]
pub struct Record {
    pub id: String,
    pub control: String,
    pub at: Time,
    /// How long it took, in microseconds.
    pub took: u64,
    pub outcome: String,
    pub figures: Map<String, Value>,
    pub words: String,
    /// The digest of the register that was in force.
    pub register: String,
}

/// The latest runs of all controls, or of one, newest first.
pub async fn list<A: Action>(
    authorized: &mut Authorized<'_, A>,
    control: Option<&str>,
) -> Result<Vec<Record>, Error> {
    let list = sql!(
        "SELECT id, control, at, took, outcome, figures, words, register FROM control_runs
         WHERE (CAST($1 AS TEXT) IS NULL OR control = $1) ORDER BY at DESC, id DESC LIMIT $2"
    );
    let rows = authorized.tx().rows(list, args![control, MOST]).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Record, Error> {
    Ok(Record {
        id: row.text(0)?,
        control: row.text(1)?,
        at: row.time(2)?,
        took: row.count(3)?,
        outcome: row.text(4)?,
        figures: figures(&row.text(5)?),
        words: row.text(6)?,
        register: row.text(7)?,
    })
}
