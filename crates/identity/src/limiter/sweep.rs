//! Counts that no longer count are cleared away, those of names that nobody has among them.

use tutela_access::{Gate, OpenDoor};
use tutela_core::Time;
use tutela_db::{args, sql};

use super::{FORGOTTEN, LONGEST_LOCK};

/// Clears away what would count as new anyway. Gives how many counts went.
///
/// # Errors
/// When the database fails.
pub async fn sweep(gate: &Gate) -> Result<u64, tutela_db::Error> {
    let age = i64::try_from((FORGOTTEN + LONGEST_LOCK).as_micros()).unwrap_or(i64::MAX);
    let before = Time::from_micros(gate.ambient().now().micros().saturating_sub(age));
    let mut tx = gate.enter(OpenDoor::OPERATOR).await?;
    let clear = sql!("DELETE FROM tries WHERE tried_at < $1");
    let cleared = tx.run(clear, args![before]).await?;
    let clear = sql!("DELETE FROM resets WHERE created_at < $1");
    tx.run(clear, args![before]).await?;
    tx.commit().await?;
    Ok(cleared)
}
