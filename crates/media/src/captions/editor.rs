//! Changing cues in a form: each row has its times and its words, and the buttons beside it split it, join it with the next,
//! add one behind it or take it away. Nothing is kept until it is saved.

use tutela_web::{Fact, FieldErrors};

use super::text::{CHARACTERS, CUES, Cue, plain, time};
use crate::watch::playlist::moment;

/// How long a new cue lasts, in milliseconds.
const NEW: u64 = 2000;

/// A row as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    pub begins: String,
    pub ends: String,
    pub text: String,
}

/// What a button asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Save,
    Add(usize),
    Remove(usize),
    Split(usize),
    Join(usize),
    /// By milliseconds, back when negative.
    Shift(i64),
}

impl Act {
    /// Reads `split-3`; `shift` takes its seconds from another field.
    pub fn read(word: &str, seconds: &str) -> Result<Self, FieldErrors> {
        let (word, row) = word.split_once('-').unwrap_or((word, ""));
        let row = row.parse().unwrap_or(usize::MAX);
        Ok(match word {
            "add" => Self::Add(row),
            "remove" => Self::Remove(row),
            "split" => Self::Split(row),
            "join" => Self::Join(row),
            "shift" => Self::Shift(shift(seconds)?),
            _ => Self::Save,
        })
    }
}

fn shift(seconds: &str) -> Result<i64, FieldErrors> {
    let wrong = || FieldErrors::one("shift", "cue-shift");
    let (sign, digits) = match seconds.trim().strip_prefix(['-', '−']) {
        Some(rest) => (-1, rest),
        None => (1, seconds.trim().trim_start_matches('+')),
    };
    let millis = time(digits).ok_or_else(wrong)?;
    i64::try_from(millis)
        .map(|millis| sign * millis)
        .map_err(|_| wrong())
}

/// The rows as they stand in the film.
pub fn rows(cues: &[Cue]) -> Vec<Typed> {
    let row = |cue: &Cue| Typed {
        begins: moment(cue.begins),
        ends: moment(cue.ends),
        text: cue.text.clone(),
    };
    cues.iter().map(row).collect()
}

/// Reads all rows, each error at its field: `begins-3`.
pub fn read(rows: &[Typed]) -> Result<Vec<Cue>, FieldErrors> {
    let mut errors = FieldErrors::default();
    let mut cues = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        let line = || vec![("line", Fact::Number(at as u64 + 1))];
        let (begins, ends) = (time(row.begins.trim()), time(row.ends.trim()));
        let text = plain(&row.text);
        if begins.is_none() {
            errors.add_with(format!("begins-{at}"), "cue-row-time", line());
        }
        if ends.is_none() {
            errors.add_with(format!("ends-{at}"), "cue-row-time", line());
        }
        let (begins, ends) = (begins.unwrap_or(0), ends.unwrap_or(u64::MAX));
        if ends <= begins {
            errors.add_with(format!("ends-{at}"), "cue-row-backwards", line());
        }
        if text.chars().count() > CHARACTERS {
            errors.add_with(format!("text-{at}"), "cue-row-long", line());
        }
        cues.push(Cue { begins, ends, text });
    }
    if cues.len() > CUES {
        errors.add_with(
            "file",
            "captions-many",
            vec![("max", Fact::Number(CUES as u64))],
        );
    }
    errors.settle(cues)
}

/// Does what a button asks for. A row that is not there is passed over: the page was old.
pub fn change(cues: &mut Vec<Cue>, act: Act) {
    match act {
        Act::Save => {
            cues.retain(|cue| !cue.text.is_empty());
            cues.sort_by_key(|cue| (cue.begins, cue.ends));
        }
        Act::Add(at) => add(cues, at),
        Act::Remove(at) if at < cues.len() => drop(cues.remove(at)),
        Act::Split(at) if at < cues.len() => split(cues, at),
        Act::Join(at) if at < cues.len().saturating_sub(1) => {
            let next = cues.remove(at + 1);
            let cue = &mut cues[at];
            cue.ends = cue.ends.max(next.ends);
            cue.text = plain(&format!("{}\n{}", cue.text, next.text));
        }
        Act::Shift(by) => cues.iter_mut().for_each(|cue| {
            cue.begins = cue.begins.saturating_add_signed(by);
            cue.ends = cue.ends.saturating_add_signed(by).max(cue.begins + 1);
        }),
        Act::Remove(_) | Act::Split(_) | Act::Join(_) => {}
    }
}

