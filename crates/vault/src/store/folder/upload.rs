//! One upload into a folder: written on blocking threads, one piece ahead of the caller, and gone without a trace unless
//! finished.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use aws_lc_rs::digest;
use bytes::Bytes;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::{make_folders, sync_parent};
use crate::Error;
use crate::store::{Stored, blocking, sha256};

/// Bytes after which what was written is sent to the disk, so that the end of a large upload is not one long wait.
const SYNC_EVERY: u64 = 64 << 20;

pub(crate) struct FolderUpload {
    target: PathBuf,
    state: State,
}

enum State {
    Idle(Box<Writer>),
    Writing(JoinHandle<Result<Box<Writer>, Error>>),
    Over,
}

impl FolderUpload {
    pub(super) async fn begin(working: PathBuf, target: PathBuf) -> Result<Self, Error> {
        let at = target.clone();
        let writer = blocking(move || Writer::begin(&working, &at)).await?;
        Ok(Self {
            target,
            state: State::Idle(Box::new(writer)),
        })
    }

    pub(in crate::store) async fn write(&mut self, piece: Bytes) -> Result<(), Error> {
        let mut writer = self.writer().await?;
        let writing = tokio::task::spawn_blocking(move || writer.write(&piece).map(|()| writer));
        self.state = State::Writing(writing);
        Ok(())
    }

    pub(in crate::store) async fn finish(mut self) -> Result<Stored, Error> {
        let writer = self.writer().await?;
        let target = self.target.clone();
        // Should nobody await the answer any more, the published name goes the way of the answer.
        let (published, stored) = blocking(move || writer.publish(target)).await?;
        published.keep();
        Ok(stored)
    }

    /// Waits for the piece before, whose error ends the upload.
    async fn writer(&mut self) -> Result<Box<Writer>, Error> {
        if let State::Writing(writing) = &mut self.state {
            let written = writing.await;
            self.state = State::Over;
            return written.map_err(|ended| Error::Store(ended.into()))?;
        }
        match std::mem::replace(&mut self.state, State::Over) {
            State::Idle(writer) => Ok(writer),
            _ => Err(Error::Store("the upload failed before".into())),
        }
    }
}

impl Drop for FolderUpload {
    /// Removing a large file takes a while, so it is done away from the threads that serve requests.
    fn drop(&mut self) {
        let state = std::mem::replace(&mut self.state, State::Over);
        if matches!(state, State::Over) {
            return;
        }
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn_blocking(move || drop(state));
        }
    }
}

struct Writer {
    file: File,
    working: Removed,
    digest: digest::Context,
    size: u64,
    unsynced: u64,
}

impl Writer {
    fn begin(working: &Path, target: &Path) -> Result<Self, Error> {
        if target.try_exists()? {
            return Err(Error::Exists);
        }
        let (file, path) = create_working_file(working, target)?;
        let digest = digest::Context::new(&digest::SHA256);
        Ok(Self {
            file,
            working: Removed(Some(path)),
            digest,
            size: 0,
            unsynced: 0,
        })
    }

    fn write(&mut self, piece: &[u8]) -> Result<(), Error> {
        self.file.write_all(piece)?;
        self.digest.update(piece);
        self.size += piece.len() as u64;
        self.unsynced += piece.len() as u64;
        if self.unsynced >= SYNC_EVERY {
            self.file.sync_data()?;
            self.unsynced = 0;
        }
        Ok(())
    }

    fn publish(mut self, target: PathBuf) -> Result<(Removed, Stored), Error> {
        self.file.sync_all()?;
        if let Some(folder) = target.parent() {
            make_folders(folder)?;
        }
        if target.try_exists()? {
            return Err(Error::Exists);
        }
        if let Some(working) = &self.working.0 {
            fs::rename(working, &target)?;
        }
        self.working.0 = None;
        let published = Removed(Some(target.clone()));
        sync_parent(&target)?;
        let stored = Stored {
            size: self.size,
            sha256: sha256(self.digest),
        };
        Ok((published, stored))
    }
}

/// A file that is removed unless someone says otherwise.
struct Removed(Option<PathBuf>);

impl Removed {
    fn keep(mut self) {
        self.0 = None;
    }
}

impl Drop for Removed {
    fn drop(&mut self) {
        if let Some(path) = self.0.take()
            && let Err(error) = fs::remove_file(&path)
        {
            tracing::warn!(%error, "a working file was not removed; the next sweep takes it");
        }
    }
}

/// A working file that nobody else writes, even should two uploads aim at one name.
fn create_working_file(working: &Path, target: &Path) -> Result<(File, PathBuf), Error> {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    for attempt in 0..1000 {
        let path = working.join(format!("{name}.{attempt}"));
        let mut options = OpenOptions::new();
        match options.write(true).create_new(true).mode(0o600).open(&path) {
            Ok(file) => return Ok((file, path)),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Error::Exists)
}
