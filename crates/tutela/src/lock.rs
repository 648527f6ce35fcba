//! One process per data directory: two would each take the database and the keys for their own.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use anyhow::Result;

use crate::refusal::refuse;

const NAME: &str = "tutela.lock";

/// The lock on a data directory, held until it is dropped. The system frees it when the process ends, however it ends.
#[derive(Debug)]
pub struct DataLock {
    _file: File,
}

impl DataLock {
    /// Takes the lock.
    ///
    /// # Errors
    /// A refusal when another process holds it, or the directory cannot be written.
    pub fn take(data: &Path) -> Result<Self> {
        let mut file = open(data)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => refuse_second(data, &mut file)?,
            Err(TryLockError::Error(error)) => refuse!(
                "The data folder {} cannot be locked ({error}). Put it on a file system that knows locks.",
                data.display()
            ),
        }
        // The number is for people; the lock itself is what counts, so a failure to write it is none.
        let _ = write_process(&mut file);
        Ok(Self { _file: file })
    }

    /// The process that holds the lock, when one does; its number may be missing.
    ///
    /// # Errors
    /// When the lock file is there and cannot be read.
    pub fn holder(data: &Path) -> Result<Option<String>> {
        let Ok(mut file) = File::open(data.join(NAME)) else {
            return Ok(None);
        };
        match file.try_lock_shared() {
            Err(TryLockError::WouldBlock) => Ok(Some(read_process(&mut file))),
            Ok(()) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }
}

fn open(data: &Path) -> Result<File> {
    let path = data.join(NAME);
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&path);
    match file {
        Ok(file) => Ok(file),
        Err(error) => refuse!(
            "The data folder {} cannot be written ({error}). Give it to the user that runs Tutela, or name another with --data.",
            data.display()
        ),
    }
}

fn refuse_second(data: &Path, file: &mut File) -> Result<()> {
    let process = read_process(file);
    refuse!(
        "The data folder {} is in use by another Tutela ({process}). Stop that one first, or name another folder with --data.",
        data.display()
    )
}

fn write_process(file: &mut File) -> std::io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    write!(file, "{}", std::process::id())
}

fn read_process(file: &mut File) -> String {
    let mut number = String::new();
    let read = file.read_to_string(&mut number);
    match read.ok().and_then(|_| number.trim().parse::<u32>().ok()) {
        Some(number) => format!("process {number}"),
        None => "a process of another machine or user".to_owned(),
    }
}
