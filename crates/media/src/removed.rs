//! Films, documents and pictures that were taken out of their lesson, or replaced there: for 30 days they can be put back.

pub mod api;
mod list;
pub mod screen;

use std::time::Duration;

use tutela_access::{Action, Authorized, Error, RemoveMedia, UploadMedia, removal};
use tutela_audit::{Activity, record};
use tutela_catalog::lesson;
use tutela_catalog::removal::KEPT;
use tutela_core::{LessonId, ObjectId, PersonId, Time};
use tutela_db::{Row, Tx, args, sql};

pub use list::{RemovedFile, in_account, in_course};

/// What an object is, as far as taking it out and putting it back goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub id: ObjectId,
    /// The word of its use, such as `video`.
    pub purpose: String,
    pub file_name: String,
    pub size: u64,
    duration: Option<Duration>,
    replaced_at: Option<Time>,
}

impl Piece {
    fn fills(&self) -> bool {
        ["video", "document"].contains(&self.purpose.as_str())
    }
}

/// The object that stands in the lesson and is no rendition of another.
pub async fn standing(
    authorized: &mut Authorized<'_, RemoveMedia>,
    object: ObjectId,
) -> Result<Piece, Error> {
    let lesson = authorized.on();
    let piece = find(authorized.tx(), lesson, object).await?;
    piece
        .filter(|piece| piece.replaced_at.is_none())
        .ok_or(Error::NotFound)
}

/// Takes an object out of its lesson, with what was made of it. Whoever watches it is cut off.
pub async fn remove(
    authorized: &mut Authorized<'_, RemoveMedia>,
    object: ObjectId,
) -> Result<Piece, Error> {
    let (lesson, now) = (authorized.on(), authorized.now());
    let by = authorized.somebody().id;
    let piece = standing(authorized, object).await?;
    let ambient = authorized.ambient();
    let tx = authorized.tx();
    let take = sql!(
        "UPDATE objects SET replaced_at = $3, removed_by = $4
         WHERE lesson_id = $1 AND (id = $2 OR made_from = $2) AND replaced_at IS NULL"
    );
    tx.run(take, args![lesson, object, now, by]).await?;
    match piece.purpose.as_str() {
        "video" => {
            retire_posters(tx, lesson, (now, Some(by))).await?;
            lesson::empty(tx, lesson, now).await?;
        }
        "document" => lesson::empty(tx, lesson, now).await?,
        "poster" => lesson::bare(tx, lesson).await?,
        _ => {}
    }
    removal::note(tx, ambient).await?;
    note(authorized, "removeMedia", &piece).await?;
    Ok(piece)
}

/// Puts an object back with everything that went at the same moment. What stands in its place goes instead, and can be put
/// back in turn.
pub async fn restore(
    authorized: &mut Authorized<'_, UploadMedia>,
    object: ObjectId,
) -> Result<Piece, Error> {
    let (lesson, now) = (authorized.on(), authorized.now());
    let piece = find(authorized.tx(), lesson, object)
        .await?
        .ok_or(Error::NotFound)?;
    let gone_at = piece.replaced_at.ok_or(Error::NotFound)?;
    if gone_at.plus(KEPT) <= now {
        return Err(Error::NotFound);
    }
    let (by, ambient) = (authorized.somebody().id, authorized.ambient());
    let tx = authorized.tx();
    make_room(tx, lesson, (gone_at, now), by).await?;
    if piece.purpose == "video" {
        retire_posters(tx, lesson, (now, Some(by))).await?;
    }
    let back = sql!(
        "UPDATE objects SET replaced_at = NULL, removed_by = NULL WHERE lesson_id = $1 AND replaced_at = $2"
    );
    tx.run(back, args![lesson, gone_at]).await?;
    if piece.fills() {
        lesson::fill(tx, lesson, piece.duration, now).await?;
    }
    if has_poster(tx, lesson).await? {
        lesson::picture(tx, lesson, now).await?;
    }
    removal::note(tx, ambient).await?;
    note(authorized, "restoreMedia", &piece).await?;
    Ok(piece)
}

/// Takes out what stands where something comes back to, with what was made of it.
async fn make_room(
    tx: &mut Tx,
    lesson: LessonId,
    (gone_at, now): (Time, Time),
    by: PersonId,
) -> Result<(), tutela_db::Error> {
    let same_place = sql!(
        "UPDATE objects SET replaced_at = $3, removed_by = $4
         WHERE lesson_id = $1 AND replaced_at IS NULL AND EXISTS (
             SELECT b.id FROM objects b
             WHERE b.lesson_id = $1 AND b.replaced_at = $2 AND b.purpose = objects.purpose
               AND b.variant = objects.variant)"
    );
    tx.run(same_place, args![lesson, gone_at, now, by]).await?;
    let made = sql!(
        "UPDATE objects SET replaced_at = $2, removed_by = $3
         WHERE lesson_id = $1 AND replaced_at IS NULL AND made_from IN (
             SELECT b.id FROM objects b WHERE b.lesson_id = $1 AND b.replaced_at = $2)"
    );
    tx.run(made, args![lesson, now, by]).await?;
    Ok(())
}

/// A poster belongs to the film that it was given to.
async fn retire_posters(
    tx: &mut Tx,
    lesson: LessonId,
    (now, by): (Time, Option<PersonId>),
) -> Result<(), tutela_db::Error> {
    let retire = sql!(
        "UPDATE objects SET replaced_at = $2, removed_by = $3
         WHERE lesson_id = $1 AND purpose = 'poster' AND replaced_at IS NULL"
    );
    tx.run(retire, args![lesson, now, by]).await?;
    Ok(())
}

async fn has_poster(tx: &mut Tx, lesson: LessonId) -> Result<bool, tutela_db::Error> {
    let find = sql!(
        "SELECT id FROM objects WHERE lesson_id = $1 AND purpose = 'poster' AND replaced_at IS NULL"
    );
    Ok(tx.find(find, args![lesson]).await?.is_some())
}

async fn find(
    tx: &mut Tx,
    lesson: LessonId,
    object: ObjectId,
) -> Result<Option<Piece>, tutela_db::Error> {
    let find = sql!(
        "SELECT id, purpose, file_name, size, duration_ms, replaced_at FROM objects
         WHERE id = $2 AND lesson_id = $1 AND made_from IS NULL"
    );
    let row = tx.find(find, args![lesson, object]).await?;
    row.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<Piece, tutela_db::Error> {
    let millis = row.opt_int(4)?.and_then(|ms| u64::try_from(ms).ok());
    Ok(Piece {
        id: row.id(0)?,
        purpose: row.text(1)?,
        file_name: row.text(2)?,
        size: row.count(3)?,
        duration: millis.map(Duration::from_millis),
        replaced_at: row.opt_time(5)?,
    })
}

async fn note<A: Action<On = LessonId>>(
    authorized: &mut Authorized<'_, A>,
    action: &str,
    piece: &Piece,
) -> Result<(), Error> {
    let (account, by) = (authorized.account()?, authorized.somebody().id);
    let policy = authorized.policy().to_owned();
    let activity = Activity {
        actor: Some(by),
        account: Some(account),
        scope: authorized.on().into(),
        action,
        policy: &policy,
        subject: piece.id.to_string(),
        detail: &piece.purpose,
    };
    let ambient = authorized.ambient();
    Ok(record(authorized.tx(), activity, ambient).await?)
}
