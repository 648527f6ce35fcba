//! The lessons of a course in order, with the place of whoever asks.

use tutela_access::{Authorized, Error, PreviewCourse, ViewCourse, ViewLesson};
use tutela_core::{CourseId, PersonId};
use tutela_db::{Row, Tx, args, sql};

use super::{Lesson, read};
use crate::course::{self, Course};
use crate::place::{self, Place};

/// A lesson in its course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Without its text.
    pub lesson: Lesson,
    /// Where the caller stopped in it, if he ever opened it.
    pub place: Option<Place>,
}

/// The lessons of a course in order: all of them for those who may preview, else the published.
pub async fn list(authorized: &mut Authorized<'_, ViewCourse>) -> Result<Vec<Entry>, Error> {
    let (course, person) = (authorized.on(), authorized.somebody().id);
    let drafts = authorized.also(PreviewCourse);
    entries(authorized.tx(), course, drafts, Some(person)).await
}

/// All lessons of a course in order, for somebody who has been allowed to change it.
pub async fn all(tx: &mut Tx, course: CourseId) -> Result<Vec<Entry>, Error> {
    entries(tx, course, true, None).await
}

/// A lesson in the middle of its course, as its own page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Around {
    pub course: Course,
    /// The lessons that the caller sees, in order.
    pub entries: Vec<Entry>,
    /// Where among them the lesson is.
    pub at: usize,
}

impl Around {
    /// The number of the lesson, from 1.
    pub const fn number(&self) -> usize {
        self.at + 1
    }

    /// The lesson itself, and the caller's place in it.
    pub fn here(&self) -> Option<&Entry> {
        self.entries.get(self.at)
    }

    /// The lesson before it.
    pub fn previous(&self) -> Option<&Lesson> {
        let before = self.at.checked_sub(1)?;
        Some(&self.entries.get(before)?.lesson)
    }

    /// The lesson after it.
    pub fn next(&self) -> Option<&Lesson> {
        Some(&self.entries.get(self.at + 1)?.lesson)
    }
}

/// The lessons around the one that the caller opened. Who opened a draft, or may change it, sees the drafts too.
pub async fn around(authorized: &mut Authorized<'_, ViewLesson>) -> Result<Around, Error> {
    let (lesson, person) = (authorized.on(), authorized.somebody().id);
    let within = authorized.place().course.ok_or(Error::NotFound)?;
    let editor = authorized.allows("editLesson", None);
    let tx = authorized.tx();
    let course = course::find(tx, within).await?;
    let mut entries = entries(tx, within, true, Some(person)).await?;
    let is_draft = |entry: &Entry| entry.lesson.published_at.is_none();
    let opened_draft = course.published_at.is_none()
        || entries
            .iter()
            .any(|entry| entry.lesson.id == lesson && is_draft(entry));
    if !editor && !opened_draft {
        entries.retain(|entry| !is_draft(entry));
    }
    let at = entries.iter().position(|entry| entry.lesson.id == lesson);
    let at = at.ok_or(Error::NotFound)?;
    Ok(Around {
        course,
        entries,
        at,
    })
}

async fn entries(
    tx: &mut Tx,
    course: CourseId,
    drafts: bool,
    person: Option<PersonId>,
) -> Result<Vec<Entry>, Error> {
    let list = sql!(
        "SELECT l.id, l.account_id, l.course_id, l.kind, l.title, s.published_at, l.filled_at,
                l.poster_at, l.duration_ms,
                CASE WHEN l.kind = 'text' THEN LENGTH(l.body) ELSE 0 END, p.seconds, p.seen_at
         FROM lessons l
         JOIN scopes s ON s.id = l.id
         LEFT JOIN places p ON p.lesson_id = l.id AND p.person_id = $3
         WHERE l.course_id = $1 AND s.closed_at IS NULL AND ($2 = 1 OR s.published_at IS NOT NULL)
         ORDER BY l.place, l.id"
    );
    let args = args![course, i64::from(drafts), person];
    let rows = tx.rows(list, args).await?;
    Ok(rows.iter().map(read_entry).collect::<Result<_, _>>()?)
}

fn read_entry(row: &Row) -> Result<Entry, tutela_db::Error> {
    Ok(Entry {
        lesson: read(row)?,
        place: place::read(row, 10)?,
    })
}
