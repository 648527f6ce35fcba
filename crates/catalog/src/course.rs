//! Courses: a title, a summary, lessons in order, and whether learners see it yet.

pub(crate) mod api;
mod card;
pub(crate) mod editing;
mod list;
mod publish;
pub(crate) mod screen;
mod typed;

use tutela_access::{
    Authorized, CreateCourse, EditCourse, Error, NewScope, Place, ViewCourse, open_scope,
};
use tutela_audit::{Activity, record};
use tutela_core::{AccountId, ChannelId, CourseId, Time};
use tutela_db::{Row, Tx, args, sql};

use crate::{Line, Prose};

pub(crate) use card::{Card, Cover, Progress};
pub use list::{Learning, Listed, Working, learning, list, working};
pub use publish::{CannotPublish, publish, unpublish};

/// What is said about a course.
#[derive(Debug, Clone)]
pub struct Wording {
    pub title: Line,
    pub summary: Prose,
}

/// A course, with the names of where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    pub id: CourseId,
    pub account: AccountId,
    pub account_name: String,
    pub channel: ChannelId,
    pub channel_name: String,
    pub title: String,
    pub summary: String,
    /// Since when learners see it; nothing while it is a draft.
    pub published_at: Option<Time>,
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
    let scope = NewScope {
        scope: course.into(),
        within,
    };
    let tx = authorized.tx();
    open_scope(tx, scope, now).await?;
    let insert = sql!(
        "INSERT INTO courses (id, account_id, channel_id, title, summary, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)"
    );
    let (title, summary) = (wording.title.as_str(), wording.summary.as_str());
    tx.run(insert, args![course, account, channel, title, summary, now])
        .await?;
    note(authorized, course, title).await?;
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
    find(authorized.tx(), course).await
}

/// The same for somebody who has been allowed something else there, such as opening one of its lessons.
pub async fn find(tx: &mut Tx, course: CourseId) -> Result<Course, Error> {
    let get = sql!(
        "SELECT c.id, c.account_id, a.name, c.channel_id, h.name, c.title, c.summary, s.published_at
         FROM courses c
         JOIN scopes s ON s.id = c.id
         JOIN accounts a ON a.id = c.account_id
         JOIN channels h ON h.id = c.channel_id
         WHERE c.id = $1"
    );
    Ok(read(&tx.get(get, args![course]).await?)?)
}

async fn note(
    authorized: &mut Authorized<'_, CreateCourse>,
    course: CourseId,
    title: &str,
) -> Result<(), Error> {
    let (account, by) = (authorized.account()?, authorized.somebody().id);
    let policy = authorized.policy().to_owned();
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
    Ok(record(authorized.tx(), activity, ambient).await?)
}

/// Reads the first eight columns of a row.
fn read(row: &Row) -> Result<Course, tutela_db::Error> {
    Ok(Course {
        id: row.id(0)?,
        account: row.id(1)?,
        account_name: row.text(2)?,
        channel: row.id(3)?,
        channel_name: row.text(4)?,
        title: row.text(5)?,
        summary: row.text(6)?,
        published_at: row.opt_time(7)?,
    })
}
