//! The machine below: its clock, and the tools that videos need.

use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tutela_core::Time;
use tutela_media::process::{Fitness, examine};

use super::Check;
use crate::config::Settings;
use crate::{data, films};

/// No clock that is right shows a time before this version was written: 2026-01-01.
const WRITTEN: Time = Time::from_micros(1_767_225_600_000_000);
/// What two clocks may differ.
const TOLERANCE: Duration = Duration::from_secs(300);

/// Clock and tools.
pub async fn check(settings: &Settings, now: Time) -> Vec<Check> {
    vec![clock(settings, now), ffmpeg().await]
}

/// Sessions, deadlines and certificates all hang on it.
fn clock(settings: &Settings, now: Time) -> Check {
    const NAME: &str = "clock";
    let way_out = "Set it, and let it be kept right (NTP).";
    if now < WRITTEN {
        return Check::wrong(NAME, format!("it shows {now}, which is past"), way_out);
    }
    match last_written(&data::database(&settings.data)) {
        Some(written) if written > now.plus(TOLERANCE) => Check::wrong(
            NAME,
            format!("it shows {now}, but the database was written at {written}"),
            way_out,
        ),
        _ => Check::ok(NAME, format!("it shows {now}")),
    }
}

fn last_written(path: &Path) -> Option<Time> {
    let modified: SystemTime = path.metadata().ok()?.modified().ok()?;
    let since = modified.duration_since(UNIX_EPOCH).ok()?;
    Some(Time::from_micros(i64::try_from(since.as_micros()).ok()?))
}

/// It is tried as it will be used: confined.
async fn ffmpeg() -> Check {
    const NAME: &str = "ffmpeg";
    let means = "films play as they are uploaded, in one size";
    match examine(&films::launcher()).await.0 {
        Fitness::Fit(version) => Check::ok(
            NAME,
            format!(
                "{version}, confined: no network, no other file; films play in up to four sizes"
            ),
        ),
        Fitness::Missing => Check::warning(
            NAME,
            format!("not found: {means}"),
            "Install it, for example with `apt install ffmpeg`.",
        ),
        Fitness::Unfit(why) => Check::warning(
            NAME,
            format!("it cannot be used ({why}): {means}"),
            "Install one with H.264 and AAC, for example Debian's; the kernel needs Landlock (5.13 or later).",
        ),
    }
}
