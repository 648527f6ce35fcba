//! The place where a person stopped in a lesson, so that he finds it again on any device.

use tutela_access::{Authorized, Error, SavePlace, ViewCourse, ViewLesson, ViewSelf};
use tutela_core::{CourseId, LessonId, PersonId, Time};
use tutela_db::{Row, Tx, args, sql};

/// The last second that can be remembered: a day.
pub const LAST: i64 = 24 * 3600;

/// Where somebody stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub lesson: LessonId,
    pub course: CourseId,
    /// Seconds from the start; 0 where there is nothing to play.
    pub seconds: i64,
    pub seen_at: Time,
}

/// Remembers where the caller is in the lesson.
pub async fn save(authorized: &mut Authorized<'_, SavePlace>, seconds: i64) -> Result<(), Error> {
    let (lesson, now) = (authorized.on(), authorized.now());
    let (person, account) = (authorized.somebody().id, authorized.account()?);
    let course = authorized.place().course.ok_or(Error::NotFound)?;
    let seconds = seconds.clamp(0, LAST);
    let tx = authorized.tx();
    let update = sql!(
        "UPDATE places SET seconds = $3, seen_at = $4 WHERE person_id = $1 AND lesson_id = $2"
    );
    if tx.run(update, args![person, lesson, seconds, now]).await? > 0 {
        return Ok(());
    }
    let insert = sql!(
        "INSERT INTO places (person_id, lesson_id, account_id, course_id, seconds, seen_at)
         VALUES ($1, $2, $3, $4, $5, $6)"
    );
    match tx
        .run(insert, args![person, lesson, account, course, seconds, now])
        .await
    {
        Err(error) if !error.is_duplicate() => Err(error.into()),
        _ => Ok(()),
    }
}

/// Where the caller stopped in this lesson.
pub async fn find(authorized: &mut Authorized<'_, ViewLesson>) -> Result<Option<Place>, Error> {
    let (lesson, person) = (authorized.on(), authorized.somebody().id);
    let find = sql!(
        "SELECT lesson_id, course_id, seconds, seen_at FROM places WHERE person_id = $1 AND lesson_id = $2"
    );
    let row = authorized.tx().find(find, args![person, lesson]).await?;
    Ok(row.as_ref().map(read).transpose()?)
}

/// Where the caller stopped in the lessons of this course, the latest first.
pub async fn in_course(authorized: &mut Authorized<'_, ViewCourse>) -> Result<Vec<Place>, Error> {
    let (course, person) = (authorized.on(), authorized.somebody().id);
    let list = sql!(
        "SELECT lesson_id, course_id, seconds, seen_at FROM places
         WHERE person_id = $1 AND course_id = $2
         ORDER BY seen_at DESC, lesson_id"
    );
    Ok(read_all(
        authorized.tx().rows(list, args![person, course]).await?,
    )?)
}

/// The latest place of the caller in each of his courses, the latest first.
pub async fn latest(authorized: &mut Authorized<'_, ViewSelf>) -> Result<Vec<Place>, Error> {
    let person = authorized.somebody().id;
    Ok(of_person(authorized.tx(), person).await?)
}

async fn of_person(tx: &mut Tx, person: PersonId) -> Result<Vec<Place>, tutela_db::Error> {
    let list = sql!(
        "SELECT lesson_id, course_id, seconds, seen_at FROM places p
         WHERE person_id = $1 AND NOT EXISTS (
             SELECT 1 FROM places q
             WHERE q.person_id = p.person_id AND q.course_id = p.course_id AND q.seen_at > p.seen_at)
         ORDER BY seen_at DESC, lesson_id"
    );
    read_all(tx.rows(list, args![person]).await?)
}

fn read_all(rows: Vec<Row>) -> Result<Vec<Place>, tutela_db::Error> {
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Place, tutela_db::Error> {
    Ok(Place {
        lesson: row.id(0)?,
        course: row.id(1)?,
        seconds: row.int(2)?,
        seen_at: row.time(3)?,
    })
}
