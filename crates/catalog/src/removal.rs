//! Removing lessons and courses: from the next request on they are not there, and for 30 days they can be brought back.

pub(crate) mod api;
mod list;
pub(crate) mod screen;

use std::time::Duration;

use tutela_access::{
    Action, Authorized, Error, RemoveCourse, RemoveLesson, RestoreCourse, RestoreLesson, close,
    reopen,
};
use tutela_audit::{Activity, record};
use tutela_core::{CourseId, LessonId, Scope};
use tutela_db::{Tx, args, sql};

use crate::{course, lesson};

pub use list::{Due, Removed, courses, due, in_account, lessons};

/// For how long something that was removed can be brought back.
pub const KEPT: Duration = Duration::from_secs(30 * 24 * 3600);

/// Why something is not brought back.
#[derive(Debug, thiserror::Error)]
pub enum CannotRestore {
    #[error("the course has as many lessons as a course can have")]
    TooMany,
    #[error(transparent)]
    Access(#[from] Error),
}

impl From<tutela_db::Error> for CannotRestore {
    fn from(error: tutela_db::Error) -> Self {
        Self::Access(error.into())
    }
}

/// What goes with something that is removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Loss {
    pub lessons: u64,
    /// How long its films last together.
    pub duration: Duration,
    /// People who learn in the course, or have opened the lesson.
    pub learners: u64,
}

/// Removes a lesson.
pub async fn remove_lesson(authorized: &mut Authorized<'_, RemoveLesson>) -> Result<(), Error> {
    let lesson = authorized.on();
    let title = lesson::find(authorized.tx(), lesson).await?.title;
    take_away(authorized, Some(lesson)).await?;
    let ambient = authorized.ambient();
    close(authorized.tx(), lesson.into(), ambient).await?;
    note(authorized, (lesson.into(), "removeLesson"), &title).await
}

/// Removes a course with all that is in it.
pub async fn remove_course(authorized: &mut Authorized<'_, RemoveCourse>) -> Result<(), Error> {
    let course = authorized.on();
    let title = course::find(authorized.tx(), course).await?.title;
    take_away(authorized, None).await?;
    let ambient = authorized.ambient();
    close(authorized.tx(), course.into(), ambient).await?;
    note(authorized, (course.into(), "removeCourse"), &title).await
}

/// Brings a lesson of the course back, where it stood.
pub async fn restore_lesson(
    authorized: &mut Authorized<'_, RestoreLesson>,
    lesson: LessonId,
) -> Result<(), CannotRestore> {
    let course = authorized.on();
    bring_back(authorized, lesson.into()).await?;
    let found = lesson::find(authorized.tx(), lesson).await?;
    if found.course != course {
        return Err(Error::NotFound.into());
    }
    if lesson::all(authorized.tx(), course).await?.len() as u64 > lesson::MOST {
        return Err(CannotRestore::TooMany);
    }
    let what = (lesson.into(), "restoreLesson");
    Ok(note(authorized, what, &found.title).await?)
}

/// Brings a course of the channel back, with what was in it when it was removed.
pub async fn restore_course(
    authorized: &mut Authorized<'_, RestoreCourse>,
    course: CourseId,
) -> Result<(), Error> {
    let channel = authorized.on();
    bring_back(authorized, course.into()).await?;
    let found = course::find(authorized.tx(), course).await?;
    if found.channel != channel {
        return Err(Error::NotFound);
    }
    note(authorized, (course.into(), "restoreCourse"), &found.title).await
}

/// What goes with a lesson.
pub async fn lesson_loss(authorized: &mut Authorized<'_, RemoveLesson>) -> Result<Loss, Error> {
    let lesson = authorized.on();
    let tx = authorized.tx();
    let count = sql!("SELECT COUNT(*) FROM places WHERE lesson_id = $1");
    let learners = tx.get(count, args![lesson]).await?.count(0)?;
    let duration = lesson::find(tx, lesson).await?.duration;
    Ok(Loss {
        lessons: 1,
        duration: duration.unwrap_or_default(),
        learners,
    })
}

