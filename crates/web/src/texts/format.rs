//! Sizes, lengths and moments the way people say them.

use std::fmt;
use std::time::Duration;

use askama::filters::HtmlSafe;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tutela_core::Time;

use super::{Arg, Words};
use crate::Language;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const FORTNIGHT: u64 = 14 * DAY;

impl Words {
    /// A number of bytes in decimal units: `640 bytes`, `12.4 MB`.
    pub fn size(&self, bytes: u64) -> String {
        const UNITS: [(u64, &str); 4] = [
            (1_000_000_000_000, "TB"),
            (1_000_000_000, "GB"),
            (1_000_000, "MB"),
            (1_000, "kB"),
        ];
        for (unit, name) in UNITS {
            if bytes >= unit {
                let tenths = u128::from(bytes) * 10 / u128::from(unit);
                return format!("{} {name}", self.decimal(tenths));
            }
        }
        self.with("size-bytes", &[("count", bytes)])
    }

    /// A length on the clock of a player: `3:12`, `1:02:09`. Begun seconds do not count.
    pub fn clock(&self, length: Duration) -> String {
        let seconds = length.as_secs();
        let (hours, minutes) = (seconds / HOUR, seconds % HOUR / MINUTE);
        match hours {
            0 => format!("{minutes}:{:02}", seconds % MINUTE),
            _ => format!("{hours}:{minutes:02}:{:02}", seconds % MINUTE),
        }
    }

    /// A length in words: `45 s`, `12 min`, `1 h 24 min`.
    pub fn duration(&self, length: Duration) -> String {
        let seconds = length.as_secs();
        if seconds < MINUTE {
            return format!("{seconds} s");
        }
        let minutes = (seconds + MINUTE / 2) / MINUTE;
        match (minutes / 60, minutes % 60) {
            (0, minutes) => format!("{minutes} min"),
            (hours, 0) => format!("{hours} {}", self.say("hours-short")),
            (hours, minutes) => format!("{hours} {} {minutes} min", self.say("hours-short")),
        }
    }

    /// A day: `23 November 2026`.
    pub fn day(&self, time: Time) -> String {
        let at = zoned(time);
        let month = self.say(&format!("month-{}", at.month()));
        let args: [(&str, Arg); 3] = [
            ("day", at.day().into()),
            ("month", month.into()),
            ("year", at.year().to_string().into()),
        ];
        self.with("date-day", &args)
    }

    /// A moment told from now, with the exact one beside it: prints a `<time>` element.
    pub fn ago(&self, time: Time) -> When {
        let at = zoned(time);
        let clock = format!("{:02}:{:02}", at.hour(), at.minute());
        let exact = [("day", self.day(time)), ("time", clock)];
        When {
            datetime: time.to_string(),
            title: self.with("date-exact", &exact),
            text: self.relative(time),
        }
    }

    fn relative(&self, time: Time) -> String {
        let past = self.now.since(time).as_secs();
        let ahead = time.since(self.now).as_secs();
        let (distance, keys) = match ahead {
            0 => (past, PAST),
            _ => (ahead, AHEAD),
        };
        let (key, count) = match distance {
            0..45 => return self.say("time-now").into_owned(),
            45..HOUR => (keys[0], (distance + MINUTE / 2) / MINUTE),
            HOUR..DAY => (keys[1], distance / HOUR),
            DAY..FORTNIGHT => (keys[2], distance / DAY),
            _ => {
                let day = [("day", self.day(time))];
                return self.with("date-on", &day);
            }
        };
        self.with(key, &[("count", count)])
    }

    /// Tenths as a number with one decimal, without a `.0`, with the language's comma.
    fn decimal(&self, tenths: u128) -> String {
        let comma = match self.language() {
            Language::English => '.',
            Language::Danish => ',',
        };
        match tenths % 10 {
            0 => (tenths / 10).to_string(),
            tenth => format!("{}{comma}{tenth}", tenths / 10),
        }
    }
}

const PAST: [&str; 3] = ["time-minutes-ago", "time-hours-ago", "time-days-ago"];
const AHEAD: [&str; 3] = ["time-in-minutes", "time-in-hours", "time-in-days"];

fn zoned(time: Time) -> jiff::Zoned {
    Timestamp::from_microsecond(time.micros())
        .unwrap_or(Timestamp::UNIX_EPOCH)
        .to_zoned(TimeZone::UTC)
}

/// A moment for people: prints `<time datetime="…" title="…">5 minutes ago</time>`.
#[derive(Debug, Clone)]
pub struct When {
    datetime: String,
    title: String,
    text: String,
}

impl When {
    /// The words alone.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// All three parts are made of our own texts and of digits, so nothing in them needs escaping.
impl HtmlSafe for When {}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            datetime,
            title,
            text,
        } = self;
        write!(
            f,
            r#"<time datetime="{datetime}" title="{title}">{text}</time>"#
        )
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::Arc;

    use super::*;
    use crate::Texts;

    /// 2026-11-23 18:24:00 UTC
    const NOW: i64 = 1_795_458_240;

    fn words(language: Language) -> Words {
        let texts = Arc::new(Texts::load(&[]).unwrap());
        Words::new(texts, language, Time::from_micros(NOW * 1_000_000))
    }

    #[test]
    fn sizes_are_in_human_units() {
        let english = words(Language::English);
        for (bytes, text) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (999, "999 bytes"),
            (1_000, "1 kB"),
            (12_449_999, "12.4 MB"),
            (2_000_000_000, "2 GB"),
            (u64::MAX, "18446744 TB"),
        ] {
            assert_eq!(english.size(bytes), text);
        }
        assert_eq!(words(Language::Danish).size(12_449_999), "12,4 MB");
    }

    #[test]
    fn lengths_are_told_as_on_a_clock_or_in_words() {
        let english = words(Language::English);
        let told = |seconds| {
            let length = Duration::from_secs(seconds);
            (english.clock(length), english.duration(length))
        };
        assert_eq!(told(45), ("0:45".to_owned(), "45 s".to_owned()));
        assert_eq!(told(192), ("3:12".to_owned(), "3 min".to_owned()));
        assert_eq!(told(3_729), ("1:02:09".to_owned(), "1 h 2 min".to_owned()));
        let danish = words(Language::Danish);
        assert_eq!(danish.duration(Duration::from_secs(5_040)), "1 t 24 min");
    }

    #[test]
    fn moments_are_told_from_now_with_the_exact_one() {
        let english = words(Language::English);
        let told = |seconds: i64| {
            let time = Time::from_micros((NOW - seconds) * 1_000_000);
            english.ago(time).text().to_owned()
        };
        assert_eq!(told(10), "just now");
        assert_eq!(told(60), "a minute ago");
        assert_eq!(told(7_300), "2 hours ago");
        assert_eq!(told(86_400), "yesterday");
        assert_eq!(told(3 * 86_400 + 5), "3 days ago");
        assert_eq!(told(40 * 86_400), "on 14 October 2026");
        assert_eq!(told(-7_300), "in 2 hours");
    }

    #[test]
    fn a_moment_prints_itself_as_an_element() {
        let time = Time::from_micros((NOW - 1_200) * 1_000_000);
        assert_eq!(
            words(Language::Danish).ago(time).to_string(),
            "<time datetime=\"2026-11-23T18:04:00Z\" title=\"23. november 2026 kl. 18:04 UTC\">\
             for 20 minutter siden</time>"
        );
    }
}
