//! The demo's letters lie in a folder, where whoever tries it out can read them. A house that serves people has none.

use std::fs::{DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use tutela_audit::outbox::{Due, Outcome};

/// Where letters are laid.
pub struct Folder(PathBuf);

impl Folder {
    /// A folder that is made with the first letter.
    pub fn new(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// Lays a letter down: its text, and what a mail program would show.
    pub fn lay(&self, due: &Due, address: &str, text: &str, html: Option<&str>) -> Outcome {
        let whole = format!("To: {address}\n\n{text}");
        let laid = self.write(due, "txt", &whole);
        let laid = laid.and_then(|()| html.map_or(Ok(()), |html| self.write(due, "html", html)));
        match laid {
            Ok(()) => Outcome::Sent,
            Err(error) => Outcome::Failed(error.to_string()),
        }
    }

    /// The row's id sorts by time, and no part of the name was typed by anybody.
    fn write(&self, due: &Due, kind: &str, text: &str) -> io::Result<()> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.0)?;
        let name = format!("{}-{}.{kind}", due.id, due.kind.as_str());
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(self.0.join(name))?;
        file.write_all(text.as_bytes())
    }
}
