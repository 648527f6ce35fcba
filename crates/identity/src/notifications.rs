//! What I was told, and what of it I want by mail as well.

pub(crate) mod api;
pub(crate) mod screen;

use tutela_access::{Authorized, Error, ViewSelf};
use tutela_audit::NoticeKind;
use tutela_audit::notification::{self, Choice, Notification};
use tutela_core::NotificationId;

/// How many notifications are shown at once where nobody asks for another number.
pub const USUAL: u32 = 50;

/// How many notifications are given at once at most.
pub const MOST: u32 = 200;

/// A part of what I was told, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub notifications: Vec<Notification>,
    /// How many of all there are were not read.
    pub unread: u64,
    /// The notification before which the list goes on, if it does.
    pub next: Option<NotificationId>,
}

/// At most `limit` notifications from before the one named `before`.
pub async fn list(
    authorized: &mut Authorized<'_, ViewSelf>,
    before: Option<NotificationId>,
    limit: u32,
) -> Result<Part, Error> {
    let (me, limit) = (authorized.somebody().id, limit.clamp(1, MOST));
    let tx = authorized.tx();
    let unread = notification::unread(tx, me).await?;
    let mut notifications = notification::latest(tx, me, before, limit + 1).await?;
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = notifications.len() > wanted;
    notifications.truncate(wanted);
    let last = notifications.last().map(|last| last.id);
    Ok(Part {
        notifications,
        unread,
        next: last.filter(|_| more),
    })
}

/// Notes that I read one of them.
///
/// # Errors
/// [`Error::NotFound`] when it is not mine.
pub async fn read(
    authorized: &mut Authorized<'_, ViewSelf>,
    id: NotificationId,
) -> Result<(), Error> {
    let (me, now) = (authorized.somebody().id, authorized.ambient().now());
    match notification::read(authorized.tx(), me, id, now).await? {
        true => Ok(()),
        false => Err(Error::NotFound),
    }
}

/// Notes that I read all of them.
pub async fn read_all(authorized: &mut Authorized<'_, ViewSelf>) -> Result<(), Error> {
    let (me, now) = (authorized.somebody().id, authorized.ambient().now());
    Ok(notification::read_all(authorized.tx(), me, now).await?)
}

/// What I want by mail, for each kind that leaves me a choice. What concerns security leaves none.
pub async fn choices(authorized: &mut Authorized<'_, ViewSelf>) -> Result<Vec<Choice>, Error> {
    let me = authorized.somebody().id;
    Ok(notification::choices(authorized.tx(), me).await?)
}

/// Keeps what I want by mail: of the kinds that leave a choice, those in `wanted` and no others.
pub async fn choose(
    authorized: &mut Authorized<'_, ViewSelf>,
    wanted: &[NoticeKind],
) -> Result<(), Error> {
    let (me, now) = (authorized.somebody().id, authorized.ambient().now());
    for kind in NoticeKind::ALL.iter().copied() {
        let by_mail = wanted.contains(&kind);
        let choice = Choice { kind, by_mail };
        notification::choose(authorized.tx(), me, choice, now).await?;
    }
    Ok(())
}
