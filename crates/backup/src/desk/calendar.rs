//! Five weeks of days, each with how its backup stands: a word and a shape, drawn by the server.

use std::time::Duration;

use tutela_core::Time;

use crate::runs::{Run, State};

const DAY: i64 = 24 * 3600;
const DAYS: i64 = 35;

/// A day of the calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Square {
    /// Noon of the day, UTC.
    pub at: Time,
    /// The best that the day brought; nothing when nothing was tried.
    pub state: Option<State>,
}

/// The last five weeks up to today, oldest first.
pub fn calendar(runs: &[Run], now: Time) -> Vec<Square> {
    let today = now.seconds().div_euclid(DAY);
    let square = |day: i64| {
        let of_day = runs
            .iter()
            .filter(|run| run.begun_at.seconds().div_euclid(DAY) == day);
        let states: Vec<_> = of_day.map(|run| run.state(now)).collect();
        let best = [
            State::Proved,
            State::Running,
            State::Unproved,
            State::Failed,
        ];
        let noon = u64::try_from(day * DAY + DAY / 2).unwrap_or(0);
        Square {
            at: Time::from_micros(0).plus(Duration::from_secs(noon)),
            state: best.into_iter().find(|state| states.contains(state)),
        }
    };
    (today - DAYS + 1..=today).map(square).collect()
}