/// A new one behind a row, or at the end, where the one before ends.
fn add(cues: &mut Vec<Cue>, at: usize) {
    let place = at.saturating_add(1).min(cues.len());
    let begins = place
        .checked_sub(1)
        .and_then(|before| cues.get(before))
        .map_or(0, |cue| cue.ends);
    let text = String::new();
    cues.insert(
        place,
        Cue {
            begins,
            ends: begins + NEW,
            text,
        },
    );
}

/// In the middle of its time, between its words or its lines.
fn split(cues: &mut Vec<Cue>, at: usize) {
    let Cue { begins, ends, text } = cues[at].clone();
    let middle = begins + (ends - begins) / 2;
    let gap = gap(&text);
    let (first, second) = text.split_at(gap);
    let half = |begins, ends, text: &str| Cue {
        begins,
        ends,
        text: text.trim().to_owned(),
    };
    cues[at] = half(begins, middle.max(begins + 1), first);
    cues.insert(
        at + 1,
        half(middle.max(begins + 1), ends.max(middle + 2), second),
    );
}

/// The space or line break nearest to the middle of a text; its end where there is none.
fn gap(text: &str) -> usize {
    let middle = text.len() / 2;
    let gaps = text.match_indices([' ', '\n']).map(|(at, _)| at);
    gaps.min_by_key(|at| at.abs_diff(middle))
        .unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn cue(begins: u64, ends: u64, text: &str) -> Cue {
        let text = text.to_owned();
        Cue { begins, ends, text }
    }

    fn changed(mut cues: Vec<Cue>, act: Act) -> Vec<Cue> {
        change(&mut cues, act);
        cues
    }

    #[test]
    fn rows_are_split_joined_added_and_moved() {
        let two = || vec![cue(1000, 3000, "Cast off the line"), cue(4000, 5000, "Go")];
        let split = changed(two(), Act::Split(0));
        assert_eq!(
            split[..2],
            [cue(1000, 2000, "Cast off"), cue(2000, 3000, "the line")]
        );
        let joined = changed(split, Act::Join(0));
        assert_eq!(joined[0], cue(1000, 3000, "Cast off\nthe line"));
        assert_eq!(changed(two(), Act::Add(1))[2], cue(5000, 7000, ""));
        assert_eq!(
            changed(Vec::new(), Act::Add(usize::MAX)),
            [cue(0, 2000, "")]
        );
        assert_eq!(changed(two(), Act::Remove(0)), [cue(4000, 5000, "Go")]);
        assert_eq!(
            changed(two(), Act::Shift(-2000))[0],
            cue(0, 1000, "Cast off the line")
        );
        assert_eq!(
            changed(
                vec![cue(9, 10, ""), cue(5, 6, "b"), cue(1, 2, "a")],
                Act::Save
            ),
            [cue(1, 2, "a"), cue(5, 6, "b")]
        );
        for act in [
            Act::Remove(2),
            Act::Split(9),
            Act::Join(1),
            Act::Join(usize::MAX - 1),
        ] {
            assert_eq!(changed(two(), act), two());
        }
    }

    #[test]
    fn what_is_wrong_is_said_at_its_row() {
        let row = |begins: &str, ends: &str| Typed {
            begins: begins.to_owned(),
            ends: ends.to_owned(),
            text: "x".to_owned(),
        };
        let errors = read(&[
            row("0:01", "0:02"),
            row("soon", "0:02"),
            row("0:05", "0:04"),
        ])
        .unwrap_err();
        let fields: Vec<_> = errors
            .iter()
            .map(|error| (error.field.to_string(), error.code))
            .collect();
        let wanted = [
            ("begins-1".to_owned(), "cue-row-time"),
            ("ends-2".to_owned(), "cue-row-backwards"),
        ];
        assert_eq!(fields, wanted);
        assert_eq!(Act::read("split-3", "").unwrap(), Act::Split(3));
        assert_eq!(Act::read("shift", "-1.5").unwrap(), Act::Shift(-1500));
        assert_eq!(
            Act::read("shift", "soon")
                .unwrap_err()
                .iter()
                .next()
                .unwrap()
                .field,
            "shift"
        );
    }
}
