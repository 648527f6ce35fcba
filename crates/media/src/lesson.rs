//! The page of a lesson, for learning and for changing: what the catalog says of it, and what stands in it.

pub mod api;
pub mod screen;

use tutela_access::{Authorized, EditLesson, Error, ViewLesson};
use tutela_catalog::course;
use tutela_catalog::lesson::{self, Around, Lesson};
use tutela_catalog::place::Place;
use tutela_core::LessonId;
use tutela_db::Tx;

use crate::captions::{self, Captions};
use crate::object::{Object, Use};
use crate::process::rendition;
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
    /// What is said in its film, in several languages.
    pub captions: Vec<Captions>,
    /// The sizes in which its film can be had now.
    pub sizes: usize,
    /// Whether there are small pictures of its film.
    pub has_pictures: bool,
    /// Whether its course offers its films to be kept.
    pub may_be_kept: bool,
}

impl Opened {
    /// Whether its film plays in the size that the line allows.
    pub const fn is_adaptive(&self) -> bool {
        self.sizes > 0
    }

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
    let around = lesson::around(authorized).await?;
    let (tx, id) = (authorized.tx(), lesson.id);
    opened(tx, id, (lesson, objects, around)).await
}

/// Opens a lesson to change it.
pub async fn open_to_edit(authorized: &mut Authorized<'_, EditLesson>) -> Result<Opened, Error> {
    let objects = watch::in_lesson_to_edit(authorized).await?;
    let id = authorized.on();
    let tx = authorized.tx();
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
    opened(tx, id, (lesson, objects, around)).await
}

/// With what was made of its film, and what is said in it.
async fn opened(
    tx: &mut Tx,
    id: LessonId,
    (lesson, objects, around): (Lesson, Vec<Object>, Around),
) -> Result<Opened, Error> {
    let film = objects.iter().find(|object| object.purpose == Use::Video);
    let (sizes, has_pictures, captions) = match film {
        Some(film) => (
            rendition::count(tx, film.id).await?,
            rendition::sheet(tx, film.id).await?.is_some(),
            captions::of_lesson(tx, id).await?,
        ),
        None => (0, false, Vec::new()),
    };
    Ok(Opened {
        may_be_kept: course::allows_downloads(tx, lesson.course).await?,
        lesson,
        objects,
        attachments: attachment::in_lesson(tx, id).await?,
        around,
        captions,
        sizes,
        has_pictures,
    })
}
