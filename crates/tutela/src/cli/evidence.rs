//! `tutela evidence`: the evidence log as files, and whether files of one are right.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Write as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use tutela_audit::evidence::{self, CannotExport, Files};
use tutela_core::AccountId;
use tutela_db::Db;

use super::{Flags, say, serve};
use crate::installation::{database, database_trouble};
use crate::refusal::{Refusal, refuse};

/// The evidence log.
#[derive(Debug, clap::Subcommand)]
#[allow(
    clippy::large_enum_variant,
    reason = "made once, from the command line"
)]
pub enum Evidence {
    /// Write the log as files that anybody can check without this installation
    Export(Export),
    /// Check files of a log, against older checkpoints where there are any
    Verify(Verify),
}

/// Write the log as files that anybody can check without this installation. The server may be running.
#[derive(Debug, clap::Args)]
pub struct Export {
    /// Folder to write to; it must not be there, or be empty
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    /// Give away the entries of this account alone, among the hashes of all
    #[arg(long, value_name = "ID")]
    account: Option<AccountId>,
    #[command(flatten)]
    flags: Flags,
}

/// Check files of a log. Exit code 1 says that something is wrong.
#[derive(Debug, clap::Args)]
pub struct Verify {
    /// Folder of the export
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// An older checkpoint that was kept, from a letter for instance
    #[arg(long, value_name = "CHECKPOINT")]
    pin: Vec<PathBuf>,
}

impl Evidence {
    /// Runs the command.
    pub async fn run(self) -> Result<ExitCode> {
        match self {
            Self::Export(export) => export.run().await,
            Self::Verify(verify) => verify.run(),
        }
    }
}

impl Export {
    async fn run(self) -> Result<ExitCode> {
        let loaded = self.flags.load(serve::DATA)?;
        let settings = &loaded.settings;
        make_empty(&self.to)?;
        let wrong = |error| Refusal::new(database_trouble(settings, &error));
        let db = Db::open_as_is(&database(settings)).await.map_err(wrong)?;
        let folder = self.to.clone();
        let mut put = move |path: &str, bytes: &[u8]| write(&folder.join(path), bytes);
        let done = evidence::export(&db, self.account, &mut put).await;
        db.close().await;
        match done {
            Ok(done) => {
                eprintln!(
                    "{} entries of {} are in {}. The checkpoint was signed at {}.",
                    done.entries,
                    done.checkpoint.size,
                    self.to.display(),
                    done.checkpoint.signed_at
                );
                Ok(ExitCode::SUCCESS)
            }
            Err(CannotExport::Empty) => refuse!(
                "The evidence log of this installation is empty. Its first entries come with the first start of the server."
            ),
            Err(error) => Err(error).context("the evidence log cannot be exported"),
        }
    }
}

fn make_empty(folder: &Path) -> Result<()> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
    let entries = made.and_then(|()| fs::read_dir(folder));
    match entries.map(|mut entries| entries.next().is_none()) {
        Ok(true) => Ok(()),
        Ok(false) => refuse!(
            "The folder {} is not empty. Name another with --to.",
            folder.display()
        ),
        Err(error) => refuse!(
            "The folder {} cannot be made ({error}). Name another with --to.",
            folder.display()
        ),
    }
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_data()
}

impl Verify {
    fn run(self) -> Result<ExitCode> {
        let read = |path: &PathBuf| match fs::read_to_string(path) {
            Ok(text) => Ok(text),
            Err(error) => refuse!(
                "The checkpoint {} cannot be read ({error}).",
                path.display()
            ),
        };
        let pins: Vec<String> = self.pin.iter().map(read).collect::<Result<_>>()?;
        match evidence::verify(&Folder(self.folder.clone()), &pins) {
            Ok(found) => {
                say(&format!(
                    "ok: {}: {} entries of {} checked{}\n",
                    found.checkpoint.origin,
                    found.entries,
                    found.checkpoint.size,
                    against(pins.len())
                ));
                Ok(ExitCode::SUCCESS)
            }
            Err(wrong) => {
                say(&format!("WRONG: {wrong}\n"));
                Ok(ExitCode::FAILURE)
            }
        }
    }
}

fn against(pins: usize) -> String {
    match pins {
        0 => ". Without an older checkpoint (--pin) this says that the log fits together and who signed it, \
              not that nothing was changed before."
            .to_owned(),
        pins => format!(" against {pins} older: nothing was taken away, altered or moved since"),
    }
}

/// An export on disk.
struct Folder(PathBuf);

impl Files for Folder {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        match fs::read(self.0.join(path)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}
