//! The data folder: whether it is Tutela's, can be written, is in use, and has room.

use std::path::Path;

use rustix::fs::{Access, access, statvfs};

use super::Check;
use crate::config::{ByteSize, Settings, StorePlace};
use crate::data;
use crate::lock::DataLock;

/// Under this much room the next upload may well fail.
const LITTLE: u64 = 2 << 30;
/// Under this much the database may fail at any moment.
const NONE: u64 = 100 << 20;

/// All that is known of the folder.
pub fn check(settings: &Settings) -> Vec<Check> {
    let mut checks = vec![
        folder(&settings.data),
        lock(&settings.data),
        room("free space", &settings.data),
    ];
    if let Some(StorePlace::Folder(objects)) = &settings.store {
        checks.push(room("objects", objects));
    }
    checks
}

fn folder(path: &Path) -> Check {
    const NAME: &str = "data folder";
    let shown = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let shown = shown.display();
    if !path.exists() {
        let above = nearest(path);
        return match access(above, Access::WRITE_OK) {
            Ok(()) => Check::ok(
                NAME,
                format!("{shown} is not there; the first start makes it"),
            ),
            Err(error) => Check::wrong(
                NAME,
                format!("{shown} is not there and cannot be made ({error})"),
                format!(
                    "Let the user that runs Tutela write in {}, or name another folder with --data.",
                    above.display()
                ),
            ),
        };
    }
    if let Err(error) = access(path, Access::WRITE_OK | Access::READ_OK | Access::EXEC_OK) {
        let way_out = "Give it to the user that runs Tutela, or name another with --data.";
        return Check::wrong(
            NAME,
            format!("{shown} cannot be written ({error})"),
            way_out,
        );
    }
    match data::layout(path) {
        Ok(Some(layout)) => Check::ok(NAME, format!("{shown} can be written (layout {layout})")),
        Ok(None) => Check::ok(
            NAME,
            format!("{shown} can be written; the first start fills it"),
        ),
        Err(refusal) => Check::refused(NAME, &refusal),
    }
}

fn lock(path: &Path) -> Check {
    const NAME: &str = "lock";
    match DataLock::holder(path) {
        Ok(None) => Check::ok(NAME, "no Tutela runs on this folder"),
        Ok(Some(process)) => Check::ok(NAME, format!("Tutela runs on this folder ({process})")),
        Err(error) => Check::wrong(
            NAME,
            format!("the folder cannot be locked ({error})"),
            "Put it on a file system that knows locks.",
        ),
    }
}

fn room(name: &'static str, path: &Path) -> Check {
    let free = match statvfs(nearest(path)) {
        Ok(disk) => disk.f_bavail.saturating_mul(disk.f_frsize),
        Err(error) => {
            return Check::warning(name, format!("cannot be told ({error})"), "Look with `df`.");
        }
    };
    let finding = format!("{} where {} lies", ByteSize(free), path.display());
    let way_out = "Make room, or move the folder to a larger disk.";
    match free {
        0..NONE => Check::wrong(name, finding, way_out),
        NONE..LITTLE => Check::warning(name, finding, way_out),
        _ => Check::ok(name, finding),
    }
}

/// The path, or the first folder above it that is there.
fn nearest(path: &Path) -> &Path {
    let there = path.ancestors().find(|path| path.exists());
    there.unwrap_or(Path::new("."))
}