/// What goes with a course.
pub async fn course_loss(authorized: &mut Authorized<'_, RemoveCourse>) -> Result<Loss, Error> {
    let (course, now) = (authorized.on(), authorized.now());
    let tx = authorized.tx();
    let count = sql!(
        "SELECT COUNT(DISTINCT person_id) FROM enrolled_course
         WHERE course_id = $1 AND (until_at IS NULL OR until_at > $2)"
    );
    let learners = tx.get(count, args![course, now]).await?.count(0)?;
    let entries = lesson::all(tx, course).await?;
    Ok(Loss {
        lessons: entries.len() as u64,
        duration: entries.iter().filter_map(|one| one.lesson.duration).sum(),
        learners,
    })
}

/// Notes that the place is removed, in the row that also says until when it can come back.
async fn take_away<A: Action>(
    authorized: &mut Authorized<'_, A>,
    lesson: Option<LessonId>,
) -> Result<(), Error> {
    let (place, now) = (authorized.place(), authorized.now());
    let by = authorized.somebody().id;
    let course = place.course.ok_or(Error::NotFound)?;
    let scope = lesson.map_or(Scope::Course(course), Scope::Lesson);
    let insert = sql!(
        "INSERT INTO removed_places (scope_id, account_id, channel_id, course_id, lesson_id, removed_by, removed_at, until_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    );
    let until = now.plus(KEPT);
    let (account, channel) = (place.account, place.channel);
    let values = args![scope, account, channel, course, lesson, by, now, until];
    authorized.tx().run(insert, values).await?;
    Ok(())
}

/// One UPDATE takes the row, so of several who restore it at once, and of the duty that destroys, one gets through.
async fn bring_back<A: Action>(
    authorized: &mut Authorized<'_, A>,
    scope: Scope,
) -> Result<(), Error> {
    let (by, now) = (authorized.somebody().id, authorized.now());
    let take = sql!(
        "UPDATE removed_places SET restored_by = $2, restored_at = $3
         WHERE scope_id = $1 AND restored_at IS NULL AND destroyed_at IS NULL AND until_at > $3"
    );
    if authorized.tx().run(take, args![scope, by, now]).await? == 0 {
        return Err(Error::NotFound);
    }
    match reopen(authorized.tx(), scope).await? {
        true => Ok(()),
        false => Err(Error::NotFound),
    }
}

async fn note<A: Action>(
    authorized: &mut Authorized<'_, A>,
    (scope, action): (Scope, &str),
    title: &str,
) -> Result<(), Error> {
    let (account, by) = (authorized.account()?, authorized.somebody().id);
    let policy = authorized.policy().to_owned();
    let activity = Activity {
        actor: Some(by),
        account: Some(account),
        scope,
        action,
        policy: &policy,
        subject: scope.id().to_string(),
        detail: title,
    };
    let ambient = authorized.ambient();
    Ok(record(authorized.tx(), activity, ambient).await?)
}

/// Notes that nothing of a removed place is left: its texts are cleared, where its readers stopped is forgotten, and its
/// title stays for the record of who did what.
///
/// # Errors
/// When the database fails.
pub async fn destroyed(
    tx: &mut Tx,
    due: &Due,
    now: tutela_core::Time,
) -> Result<bool, tutela_db::Error> {
    let settle = sql!(
        "UPDATE removed_places SET destroyed_at = $3
         WHERE scope_id = $1 AND removed_at = $2 AND restored_at IS NULL AND destroyed_at IS NULL"
    );
    if tx
        .run(settle, args![due.scope, due.removed_at, now])
        .await?
        == 0
    {
        return Ok(false);
    }
    let lesson = due.lesson;
    let texts = sql!(
        "UPDATE lessons SET body = '', filled_at = NULL, poster_at = NULL, duration_ms = NULL, updated_at = $3
         WHERE course_id = $1 AND (CAST($2 AS TEXT) IS NULL OR id = $2)"
    );
    tx.run(texts, args![due.course, lesson, now]).await?;
    let places = sql!(
        "DELETE FROM places WHERE course_id = $1 AND (CAST($2 AS TEXT) IS NULL OR lesson_id = $2)"
    );
    tx.run(places, args![due.course, lesson]).await?;
    if lesson.is_none() {
        let summary = sql!("UPDATE courses SET summary = '' WHERE id = $1");
        tx.run(summary, args![due.course]).await?;
    }
    Ok(true)
}
