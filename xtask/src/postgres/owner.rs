//! PostgreSQL refuses to run as root, so root hands its folder to somebody with fewer rights.

use std::fs;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::command::output;

/// Who owns the server and its folder: this user, or another one when this is root.
pub struct Owner(Option<(u32, u32)>);

impl Owner {
    /// Root becomes `postgres`, or `nobody` where that user does not exist.
    pub fn choose() -> Result<Self> {
        if !is_root()? {
            return Ok(Self(None));
        }
        let users = fs::read_to_string("/etc/passwd").context("/etc/passwd")?;
        match ["postgres", "nobody"]
            .into_iter()
            .find_map(|name| ids(&users, name))
        {
            Some(ids) => Ok(Self(Some(ids))),
            None => bail!("neither a user postgres nor a user nobody is there to run PostgreSQL"),
        }
    }

    /// Makes a new folder that nobody else may enter.
    pub fn folder(&self) -> Result<PathBuf> {
        let base = std::env::temp_dir();
        let process = std::process::id();
        for number in 0..100 {
            let folder = base.join(format!("tutela-postgres-{process}-{number}"));
            match fs::DirBuilder::new().mode(0o700).create(&folder) {
                Ok(()) => return self.own(&folder).map(|()| folder),
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error).with_context(|| folder.display().to_string()),
            }
        }
        bail!(
            "a hundred folders tutela-postgres-{process}-* stand in {}",
            base.display()
        )
    }

    /// Writes a file that nobody else may read.
    pub fn write(&self, path: &Path, text: &str) -> Result<()> {
        use std::io::Write as _;
        let mut options = fs::OpenOptions::new();
        let mut file = options
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)?;
        file.write_all(text.as_bytes())?;
        self.own(path)
    }

    /// The command, run as this owner.
    pub fn of<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        match self.0 {
            Some((user, group)) => command.uid(user).gid(group),
            None => command,
        }
    }

    fn own(&self, path: &Path) -> Result<()> {
        let Some((user, group)) = self.0 else {
            return Ok(());
        };
        chown(path, Some(user), Some(group)).with_context(|| path.display().to_string())
    }
}

/// Whether this program runs as root.
pub fn is_root() -> Result<bool> {
    Ok(output(Command::new("id").arg("-u"))?.trim() == "0")
}

/// User and group numbers out of the text of `/etc/passwd`.
fn ids(users: &str, name: &str) -> Option<(u32, u32)> {
    let line = users
        .lines()
        .find(|line| line.split(':').next() == Some(name))?;
    let mut numbers = line.split(':').skip(2);
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_from_the_list_of_users() {
        let users = "root:x:0:0:root:/:/bin/sh\nnobody:x:65534:65533::/none:/bin/false\n";
        assert_eq!(ids(users, "nobody"), Some((65534, 65533)));
        assert_eq!(ids(users, "body"), None);
    }
}
