//! With which lesson somebody goes on: where he stopped last, and after a film that he has seen to its end, the next.

use std::time::Duration;

use super::{Entry, Lesson};
use crate::place::Place;

/// The lesson with which somebody goes on, or begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resume<'e> {
    pub lesson: &'e Lesson,
    /// Its number in the list, from 1.
    pub number: usize,
    /// Whether he has opened any lesson yet.
    pub begun: bool,
    /// Where in its film; nothing at the very beginning, and where there is none.
    pub at: Option<Duration>,
}

/// With which of these lessons their reader goes on.
pub fn resume(entries: &[Entry]) -> Option<Resume<'_>> {
    let seen = entries.iter().enumerate();
    let seen = seen.filter_map(|(at, entry)| Some((at, entry.place?)));
    let Some((last, place)) = seen.max_by_key(|(at, place)| (place.seen_at, *at)) else {
        return here(entries, 0, false);
    };
    let over = place.is_over(entries.get(last)?.lesson.duration);
    match over && last + 1 < entries.len() {
        true => here(entries, last + 1, true),
        false => here(entries, last, true),
    }
}

fn here(entries: &[Entry], at: usize, begun: bool) -> Option<Resume<'_>> {
    let entry = entries.get(at)?;
    Some(Resume {
        lesson: &entry.lesson,
        number: at + 1,
        begun,
        at: entry
            .place
            .filter(|place| place.seconds > 0 && !place.is_over(entry.lesson.duration))
            .map(|Place { seconds, .. }| Duration::from_secs(seconds)),
    })
}

#[cfg(test)]
mod tests {
    use tutela_core::{Ambient, Time};

    use super::*;
    use crate::lesson::Kind;

    fn film(minutes: u64, place: Option<(u64, i64)>) -> Entry {
        let ambient = Ambient::system();
        Entry {
            lesson: Lesson {
                id: ambient.id(),
                account: ambient.id(),
                course: ambient.id(),
                kind: Kind::Video,
                title: String::new(),
                body: String::new(),
                published_at: None,
                filled_at: None,
                poster: false,
                duration: Some(Duration::from_secs(minutes * 60)),
                characters: 0,
            },
            place: place.map(|(seconds, seen)| Place {
                seconds,
                seen_at: Time::from_micros(seen),
            }),
        }
    }

    fn told(entries: &[Entry]) -> Option<(usize, bool, Option<u64>)> {
        resume(entries).map(|to| (to.number, to.begun, to.at.map(|at| at.as_secs())))
    }

    #[test]
    fn who_has_opened_nothing_begins_with_the_first() {
        assert_eq!(told(&[]), None);
        assert_eq!(
            told(&[film(1, None), film(1, None)]),
            Some((1, false, None))
        );
    }

    #[test]
    fn who_stopped_goes_on_there() {
        let entries = [film(9, Some((500, 1))), film(12, Some((192, 2)))];
        assert_eq!(told(&entries), Some((2, true, Some(192))));
        let back = [film(9, Some((30, 3))), film(12, Some((192, 2)))];
        assert_eq!(told(&back), Some((1, true, Some(30))));
    }

    #[test]
    fn who_has_seen_a_film_goes_on_with_the_next() {
        let seen = Some((9 * 60 - 10, 1));
        assert_eq!(told(&[film(9, seen), film(1, None)]), Some((2, true, None)));
        assert_eq!(told(&[film(9, seen)]), Some((1, true, None)));
        let almost = Some((9 * 60 - 11, 1));
        assert_eq!(
            told(&[film(9, almost), film(1, None)]),
            Some((1, true, Some(529)))
        );
    }
}
