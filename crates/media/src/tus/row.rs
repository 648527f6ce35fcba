//! Uploads under way and the pieces that have arrived of each. What stands in these rows is what was acknowledged.

use std::time::Duration;

use tutela_core::{AccountId, LessonId, ObjectId, PersonId, Time, UploadId};
use tutela_db::{Error, Row, Sql, Tx, args, sql};
use tutela_vault::{ObjectMeta, Sealed, WrappedKey};

use crate::object::Use;

/// For how long an upload waits for its next bytes.
const PATIENCE: Duration = Duration::from_secs(7 * 24 * 3600);
/// For how long a writer holds an upload without saying so again. What a dead process held is free after that.
const HOLD: Duration = Duration::from_secs(20);

/// A file on its way in.
#[derive(Debug, Clone)]
pub struct Upload {
    pub id: UploadId,
    pub account: AccountId,
    pub lesson: LessonId,
    pub purpose: Use,
    pub file_name: String,
    /// As the sender said it, to be said again.
    pub metadata: String,
    /// Empty, `partial`, or `final;` and its parts.
    pub concat: String,
    /// Bytes of the whole file.
    pub length: u64,
    /// Bytes that are acknowledged.
    pub received: u64,
    pub by: PersonId,
    pub expires_at: Time,
    /// What it has become.
    pub object: Option<ObjectId>,
}

impl Upload {
    /// Whether it is a part of a file that is put together later.
    pub fn is_partial(&self) -> bool {
        self.concat == "partial"
    }

    /// Whether it was put together from parts.
    pub fn is_final(&self) -> bool {
        self.concat.starts_with("final")
    }

    /// Where its bytes are sent.
    pub fn path(&self) -> String {
        format!("/api/v1/lessons/{}/uploads/{}", self.lesson, self.id)
    }
}

/// Bytes that arrived in a row, sealed as an object of their own.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub object: ObjectId,
    pub purpose: Use,
    pub size: u64,
    pub wrapped_key: WrappedKey,
}

impl Part {
    /// A piece that was just sealed.
    pub fn new(object: ObjectId, purpose: Use, sealed: &Sealed) -> Self {
        Self {
            object,
            purpose,
            size: sealed.size,
            wrapped_key: sealed.wrapped_key.clone(),
        }
    }

    /// What the vault needs to open it.
    pub fn meta(&self) -> ObjectMeta {
        ObjectMeta {
            object: self.object,
            purpose: self.purpose.purpose(),
            size: self.size,
            wrapped_key: self.wrapped_key.clone(),
        }
    }
}

/// Until when an upload waits that got bytes just now.
pub(crate) fn expiry(now: Time) -> Time {
    now.plus(PATIENCE)
}

pub(crate) async fn insert(tx: &mut Tx, upload: &Upload, now: Time) -> Result<(), Error> {
    let insert = sql!(
        "INSERT INTO uploads (id, account_id, lesson_id, purpose, file_name, metadata, concat, length, received,
                              created_by, created_at, expires_at, object_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
    );
    let args = args![
        upload.id,
        upload.account,
        upload.lesson,
        upload.purpose.as_str(),
        &upload.file_name,
        &upload.metadata,
        &upload.concat,
        int(upload.length),
        int(upload.received),
        upload.by,
        now,
        upload.expires_at,
        upload.object,
    ];
    tx.run(insert, args).await?;
    Ok(())
}

/// Somebody's own upload to a lesson. That of somebody else is not there.
pub(crate) async fn find(
    tx: &mut Tx,
    (lesson, upload): (LessonId, UploadId),
    by: PersonId,
    now: Time,
) -> Result<Option<Upload>, Error> {
    let find = sql!(
        "SELECT id, account_id, lesson_id, purpose, file_name, metadata, concat, length, received, created_by,
                expires_at, object_id
         FROM uploads WHERE id = $1 AND lesson_id = $2 AND created_by = $3 AND expires_at > $4"
    );
    let row = tx.find(find, args![upload, lesson, by, now]).await?;
    row.as_ref().map(read).transpose()
}

/// The pieces of an upload, in order.
pub(crate) async fn parts(tx: &mut Tx, upload: UploadId) -> Result<Vec<Part>, Error> {
    let list = sql!(
        "SELECT id, purpose, size, wrapped_key FROM upload_parts WHERE upload_id = $1 ORDER BY starts_at, id"
    );
    let rows = tx.rows(list, args![upload]).await?;
    let part = |row: &Row| {
        Ok(Part {
            object: row.id(0)?,
            purpose: row.id(1)?,
            size: row.count(2)?,
            wrapped_key: WrappedKey(row.blob(3)?),
        })
    };
    rows.iter().map(part).collect()
}

/// Bytes that the account has promised to take in and has not taken yet.
pub(crate) async fn awaited(tx: &mut Tx, account: AccountId, now: Time) -> Result<u64, Error> {
    let sum = sql!(
        "SELECT CAST(COALESCE(SUM(length), 0) AS BIGINT) FROM uploads
         WHERE account_id = $1 AND object_id IS NULL AND expires_at > $2"
    );
    tx.get(sum, args![account, now]).await?.count(0)
}

