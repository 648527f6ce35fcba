//! What was made of a film: renditions, whose pieces are ranges of one object each, and a sheet of small pictures.

use std::time::Duration;

use tutela_core::{ObjectId, Time};
use tutela_db::{Error, Lock, Row, Tx, args, sql};
use tutela_vault::Sealed;

use super::fragment::{Segment, Written};
use super::job::Job;
use super::recipe::{Pictures, Size};
use crate::object::Use;

/// A size in which a film can be had now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendition {
    pub id: ObjectId,
    /// The pixels of its shorter side.
    pub lines: u64,
    pub width: u64,
    pub height: u64,
    /// As RFC 6381 writes it.
    pub codecs: String,
    /// Bytes of the beginning.
    pub head: u64,
    pub segments: Vec<Segment>,
}

/// The small pictures of a film.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sheet {
    pub id: ObjectId,
    pub every: Duration,
    pub count: u64,
}

/// A sealed object that was made of a film.
pub(super) struct Made<'a> {
    pub id: ObjectId,
    pub purpose: Use,
    /// What tells it from others of its kind, such as `720p`.
    pub variant: &'a str,
    pub media_type: &'static str,
    pub sealed: &'a Sealed,
    pub size: Option<(u64, u64)>,
    pub lasts: Option<Duration>,
}

/// Puts it beside its film, if the film still stands there and the job is still this worker's.
pub(super) async fn keep(
    tx: &mut Tx,
    job: &Job,
    made: &Made<'_>,
    now: Time,
) -> Result<bool, Error> {
    tx.lock(Lock::exclusive(job.account.uuid())).await?;
    let held = sql!(
        "SELECT o.file_name FROM processing_jobs j JOIN objects o ON o.id = j.film_id
         WHERE j.film_id = $1 AND j.worker = $2 AND j.ended_at IS NULL AND o.replaced_at IS NULL"
    );
    if tx
        .find(held, args![job.film, job.worker.as_str()])
        .await?
        .is_none()
    {
        return Ok(false);
    }
    let stands = sql!(
        "SELECT id FROM objects WHERE lesson_id = $1 AND purpose = $2 AND variant = $3 AND replaced_at IS NULL"
    );
    let values = args![job.lesson, made.purpose.as_str(), made.variant];
    if tx.find(stands, values).await?.is_some() {
        return Ok(false);
    }
    insert(tx, job, made, now).await?;
    Ok(true)
}

async fn insert(tx: &mut Tx, job: &Job, made: &Made<'_>, now: Time) -> Result<(), Error> {
    let insert = sql!(
        "INSERT INTO objects (id, account_id, lesson_id, purpose, variant, made_from, media_type, file_name, size,
                              duration_ms, width, height, wrapped_key, sealed_sha256, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
    );
    let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let (kind, ending) = made.media_type.split_once('/').unwrap_or(("file", "bin"));
    let values = args![
        made.id,
        job.account,
        job.lesson,
        made.purpose.as_str(),
        made.variant,
        job.film,
        made.media_type,
        format!("{kind}.{ending}"),
        number(made.sealed.size),
        made.lasts
            .map(|lasts| i64::try_from(lasts.as_millis()).unwrap_or(i64::MAX)),
        made.size.map(|size| number(size.0)),
        made.size.map(|size| number(size.1)),
        made.sealed.wrapped_key.0.clone(),
        made.sealed.sha256.to_vec(),
        now,
    ];
    tx.run(insert, values).await?;
    Ok(())
}

/// Notes where the pieces of a rendition lie.
pub(super) async fn note(
    tx: &mut Tx,
    id: ObjectId,
    film: ObjectId,
    of: (Size, &Written),
) -> Result<(), Error> {
    let (size, written) = of;
    let insert = sql!(
        "INSERT INTO renditions (object_id, film_id, lines, codecs, head, segments) VALUES ($1, $2, $3, $4, $5, $6)"
    );
    let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let segments = write(&written.segments);
    let values = args![
        id,
        film,
        number(size.lines),
        written.codecs.as_str(),
        number(written.head),
        segments
    ];
    tx.run(insert, values).await?;
    Ok(())
}

