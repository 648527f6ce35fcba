//! Lessons: a film, a document, or a text.

pub(crate) mod api;
mod list;
mod order;
mod resume;
pub(crate) mod row;
pub(crate) mod screen;
pub(crate) mod typed;

use std::str::FromStr;
use std::time::Duration;

use tutela_access::{
    Authorized, CreateLesson, EditLesson, Error, NewScope, Place, ViewLesson, open_scope,
};
use tutela_audit::{Activity, record};
use tutela_core::{AccountId, CourseId, InvalidId, LessonId, Time};
use tutela_db::{Row, Tx, args, sql};

use crate::place::millis;
use crate::{Line, Prose};

pub use list::{Around, Entry, all, around, list};
pub use order::{CannotOrder, order, shift};
pub use resume::{Resume, resume};
pub use row::length;

/// The most lessons of a course; a longer one is two courses.
pub const MOST: u64 = 500;

/// How many characters a person reads in a minute: about 200 words.
const READ_IN_A_MINUTE: u64 = 1_100;

/// What a lesson consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Video,
    Document,
    Text,
}

impl Kind {
    /// The word in the database and in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Video => "video",
            Self::Document => "document",
            Self::Text => "text",
        }
    }
}

impl Kind {
    /// Every kind there is, in the order of the choice.
    pub const ALL: [Self; 3] = [Self::Video, Self::Document, Self::Text];
}

impl FromStr for Kind {
    type Err = InvalidId;

    fn from_str(word: &str) -> Result<Self, InvalidId> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == word)
            .ok_or(InvalidId)
    }
}

/// A lesson to be.
#[derive(Debug, Clone)]
pub struct NewLesson {
    pub kind: Kind,
    pub title: Line,
    /// The text in Markdown; beside a film or a document it is what stands under it.
    pub body: Prose,
}

/// Why a lesson was not made.
#[derive(Debug, thiserror::Error)]
pub enum CannotCreate {
    #[error("a course has at most {MOST} lessons")]
    TooMany,
    #[error(transparent)]
    Access(#[from] Error),
}

impl From<tutela_db::Error> for CannotCreate {
    fn from(error: tutela_db::Error) -> Self {
        Self::Access(error.into())
    }
}

/// A lesson as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lesson {
    pub id: LessonId,
    pub account: AccountId,
    pub course: CourseId,
    pub kind: Kind,
    pub title: String,
    /// Markdown; empty in lists.
    pub body: String,
    pub published_at: Option<Time>,
    /// Since when there is something in it; nothing while it waits for its file or its text.
    pub filled_at: Option<Time>,
    /// Whether there is a picture that stands for it.
    pub poster: bool,
    /// How long its film lasts.
    pub duration: Option<Duration>,
    /// How many characters its text has.
    pub characters: u64,
}

impl Lesson {
    /// How long reading its text takes.
    pub const fn reading(&self) -> Duration {
        Duration::from_secs(self.characters.div_ceil(READ_IN_A_MINUTE) * 60)
    }
}

/// The path of the picture that stands for a lesson.
pub fn poster_path(lesson: LessonId) -> String {
    format!("/lessons/{lesson}/poster")
}

/// Adds a lesson at the end of a course, as a draft.
pub async fn create(
    authorized: &mut Authorized<'_, CreateLesson>,
    new: &NewLesson,
) -> Result<LessonId, CannotCreate> {
    let (course, account, now) = (authorized.on(), authorized.account()?, authorized.now());
    let channel = authorized.place().channel;
    let lesson: LessonId = authorized.ambient().id();
    let within = Place {
        account: Some(account),
        channel,
        course: Some(course),
    };
    let scope = NewScope {
        scope: lesson.into(),
        within,
    };
    let tx = authorized.tx();
    let place = next_place(tx, course).await?;
    open_scope(tx, scope, now).await?;
    let insert = sql!(
        "INSERT INTO lessons (id, account_id, course_id, kind, title, body, place, created_at,
                              updated_at, filled_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)"
    );
    let (kind, title, body) = (new.kind.as_str(), new.title.as_str(), new.body.as_str());
    let filled = filled(new.kind, body, now);
    let args = args![
        lesson, account, course, kind, title, body, place, now, filled
    ];
    tx.run(insert, args).await?;
    note(authorized, account, lesson, title).await?;
    Ok(lesson)
}

/// Says something else in a lesson.
pub async fn edit(
    authorized: &mut Authorized<'_, EditLesson>,
    title: &Line,
    body: &Prose,
) -> Result<(), Error> {
    let (lesson, now) = (authorized.on(), authorized.now());
    let update = sql!(
        "UPDATE lessons SET title = $2, body = $3, updated_at = $4,
                filled_at = CASE WHEN kind <> 'text' THEN filled_at
                                 WHEN $3 = '' THEN NULL ELSE $4 END
         WHERE id = $1"
    );
    authorized
        .tx()
        .run(update, args![lesson, title.as_str(), body.as_str(), now])
        .await?;
    Ok(())
}

