//! How tries are counted: three, then a lock, each twice as long as the one before.

use std::time::Duration;

use tutela_core::Time;

/// How many tries may fail before a lock.
pub const ALLOWED: i64 = 3;

/// How long the first lock lasts.
pub const FIRST_LOCK: Duration = Duration::from_secs(15 * 60);

/// How long no lock lasts longer.
pub const LONGEST_LOCK: Duration = Duration::from_secs(24 * 3600);

/// After how long without a try everything counts as new.
pub const FORGOTTEN: Duration = Duration::from_secs(7 * 24 * 3600);

/// What is known of the tries at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    pub failures: i64,
    /// How many locks there were in a row.
    pub locks: i64,
    pub locked_until: Option<Time>,
    pub tried_at: Time,
}

impl Default for Count {
    fn default() -> Self {
        Self {
            failures: 0,
            locks: 0,
            locked_until: None,
            tried_at: Time::from_micros(i64::MIN),
        }
    }
}

impl Count {
    /// One try more. The lock begins with the last one that is allowed, before it is known to fail: nothing that
    /// happens between the two lets a fourth one through.
    ///
    /// # Errors
    /// The end of the lock that stands.
    pub fn reserve(self, now: Time) -> Result<Self, Time> {
        if let Some(until) = self.locked_until.filter(|until| *until > now) {
            return Err(until);
        }
        let last = self
            .locked_until
            .unwrap_or(self.tried_at)
            .max(self.tried_at);
        let known = match now.since(last) > FORGOTTEN {
            true => Self::default(),
            false => self,
        };
        let failures = match known.locked_until {
            Some(_) => 1,
            None => known.failures + 1,
        };
        let locks_now = failures >= ALLOWED;
        Ok(Self {
            failures,
            locks: known.locks + i64::from(locks_now),
            locked_until: locks_now.then(|| now.plus(length(known.locks))),
            tried_at: now,
        })
    }

    /// One try less; the lock that it began ends with it.
    pub fn withdraw(self, began: Option<Time>) -> Self {
        let own = began.is_some() && self.locked_until == began;
        Self {
            failures: (self.failures - 1).max(0),
            locks: self.locks - i64::from(own),
            locked_until: self.locked_until.filter(|_| !own),
            ..self
        }
    }
}

/// How long a lock lasts after so many before it.
fn length(locks: i64) -> Duration {
    let doubled = u32::try_from(locks)
        .ok()
        .and_then(|times| 2_u32.checked_pow(times))
        .unwrap_or(u32::MAX);
    FIRST_LOCK.saturating_mul(doubled).min(LONGEST_LOCK)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn noon() -> Time {
        Time::from_micros(1_800_000_000_000_000)
    }

    /// Fails until there is a lock; gives its length in minutes, and the moment it ends.
    fn lock_again(count: &mut Count, from: Time) -> (u64, Time) {
        for _ in 0..ALLOWED {
            *count = count.reserve(from).unwrap_or(*count);
        }
        let until = count.reserve(from).unwrap_err();
        (until.since(from).as_secs() / 60, until)
    }

    #[test]
    fn ua7_locks_double_from_a_quarter_of_an_hour_to_a_day() {
        let (mut count, mut now) = (Count::default(), noon());
        let mut minutes = Vec::new();
        for _ in 0..9 {
            let (length, until) = lock_again(&mut count, now);
            minutes.push(length);
            now = until;
        }
        assert_eq!(minutes, [15, 30, 60, 120, 240, 480, 960, 1440, 1440]);
        for _ in 0..200 {
            now = lock_again(&mut count, now).1;
        }
        assert_eq!(lock_again(&mut count, now).0, 1440, "no power overflows");
    }

    #[test]
    fn ua7_the_third_try_locks_and_no_fourth_is_had() {
        let mut count = Count::default();
        for tries in 1..=ALLOWED {
            count = count.reserve(noon()).unwrap();
            assert_eq!(count.failures, tries);
            assert_eq!(count.locked_until.is_some(), tries == ALLOWED);
        }
        assert_eq!(count.reserve(noon()), Err(noon().plus(FIRST_LOCK)));
        let last = noon().plus(FIRST_LOCK - Duration::from_micros(1));
        assert!(count.reserve(last).is_err());
        assert_eq!(count.reserve(noon().plus(FIRST_LOCK)).unwrap().failures, 1);
    }

    #[test]
    fn a_week_without_a_try_forgets_everything() {
        let mut count = Count::default();
        let (_, until) = lock_again(&mut count, noon());
        let soon = count.reserve(until.plus(FORGOTTEN)).unwrap();
        assert_eq!((soon.failures, soon.locks), (1, 1));
        let late = count.reserve(until.plus(FORGOTTEN + MINUTE)).unwrap();
        assert_eq!((late.failures, late.locks), (1, 0));
    }

    #[test]
    fn a_try_that_was_not_looked_at_is_given_back() {
        let mut count = Count::default();
        for _ in 0..ALLOWED {
            count = count.reserve(noon()).unwrap();
        }
        let back = count.withdraw(count.locked_until);
        assert_eq!((back.failures, back.locks, back.locked_until), (2, 0, None));
        let earlier = count.withdraw(None);
        assert_eq!(earlier.locked_until, count.locked_until, "not its own lock");
    }
}
