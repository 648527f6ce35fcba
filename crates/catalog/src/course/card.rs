//! A course as a card, drawn alike wherever courses are listed.

use std::time::Duration;

use askama::Template;
use askama::filters::HtmlSafe;
use tutela_core::{CourseId, LessonId};
use tutela_web::Words;

use super::{Course, Learning, Listed};
use crate::state::State;

/// Prints a list item.
#[derive(Debug, Template)]
#[template(path = "course/card.html")]
pub struct Card {
    cover: Cover,
    kicker: Option<String>,
    href: String,
    title: String,
    facts: Vec<String>,
    state: Option<State>,
    progress: Option<Progress>,
    note: Option<String>,
}

/// The template escapes what people typed.
impl HtmlSafe for Card {}

impl Card {
    /// For somebody who changes the course.
    pub fn to_edit(t: &Words, listed: &Listed) -> Self {
        let href = format!("/courses/{}/edit", listed.course.id);
        Self {
            state: Some(state(t, &listed.course)),
            ..Self::new(t, listed, href)
        }
    }

    /// For somebody who looks at it, draft or not.
    pub fn to_view(t: &Words, listed: &Listed) -> Self {
        let href = format!("/courses/{}", listed.course.id);
        Self {
            state: Some(state(t, &listed.course)),
            ..Self::new(t, listed, href)
        }
    }

    /// For a learner, with how far he is.
    pub fn to_learn(t: &Words, learning: &Learning) -> Self {
        let listed = &learning.listed;
        let href = format!("/courses/{}", listed.course.id);
        let progress = learning.stop.as_ref();
        let progress = progress.map(|stop| Progress::new(t, stop.number, listed.lessons));
        let note = progress.is_none().then(|| t.say("course-not-begun").into());
        Self {
            progress,
            note,
            ..Self::new(t, listed, href)
        }
    }

    /// With the name of the channel, where courses of several stand together.
    pub fn in_channel(self, name: &str) -> Self {
        Self {
            kicker: Some(name.to_owned()),
            ..self
        }
    }

    fn new(t: &Words, listed: &Listed, href: String) -> Self {
        Self {
            cover: Cover::new(listed.course.id, listed.cover),
            kicker: None,
            href,
            title: listed.course.title.clone(),
            facts: facts(t, listed.lessons, listed.duration),
            state: None,
            progress: None,
            note: None,
        }
    }
}

/// How much there is: `8 lessons`, `1 h 24 min`.
pub fn facts(t: &Words, lessons: u64, films: Duration) -> Vec<String> {
    let mut facts = vec![t.with("course-lessons", &[("count", lessons)])];
    if films >= Duration::from_secs(1) {
        facts.push(t.duration(films));
    }
    facts
}

/// Whether learners see the course.
pub fn state(t: &Words, course: &Course) -> State {
    match course.published_at {
        Some(_) => State::published(t),
        None => State::draft(t.say("state-draft")),
    }
}

/// Prints the picture of a course: the poster of a lesson, or a drawing that is always the same for one course.
#[derive(Debug, Template)]
#[template(path = "course/cover.html")]
pub struct Cover {
    poster: Option<LessonId>,
    drawing: u128,
}

impl HtmlSafe for Cover {}

impl Cover {
    /// The poster of this lesson, else a drawing.
    pub const fn new(course: CourseId, poster: Option<LessonId>) -> Self {
        /// How many drawings the style sheet has.
        const DRAWINGS: u128 = 8;
        Self {
            poster,
            drawing: course.uuid().as_u128() % DRAWINGS,
        }
    }
}

/// Prints how far somebody is: a bar and words.
#[derive(Debug, Template)]
#[template(
    ext = "html",
    source = r#"<div class="progress"><progress max="{{ of }}" value="{{ number }}" aria-label="{{ words }}"></progress><span>{{ words }}</span></div>"#
)]
pub struct Progress {
    number: u64,
    of: u64,
    words: String,
}

impl HtmlSafe for Progress {}

impl Progress {
    /// At this lesson of so many.
    pub fn new(t: &Words, number: u64, of: u64) -> Self {
        let words = t.with("course-progress", &[("number", number), ("count", of)]);
        Self { number, of, words }
    }
}
