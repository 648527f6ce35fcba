//! Addresses that were asked for, and ways back that have ended, are forgotten after a month.

use std::time::Duration;

use tutela_access::{Gate, OpenDoor};
use tutela_db::{Error, args, sql};

const MEMORY: Duration = Duration::from_secs(30 * 24 * 3600);

/// Forgets them.
pub async fn sweep(gate: &Gate) -> Result<(), Error> {
    let before = gate.ambient().now().minus(MEMORY);
    let mut tx = gate.enter(OpenDoor::OPERATOR).await?;
    let changes = sql!("DELETE FROM contact_changes WHERE asked_at < $1");
    tx.run(changes, args![before]).await?;
    let undos = sql!("DELETE FROM contact_undos WHERE changed_at < $1");
    tx.run(undos, args![before]).await?;
    tx.commit().await
}
