//! The page of a lesson, for learning and for changing: what the catalog says of it, and what stands in it.

pub mod api;
pub mod screen;

use tutela_access::{Authorized, EditLesson, Error, ViewLesson};
use tutela_catalog::course;
use tutela_catalog::lesson::{self, Around, Lesson};
use tutela_catalog::place::Place;

use crate::object::{Object, Use};
use crate::{attachment, watch};

/// Everything that the page of a lesson shows.
#[derive(Debug)]
pub struct Opened {
    pub lesson: Lesson,
    pub objects: Vec<Object>,
    /// What is attached, in order.
    pub attachments: Vec<Object>,
    /// Its course, and the lessons around it that the caller may see, with his own places.
    pub around: Around,
}

impl Opened {
    /// The film, document or poster of the lesson.
    pub fn object(&self, wanted: Use) -> Option<&Object> {
        self.objects.iter().find(|object| object.purpose == wanted)
    }

    /// Where the caller stopped.
    pub fn place(&self) -> Option<Place> {
        self.around.here()?.place
    }
}

/// Opens a lesson to learn from it.
pub async fn open(authorized: &mut Authorized<'_, ViewLesson>) -> Result<Opened, Error> {
    let lesson = lesson::get(authorized).await?;
    let objects = watch::in_lesson(authorized).await?;
    let id = authorized.on();
    let attachments = attachment::in_lesson(authorized.tx(), id).await?;
    let around = lesson::around(authorized).await?;
    Ok(Opened {
        lesson,
        objects,
        attachments,
        around,
    })
}

/// Opens a lesson to change it.
pub async fn open_to_edit(authorized: &mut Authorized<'_, EditLesson>) -> Result<Opened, Error> {
    let objects = watch::in_lesson_to_edit(authorized).await?;
    let id = authorized.on();
    let tx = authorized.tx();
    let attachments = attachment::in_lesson(tx, id).await?;
    let lesson = lesson::find(tx, id).await?;
    let course = course::find(tx, lesson.course).await?;
    let entries = lesson::all(tx, lesson.course).await?;
    let at = entries
        .iter()
        .position(|entry| entry.lesson.id == id)
        .unwrap_or(0);
    let around = Around {
        course,
        entries,
        at,
    };
    Ok(Opened {
        lesson,
        objects,
        attachments,
        around,
    })
}
