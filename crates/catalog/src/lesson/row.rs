//! What is said of a lesson in a line: its kind, how long it takes, and whether learners see it.

use tutela_web::Words;

use super::{Kind, Lesson};
use crate::state::State;

/// The word for a kind; the drawing of the same name stands beside it.
pub fn kind_word(t: &Words, kind: Kind) -> String {
    t.say(&format!("lesson-kind-{}", kind.as_str()))
        .into_owned()
}

/// How long a lesson takes: `12 min`, `6 min read`; nothing where nobody knows.
pub fn length(t: &Words, lesson: &Lesson) -> Option<String> {
    match lesson.kind {
        Kind::Video => lesson.duration.map(|length| t.duration(length)),
        Kind::Text if lesson.characters > 0 => {
            let time = [("time", t.duration(lesson.reading()))];
            Some(t.with("lesson-reading", &time))
        }
        Kind::Document | Kind::Text => None,
    }
}

/// Whether learners see it: published, ready for it, or still waiting for what it consists of.
pub fn state(t: &Words, lesson: &Lesson) -> State {
    match (lesson.published_at, lesson.filled_at) {
        (Some(_), Some(_)) => State::published(t),
        (_, None) => {
            let key = format!("lesson-waits-{}", lesson.kind.as_str());
            State::draft(t.say(&key))
        }
        (None, Some(_)) => State::ready(t.say("lesson-ready")),
    }
}
