//! `tutela vault destroy-key`: after it nothing that an account has uploaded can be opened, by anybody, ever.

use std::io::{BufRead as _, IsTerminal as _};
use std::process::ExitCode;

use anyhow::Result;
use tutela_media::destroy_key;

use super::verify::read_account;
use super::with;
use crate::cli::Flags;
use crate::refusal::refuse;

/// Destroy the key of an account. It asks for the account's name to be typed.
#[derive(Debug, clap::Args)]
pub struct Destroy {
    /// The account; its id stands in the address of its page
    #[arg(value_name = "ACCOUNT")]
    account: String,
    /// The name of the account, where nobody is there to type it
    #[arg(long, value_name = "NAME")]
    confirm: Option<String>,
    #[command(flatten)]
    flags: Flags,
}

impl Destroy {
    /// Runs the command.
    pub async fn run(self) -> Result<ExitCode> {
        let account = read_account(&self.account)?;
        let confirm = self.confirm;
        with(self.flags, async |installation, _| {
            let gate = &installation.parts.gate;
            let Some((name, lost)) = destroy_key::look(gate, account).await? else {
                refuse!("There is no such account, or its key was destroyed before.");
            };
            eprintln!(
                "The account \"{name}\" keeps {} objects of {} bytes. Without its key none of them can ever be opened again, from no copy and no backup that is restored after this; there is no way back.",
                lost.objects, lost.bytes
            );
            if typed(confirm.as_deref())? != name {
                refuse!("That is not the name of the account. Nothing was destroyed.");
            }
            match destroy_key::destroy(gate, account).await? {
                Some(objects) => eprintln!("The key is destroyed; {objects} objects are unreadable."),
                None => refuse!("The key was destroyed meanwhile."),
            }
            Ok(())
        })
        .await?;
        Ok(ExitCode::SUCCESS)
    }
}

fn typed(confirm: Option<&str>) -> Result<String> {
    if let Some(name) = confirm {
        return Ok(name.to_owned());
    }
    if std::io::stdin().is_terminal() {
        eprint!("Type the name of the account to go on: ");
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
