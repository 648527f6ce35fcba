//! Publishing: from now on learners see the course, and in it the lessons that have something to show.

use tutela_access::{Authorized, Error, PublishCourse};
use tutela_audit::{Activity, record};
use tutela_core::{CourseId, LessonId, Scope};
use tutela_db::{Tx, args, sql};

/// Why a course was not published.
#[derive(Debug, thiserror::Error)]
pub enum CannotPublish {
    #[error("a course needs at least one lesson with something in it")]
    Empty,
    #[error(transparent)]
    Access(#[from] Error),
}

impl From<tutela_db::Error> for CannotPublish {
    fn from(error: tutela_db::Error) -> Self {
        Self::Access(error.into())
    }
}

/// Publishes the course and those of its lessons that have something in them; gives the number of these.
/// Doing it again publishes what was added since.
pub async fn publish(authorized: &mut Authorized<'_, PublishCourse>) -> Result<u64, CannotPublish> {
    let (course, now) = (authorized.on(), authorized.now());
    let tx = authorized.tx();
    let ready = ready(tx, course).await?;
    if ready.is_empty() {
        return Err(CannotPublish::Empty);
    }
    for lesson in &ready {
        tutela_access::publish(tx, Scope::Lesson(*lesson), now).await?;
    }
    tutela_access::publish(tx, course.into(), now).await?;
    note(authorized, "publishCourse").await?;
    Ok(u64::try_from(ready.len()).unwrap_or(u64::MAX))
}

/// Takes the course back from its learners. Its lessons are seen again when it is published again.
pub async fn unpublish(authorized: &mut Authorized<'_, PublishCourse>) -> Result<(), Error> {
    let course = authorized.on();
    let ambient = authorized.ambient();
    tutela_access::unpublish(authorized.tx(), course.into(), ambient).await?;
    note(authorized, "unpublishCourse").await
}

async fn note(authorized: &mut Authorized<'_, PublishCourse>, action: &str) -> Result<(), Error> {
    let (course, account) = (authorized.on(), authorized.account()?);
    let (by, policy) = (authorized.somebody().id, authorized.policy().to_owned());
    let activity = Activity {
        actor: Some(by),
        account: Some(account),
        scope: course.into(),
        action,
        policy: &policy,
        subject: course.to_string(),
        detail: "",
    };
    let ambient = authorized.ambient();
    Ok(record(authorized.tx(), activity, ambient).await?)
}

/// The lessons that have something in them: a text that is not empty, or an object.
async fn ready(tx: &mut Tx, course: CourseId) -> Result<Vec<LessonId>, tutela_db::Error> {
    let list = sql!(
        "SELECT l.id FROM lessons l JOIN scopes s ON s.id = l.id
         WHERE l.course_id = $1 AND s.closed_at IS NULL
           AND ((l.kind = 'text' AND l.body <> '') OR (l.kind <> 'text' AND l.filled_at IS NOT NULL))
         ORDER BY l.place, l.id"
    );
    tx.rows(list, args![course])
        .await?
        .iter()
        .map(|row| row.id(0))
        .collect()
}
