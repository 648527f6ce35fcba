//! The folder store. Bytes go to a working file first, then fsync, rename, fsync of the folder: a name that exists is whole.
//!
//! `object_store`'s local store was read and left: after a failed fsync it keeps its working file, a publication that nobody
//! awaits any more still happens, its deletes are not synced, and each piece of a range opens the file anew.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use tutela_core::Time;

use super::{Entry, EntryStream, Name, blocking};
use crate::Error;
use crate::chunked::Header;

mod source;
mod upload;

pub(in crate::store) use source::FolderSource;
pub(in crate::store) use upload::FolderUpload;

/// Where working files are; a [`Name`] cannot begin with a dot.
const UNFINISHED: &str = ".unfinished";

#[derive(Clone)]
pub(super) struct Folder {
    root: Arc<Path>,
}

impl Folder {
    pub(super) fn open(root: &Path) -> Result<Self, Error> {
        make_folders(&root.join(UNFINISHED))?;
        Ok(Self {
            root: fs::canonicalize(root)?.into(),
        })
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    pub(super) async fn begin(&self, name: &Name) -> Result<FolderUpload, Error> {
        let working = self.root.join(UNFINISHED);
        FolderUpload::begin(working, self.path(name)).await
    }

    pub(super) async fn source(&self, name: &Name) -> Result<FolderSource, Error> {
        let path = self.path(name);
        blocking(move || FolderSource::open(&path)).await
    }

    pub(super) async fn sealed_source(&self, name: &Name) -> Result<(FolderSource, Header), Error> {
        let path = self.path(name);
        blocking(move || {
            let source = FolderSource::open(&path)?;
            let header = source.header()?;
            Ok((source, header))
        })
        .await
    }

    pub(super) async fn delete(&self, name: &Name) -> Result<(), Error> {
        let path = self.path(name);
        blocking(move || match fs::remove_file(&path) {
            Ok(()) => Ok(sync_parent(&path)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error.into()),
        })
        .await
    }

    /// One folder at a time, so that a large store does not fill the memory.
    pub(super) fn list(&self, prefix: &Name) -> EntryStream {
        let waiting = vec![self.path(prefix)];
        let folders = stream::try_unfold(
            (Arc::clone(&self.root), waiting),
            |(root, mut waiting)| async {
                let Some(folder) = waiting.pop() else {
                    return Ok::<_, Error>(None);
                };
                let (root, waiting, found) = blocking(move || {
                    let found = entries(&root, &folder, &mut waiting)?;
                    Ok((root, waiting, found))
                })
                .await?;
                Ok(Some((stream::iter(found).map(Ok), (root, waiting))))
            },
        );
        Box::pin(folders.try_flatten())
    }

    pub(super) async fn sweep_unfinished(&self, before: Time) -> Result<u64, Error> {
        let working = self.root.join(UNFINISHED);
        blocking(move || {
            let mut swept = 0;
            for item in fs::read_dir(working)? {
                let item = item?;
                if item.metadata().is_ok_and(|meta| modified(&meta) < before) {
                    fs::remove_file(item.path())?;
                    swept += 1;
                }
            }
            Ok(swept)
        })
        .await
    }

    fn path(&self, name: &Name) -> PathBuf {
        self.root.join(name.as_str())
    }
}

/// The files of one folder; its folders are put on `waiting`. What vanishes meanwhile is passed over.
fn entries(root: &Path, folder: &Path, waiting: &mut Vec<PathBuf>) -> Result<Vec<Entry>, Error> {
    let mut found = Vec::new();
    let items = match fs::read_dir(folder) {
        Ok(items) => items,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
        Err(error) => return Err(error.into()),
    };
    for item in items {
        let path = item?.path();
        let Ok(meta) = fs::symlink_metadata(&path) else {
            continue;
        };
        if meta.is_dir() {
            waiting.push(path);
        } else if let Some(name) = name_of(root, &path) {
            found.push(Entry {
                name,
                size: meta.len(),
                modified: modified(&meta),
            });
        }
    }
    Ok(found)
}

fn name_of(root: &Path, path: &Path) -> Option<Name> {
    path.strip_prefix(root).ok()?.to_str()?.parse().ok()
}

fn modified(meta: &fs::Metadata) -> Time {
    let at = meta.modified().unwrap_or(SystemTime::UNIX_EPOCH);
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    Time::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}

/// Makes a folder and those above it, each on stable storage, readable to nobody else.
fn make_folders(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(above) = folder
        .parent()
        .filter(|above| !above.as_os_str().is_empty())
    {
        make_folders(above)?;
    }
    match DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    sync_parent(folder)
}

/// Makes a change of names in the folder of `path` last.
fn sync_parent(path: &Path) -> io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