/// Notes how small pictures lie on their sheet.
pub(super) async fn note_sheet(
    tx: &mut Tx,
    id: ObjectId,
    film: ObjectId,
    pictures: Pictures,
) -> Result<(), Error> {
    let insert = sql!(
        "INSERT INTO picture_sheets (object_id, film_id, every_ms, count) VALUES ($1, $2, $3, $4)"
    );
    let every = i64::try_from(pictures.every.as_millis()).unwrap_or(i64::MAX);
    let count = i64::try_from(pictures.count).unwrap_or(i64::MAX);
    tx.run(insert, args![id, film, every, count]).await?;
    Ok(())
}

/// The sizes in which a film can be had, the smallest first.
pub(crate) async fn of_film(tx: &mut Tx, film: ObjectId) -> Result<Vec<Rendition>, Error> {
    let list = sql!(
        "SELECT r.object_id, r.lines, o.width, o.height, r.codecs, r.head, r.segments
         FROM renditions r JOIN objects o ON o.id = r.object_id
         WHERE r.film_id = $1 AND o.replaced_at IS NULL ORDER BY r.lines, r.object_id"
    );
    tx.rows(list, args![film])
        .await?
        .iter()
        .map(read_rendition)
        .collect()
}

/// In how many sizes a film can be had.
pub(crate) async fn count(tx: &mut Tx, film: ObjectId) -> Result<usize, Error> {
    let count = sql!(
        "SELECT COUNT(*) FROM renditions r JOIN objects o ON o.id = r.object_id
         WHERE r.film_id = $1 AND o.replaced_at IS NULL"
    );
    let row = tx.get(count, args![film]).await?;
    Ok(usize::try_from(row.count(0)?).unwrap_or(usize::MAX))
}

/// The rendition with this id.
pub(crate) async fn find(tx: &mut Tx, id: ObjectId) -> Result<Option<Rendition>, Error> {
    let find = sql!(
        "SELECT r.object_id, r.lines, o.width, o.height, r.codecs, r.head, r.segments
         FROM renditions r JOIN objects o ON o.id = r.object_id WHERE r.object_id = $1"
    );
    tx.find(find, args![id])
        .await?
        .as_ref()
        .map(read_rendition)
        .transpose()
}

/// The small pictures of a film.
pub(crate) async fn sheet(tx: &mut Tx, film: ObjectId) -> Result<Option<Sheet>, Error> {
    let find = sql!(
        "SELECT s.object_id, s.every_ms, s.count FROM picture_sheets s JOIN objects o ON o.id = s.object_id
         WHERE s.film_id = $1 AND o.replaced_at IS NULL"
    );
    let row = tx.find(find, args![film]).await?;
    let read = |row: &Row| {
        Ok(Sheet {
            id: row.id(0)?,
            every: Duration::from_millis(row.count(1)?),
            count: row.count(2)?,
        })
    };
    row.as_ref().map(read).transpose()
}

fn read_rendition(row: &Row) -> Result<Rendition, Error> {
    Ok(Rendition {
        id: row.id(0)?,
        lines: row.count(1)?,
        width: row.count(2)?,
        height: row.count(3)?,
        codecs: row.text(4)?,
        head: row.count(5)?,
        segments: read_segments(&row.text(6)?).ok_or(Error::Column(6))?,
    })
}

/// `bytes:milliseconds` of each piece, one after another.
fn write(segments: &[Segment]) -> String {
    let words: Vec<_> = segments
        .iter()
        .map(|one| format!("{}:{}", one.length, one.lasts))
        .collect();
    words.join(" ")
}

fn read_segments(text: &str) -> Option<Vec<Segment>> {
    let read = |word: &str| {
        let (length, lasts) = word.split_once(':')?;
        let (length, lasts) = (length.parse().ok()?, lasts.parse().ok()?);
        Some(Segment { length, lasts })
    };
    text.split(' ').map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_come_back_as_they_were_written() {
        let segments = [
            Segment {
                length: 1,
                lasts: 4000,
            },
            Segment {
                length: u64::MAX,
                lasts: 1,
            },
        ];
        assert_eq!(read_segments(&write(&segments)), Some(segments.to_vec()));
        for text in ["", "1", "1:", ":1", "1:2 ", "-1:2", "a:b"] {
            assert_eq!(read_segments(text), None, "{text:?}");
        }
    }
}
