//! `tutela witness`: signs what it has seen of other installations' logs.

use std::process::ExitCode;

use anyhow::{Context as _, Result};
use axum::middleware;
use tutela_audit::evidence::{Use, Verifier};
use tutela_core::Ambient;
use tutela_db::{Db, Place};

use super::Flags;
use crate::data::{self, DataFolder};
use crate::entrance::{self, Entrance};
use crate::house::{address, open_tls, start};
use crate::listen::Listener;
use crate::refusal::refuse;
use crate::shutdown::{self, Signals};
use crate::witness::{Witness as AtWork, key, router};
use crate::{config, logs};

/// Where its key and what it has seen lie when nobody says.
const DATA: &str = "tutela-witness";

/// Sign what was seen of other installations' evidence logs, so that none of them can show two people two different ones.
#[derive(Debug, clap::Args)]
pub struct Witness {
    /// Key of a log to witness, as /trust/log/keys of its installation prints it; may be given several times
    #[arg(long, value_name = "KEY", required = true)]
    log: Vec<String>,
    /// Name of this witness, such as witness.example.org/1; it is part of its key
    #[arg(long, value_name = "NAME")]
    name: String,
    /// Print address and key as one line of JSON on standard output once it answers
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    flags: Flags,
}

impl Witness {
    /// Witnesses until a signal ends it.
    pub async fn run(self) -> Result<ExitCode> {
        let logs = self.logs()?;
        let loaded = self.flags.load(DATA)?;
        let settings = &loaded.settings;
        logs::start(&settings.log);
        let entry = config::check(settings)?;
        let signals = Signals::listen().context("signals cannot be noticed")?;
        let _folder = DataFolder::open(&settings.data)?;
        let tls = open_tls(settings, entry)?;
        let port = Listener::bind(settings.listen.0, "--listen")?;
        let ambient = Ambient::system();
        let file = Place::File(data::database(&settings.data));
        let db = Db::open(&file, ambient.now()).await?;
        let signer = key(&settings.data, &self.name, &ambient)?;
        let (site, key) = (
            address(settings, port.address()?),
            signer.verifier().to_string(),
        );
        let witness = AtWork {
            db: db.clone(),
            ambient,
            signer,
            logs,
        };
        let entrance = Entrance::new(entry, &settings.behind_proxy);
        let let_in = middleware::from_fn_with_state(entrance, entrance::let_in);
        let running = start(port, router(witness).layer(let_in), tls);
        announce(self.json, &site, &key);
        tokio::spawn(shutdown::on_signal(signals, running.handle.clone()));
        let end = running.task.await.context("the server was broken off")?;
        db.close().await;
        end.context("the port was lost")?;
        Ok(ExitCode::SUCCESS)
    }

    fn logs(&self) -> Result<Vec<Verifier>> {
        let mut logs = Vec::new();
        for text in &self.log {
            match text.parse::<Verifier>() {
                Ok(key) if key.purpose() == Use::Log => logs.push(key),
                _ => refuse!(
                    "{text:?} is no key of a log. `/trust/log/keys` of the installation prints it; take the last line."
                ),
            }
        }
        let plain = |c: char| !c.is_whitespace() && !c.is_control() && c != '+';
        if self.name.is_empty() || !self.name.chars().all(plain) {
            refuse!(
                "{:?} cannot name a witness. Take a name without blanks and plus signs, such as witness.example.org/1.",
                self.name
            );
        }
        Ok(logs)
    }
}

fn announce(json: bool, site: &str, key: &str) {
    if json {
        let line = serde_json::json!({"address": site, "key": key});
        super::say(&format!("{line}\n"));
        return;
    }
    eprintln!(
        "\nThis witness answers at {site}\nThe log's installation is told: --witness \"{site} {key}\""
    );
    eprintln!("Ctrl-C ends it.\n");
}
