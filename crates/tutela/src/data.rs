//! The data folder: what lies where, and whether this version may touch it.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::lock::DataLock;
use crate::refusal::refuse;

/// The layout that this version writes. It grows when an older version could not read what a newer one wrote.
const LAYOUT: u32 = 1;
const LAYOUT_FILE: &str = "layout";

/// What may lie in a folder before the first start: keys and certificates put back, and what belongs to the system.
const MAY_BE_THERE: [&str; 6] = [
    "layout.new",
    "keys",
    "acme",
    "tutela.lock",
    "tutela.toml",
    "lost+found",
];

/// A data folder that is this process's alone, or that it works on beside the server.
#[derive(Debug)]
pub struct DataFolder {
    _lock: Option<DataLock>,
}

impl DataFolder {
    /// Opens the folder, or makes it, for this user alone.
    ///
    /// # Errors
    /// A refusal when it cannot be made, locked or written, holds something else, or was written by a newer version.
    pub fn open(path: &Path) -> Result<Self> {
        make(path)?;
        refuse_unknown(path)?;
        let lock = DataLock::take(path)?;
        if layout(path)?.is_none() {
            write_layout(path)?;
        }
        Ok(Self { _lock: Some(lock) })
    }

    /// Joins a folder that was begun before, whether a server works on it or not: for commands that change nothing but rows.
    ///
    /// # Errors
    /// A refusal when Tutela has not begun this folder, or a newer version has.
    pub fn join(path: &Path) -> Result<Self> {
        match layout(path)? {
            Some(_) => Ok(Self { _lock: None }),
            None => refuse!(
                "{} is no data folder of Tutela. Name the one that the server uses with --data.",
                path.display()
            ),
        }
    }
}

/// Where the database lies in `data`.
pub fn database(data: &Path) -> PathBuf {
    data.join("tutela.db")
}

/// Where certificates that were fetched lie in `data`.
#[cfg(feature = "acme")]
pub fn acme(data: &Path) -> PathBuf {
    data.join("acme")
}

/// Where the demo lays its letters in `data`.
pub fn letters(data: &Path) -> PathBuf {
    data.join("outbox")
}

/// The layout of the folder, when Tutela has written there.
///
/// # Errors
/// A refusal when a newer version did, or the note of it cannot be read.
pub fn layout(path: &Path) -> Result<Option<u32>> {
    let file = path.join(LAYOUT_FILE);
    let text = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => refuse!(
            "{} cannot be read ({error}). Give the data folder to the user that runs Tutela.",
            file.display()
        ),
    };
    match text.trim().parse() {
        Ok(found) if found <= LAYOUT => Ok(Some(found)),
        Ok(found) => refuse!(
            "The data folder {} was written by a newer version of Tutela (layout {found}, this one knows {LAYOUT}). \
             Start that version, or restore a backup made by this one.",
            path.display()
        ),
        Err(_) => refuse!(
            "{} does not hold a number. Put it back from a backup.",
            file.display()
        ),
    }
}

fn make(path: &Path) -> Result<()> {
    match DirBuilder::new().recursive(true).mode(0o700).create(path) {
        Ok(()) => Ok(()),
        Err(error) => refuse!(
            "The data folder {} cannot be made ({error}). Name another with --data.",
            path.display()
        ),
    }
}

/// A folder of something else stays untouched.
fn refuse_unknown(path: &Path) -> Result<()> {
    if layout(path)?.is_some() {
        return Ok(());
    }
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) => refuse!(
            "The data folder {} cannot be read ({error}). Give it to the user that runs Tutela.",
            path.display()
        ),
    };
    for entry in entries {
        let name = entry?.file_name();
        if !MAY_BE_THERE.iter().any(|known| name == *known) {
            refuse!(
                "The folder {} holds something else than Tutela's data ({}). Name an empty or a new one with --data.",
                path.display(),
                name.display()
            );
        }
    }
    Ok(())
}

fn write_layout(path: &Path) -> Result<()> {
    let unfinished = path.join("layout.new");
    let write = || -> io::Result<()> {
        fs::write(&unfinished, format!("{LAYOUT}\n"))?;
        fs::File::open(&unfinished)?.sync_all()?;
        fs::rename(&unfinished, path.join(LAYOUT_FILE))?;
        fs::File::open(path)?.sync_all()
    };
    write().with_context(|| format!("{} cannot be written", unfinished.display()))
}
