//! An installation to measure: the demo, filled once, then served as often as needed.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::Value;
use tempfile::TempDir;

use super::certificate::Certificate;
use super::{PATIENCE, Process, address_of};
use crate::client::Site;
use crate::client::api::{self, Api, text};

/// The demo is made at its first start, which hashes passwords and seals films.
const FILLING: Duration = Duration::from_secs(180);
const DATA: &str = "data";

/// A filled data folder that no process holds, and people who are signed in there.
pub struct Installation {
    folder: TempDir,
    tutela: PathBuf,
    /// Token of somebody who learns in a course.
    pub learner: String,
    /// Token of somebody who owns an account.
    pub owner: String,
    /// The account.
    pub account: String,
    /// The course.
    pub course: String,
}

/// A server of it that runs.
pub struct House {
    pub process: Process,
    pub site: Site,
}

impl Installation {
    /// Makes it.
    ///
    /// # Errors
    /// When the demo does not start or lets nobody sign in.
    pub async fn make(tutela: &Path) -> Result<Self> {
        let folder = TempDir::with_prefix("tutela-bench-")?;
        let mut command = Command::new(tutela);
        command.args(["demo", "--json", "--listen", "127.0.0.1:0", "--data"]);
        command
            .arg(folder.path().join(DATA))
            .current_dir(folder.path());
        let mut process = Process::start(&mut command, &folder.path().join("demo.log"))?;
        let said: Value = serde_json::from_str(&process.first_line(FILLING).await?)?;
        let site = Site::plain(address_of(&text(&said, "address")?)?);
        let learner = sign_in(&site, &said, "learner").await?;
        let owner = sign_in(&site, &said, "account_owner").await?;
        Ok(Self {
            course: course(&site, &learner).await?,
            account: account(&site, &owner).await?,
            tutela: tutela.to_owned(),
            folder,
            learner,
            owner,
        })
    }

    /// Serves it over plain HTTP.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn serve(&self) -> Result<House> {
        let mut process = self.start(&["--listen", "127.0.0.1:0"])?;
        let address = announced(&mut process).await?;
        Ok(House {
            process,
            site: Site::plain(address),
        })
    }

    /// Serves it over TLS.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn serve_tls(&self, certificate: &Certificate) -> Result<House> {
        let (cert, key) = (certificate.cert_file(), certificate.key_file());
        let paths = [
            "--tls-cert",
            &cert.to_string_lossy(),
            "--tls-key",
            &key.to_string_lossy(),
        ]
        .map(str::to_owned);
        let mut arguments = vec!["--listen", "127.0.0.1:0"];
        arguments.extend(paths.iter().map(String::as_str));
        let mut process = self.start(&arguments)?;
        let address = announced(&mut process).await?;
        Ok(House {
            process,
            site: Site::secured(address, certificate.connector()?),
        })
    }

    /// The file of its database.
    pub fn database(&self) -> PathBuf {
        self.data().join("tutela.db")
    }

    /// Starts a server and waits for nothing.
    ///
    /// # Errors
    /// When the program cannot be started at all.
    pub fn start(&self, arguments: &[&str]) -> Result<Process> {
        let mut command = Command::new(&self.tutela);
        command.args(["serve", "--json", "--data"]);
        command.arg(self.data());
        command.args(arguments).current_dir(self.folder.path());
        Process::start(&mut command, &self.folder.path().join("serve.log"))
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join(DATA)
    }
}

impl House {
    /// The API as the person with this token.
    pub fn api<'a>(&'a self, token: &'a str) -> Api<'a> {
        Api {
            site: &self.site,
            token,
        }
    }
}

async fn announced(process: &mut Process) -> Result<SocketAddr> {
    let said: Value = serde_json::from_str(&process.first_line(PATIENCE).await?)?;
    address_of(&text(&said, "address")?)
}

/// Signs in the first of the demo's people whose role ends so.
async fn sign_in(site: &Site, said: &Value, role: &str) -> Result<String> {
    let people = said["people"].as_array().context("the demo names nobody")?;
    let holds = |person: &&Value| {
        person["role"]
            .as_str()
            .is_some_and(|held| held.ends_with(role))
    };
    let person = people.iter().find(holds);
    let person = person.with_context(|| format!("the demo has no {role}"))?;
    api::sign_in(site, &text(person, "name")?, &text(person, "password")?).await
}

async fn course(site: &Site, token: &str) -> Result<String> {
    let mine = Api { site, token }.get("/api/v1/me/courses").await?;
    let course = mine["courses"].get(0);
    text(
        course.context("the learner of the demo has no course")?,
        "id",
    )
}

async fn account(site: &Site, token: &str) -> Result<String> {
    let me = Api { site, token }.get("/api/v1/me").await?;
    let roles = me["roles"].as_array().context("the owner has no role")?;
    let owned = roles.iter().find(|role| role["role"] == "account_owner");
    text(owned.context("the owner owns nothing")?, "scope_id")
}
