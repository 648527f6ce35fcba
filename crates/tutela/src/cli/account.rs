//! `tutela account create`: the first administrator, or another when nobody can sign in any more. There is no default password.

use std::process::ExitCode;

use anyhow::Result;
use tutela_core::{Secret, Username};

use super::{Flags, serve};
use crate::data::DataFolder;
use crate::installation::Installation;
use crate::refusal::{Refusal, refuse};
use crate::{config, logs, password};

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

/// Who is to be made.
struct Administrator {
    username: Username,
    name: String,
    password: Secret<String>,
}

impl Create {
    async fn run(self) -> Result<ExitCode> {
        let username = Username::parse(&self.username)
            .map_err(|error| Refusal::new(format!("{:?} cannot be a user name: {error}.", self.username)))?;
        let name = tutela_core::squeeze(self.name.as_deref().unwrap_or(&self.username));
        let loaded = self.flags.load(serve::DATA)?;
        logs::start(&loaded.settings.log);
        config::check_root_key(&loaded.settings)?;
        let password = password::read(self.password_stdin)?;
        let folder = DataFolder::open(&loaded.settings.data)?;
        let installation = Installation::open(&loaded, folder).await?;
        let made = create(&installation, Administrator { username, name, password }).await;
        installation.close().await;
        made.map(|()| ExitCode::SUCCESS)
    }
}

async fn create(_installation: &Installation, who: Administrator) -> Result<()> {
    let Administrator { username, name, password: _ } = who;
    refuse!("This build cannot make {name} ({username}) yet: it has no people in it.")
}