/// Notes that a lesson has its film or document now. A new film waits for a poster of its own.
pub async fn fill(
    tx: &mut Tx,
    lesson: LessonId,
    duration: Option<Duration>,
    now: Time,
) -> Result<(), Error> {
    let millis = duration.map(|duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX));
    let fill = sql!(
        "UPDATE lessons SET filled_at = $2, updated_at = $2, poster_at = NULL, duration_ms = $3 WHERE id = $1"
    );
    tx.run(fill, args![lesson, now, millis]).await?;
    Ok(())
}

/// Notes that what a lesson consists of, or its poster, was taken out of it.
pub async fn empty(tx: &mut Tx, lesson: LessonId, now: Time) -> Result<(), Error> {
    let empty = sql!(
        "UPDATE lessons SET filled_at = NULL, poster_at = NULL, duration_ms = NULL, updated_at = $2 WHERE id = $1"
    );
    tx.run(empty, args![lesson, now]).await?;
    Ok(())
}

/// What a lesson consists of.
pub async fn kind(tx: &mut Tx, lesson: LessonId) -> Result<Kind, Error> {
    Ok(tx
        .get(
            sql!("SELECT kind FROM lessons WHERE id = $1"),
            args![lesson],
        )
        .await?
        .id(0)?)
}

/// Notes that a lesson has a poster now.
pub async fn picture(tx: &mut Tx, lesson: LessonId, now: Time) -> Result<(), Error> {
    tx.run(
        sql!("UPDATE lessons SET poster_at = $2 WHERE id = $1"),
        args![lesson, now],
    )
    .await?;
    Ok(())
}

/// Notes that a lesson has no poster any more.
pub async fn bare(tx: &mut Tx, lesson: LessonId) -> Result<(), Error> {
    let bare = sql!("UPDATE lessons SET poster_at = NULL WHERE id = $1");
    tx.run(bare, args![lesson]).await?;
    Ok(())
}

/// The lesson itself, with its text.
pub async fn get(authorized: &mut Authorized<'_, ViewLesson>) -> Result<Lesson, Error> {
    let lesson = authorized.on();
    find(authorized.tx(), lesson).await
}

/// The same for somebody who has been allowed something else there, such as changing it.
pub async fn find(tx: &mut Tx, lesson: LessonId) -> Result<Lesson, Error> {
    let get = sql!(
        "SELECT l.id, l.account_id, l.course_id, l.kind, l.title, s.published_at, l.filled_at,
                l.poster_at, l.duration_ms, LENGTH(l.body), l.body
         FROM lessons l JOIN scopes s ON s.id = l.id WHERE l.id = $1"
    );
    let row = tx.get(get, args![lesson]).await?;
    Ok(Lesson {
        body: row.text(10)?,
        ..read(&row)?
    })
}

async fn next_place(tx: &mut Tx, course: CourseId) -> Result<i64, CannotCreate> {
    let last = sql!(
        "SELECT COUNT(*), MAX(l.place) FROM lessons l JOIN scopes s ON s.id = l.id
         WHERE l.course_id = $1 AND s.closed_at IS NULL"
    );
    let row = tx.get(last, args![course]).await?;
    if row.count(0)? >= MOST {
        return Err(CannotCreate::TooMany);
    }
    Ok(row.opt_int(1)?.unwrap_or(0) + 1)
}

fn filled(kind: Kind, body: &str, now: Time) -> Option<Time> {
    (kind == Kind::Text && !body.is_empty()).then_some(now)
}

async fn note(
    authorized: &mut Authorized<'_, CreateLesson>,
    account: AccountId,
    lesson: LessonId,
    title: &str,
) -> Result<(), Error> {
    let (by, policy) = (authorized.somebody().id, authorized.policy().to_owned());
    let activity = Activity {
        actor: Some(by),
        account: Some(account),
        scope: lesson.into(),
        action: "createLesson",
        policy: &policy,
        subject: lesson.to_string(),
        detail: title,
    };
    let ambient = authorized.ambient();
    Ok(record(authorized.tx(), activity, ambient).await?)
}

/// Reads the first ten columns of a row; the text is not among them.
fn read(row: &Row) -> Result<Lesson, tutela_db::Error> {
    Ok(Lesson {
        id: row.id(0)?,
        account: row.id(1)?,
        course: row.id(2)?,
        kind: row.id(3)?,
        title: row.text(4)?,
        body: String::new(),
        published_at: row.opt_time(5)?,
        filled_at: row.opt_time(6)?,
        poster: row.opt_time(7)?.is_some(),
        duration: millis(row, 8)?,
        characters: row.count(9)?,
    })
}
