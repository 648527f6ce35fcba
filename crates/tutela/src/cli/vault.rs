//! `tutela vault`: the care of sealed objects and their keys, beside a server that runs.

use std::process::ExitCode;

use anyhow::Result;

use super::{Flags, serve};
use crate::data::DataFolder;
use crate::installation::Installation;
use crate::{config, logs};

mod destroy;
mod escrow;
mod relocate;
mod rotate;
mod verify;

/// Sealed objects and their keys. Every command works while the server runs.
#[derive(Debug, clap::Subcommand)]
pub enum Vault {
    /// Open every object from end to end and name those that do not open; exit code 1 when there is one
    Verify(verify::Verify),
    /// Put new keys in the place of old ones; objects stay as they are
    Rotate(rotate::Rotate),
    /// Move all objects to another store while they are served
    Move(relocate::Relocate),
    /// Write a copy of the root key for recovery, and prove that it opens what is stored
    Escrow(escrow::Escrow),
    /// Put the root key back from its copy
    Recover(escrow::Recover),
    /// Destroy the key of an account: nothing that it has uploaded can ever be opened again
    DestroyKey(destroy::Destroy),
}

impl Vault {
    /// Runs the command.
    pub async fn run(self) -> Result<ExitCode> {
        match self {
            Self::Verify(verify) => verify.run().await,
            Self::Rotate(rotate) => rotate.run().await,
            Self::Move(relocate) => relocate.run().await,
            Self::Escrow(escrow) => escrow.run().await,
            Self::Recover(recover) => recover.run().await,
            Self::DestroyKey(destroy) => destroy.run().await,
        }
    }
}

/// Opens the installation beside a server that may run, and does something with it.
async fn with<T>(
    flags: Flags,
    work: impl AsyncFnOnce(&Installation, &config::Loaded) -> Result<T>,
) -> Result<T> {
    let loaded = flags.load(serve::DATA)?;
    logs::start(&loaded.settings.log);
    config::check_root_key(&loaded.settings)?;
    let folder = DataFolder::join(&loaded.settings.data)?;
    let installation = Installation::open(&loaded, folder).await?;
    let done = work(&installation, &loaded).await;
    installation.close().await;
    done
}
