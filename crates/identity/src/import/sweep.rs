//! Who stood in a file is forgotten when it can be taken back no more, and a file that nobody brought in after a day.

use tutela_access::{Gate, OpenDoor};
use tutela_db::{Error, args, sql};

use super::{KEEP, UNDO};

/// Forgets them; gives how many lines.
///
/// # Errors
/// When the database fails.
pub async fn sweep(gate: &Gate) -> Result<u64, Error> {
    let now = gate.ambient().now();
    let (unused, settled) = (now.minus(KEEP), now.minus(UNDO));
    let mut tx = gate.enter(OpenDoor::OPERATOR).await?;
    let lines = sql!(
        "DELETE FROM import_lines WHERE import_id IN
            (SELECT id FROM imports
             WHERE (begun_at IS NULL AND created_at < $1) OR begun_at < $2)"
    );
    let forgotten = tx.run(lines, args![unused, settled]).await?;
    let imports = sql!("DELETE FROM imports WHERE begun_at IS NULL AND created_at < $1");
    tx.run(imports, args![unused]).await?;
    tx.commit().await?;
    Ok(forgotten)
}
