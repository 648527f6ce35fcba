//! Whom an invitation was for is forgotten a month after its end; that there was one stays.

use std::time::Duration;

use tutela_access::{Gate, OpenDoor};
use tutela_db::{Error, args, sql};

const MEMORY: Duration = Duration::from_secs(30 * 24 * 3600);

/// Forgets it; gives of how many.
///
/// # Errors
/// When the database fails.
pub async fn sweep(gate: &Gate) -> Result<u64, Error> {
    let before = gate.ambient().now().minus(MEMORY);
    let mut tx = gate.enter(OpenDoor::OPERATOR).await?;
    let forget = sql!(
        "UPDATE invitations SET name = NULL, address = NULL, canonical = NULL
         WHERE (expires_at < $1 OR revoked_at < $1)
           AND (name IS NOT NULL OR address IS NOT NULL OR canonical IS NOT NULL)"
    );
    let forgotten = tx.run(forget, args![before]).await?;
    tx.commit().await?;
    Ok(forgotten)
}
