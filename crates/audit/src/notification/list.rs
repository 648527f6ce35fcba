//! What a person was told: the list, the badge, and having read it.

use std::time::Duration;

use tutela_core::{AccountId, NotificationId, PersonId, Time};
use tutela_db::{Db, Error, Row, Tx, args, sql};

use super::NoticeKind;

/// For how long it is kept what a person was told.
const MEMORY: Duration = Duration::from_secs(365 * 24 * 3600);

/// Something that a person was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    pub id: NotificationId,
    pub kind: NoticeKind,
    /// The account it concerns, and its name.
    pub account: Option<(AccountId, String)>,
    pub detail: String,
    pub at: Time,
    pub read_at: Option<Time>,
}

/// The latest notifications of a person, newest first, at most `limit`, from before the notification `before`.
/// Before one that is not his there is nothing.
pub async fn latest(
    tx: &mut Tx,
    person: PersonId,
    before: Option<NotificationId>,
    limit: u32,
) -> Result<Vec<Notification>, Error> {
    let at = match before {
        Some(before) => find_time(tx, person, before).await?,
        None => Some(Time::from_micros(i64::MAX)),
    };
    let list = sql!(
        "SELECT n.id, n.kind, n.account_id, s.name, n.detail, n.at, n.read_at
         FROM notifications n
         LEFT JOIN scope_name s ON s.scope_id = n.account_id
         WHERE n.person_id = $1 AND (n.at < $2 OR (n.at = $2 AND n.id < $3))
         ORDER BY n.at DESC, n.id DESC
         LIMIT $4"
    );
    let rows = tx.rows(list, args![person, at, before, limit]).await?;
    rows.iter().map(notification).collect()
}

async fn find_time(
    tx: &mut Tx,
    person: PersonId,
    notification: NotificationId,
) -> Result<Option<Time>, Error> {
    let find = sql!("SELECT at FROM notifications WHERE id = $2 AND person_id = $1");
    let row = tx.find(find, args![person, notification]).await?;
    row.map(|row| row.time(0)).transpose()
}

fn notification(row: &Row) -> Result<Notification, Error> {
    let account: Option<AccountId> = row.opt_id(2)?;
    let name = row.opt_text(3)?.unwrap_or_default();
    Ok(Notification {
        id: row.id(0)?,
        kind: row.id(1)?,
        account: account.map(|account| (account, name)),
        detail: row.text(4)?,
        at: row.time(5)?,
        read_at: row.opt_time(6)?,
    })
}

/// How many notifications a person has not read.
pub async fn unread(tx: &mut Tx, person: PersonId) -> Result<u64, Error> {
    let count = sql!("SELECT COUNT(*) FROM notifications WHERE person_id = $1 AND read_at IS NULL");
    tx.get(count, args![person]).await?.count(0)
}

/// Notes that a person read one of his notifications; says whether it is one of his.
pub async fn read(
    tx: &mut Tx,
    person: PersonId,
    notification: NotificationId,
    now: Time,
) -> Result<bool, Error> {
    let read = sql!(
        "UPDATE notifications SET read_at = COALESCE(read_at, $3) WHERE id = $1 AND person_id = $2"
    );
    Ok(tx.run(read, args![notification, person, now]).await? > 0)
}

/// Forgets notifications of more than a year ago; gives their number.
pub async fn sweep(db: &Db, now: Time) -> Result<u64, Error> {
    let mut tx = db.write().await?;
    let forget = sql!("DELETE FROM notifications WHERE at < $1");
    let gone = tx.run(forget, args![now.minus(MEMORY)]).await?;
    tx.commit().await?;
    Ok(gone)
}

/// Notes that a person read all of them.
pub async fn read_all(tx: &mut Tx, person: PersonId, now: Time) -> Result<(), Error> {
    let read =
        sql!("UPDATE notifications SET read_at = $2 WHERE person_id = $1 AND read_at IS NULL");
    tx.run(read, args![person, now]).await?;
    Ok(())
}
