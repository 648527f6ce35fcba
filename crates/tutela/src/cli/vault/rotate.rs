//! `tutela vault rotate`: a new root key, or a new key for an account, while everything goes on being served. Broken off
//! anywhere, it is simply called again.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use tutela_media::rotate;
use tutela_vault::HeldRoot;

use super::verify::read_account;
use super::with;
use crate::cli::Flags;
use crate::config::Loaded;
use crate::installation::{Installation, Parts, house_key};
use crate::refusal::refuse;

/// Put new keys in the place of old ones.
#[derive(Debug, clap::Args)]
pub struct Rotate {
    /// Make a new root key and wrap the keys of all accounts anew
    #[arg(long, conflicts_with = "account", required_unless_present = "account")]
    root: bool,
    /// Give this account a new key and wrap the keys of its objects anew
    #[arg(long, value_name = "ID")]
    account: Option<String>,
    #[command(flatten)]
    flags: Flags,
}

impl Rotate {
    /// Runs the command.
    pub async fn run(self) -> Result<ExitCode> {
        let account = self.account.as_deref().map(read_account).transpose()?;
        with(self.flags, async |installation, loaded| {
            let parts = &installation.parts;
            match account {
                Some(account) => {
                    rotate::begin_here(&parts.gate, &parts.vault, account).await?;
                    let done = rotate::go_on(&parts.gate, &parts.vault).await?;
                    eprintln!(
                        "A new key seals from now on; the keys of {} objects were wrapped anew. The former key is dropped after 8 days.",
                        done.objects
                    );
                }
                None => root(installation, loaded).await?,
            }
            Ok(())
        })
        .await?;
        Ok(ExitCode::SUCCESS)
    }
}

/// The file says how far it is: two keys are a rotation under way, and then no third is made.
async fn root(installation: &Installation, loaded: &Loaded) -> Result<()> {
    let parts = &installation.parts;
    let file = match loaded.secrets.root_key {
        Some(_) => None,
        None => Some(loaded.settings.root_key_file()),
    };
    if let Some(file) = &file
        && HeldRoot::count(file, &parts.ambient)? == 1
    {
        HeldRoot::prepend(file, &parts.ambient)?;
    }
    parts.vault.confirm_root().await?;
    let renewed = renew(parts).await?;
    if file.is_none() && renewed == 0 {
        refuse!(
            "Everything is under the root key in force already. Put a new one in front of the one in TUTELA_ROOT_KEY, with a space between, start the server with both, and call this again."
        );
    }
    parts.vault.forget_former_roots().await?;
    match file {
        Some(file) => retire(&file, parts)?,
        None => eprintln!(
            "{renewed} keys were wrapped anew. Leave the former key out of TUTELA_ROOT_KEY from the next start on; backups of before need it."
        ),
    }
    Ok(())
}

/// Until nothing is under a former key: what is made meanwhile is made under the new one, because the file is read anew.
async fn renew(parts: &Parts) -> Result<u64> {
    let mut renewed = 0;
    for pass in 0.. {
        let some = rotate::renew_roots(&parts.gate, &parts.vault).await?
            + house_key::renew(&parts.db, &parts.vault).await?;
        renewed += some;
        // A second look, for what was being made while the first one passed.
        if some == 0 && pass > 0 {
            break;
        }
    }
    Ok(renewed)
}

fn retire(file: &Path, parts: &Parts) -> Result<()> {
    let aside = aside(file, parts);
    HeldRoot::retire(file, &aside)?;
    eprintln!(
        "The root key in {} is new. The former one lies in {}: only backups of before need it. Take it to where you keep the copy, make a new copy with `tutela vault escrow`, and delete it with the last such backup.",
        file.display(),
        aside.display()
    );
    Ok(())
}

/// Beside the key file, with the day in its name.
fn aside(file: &Path, parts: &Parts) -> PathBuf {
    let now = parts.ambient.now().to_string();
    let plain: String = now.chars().filter(char::is_ascii_digit).take(14).collect();
    file.with_added_extension(format!("retired-{plain}"))
}
