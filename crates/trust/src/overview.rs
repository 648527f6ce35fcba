//! All promises with their states: what a customer reads first.

pub mod api;
pub mod screen;

use tutela_access::{Gate, OpenDoor};
use tutela_db::Error;

use crate::register::register;
use crate::rows::{self, Known};
use crate::state::{Standing, State, standing};

/// What the database knows of the promises now.
///
/// # Errors
/// When the database fails.
pub async fn look(gate: &Gate) -> Result<Known, Error> {
    let mut tx = gate.look(OpenDoor::TRUST).await?;
    rows::known(&mut tx).await
}

/// How every promise stands now.
pub fn standings<'k>(known: &'k Known, gate: &Gate) -> Vec<Standing<'k>> {
    let now = gate.ambient().now();
    let all = register().iter();
    all.map(|promise| standing(promise, known, now)).collect()
}

/// How many are in a state.
pub fn count(standings: &[Standing<'_>], state: State) -> usize {
    standings.iter().filter(|one| one.state == state).count()
}
