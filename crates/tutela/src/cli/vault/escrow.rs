//! `tutela vault escrow` and `tutela vault recover`: a copy of the root key that was proven to open what is stored, and the way
//! back from it.

use std::fs::OpenOptions;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use tutela_core::{Ambient, Secret};
use tutela_vault::KeyCopy;

use super::with;
use crate::cli::{Flags, say, serve};
use crate::data::DataFolder;
use crate::installation::{Installation, root_key};
use crate::refusal::{Refusal, refuse};
use crate::{config, logs, password};

/// Write a copy of the root key for recovery.
#[derive(Debug, clap::Args)]
pub struct Escrow {
    /// Write the copy to this new file, under a passphrase that is asked for; without it, print groups of letters for paper
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Read the passphrase from the first line of standard input
    #[arg(long, requires = "out")]
    passphrase_stdin: bool,
    #[command(flatten)]
    flags: Flags,
}

impl Escrow {
    /// Runs the command.
    pub async fn run(self) -> Result<ExitCode> {
        let (out, stdin) = (self.out, self.passphrase_stdin);
        let shown = with(self.flags, async |installation, loaded| {
            let copy =
                KeyCopy::of(&root_key(loaded)).map_err(|error| Refusal::new(error.to_string()))?;
            let ambient = &installation.parts.ambient;
            let (again, shown) = match &out {
                Some(file) => (to_file(&copy, file, stdin, ambient)?, None),
                None => {
                    let groups = copy.groups();
                    let again = KeyCopy::from_groups(groups.expose())?;
                    (again, Some(groups))
                }
            };
            prove(installation, &again).await?;
            Ok(shown)
        })
        .await?;
        if let Some(groups) = shown {
            say(groups.expose());
        }
        eprintln!(
            "The copy was read back and opens what is stored here. Keep it where neither the disk nor its backups are; `tutela vault recover` takes it back."
        );
        Ok(ExitCode::SUCCESS)
    }
}

/// Writes the copy, and reads back what was written.
fn to_file(copy: &KeyCopy, file: &Path, stdin: bool, ambient: &Ambient) -> Result<KeyCopy> {
    let phrase = password::read(stdin)?;
    if phrase.expose().chars().count() < 12 {
        refuse!("A passphrase for the root key has at least 12 characters. Take a longer one.");
    }
    let mut options = OpenOptions::new();
    let made = options.write(true).create_new(true).mode(0o600).open(file);
    let mut made =
        made.map_err(|error| Refusal::new(format!("{} cannot be made: {error}.", file.display())))?;
    made.write_all(copy.sealed(&phrase, ambient).as_bytes())?;
    made.sync_all()?;
    let text = std::fs::read_to_string(file)?;
    Ok(KeyCopy::from_sealed(&text, &phrase)?)
}

async fn prove(installation: &Installation, copy: &KeyCopy) -> Result<()> {
    let parts = &installation.parts;
    let root = Arc::new(copy.root(&parts.ambient));
    if !parts.vault.proves(root).await? {
        refuse!("The copy does not open what is stored here. Do not keep it; call this again.");
    }
    Ok(())
}

/// Put the root key back from its copy. There must be no key file.
#[derive(Debug, clap::Args)]
pub struct Recover {
    /// The copy; without it, groups of letters are read from standard input
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Read the passphrase of the copy from the first line of standard input
    #[arg(long, requires = "from")]
    passphrase_stdin: bool,
    #[command(flatten)]
    flags: Flags,
}

impl Recover {
    /// Runs the command.
    pub async fn run(self) -> Result<ExitCode> {
        let loaded = self.flags.load(serve::DATA)?;
        logs::start(&loaded.settings.log);
        config::check_root_key(&loaded.settings)?;
        let copy = read(self.from.as_deref(), self.passphrase_stdin)?;
        let file = loaded.settings.root_key_file();
        match copy.write(&file) {
            Err(tutela_vault::Error::Exists) => refuse!(
                "There is a root key at {} already. Move it away first if it is the wrong one.",
                file.display()
            ),
            written => written.context("the key file cannot be written")?,
        }
        let folder = DataFolder::join(&loaded.settings.data)?;
        match Installation::open(&loaded, folder).await {
            Ok(installation) => installation.close().await,
            Err(error) => {
                std::fs::remove_file(&file)?;
                return Err(error);
            }
        }
        eprintln!(
            "The root key is back at {} and opens what is stored.",
            file.display()
        );
        Ok(ExitCode::SUCCESS)
    }
}

fn read(from: Option<&Path>, stdin: bool) -> Result<KeyCopy> {
    let wrong = |error: tutela_vault::CopyError| {
        Refusal::new(format!("The copy gives no key back: {error}."))
    };
    let mut text = String::new();
    match from {
        Some(file) => {
            text = std::fs::read_to_string(file).map_err(|error| {
                Refusal::new(format!("{} cannot be read: {error}.", file.display()))
            })?
        }
        None => drop(std::io::stdin().read_to_string(&mut text)?),
    }
    let text = Secret::new(text);
    let copy = match KeyCopy::is_sealed(text.expose().lines().next()) {
        true => KeyCopy::from_sealed(text.expose(), &password::read(stdin)?),
        false => KeyCopy::from_groups(text.expose()),
    };
    Ok(copy.map_err(wrong)?)
}
