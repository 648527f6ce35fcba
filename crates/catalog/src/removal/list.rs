//! What was removed and can still be brought back; and what is due to be destroyed.

use tutela_access::{Authorized, Error, RestoreCourse, RestoreLesson};
use tutela_core::{AccountId, ChannelId, CourseId, LessonId, Level, Scope, ScopeId, Time};
use tutela_db::{Row, Tx, args, sql};

/// Something that was removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    pub channel: ChannelId,
    pub course: CourseId,
    /// The lesson, where it is not the whole course.
    pub lesson: Option<LessonId>,
    pub course_title: String,
    /// The title of the lesson, or of the course.
    pub title: String,
    pub removed_by: Option<String>,
    pub removed_at: Time,
    /// Until when it can be brought back.
    pub until_at: Time,
}

impl Removed {
    /// What was removed.
    pub fn scope(&self) -> Scope {
        self.lesson
            .map_or(Scope::Course(self.course), Scope::Lesson)
    }

    /// Where it is brought back.
    pub fn restoration(&self) -> String {
        match self.lesson {
            Some(lesson) => format!("/courses/{}/lessons/{lesson}/restoration", self.course),
            None => format!(
                "/channels/{}/courses/{}/restoration",
                self.channel, self.course
            ),
        }
    }
}

/// A removed place whose time is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    pub scope: ScopeId,
    pub account: AccountId,
    pub course: CourseId,
    pub lesson: Option<LessonId>,
    pub title: String,
    pub removed_at: Time,
}

impl Due {
    /// Which level the place is of.
    pub const fn level(&self) -> Level {
        match self.lesson {
            Some(_) => Level::Lesson,
            None => Level::Course,
        }
    }
}

/// The lessons of the course that were removed, the latest first.
pub async fn lessons(
    authorized: &mut Authorized<'_, RestoreLesson>,
) -> Result<Vec<Removed>, Error> {
    let (course, now) = (authorized.on(), authorized.now());
    let list = sql!(
        "SELECT r.channel_id, r.course_id, r.lesson_id, c.title, l.title, p.name, r.removed_at, r.until_at
         FROM removed_places r
         JOIN courses c ON c.id = r.course_id
         JOIN lessons l ON l.id = r.lesson_id
         LEFT JOIN persons p ON p.id = r.removed_by
         WHERE r.course_id = $1 AND r.restored_at IS NULL AND r.destroyed_at IS NULL AND r.until_at > $2
         ORDER BY r.removed_at DESC, r.scope_id"
    );
    let rows = authorized.tx().rows(list, args![course, now]).await?;
    read_all(&rows)
}

/// The courses of the channel that were removed, the latest first.
pub async fn courses(
    authorized: &mut Authorized<'_, RestoreCourse>,
) -> Result<Vec<Removed>, Error> {
    let (channel, now) = (authorized.on(), authorized.now());
    let list = sql!(
        "SELECT r.channel_id, r.course_id, r.lesson_id, c.title, c.title, p.name, r.removed_at, r.until_at
         FROM removed_places r
         JOIN courses c ON c.id = r.course_id
         LEFT JOIN persons p ON p.id = r.removed_by
         WHERE r.channel_id = $1 AND r.lesson_id IS NULL AND r.restored_at IS NULL AND r.destroyed_at IS NULL
           AND r.until_at > $2
         ORDER BY r.removed_at DESC, r.scope_id"
    );
    let rows = authorized.tx().rows(list, args![channel, now]).await?;
    read_all(&rows)
}

/// The courses and lessons of an account that were removed, the latest first, at most `most` of them. A lesson whose course
/// was removed later is not among them: the course comes back first.
pub async fn in_account(
    tx: &mut Tx,
    (account, now): (AccountId, Time),
    most: u32,
) -> Result<Vec<Removed>, Error> {
    let list = sql!(
        "SELECT r.channel_id, r.course_id, r.lesson_id, c.title, COALESCE(l.title, c.title), p.name,
                r.removed_at, r.until_at
         FROM removed_places r
         JOIN courses c ON c.id = r.course_id
         JOIN scopes s ON s.id = r.course_id
         LEFT JOIN lessons l ON l.id = r.lesson_id
         LEFT JOIN persons p ON p.id = r.removed_by
         WHERE r.account_id = $1 AND r.restored_at IS NULL AND r.destroyed_at IS NULL AND r.until_at > $2
           AND (r.lesson_id IS NULL OR s.closed_at IS NULL)
         ORDER BY r.removed_at DESC, r.scope_id
         LIMIT $3"
    );
    read_all(&tx.rows(list, args![account, now, most]).await?)
}

/// The removed places whose time is over, the longest first; at most `most` of them.
///
/// # Errors
/// When the database fails.
pub async fn due(tx: &mut Tx, now: Time, most: u32) -> Result<Vec<Due>, tutela_db::Error> {
    let list = sql!(
        "SELECT r.scope_id, r.account_id, r.course_id, r.lesson_id, COALESCE(l.title, c.title), r.removed_at
         FROM removed_places r
         JOIN courses c ON c.id = r.course_id
         LEFT JOIN lessons l ON l.id = r.lesson_id
         WHERE r.until_at <= $1 AND r.restored_at IS NULL AND r.destroyed_at IS NULL
         ORDER BY r.until_at, r.scope_id
         LIMIT $2"
    );
    let rows = tx.rows(list, args![now, most]).await?;
    rows.iter().map(read_due).collect()
}

fn read_all(rows: &[Row]) -> Result<Vec<Removed>, Error> {
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

fn read(row: &Row) -> Result<Removed, tutela_db::Error> {
    Ok(Removed {
        channel: row.id(0)?,
        course: row.id(1)?,
        lesson: row.opt_id(2)?,
        course_title: row.text(3)?,
        title: row.text(4)?,
        removed_by: row.opt_text(5)?,
        removed_at: row.time(6)?,
        until_at: row.time(7)?,
    })
}

fn read_due(row: &Row) -> Result<Due, tutela_db::Error> {
    Ok(Due {
        scope: row.id(0)?,
        account: row.id(1)?,
        course: row.id(2)?,
        lesson: row.opt_id(3)?,
        title: row.text(4)?,
        removed_at: row.time(5)?,
    })
}
