//! The machine below: its clock, and the tools that videos need.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tutela_core::Time;

use super::Check;
use crate::config::Settings;
use crate::data;

/// No clock that is right shows a time before this version was written: 2026-01-01.
const WRITTEN: Time = Time::from_micros(1_767_225_600_000_000);
/// What two clocks may differ.
const TOLERANCE: Duration = Duration::from_secs(300);

/// Clock and tools.
pub fn check(settings: &Settings, now: Time) -> Vec<Check> {
    vec![clock(settings, now), ffmpeg()]
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

fn ffmpeg() -> Check {
    const NAME: &str = "ffmpeg";
    let means =
        "videos are served as they are uploaded, and posters and lengths are not made from them";
    let Some(path) = find("ffmpeg") else {
        return Check::warning(
            NAME,
            format!("not found: {means}"),
            "Install it, for example with `apt install ffmpeg`.",
        );
    };
    match version(&path) {
        Some(version) => Check::ok(NAME, format!("{version} at {}", path.display())),
        None => Check::warning(
            NAME,
            format!("{} does not run: {means}", path.display()),
            "Install it again.",
        ),
    }
}

fn find(program: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders)
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())
}

/// The third word of `ffmpeg version 5.1.8-0+deb12u1 Copyright …`.
fn version(path: &Path) -> Option<String> {
    let output = Command::new(path)
        .arg("-version")
        .stdin(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.split_whitespace().nth(2).map(str::to_owned)
}
