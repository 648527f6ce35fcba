//! What was done in an account, by whom, and which policy allowed it; and what one did oneself.

pub(crate) mod api;
pub(crate) mod asked;
pub(crate) mod csv;
pub(crate) mod own;
pub(crate) mod screen;

use tutela_access::{Authorized, ViewActivities, ViewSelf};
use tutela_audit::{Line, latest, latest_of};
use tutela_core::ActivityId;

pub use tutela_audit::Wanted;

/// How many lines are shown at once where nobody asks for another number.
pub const USUAL: u32 = 50;

/// How many lines are given at once at most.
pub const MOST: u32 = 200;

/// A part of the record, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub lines: Vec<Line>,
    /// The line before which the record goes on, if it does.
    pub next: Option<ActivityId>,
}

/// At most `limit` lines that are wanted from before the line `before`.
pub async fn list(
    authorized: &mut Authorized<'_, ViewActivities>,
    wanted: &Wanted,
    before: Option<ActivityId>,
    limit: u32,
) -> Result<Part, tutela_db::Error> {
    let (account, limit) = (authorized.on(), limit.clamp(1, MOST));
    let lines = latest(authorized.tx(), account, wanted, before, limit + 1).await?;
    Ok(part(lines, limit))
}

/// At most `limit` lines of what the caller did, from before the line `before`.
pub async fn list_own(
    authorized: &mut Authorized<'_, ViewSelf>,
    before: Option<ActivityId>,
    limit: u32,
) -> Result<Part, tutela_db::Error> {
    let (me, limit) = (authorized.somebody().id, limit.clamp(1, MOST));
    let lines = latest_of(authorized.tx(), me, before, limit + 1).await?;
    Ok(part(lines, limit))
}

/// One line more than wanted says that there is more.
fn part(mut lines: Vec<Line>, limit: u32) -> Part {
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = lines.len() > wanted;
    lines.truncate(wanted);
    let next = lines.last().map(|line| line.id).filter(|_| more);
    Part { lines, next }
}
