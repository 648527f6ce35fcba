//! Until when, and why, as a form and a document say it.

use std::time::Duration;

use tutela_core::{Time, squeeze};
use tutela_web::FieldErrors;

use super::{LONGEST, Terms};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// Reads the last day on which a role counts (UTC), tomorrow or later, and the reason; empty for none. What is wrong is noted
/// at `until` and `reason`.
pub fn typed(until: &str, reason: &str, now: Time, errors: &mut FieldErrors) -> Terms {
    let until = until.trim();
    let day = (!until.is_empty()).then(|| format!("{until}T00:00:00Z").parse::<Time>());
    let until = match day {
        None => None,
        Some(Ok(day)) if day > now => Some(day.plus(DAY)),
        Some(Ok(_)) => {
            errors.add("until", "tomorrow");
            None
        }
        Some(Err(_)) => {
            errors.add("until", "day");
            None
        }
    };
    let reason = read_reason(reason, errors);
    Terms { until, reason }
}

/// Reads a moment (RFC 3339) and the reason.
pub fn given(until: Option<&str>, reason: Option<&str>, errors: &mut FieldErrors) -> Terms {
    let until = until.map(str::parse::<Time>).transpose();
    let until = until.unwrap_or_else(|_| {
        errors.add("until", "invalid");
        None
    });
    let reason = read_reason(reason.unwrap_or_default(), errors);
    Terms { until, reason }
}

fn read_reason(typed: &str, errors: &mut FieldErrors) -> Option<String> {
    let reason = squeeze(typed);
    errors.longest("reason", &reason, LONGEST);
    (!reason.is_empty()).then_some(reason)
}

/// The last moment at which a role counts: the end itself belongs to the day after.
pub fn last(until: Time) -> Time {
    until.minus(Duration::from_micros(1))
}

/// That day as a form writes it.
pub fn day(until: Time) -> String {
    last(until).to_string().chars().take(10).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-23T18:24:00Z
    const NOW: Time = Time::from_micros(1_795_458_240_000_000);

    fn until(text: &str) -> Result<Option<String>, &'static str> {
        let mut errors = FieldErrors::default();
        let terms = typed(text, "", NOW, &mut errors);
        match errors.iter().next() {
            Some(error) => Err(error.code),
            None => Ok(terms.until.map(|until| until.to_string())),
        }
    }

    #[test]
    fn a_role_counts_through_its_last_day() {
        assert_eq!(until(""), Ok(None));
        let end = "2026-11-25T00:00:00Z".to_owned();
        assert_eq!(until("2026-11-24"), Ok(Some(end.clone())));
        let end = end.parse::<Time>().unwrap_or(NOW);
        assert_eq!(day(end), "2026-11-24");
    }

    #[test]
    fn a_last_day_is_tomorrow_or_later() {
        assert_eq!(until("2026-11-23"), Err("tomorrow"));
        assert_eq!(until("1999-01-01"), Err("tomorrow"));
        for wrong in ["24-11-2026", "soon", "2026-02-30", "2026-11-24T10:00"] {
            assert_eq!(until(wrong), Err("day"), "{wrong}");
        }
    }

    #[test]
    fn a_reason_is_a_short_line() {
        let mut errors = FieldErrors::default();
        let terms = given(None, Some("  for\nthe  summer "), &mut errors);
        assert_eq!(terms.reason.as_deref(), Some("for the summer"));
        assert!(errors.is_empty());
        given(Some("soon"), Some(&"x".repeat(501)), &mut errors);
        assert_eq!(errors.len(), 2);
    }
}
