//! What was taken out of lessons and can still be put back.

use tutela_access::{Authorized, Error, RestoreLesson};
use tutela_catalog::removal::KEPT;
use tutela_core::{AccountId, CourseId, LessonId, ObjectId, Time};
use tutela_db::{Row, Tx, args, sql};

/// A film, a document or a picture that was taken out of its lesson.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemovedFile {
    pub object: ObjectId,
    pub course: CourseId,
    pub lesson: LessonId,
    pub lesson_title: String,
    pub course_title: String,
    /// The word of its use, such as `video`.
    pub purpose: String,
    pub file_name: String,
    /// Bytes, with what was made of it.
    pub size: u64,
    pub removed_by: Option<String>,
    pub removed_at: Time,
    pub until_at: Time,
    /// Whether something else stands in its place.
    pub replaced: bool,
}

impl RemovedFile {
    /// Where it is put back.
    pub fn restoration(&self) -> String {
        format!("/lessons/{}/media/{}/restoration", self.lesson, self.object)
    }
}

/// The files that were taken out of lessons of the course, the latest first. Lessons that were removed are not among them.
pub async fn in_course(
    authorized: &mut Authorized<'_, RestoreLesson>,
) -> Result<Vec<RemovedFile>, Error> {
    let (course, now) = (authorized.on(), authorized.now());
    let list = sql!(
        "SELECT o.id, l.course_id, o.lesson_id, l.title, c.title, o.purpose, o.file_name,
                o.size + (SELECT CAST(COALESCE(SUM(r.size), 0) AS BIGINT) FROM objects r
                          WHERE r.made_from = o.id AND r.replaced_at = o.replaced_at),
                o.replaced_at, p.name,
                (SELECT COUNT(*) FROM objects n WHERE n.lesson_id = o.lesson_id AND n.purpose = o.purpose
                 AND n.variant = o.variant AND n.replaced_at IS NULL)
         FROM objects o
         JOIN lessons l ON l.id = o.lesson_id
         JOIN courses c ON c.id = l.course_id
         JOIN scopes s ON s.id = l.id AND s.closed_at IS NULL
         LEFT JOIN persons p ON p.id = COALESCE(o.removed_by, (
             SELECT MIN(n.created_by) FROM objects n
             WHERE n.lesson_id = o.lesson_id AND n.created_at = o.replaced_at))
         WHERE l.course_id = $1 AND o.made_from IS NULL AND o.replaced_at > $2
         ORDER BY o.replaced_at DESC, o.id"
    );
    let values = args![course, now.minus(KEPT)];
    let rows = authorized.tx().rows(list, values).await?;
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// The same for a whole account, at most `most` of them.
pub async fn in_account(
    tx: &mut Tx,
    (account, now): (AccountId, Time),
    most: u32,
) -> Result<Vec<RemovedFile>, tutela_db::Error> {
    let list = sql!(
        "SELECT o.id, l.course_id, o.lesson_id, l.title, c.title, o.purpose, o.file_name,
                o.size + (SELECT CAST(COALESCE(SUM(r.size), 0) AS BIGINT) FROM objects r
                          WHERE r.made_from = o.id AND r.replaced_at = o.replaced_at),
                o.replaced_at, p.name,
                (SELECT COUNT(*) FROM objects n WHERE n.lesson_id = o.lesson_id AND n.purpose = o.purpose
                 AND n.variant = o.variant AND n.replaced_at IS NULL)
         FROM objects o
         JOIN lessons l ON l.id = o.lesson_id
         JOIN courses c ON c.id = l.course_id
         JOIN scopes s ON s.id = l.id AND s.closed_at IS NULL
         LEFT JOIN persons p ON p.id = COALESCE(o.removed_by, (
             SELECT MIN(n.created_by) FROM objects n
             WHERE n.lesson_id = o.lesson_id AND n.created_at = o.replaced_at))
         WHERE o.account_id = $1 AND o.made_from IS NULL AND o.replaced_at > $2
         ORDER BY o.replaced_at DESC, o.id
         LIMIT $3"
    );
    let rows = tx.rows(list, args![account, now.minus(KEPT), most]).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<RemovedFile, tutela_db::Error> {
    let removed_at = row.time(8)?;
    Ok(RemovedFile {
        object: row.id(0)?,
        course: row.id(1)?,
        lesson: row.id(2)?,
        lesson_title: row.text(3)?,
        course_title: row.text(4)?,
        purpose: row.text(5)?,
        file_name: row.text(6)?,
        size: row.count(7)?,
        removed_at,
        until_at: removed_at.plus(KEPT),
        removed_by: row.opt_text(9)?,
        replaced: row.count(10)? > 0,
    })
}