/// How many uploads somebody has begun and not ended.
pub(crate) async fn open(tx: &mut Tx, by: PersonId, now: Time) -> Result<u64, Error> {
    let count = sql!(
        "SELECT COUNT(*) FROM uploads WHERE created_by = $1 AND object_id IS NULL AND expires_at > $2"
    );
    tx.get(count, args![by, now]).await?.count(0)
}

/// Takes hold of an upload; fails when somebody else holds it.
pub(crate) async fn take(
    tx: &mut Tx,
    upload: UploadId,
    writer: UploadId,
    now: Time,
) -> Result<bool, Error> {
    let take = sql!(
        "UPDATE uploads SET writer = $2, written_until = $3
         WHERE id = $1 AND (writer IS NULL OR written_until < $4)"
    );
    let args = args![upload, writer, now.plus(HOLD), now];
    Ok(tx.run(take, args).await? == 1)
}

/// Goes on holding it; fails when it is gone or somebody else's.
pub(crate) async fn renew(
    tx: &mut Tx,
    upload: UploadId,
    writer: UploadId,
    now: Time,
) -> Result<bool, Error> {
    let renew = sql!("UPDATE uploads SET written_until = $3 WHERE id = $1 AND writer = $2");
    Ok(tx.run(renew, args![upload, writer, now.plus(HOLD)]).await? == 1)
}

/// Lets go of it.
pub(crate) async fn leave(tx: &mut Tx, upload: UploadId, writer: UploadId) -> Result<(), Error> {
    let leave = sql!(
        "UPDATE uploads SET writer = NULL, written_until = NULL WHERE id = $1 AND writer = $2"
    );
    tx.run(leave, args![upload, writer]).await?;
    Ok(())
}

/// Acknowledges a piece that begins where the acknowledged ones end; fails when they end somewhere else by now.
pub(crate) async fn acknowledge(
    tx: &mut Tx,
    (upload, writer): (&Upload, UploadId),
    part: &Part,
    now: Time,
) -> Result<bool, Error> {
    let advance = sql!(
        "UPDATE uploads SET received = received + $4, written_until = $5, expires_at = $6
         WHERE id = $1 AND writer = $2 AND received = $3"
    );
    let (at, size) = (int(upload.received), int(part.size));
    let args = args![upload.id, writer, at, size, now.plus(HOLD), expiry(now)];
    if tx.run(advance, args).await? != 1 {
        return Ok(false);
    }
    let insert = sql!(
        "INSERT INTO upload_parts (id, upload_id, account_id, purpose, starts_at, size, wrapped_key)
         VALUES ($1, $2, $3, $4, $5, $6, $7)"
    );
    let args = args![
        part.object,
        upload.id,
        upload.account,
        part.purpose.as_str(),
        at,
        size,
        part.wrapped_key.0.clone(),
    ];
    tx.run(insert, args).await?;
    Ok(true)
}

/// Notes that the whole file stands in its lesson; its pieces belong to nobody any more.
pub(crate) async fn finish(
    tx: &mut Tx,
    (upload, writer): (UploadId, UploadId),
    object: ObjectId,
) -> Result<bool, Error> {
    let finish = sql!(
        "UPDATE uploads SET received = length, object_id = $3, writer = NULL, written_until = NULL
         WHERE id = $1 AND writer = $2"
    );
    forget_parts(tx, upload).await?;
    Ok(tx.run(finish, args![upload, writer, object]).await? == 1)
}

/// Forgets an upload.
pub(crate) async fn remove(tx: &mut Tx, upload: UploadId) -> Result<(), Error> {
    forget_parts(tx, upload).await?;
    tx.run(sql!("DELETE FROM uploads WHERE id = $1"), args![upload])
        .await?;
    Ok(())
}

/// Uploads for which nobody waits any more, with their accounts; a few at a time.
pub(crate) async fn expired(tx: &mut Tx, now: Time) -> Result<Vec<(UploadId, AccountId)>, Error> {
    const EXPIRED: Sql =
        sql!("SELECT id, account_id FROM uploads WHERE expires_at <= $1 ORDER BY id LIMIT 100");
    let rows = tx.rows(EXPIRED, args![now]).await?;
    rows.iter()
        .map(|row| Ok((row.id(0)?, row.id(1)?)))
        .collect()
}

async fn forget_parts(tx: &mut Tx, upload: UploadId) -> Result<(), Error> {
    let forget = sql!("DELETE FROM upload_parts WHERE upload_id = $1");
    tx.run(forget, args![upload]).await?;
    Ok(())
}

fn read(row: &Row) -> Result<Upload, Error> {
    Ok(Upload {
        id: row.id(0)?,
        account: row.id(1)?,
        lesson: row.id(2)?,
        purpose: row.id(3)?,
        file_name: row.text(4)?,
        metadata: row.text(5)?,
        concat: row.text(6)?,
        length: row.count(7)?,
        received: row.count(8)?,
        by: row.id(9)?,
        expires_at: row.time(10)?,
        object: row.opt_id(11)?,
    })
}

fn int(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
