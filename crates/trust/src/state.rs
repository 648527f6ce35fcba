//! In which state a promise is: computed from what its controls said last, and never typed in.

use tutela_core::Time;

use crate::register::{Control, Kind, Promise};
use crate::rows::{Declaration, Known, Run};

/// The state of a promise, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It does not hold, is not built, or cannot be evaluated.
    Failing,
    /// It held, and nobody has looked for too long.
    Stale,
    /// A person says so.
    Declared,
    /// A probe saw it hold here, not long ago.
    Proven,
    /// What it is about is not in use here.
    Off,
}

impl State {
    /// Every state, the best first.
    pub const ALL: [Self; 5] = [
        Self::Proven,
        Self::Declared,
        Self::Stale,
        Self::Failing,
        Self::Off,
    ];

    /// The word in the database, in the API and in the names of texts and icons.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Failing => "failing",
            Self::Stale => "stale",
            Self::Declared => "declared",
            Self::Proven => "proven",
            Self::Off => "off",
        }
    }
}

/// Why a promise, or a control of it, is not proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Nothing is wrong.
    None,
    NotBuilt,
    /// The probe failed, or could not be run.
    Failed,
    NeverChecked,
    Overdue,
    NotDeclared,
    Expired,
    /// What is not in use, as a key of the texts.
    Off,
}

impl Reason {
    /// The end of the key of its sentence.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::NotBuilt => "not-built",
            Self::Failed => "failed",
            Self::NeverChecked => "never-checked",
            Self::Overdue => "overdue",
            Self::NotDeclared => "not-declared",
            Self::Expired => "expired",
            Self::Off => "off",
        }
    }
}

/// How a control stands.
#[derive(Debug, Clone)]
pub struct Held<'k> {
    pub control: &'static Control,
    pub state: State,
    pub reason: Reason,
    /// Since when that is so.
    pub since: Option<Time>,
    pub run: Option<&'k Run>,
    pub declaration: Option<&'k Declaration>,
}

/// How a promise stands.
#[derive(Debug, Clone)]
pub struct Standing<'k> {
    pub promise: &'static Promise,
    pub state: State,
    pub reason: Reason,
    pub since: Option<Time>,
    /// When its latest control was last checked, or declared.
    pub checked_at: Option<Time>,
    pub held: Vec<Held<'k>>,
}

/// How a promise stands at a moment: as its worst control does, and failing while anything of it is not built.
pub fn standing<'k>(promise: &'static Promise, known: &'k Known, now: Time) -> Standing<'k> {
    let controls = promise.controls.iter();
    let held: Vec<Held<'k>> = controls.map(|control| hold(control, known, now)).collect();
    let worst = held.iter().min_by_key(|held| held.state);
    let (state, reason, since) = match (promise.missing, worst) {
        (Some(_), _) | (None, None) => (State::Failing, Reason::NotBuilt, None),
        (None, Some(worst)) => (worst.state, worst.reason, worst.since),
    };
    let noted = known.change(promise.id);
    let since = match noted {
        Some((noted, at)) if noted == state.as_str() => Some(at),
        _ => since,
    };
    let moments = held.iter().filter_map(|held| {
        let declared = held.declaration.map(|declaration| declaration.entered_at);
        held.run.map(|run| run.at).or(declared)
    });
    Standing {
        promise,
        state,
        reason,
        since,
        checked_at: moments.max(),
        held,
    }
}

