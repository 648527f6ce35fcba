//! What was done in an account, by whom, and which policy allowed it.

pub(crate) mod api;
pub(crate) mod screen;

use tutela_access::{Authorized, ViewActivities};
use tutela_audit::{Line, latest};
use tutela_core::ActivityId;

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

/// At most `limit` lines from before the line `before`.
pub async fn list(
    authorized: &mut Authorized<'_, ViewActivities>,
    before: Option<ActivityId>,
    limit: u32,
) -> Result<Part, tutela_db::Error> {
    let (account, limit) = (authorized.on(), limit.clamp(1, MOST));
    let mut lines = latest(authorized.tx(), account, before, limit + 1).await?;
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = lines.len() > wanted;
    lines.truncate(wanted);
    let next = lines.last().map(|line| line.id).filter(|_| more);
    Ok(Part { lines, next })
}
