//! What changed when. Nothing of it is ever taken back: what went wrong stays to be seen.

pub mod api;
pub mod screen;

use tutela_access::{Gate, OpenDoor};
use tutela_core::Time;
use tutela_db::{Error, Row, args, sql};

/// The most changes that are shown.
const MOST: u32 = 200;

/// A promise changed its state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub promise: String,
    pub state: String,
    pub at: Time,
}

/// The latest changes, newest first.
///
/// # Errors
/// When the database fails.
pub async fn latest(gate: &Gate) -> Result<Vec<Change>, Error> {
    let list =
        sql!("SELECT promise, state, at FROM promise_changes ORDER BY at DESC, id DESC LIMIT $1");
    let mut tx = gate.look(OpenDoor::TRUST).await?;
    let rows = tx.rows(list, args![MOST]).await?;
    let read = |row: &Row| {
        Ok(Change {
            promise: row.text(0)?,
            state: row.text(1)?,
            at: row.time(2)?,
        })
    };
    rows.iter().map(read).collect()
}
