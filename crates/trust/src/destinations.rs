//! Where data leaves the house: the closed list of this installation, and what went out by count and size (PC4).

pub mod api;
pub mod screen;

use std::time::Duration;

use tutela_access::{Gate, OpenDoor};
use tutela_audit::outbound::{self, Sent};
use tutela_db::Error;

/// The days that are told.
const SHOWN: Duration = Duration::from_secs(30 * 24 * 3600);

/// A server that the house may speak to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// What it is there for.
    pub purpose: &'static str,
    /// What it gets to know.
    pub receives: &'static str,
    pub host: String,
}

/// What went out in the last thirty days.
///
/// # Errors
/// When the database fails.
pub async fn sent(gate: &Gate) -> Result<Vec<Sent>, Error> {
    let mut tx = gate.look(OpenDoor::TRUST).await?;
    outbound::since(&mut tx, gate.ambient().now().minus(SHOWN)).await
}

/// What of it went where the list has no line for.
pub fn outside<'s>(sent: &'s [Sent], list: &[Destination]) -> Vec<&'s Sent> {
    let is_listed = |sent: &&Sent| {
        list.iter()
            .any(|one| one.purpose == sent.purpose && one.host == sent.host)
    };
    sent.iter().filter(|sent| !is_listed(sent)).collect()
}
