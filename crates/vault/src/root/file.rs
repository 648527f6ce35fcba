//! The root key as a file: mode 0600, complete or absent, on disk before anything is sealed with it.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use zeroize::Zeroizing;

use crate::Error;

/// The text of the key file. Refuses a file that others may read.
pub(super) fn read(path: &Path) -> Result<Zeroizing<String>, Error> {
    let at = || path.display().to_string();
    let meta = fs::metadata(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Error::MissingKey { at: at() },
        _ => Error::BadKey {
            at: at(),
            why: error.to_string(),
        },
    })?;
    if meta.permissions().mode() & 0o077 != 0 {
        let why = "others may read it; run `chmod 600` on it".to_owned();
        return Err(Error::BadKey { at: at(), why });
    }
    fs::read_to_string(path)
        .map(Zeroizing::new)
        .map_err(|error| Error::BadKey {
            at: at(),
            why: error.to_string(),
        })
}

/// Writes a new key file. A crash leaves either no key file or a whole one.
pub(super) fn create(path: &Path, text: &str) -> Result<(), Error> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?;
    let unfinished = path.with_added_extension("new");
    // What a crash left here may have been made with other rights, so it is not written into.
    match fs::remove_file(&unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    let mut options = OpenOptions::new();
    let mut file = options
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&unfinished)?;
    file.write_all(text.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()?;
    fs::rename(&unfinished, path)?;
    File::open(folder)?.sync_all()?;
    Ok(())
}