fn hold<'k>(control: &'static Control, known: &'k Known, now: Time) -> Held<'k> {
    let (run, declaration) = (known.run(control.name), known.declaration(control.name));
    let (state, reason, since) = match control.kind {
        Kind::Probe { good_for, .. } => match run {
            None => (State::Stale, Reason::NeverChecked, None),
            Some(run) if now > run.at.plus(good_for) => {
                (State::Stale, Reason::Overdue, Some(run.at.plus(good_for)))
            }
            Some(run) => match run.outcome.as_str() {
                "passed" => (State::Proven, Reason::None, Some(run.since)),
                "off" => (State::Off, Reason::Off, Some(run.since)),
                _ => (State::Failing, Reason::Failed, Some(run.since)),
            },
        },
        Kind::Declared(_) => match declaration {
            None => (State::Failing, Reason::NotDeclared, None),
            Some(said) if now >= said.expires_at => {
                (State::Stale, Reason::Expired, Some(said.expires_at))
            }
            Some(said) => (State::Declared, Reason::None, Some(said.entered_at)),
        },
    };
    Held {
        control,
        state,
        reason,
        since,
        run,
        declaration,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::register::{find, register};

    const NOW: Time = Time::from_micros(1_795_458_240_000_000);
    const HOUR: Duration = Duration::from_secs(3600);

    fn run(control: &str, outcome: &str, age: Duration) -> Run {
        Run {
            control: control.to_owned(),
            at: NOW.minus(age),
            since: NOW.minus(age * 3),
            outcome: outcome.to_owned(),
            ..Run::default()
        }
    }

    fn state(id: &str, known: &Known) -> (State, Reason) {
        let promise = find(id).unwrap_or_else(|| panic!("{id}"));
        let standing = standing(promise, known, NOW);
        (standing.state, standing.reason)
    }

    #[test]
    fn silence_makes_a_promise_stale() {
        let mut known = Known::default();
        assert_eq!(state("UA7", &known), (State::Stale, Reason::NeverChecked));
        known.runs = vec![run("lock", "passed", HOUR / 2)];
        assert_eq!(state("UA7", &known), (State::Proven, Reason::None));
        known.runs = vec![run("lock", "passed", HOUR * 2)];
        assert_eq!(state("UA7", &known), (State::Stale, Reason::Overdue));
        known.runs = vec![run("lock", "failed", HOUR * 2)];
        assert_eq!(state("UA7", &known).0, State::Stale, "an old no is no news");
    }

    #[test]
    fn a_promise_is_as_good_as_its_worst_control() {
        let mut known = Known {
            runs: vec![
                run("own-pages", "passed", HOUR / 2),
                run("purposes", "failed", HOUR),
            ],
            ..Known::default()
        };
        assert_eq!(state("PC3", &known), (State::Failing, Reason::Failed));
        known.runs[1].outcome = "passed".to_owned();
        assert_eq!(state("PC3", &known), (State::Proven, Reason::None));
        known.runs[1].outcome = "nonsense".to_owned();
        assert_eq!(
            state("PC3", &known).0,
            State::Failing,
            "what cannot be read"
        );
    }

    #[test]
    fn what_is_not_built_fails_whatever_its_probes_say() {
        let known = Known {
            runs: vec![run("card-numbers", "passed", HOUR / 2)],
            ..Known::default()
        };
        assert_eq!(state("PY1", &known), (State::Failing, Reason::NotBuilt));
        let missing = register()
            .iter()
            .filter(|promise| promise.missing.is_some());
        for promise in missing {
            assert_eq!(
                state(promise.id, &known).0,
                State::Failing,
                "{}",
                promise.id
            );
        }
    }

    #[test]
    fn what_is_declared_is_never_proven_and_runs_out() {
        let mut known = Known {
            runs: vec![run("staff-count", "passed", HOUR)],
            ..Known::default()
        };
        assert_eq!(state("IN2", &known), (State::Failing, Reason::NotDeclared));
        known.declarations = vec![Declaration {
            part: "machine-access".to_owned(),
            entered_at: NOW.minus(HOUR),
            expires_at: NOW.plus(HOUR),
            ..Declaration::default()
        }];
        assert_eq!(state("IN2", &known), (State::Declared, Reason::None));
        known.declarations[0].expires_at = NOW;
        assert_eq!(state("IN2", &known), (State::Stale, Reason::Expired));
    }

    #[test]
    fn what_is_not_in_use_is_off() {
        let known = Known {
            runs: vec![run("own-address", "off", HOUR / 2)],
            ..Known::default()
        };
        assert_eq!(state("IN3", &known), (State::Off, Reason::Off));
    }
}
