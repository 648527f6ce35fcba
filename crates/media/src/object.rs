//! Objects: what the database knows of a sealed film, document or poster.

use std::str::FromStr;
use std::time::Duration;

use tutela_access::{Authorized, GetMedia, Live};
use tutela_core::{AccountId, InvalidId, LessonId, ObjectId, PersonId, Time};
use tutela_db::{Row, Tx, args, sql};
use tutela_vault::{ObjectMeta, Purpose, Sealed, WrappedKey};

use crate::upload::Found;

/// What an object is to its lesson.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    Video,
    Document,
    Poster,
    Attachment,
}

impl Use {
    /// The word in the database and in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Video => "video",
            Self::Document => "document",
            Self::Poster => "poster",
            Self::Attachment => "attachment",
        }
    }

    /// The word that is bound into the ciphertext.
    pub(crate) const fn purpose(self) -> Purpose {
        Purpose::new(self.as_str())
    }
}

impl FromStr for Use {
    type Err = InvalidId;

    fn from_str(word: &str) -> Result<Self, InvalidId> {
        let all = [Self::Video, Self::Document, Self::Poster, Self::Attachment];
        all.into_iter()
            .find(|kind| kind.as_str() == word)
            .ok_or(InvalidId)
    }
}

/// An object that stands in its lesson now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    pub id: ObjectId,
    pub account: AccountId,
    pub lesson: LessonId,
    pub purpose: Use,
    /// The type found in the bytes, not the one that was claimed.
    pub media_type: String,
    pub file_name: String,
    /// Bytes before sealing.
    pub size: u64,
    pub duration: Option<Duration>,
    pub width: Option<u64>,
    pub height: Option<u64>,
    pub created_at: Time,
    wrapped_key: WrappedKey,
}

impl Object {
    /// What the vault needs to open it.
    pub(crate) fn meta(&self) -> ObjectMeta {
        ObjectMeta {
            object: self.id,
            purpose: self.purpose.purpose(),
            size: self.size,
            wrapped_key: self.wrapped_key.clone(),
        }
    }

    /// The address at which those who may see the lesson fetch it.
    pub fn path(&self) -> String {
        format!("/media/{}/{}", self.lesson, self.id)
    }
}

/// A sealed object that is to stand in its lesson.
#[derive(Debug)]
pub(crate) struct NewRow<'a> {
    pub id: ObjectId,
    pub account: AccountId,
    pub lesson: LessonId,
    pub purpose: Use,
    /// What tells it from others of its use that stand beside it.
    pub variant: &'a str,
    pub file_name: &'a str,
    pub found: &'a Found,
    pub sealed: &'a Sealed,
    pub by: PersonId,
}

/// Puts an object in the place of the one before, which nobody reaches from now on.
pub(crate) async fn stand_in(
    tx: &mut Tx,
    new: &NewRow<'_>,
    now: Time,
) -> Result<(), tutela_db::Error> {
    retire_variant(tx, (new.lesson, new.purpose, new.variant), now).await?;
    let insert = sql!(
        "INSERT INTO objects (id, account_id, lesson_id, purpose, media_type, file_name, size, duration_ms,
                              width, height, wrapped_key, sealed_sha256, created_by, created_at, variant)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
    );
    let Found {
        duration,
        width,
        height,
        ..
    } = new.found;
    let duration = duration.map(|duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX));
    let args = args![
        new.id,
        new.account,
        new.lesson,
        new.purpose.as_str(),
        new.found.media_type,
        new.file_name,
        i64::try_from(new.sealed.size).unwrap_or(i64::MAX),
        duration,
        width.map(i64::from),
        height.map(i64::from),
        new.sealed.wrapped_key.0.clone(),
        new.sealed.sha256.to_vec(),
        new.by,
        now,
        new.variant,
    ];
    tx.run(insert, args).await?;
    Ok(())
}

/// Takes the object of this use out of its lesson, if there is one.
pub(crate) async fn retire(
    tx: &mut Tx,
    lesson: LessonId,
    purpose: Use,
    now: Time,
) -> Result<(), tutela_db::Error> {
    retire_variant(tx, (lesson, purpose, ""), now).await
}

async fn retire_variant(
    tx: &mut Tx,
    (lesson, purpose, variant): (LessonId, Use, &str),
    now: Time,
) -> Result<(), tutela_db::Error> {
    let retire = sql!(
        "UPDATE objects SET replaced_at = $3
         WHERE lesson_id = $1 AND purpose = $2 AND variant = $4 AND replaced_at IS NULL"
    );
    tx.run(retire, args![lesson, purpose.as_str(), now, variant])
        .await?;
    Ok(())
}

/// The object with this id, if it stands in this lesson.
pub(crate) async fn find(
    tx: &mut Tx,
    lesson: LessonId,
    object: ObjectId,
) -> Result<Option<Object>, tutela_db::Error> {
    let find = sql!(
        "SELECT id, account_id, lesson_id, purpose, media_type, file_name, size, duration_ms, width,
                height, created_at, wrapped_key
         FROM objects WHERE id = $2 AND lesson_id = $1 AND replaced_at IS NULL"
    );
    tx.find(find, args![lesson, object])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

/// What allows an object to be sent, for as long as it also stands in its lesson and its account has a key.
pub(crate) fn live(authorized: &Authorized<'_, GetMedia>, object: &Object) -> Live<GetMedia> {
    let stands = sql!(
        "SELECT o.id FROM objects o JOIN account_keys k ON k.account_id = o.account_id
         WHERE o.id = $1 AND o.replaced_at IS NULL"
    );
    authorized.live().while_found(stands, args![object.id])
}

/// The objects that stand in a lesson.
pub(crate) async fn in_lesson(
    tx: &mut Tx,
    lesson: LessonId,
) -> Result<Vec<Object>, tutela_db::Error> {
    let list = sql!(
        "SELECT id, account_id, lesson_id, purpose, media_type, file_name, size, duration_ms, width,
                height, created_at, wrapped_key
         FROM objects WHERE lesson_id = $1 AND replaced_at IS NULL ORDER BY purpose, id"
    );
    tx.rows(list, args![lesson])
        .await?
        .iter()
        .map(read)
        .collect()
}

fn read(row: &Row) -> Result<Object, tutela_db::Error> {
    let positive = |column| {
        Ok(row
            .opt_int(column)?
            .and_then(|number| u64::try_from(number).ok()))
    };
    Ok(Object {
        id: row.id(0)?,
        account: row.id(1)?,
        lesson: row.id(2)?,
        purpose: row.id(3)?,
        media_type: row.text(4)?,
        file_name: row.text(5)?,
        size: row.count(6)?,
        duration: positive(7)?.map(Duration::from_millis),
        width: positive(8)?,
        height: positive(9)?,
        created_at: row.time(10)?,
        wrapped_key: WrappedKey(row.blob(11)?),
    })
}
