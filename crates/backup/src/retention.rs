//! Which backups are kept: seven days, four weeks, twelve months, and everything of the last day.

use std::collections::HashSet;
use std::time::Duration;

use tutela_core::Time;

/// Everything younger than this is kept, the points between backups among it.
const ALL: Duration = Duration::from_secs(24 * 3600);
const DAY: i64 = 24 * 3600;
const DAILY: usize = 7;
const WEEKLY: usize = 4;
const MONTHLY: usize = 12;

/// Of backups with their times, those to forget. The last of each period is kept, and the newest of all whatever its age.
pub fn forgotten<I: Clone + Eq + std::hash::Hash>(backups: &[(I, Time)], now: Time) -> Vec<I> {
    let mut newest_first: Vec<_> = backups.to_vec();
    newest_first.sort_by_key(|(_, at)| std::cmp::Reverse(*at));
    let mut kept: HashSet<I> = HashSet::new();
    kept.extend(newest_first.first().map(|(id, _)| id.clone()));
    let young = newest_first.iter().filter(|(_, at)| now.since(*at) < ALL);
    kept.extend(young.map(|(id, _)| id.clone()));
    keep(
        &newest_first,
        DAILY,
        |at| at.seconds().div_euclid(DAY),
        &mut kept,
    );
    // 1970-01-01 was a Thursday: weeks begin with Monday.
    let week = |at: Time| (at.seconds().div_euclid(DAY) + 3).div_euclid(7);
    keep(&newest_first, WEEKLY, week, &mut kept);
    keep(&newest_first, MONTHLY, month, &mut kept);
    let old = newest_first.into_iter().map(|(id, _)| id);
    old.filter(|id| !kept.contains(id)).collect()
}

fn keep<I: Clone + Eq + std::hash::Hash>(
    newest_first: &[(I, Time)],
    count: usize,
    period: impl Fn(Time) -> i64,
    kept: &mut HashSet<I>,
) {
    let mut periods = Vec::new();
    for (id, at) in newest_first {
        let period = period(*at);
        if periods.last() == Some(&period) {
            continue;
        }
        if periods.len() == count {
            return;
        }
        periods.push(period);
        kept.insert(id.clone());
    }
}

fn month(at: Time) -> i64 {
    let shown = at.to_string();
    let part =
        |range: std::ops::Range<usize>| shown.get(range).and_then(|text| text.parse::<i64>().ok());
    part(0..4).unwrap_or(0) * 12 + part(5..7).unwrap_or(0)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn br1_seven_days_four_weeks_and_twelve_months_are_kept() {
        let start: Time = "2025-01-01T02:00:00Z".parse().unwrap();
        let day = Duration::from_secs(24 * 3600);
        let mut kept: Vec<(u32, Time)> = Vec::new();
        for number in 0..800 {
            let now = start.plus(day * number);
            kept.push((number, now));
            let gone = forgotten(&kept, now);
            kept.retain(|(id, _)| !gone.contains(id));
            assert!(kept.len() <= 7 + 4 + 12, "{}", kept.len());
        }
        let ages: Vec<u32> = kept.iter().map(|(number, _)| 799 - number).collect();
        for daily in 0..7 {
            assert!(ages.contains(&daily), "{ages:?}");
        }
        assert!(ages.iter().any(|age| (14..=28).contains(age)), "{ages:?}");
        assert!(ages.iter().any(|age| (300..=366).contains(age)), "{ages:?}");
    }

    #[test]
    fn points_of_the_last_day_are_kept_and_the_newest_whatever_its_age() {
        let now: Time = "2026-11-29T12:00:00Z".parse().unwrap();
        let points: Vec<(u32, Time)> = (0..600)
            .map(|n| (n, now.minus(Duration::from_secs(300) * n)))
            .collect();
        let gone = forgotten(&points, now);
        assert!(points[..288].iter().all(|(n, _)| !gone.contains(n)));
        assert_eq!(
            points.len() - gone.len(),
            288 + 2,
            "one more for each day before"
        );
        let old = [(1, now.minus(Duration::from_secs(900 * 24 * 3600)))];
        assert!(forgotten(&old, now).is_empty());
    }
}
