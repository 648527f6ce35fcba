//! Courses: a title, a summary, lessons in order, and whether learners see it yet.

mod publish;

use tutela_access::{
    Authorized, CreateCourse, EditCourse, Error, NewScope, Place, ViewChannel, ViewCourse,
    ViewSelf, open_scope,
};
use tutela_audit::{Activity, record};
use tutela_core::{AccountId, ChannelId, CourseId, LessonId, Time};
use tutela_db::{Row, args, sql};

use crate::{Line, Prose};

pub use publish::{CannotPublish, publish, unpublish};

/// What is said about a course.
#[derive(Debug, Clone)]
pub struct Wording {
    pub title: Line,
    pub summary: Prose,
}

/// A course as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    pub id: CourseId,
    pub account: AccountId,
    pub channel: ChannelId,
    pub title: String,
    pub summary: String,
    /// Since when learners see it; nothing while it is a draft.
    pub published_at: Option<Time>,
    pub lessons: u64,
    /// The first lesson with a poster, which is the cover.
    pub cover: Option<LessonId>,
}

/// Makes a course, as a draft.
pub async fn create(
    authorized: &mut Authorized<'_, CreateCourse>,
    wording: &Wording,
) -> Result<CourseId, Error> {
    let (channel, account, now) = (authorized.on(), authorized.account()?, authorized.now());
    let course: CourseId = authorized.ambient().id();
    let within = Place {
        account: Some(account),
        channel: Some(channel),
        course: None,
    };
    let tx = authorized.tx();
    open_scope(
        tx,
        NewScope {
            scope: course.into(),
            within,
        },
        now,
    )
    .await?;
    let insert = sql!(
        "INSERT INTO courses (id, account_id, channel_id, title, summary, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)"
    );
    let (title, summary) = (wording.title.as_str(), wording.summary.as_str());
    tx.run(insert, args![course, account, channel, title, summary, now])
        .await?;
    let (by, policy) = (authorized.somebody().id, authorized.policy().to_owned());
    let activity = Activity {
        actor: Some(by),
        account: Some(account),
        scope: course.into(),
        action: "createCourse",
        policy: &policy,
        subject: course.to_string(),
        detail: title,
    };
    let ambient = authorized.ambient();
    record(authorized.tx(), activity, ambient).await?;
    Ok(course)
}

/// Says something else about a course.
pub async fn edit(
    authorized: &mut Authorized<'_, EditCourse>,
    wording: &Wording,
) -> Result<(), Error> {
    let course = authorized.on();
    let update = sql!("UPDATE courses SET title = $2, summary = $3 WHERE id = $1");
    let (title, summary) = (wording.title.as_str(), wording.summary.as_str());
    authorized
        .tx()
        .run(update, args![course, title, summary])
        .await?;
    Ok(())
}

/// The course itself.
pub async fn get(authorized: &mut Authorized<'_, ViewCourse>) -> Result<Course, Error> {
    let course = authorized.on();
    let get = sql!(
        "SELECT c.id, c.account_id, c.channel_id, c.title, c.summary, s.published_at,
                (SELECT COUNT(*) FROM lessons l WHERE l.course_id = c.id),
                (SELECT l.id FROM lessons l WHERE l.course_id = c.id AND l.poster_at IS NOT NULL
                 ORDER BY l.place, l.id LIMIT 1)
         FROM courses c JOIN scopes s ON s.id = c.id WHERE c.id = $1"
    );
    Ok(read(&authorized.tx().get(get, args![course]).await?)?)
}

/// The courses of a channel, drafts included, by title.
pub async fn list(authorized: &mut Authorized<'_, ViewChannel>) -> Result<Vec<Course>, Error> {
    let channel = authorized.on();
    let list = sql!(
        "SELECT c.id, c.account_id, c.channel_id, c.title, c.summary, s.published_at,
                (SELECT COUNT(*) FROM lessons l WHERE l.course_id = c.id),
                (SELECT l.id FROM lessons l WHERE l.course_id = c.id AND l.poster_at IS NOT NULL
                 ORDER BY l.place, l.id LIMIT 1)
         FROM courses c JOIN scopes s ON s.id = c.id
         WHERE c.channel_id = $1
         ORDER BY c.title, c.id"
    );
    let rows = authorized.tx().rows(list, args![channel]).await?;
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// The courses in which the caller himself is a learner and that are published, by title.
pub async fn learning(authorized: &mut Authorized<'_, ViewSelf>) -> Result<Vec<Course>, Error> {
    let (person, now) = (authorized.somebody().id, authorized.now());
    let list = sql!(
        "SELECT c.id, c.account_id, c.channel_id, c.title, c.summary, s.published_at,
                (SELECT COUNT(*) FROM lessons l JOIN scopes p ON p.id = l.id
                 WHERE l.course_id = c.id AND p.published_at IS NOT NULL),
                (SELECT l.id FROM lessons l JOIN scopes p ON p.id = l.id
                 WHERE l.course_id = c.id AND l.poster_at IS NOT NULL AND p.published_at IS NOT NULL
                 ORDER BY l.place, l.id LIMIT 1)
         FROM courses c JOIN scopes s ON s.id = c.id
         WHERE EXISTS (
             SELECT 1 FROM enrolled_course e
             WHERE e.course_id = c.id AND e.person_id = $1 AND (e.until_at IS NULL OR e.until_at > $2))
         ORDER BY c.title, c.id"
    );
    let rows = authorized.tx().rows(list, args![person, now]).await?;
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

fn read(row: &Row) -> Result<Course, tutela_db::Error> {
    Ok(Course {
        id: row.id(0)?,
        account: row.id(1)?,
        channel: row.id(2)?,
        title: row.text(3)?,
        summary: row.text(4)?,
        published_at: row.opt_time(5)?,
        lessons: row.count(6)?,
        cover: row.opt_id(7)?,
    })
}
