//! The page of a lesson, for learning and for changing: what the catalog says of it, and what stands in it.

pub mod api;
pub mod screen;

use tutela_access::{Action as _, Authorized, EditLesson, Error, ViewLesson};
use tutela_catalog::lesson::{self, Lesson};
use tutela_catalog::place::{self, Place};
use tutela_catalog::trail::{self, Trail};

use crate::object::{Object, Use};
use crate::watch;

/// Everything that the page of a lesson shows.
#[derive(Debug)]
pub struct Opened {
    pub lesson: Lesson,
    pub objects: Vec<Object>,
    pub place: Option<Place>,
    pub trail: Trail,
    /// The lessons of its course that the caller may see, in order.
    pub all: Vec<Lesson>,
}

impl Opened {
    /// The film, document or poster of the lesson.
    pub fn object(&self, wanted: Use) -> Option<&Object> {
        self.objects.iter().find(|object| object.purpose == wanted)
    }

    /// Where the lesson stands among the others, counted from 0.
    pub fn number(&self) -> usize {
        self.all
            .iter()
            .position(|lesson| lesson.id == self.lesson.id)
            .unwrap_or(0)
    }

    /// The lesson before.
    pub fn previous(&self) -> Option<&Lesson> {
        self.all.get(self.number().checked_sub(1)?)
    }

    /// The lesson after.
    pub fn next(&self) -> Option<&Lesson> {
        self.all.get(self.number() + 1)
    }
}

/// Opens a lesson to learn from it.
pub async fn open(authorized: &mut Authorized<'_, ViewLesson>) -> Result<Opened, Error> {
    let lesson = lesson::get(authorized).await?;
    let objects = watch::in_lesson(authorized).await?;
    let place = place::find(authorized).await?;
    let drafts = authorized.allows(EditLesson::NAME, None);
    let tx = authorized.tx();
    let trail = trail::of_course(tx, lesson.course).await?;
    let all = lesson::in_course(tx, lesson.course, drafts).await?;
    Ok(Opened {
        lesson,
        objects,
        place,
        trail,
        all,
    })
}

/// Opens a lesson to change it.
pub async fn open_to_edit(authorized: &mut Authorized<'_, EditLesson>) -> Result<Opened, Error> {
    let lesson = lesson::get_to_edit(authorized).await?;
    let objects = watch::in_lesson_to_edit(authorized).await?;
    let tx = authorized.tx();
    let trail = trail::of_course(tx, lesson.course).await?;
    let all = lesson::in_course(tx, lesson.course, true).await?;
    Ok(Opened {
        lesson,
        objects,
        place: None,
        trail,
        all,
    })
}
