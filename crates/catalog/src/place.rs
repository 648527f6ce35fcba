//! The place where a person stopped in a lesson, so that he finds it again on any device.

pub(crate) mod api;

use std::time::Duration;

use tutela_access::{Authorized, Error, SavePlace, ViewLesson, ViewSelf};
use tutela_core::{CourseId, LessonId, Time};
use tutela_db::{Row, args, sql};

/// The last second that can be remembered: a day.
pub const LAST: i64 = 24 * 3600;

/// Who stops so shortly before the end of a film has seen it.
const CREDITS: Duration = Duration::from_secs(10);

/// Where somebody stopped in a lesson.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Seconds from the start; 0 where there is nothing to play.
    pub seconds: u64,
    pub seen_at: Time,
}

impl Place {
    /// Whether a film of this length has been seen to its end.
    pub fn is_over(&self, length: Option<Duration>) -> bool {
        length.is_some_and(|length| Duration::from_secs(self.seconds) + CREDITS >= length)
    }
}

/// The lesson that somebody opened last in a course, as a list of courses shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    pub course: CourseId,
    pub lesson: LessonId,
    pub title: String,
    /// How long its film lasts.
    pub duration: Option<Duration>,
    /// Its number among the published lessons, from 1.
    pub number: u64,
    /// The published lesson that comes after it.
    pub next: Option<LessonId>,
    pub place: Place,
}

/// Remembers where the caller is in the lesson.
pub async fn save(authorized: &mut Authorized<'_, SavePlace>, seconds: i64) -> Result<(), Error> {
    let (lesson, now) = (authorized.on(), authorized.now());
    let (person, account) = (authorized.somebody().id, authorized.account()?);
    let course = authorized.place().course.ok_or(Error::NotFound)?;
    let seconds = seconds.clamp(0, LAST);
    let save = sql!(
        "INSERT INTO places (person_id, lesson_id, account_id, course_id, seconds, seen_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (person_id, lesson_id) DO UPDATE
         SET seconds = excluded.seconds, seen_at = excluded.seen_at"
    );
    authorized
        .tx()
        .run(save, args![person, lesson, account, course, seconds, now])
        .await?;
    Ok(())
}

/// Where the caller stopped in this lesson.
pub async fn find(authorized: &mut Authorized<'_, ViewLesson>) -> Result<Option<Place>, Error> {
    let (lesson, person) = (authorized.on(), authorized.somebody().id);
    let find = sql!("SELECT seconds, seen_at FROM places WHERE person_id = $1 AND lesson_id = $2");
    let row = authorized.tx().find(find, args![person, lesson]).await?;
    Ok(row.map(|row| read(&row, 0)).transpose()?.flatten())
}

/// The published lesson that the caller opened last, in each course where he opened one; the latest first.
pub async fn latest(authorized: &mut Authorized<'_, ViewSelf>) -> Result<Vec<Stop>, Error> {
    let person = authorized.somebody().id;
    let list = sql!(
        "SELECT p.course_id, p.lesson_id, l.title, l.duration_ms,
                (SELECT COUNT(*) FROM lessons b JOIN scopes t ON t.id = b.id
                 WHERE b.course_id = l.course_id AND t.published_at IS NOT NULL AND t.closed_at IS NULL
                   AND (b.place < l.place OR (b.place = l.place AND b.id <= l.id))),
                (SELECT n.id FROM lessons n JOIN scopes t ON t.id = n.id
                 WHERE n.course_id = l.course_id AND t.published_at IS NOT NULL AND t.closed_at IS NULL
                   AND (n.place > l.place OR (n.place = l.place AND n.id > l.id))
                 ORDER BY n.place, n.id LIMIT 1),
                p.seconds, p.seen_at
         FROM places p
         JOIN lessons l ON l.id = p.lesson_id
         JOIN scopes s ON s.id = p.lesson_id AND s.published_at IS NOT NULL AND s.closed_at IS NULL
         WHERE p.person_id = $1 AND NOT EXISTS (
             SELECT 1 FROM places q JOIN scopes t ON t.id = q.lesson_id
             WHERE q.person_id = p.person_id AND q.course_id = p.course_id AND t.published_at IS NOT NULL
               AND t.closed_at IS NULL
               AND (q.seen_at > p.seen_at OR (q.seen_at = p.seen_at AND q.lesson_id > p.lesson_id)))
         ORDER BY p.seen_at DESC, p.lesson_id"
    );
    let rows = authorized.tx().rows(list, args![person]).await?;
    rows.iter().map(read_stop).collect()
}

fn read_stop(row: &Row) -> Result<Stop, Error> {
    Ok(Stop {
        course: row.id(0)?,
        lesson: row.id(1)?,
        title: row.text(2)?,
        duration: millis(row, 3)?,
        number: row.count(4)?,
        next: row.opt_id(5)?,
        place: read(row, 6)?.ok_or(tutela_db::Error::Column(6))?,
    })
}

/// Reads a place from two columns, where there is one.
pub(crate) fn read(row: &Row, column: usize) -> Result<Option<Place>, tutela_db::Error> {
    let Some(seconds) = row.opt_int(column)? else {
        return Ok(None);
    };
    Ok(Some(Place {
        seconds: u64::try_from(seconds).unwrap_or(0),
        seen_at: row.time(column + 1)?,
    }))
}

/// Reads a length in milliseconds.
pub(crate) fn millis(row: &Row, column: usize) -> Result<Option<Duration>, tutela_db::Error> {
    let millis = row.opt_int(column)?.and_then(|ms| u64::try_from(ms).ok());
    Ok(millis.map(Duration::from_millis))
}
