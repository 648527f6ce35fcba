//! `tutela account create`: the first administrator, or another when nobody can sign in any more. There is no default password.

use std::process::ExitCode;

use anyhow::Result;
use tutela_core::Username;
use tutela_identity::first_run::{CannotBegin, First, ask_staff_for_factor, create_administrator};
use tutela_identity::password::{NewPassword, Rules, STAFF_FLOOR};
use tutela_identity::people::{Newcomer, PersonName};

use super::{Flags, serve};
use crate::data::DataFolder;
use crate::installation::Installation;
use crate::refusal::{Refusal, refuse};
use crate::{config, logs, password};

/// The language of the pages until the person chooses another.
const LANGUAGE: &str = "en";

/// People of the installation.
#[derive(Debug, clap::Subcommand)]
pub enum Account {
    /// Make a platform administrator; the password is asked for
    Create(Create),
}

/// Make a platform administrator. The server must not be running on the same data folder.
#[derive(Debug, clap::Args)]
pub struct Create {
    /// Name to sign in with
    #[arg(long, value_name = "NAME")]
    username: String,
    /// Name that others see; the sign-in name when left out
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Read the password from the first line of standard input instead of asking on the terminal
    #[arg(long)]
    password_stdin: bool,
    #[command(flatten)]
    flags: Flags,
}

impl Account {
    /// Runs the command.
    pub async fn run(self) -> Result<ExitCode> {
        match self {
            Self::Create(create) => create.run().await,
        }
    }
}

impl Create {
    async fn run(self) -> Result<ExitCode> {
        let username = Username::parse(&self.username).map_err(|error| {
            Refusal::new(format!(
                "{:?} cannot be a user name: {error}.",
                self.username
            ))
        })?;
        let shown = self.name.as_deref().unwrap_or(&self.username);
        let name = PersonName::parse(shown).map_err(|error| {
            Refusal::new(format!("{shown:?} cannot be a person's name: {error}."))
        })?;
        let loaded = self.flags.load(serve::DATA)?;
        logs::start(&loaded.settings.log);
        config::check_root_key(&loaded.settings)?;
        let first = First {
            newcomer: Newcomer::new(name, username),
            password: password::read(self.password_stdin)?,
            language: LANGUAGE.to_owned(),
        };
        refuse_weak(&first)?;
        let folder = DataFolder::open(&loaded.settings.data)?;
        let installation = Installation::open(&loaded, folder).await?;
        let made = create(&installation, &first).await;
        installation.close().await;
        made?;
        eprintln!(
            "{} may now sign in as {}.",
            first.newcomer.name, first.newcomer.username
        );
        Ok(ExitCode::SUCCESS)
    }
}

/// Before anything is made.
fn refuse_weak(first: &First) -> Result<()> {
    let names = [
        first.newcomer.name.as_str(),
        first.newcomer.username.as_str(),
    ];
    match NewPassword::check(&first.password, &Rules::new(STAFF_FLOOR).own(&names)) {
        Ok(_) => Ok(()),
        Err(weak) => refuse!("The password is not good enough: {weak}. Take another."),
    }
}

async fn create(installation: &Installation, first: &First) -> Result<()> {
    let gate = &installation.parts.gate;
    match create_administrator(gate, &installation.parts.hasher, first).await {
        Ok(_) => Ok(ask_staff_for_factor(gate).await?),
        Err(CannotBegin::Over) => refuse!(
            "There is an administrator already. Start the server and sign in as one; administrators make others in the browser."
        ),
        Err(error) => Err(error.into()),
    }
}
