//! `tutela trust`: how the promises stand, as the page says it; `prove` has the running server check them all now.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::json;
use tutela_access::Gate;
use tutela_core::{Ambient, Time};
use tutela_db::Db;
use tutela_trust::overview::standings;
use tutela_trust::pack::archive;
use tutela_trust::register::{hash, probes};
use tutela_trust::rows::{self, Known};
use tutela_trust::state::{Standing, State};
use tutela_web::Language;

use super::{Flags, say, serve};
use crate::refusal::{Refusal, refuse};
use crate::schedule::PROVING;
use crate::{data, installation};

/// For how long `prove` waits for the server.
const PATIENCE: Duration = Duration::from_secs(240);
const LOOK: Duration = Duration::from_millis(500);

/// Tell how the promises stand. Exit code 1 says that one does not hold.
#[derive(Debug, clap::Args)]
pub struct Trust {
    /// Print everything as one JSON object
    #[arg(long)]
    json: bool,
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    flags: Flags,
}

#[derive(Debug, clap::Subcommand)]
#[allow(
    clippy::large_enum_variant,
    reason = "made once, from the command line"
)]
enum Command {
    /// Have the running server check everything now, and tell how it ended
    Prove(Prove),
    /// Verify an evidence pack: every file and the signature under them
    VerifyPack(VerifyPack),
}

/// Verify an evidence pack: every file and the signature under them.
#[derive(Debug, clap::Args)]
struct VerifyPack {
    /// The pack
    file: PathBuf,
    /// The public key that you were handed another way; the one inside the pack counts when left out
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
}

/// Have the running server check everything now, and tell how it ended.
#[derive(Debug, clap::Args)]
struct Prove {
    /// Print everything as one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    flags: Flags,
}

impl Trust {
    /// Runs the command.
    pub async fn run(self) -> Result<ExitCode> {
        let (flags, json, proving) = match self.command {
            Some(Command::Prove(prove)) => (prove.flags, prove.json, true),
            Some(Command::VerifyPack(pack)) => return pack.run(),
            None => (self.flags, self.json, false),
        };
        let loaded = flags.load(serve::DATA)?;
        let place = installation::database(&loaded.settings);
        let path = data::database(&loaded.settings.data);
        if loaded.settings.database.is_none() && !path.exists() {
            refuse!(
                "There is no installation at {}. Name its folder with --data.",
                path.display()
            );
        }
        let wrong = |error| Refusal::new(installation::database_trouble(&loaded.settings, &error));
        let ambient = Ambient::system();
        let db = match proving {
            true => Db::open(&place, ambient.now()).await.map_err(wrong)?,
            false => Db::open_as_is(&place).await.map_err(wrong)?,
        };
        if proving {
            prove(&db, &ambient).await?;
        }
        let mut tx = db.read().await?;
        let known = rows::known(&mut tx).await?;
        drop(tx);
        let gate = Gate::new(db.clone(), ambient)?;
        let code = tell(&known, &gate, json);
        db.close().await;
        Ok(code)
    }
}

impl VerifyPack {
    fn run(&self) -> Result<ExitCode> {
        let unread = |path: &Path| format!("{} cannot be read", path.display());
        let pack = std::fs::read(&self.file).with_context(|| unread(&self.file))?;
        let read = |path: &PathBuf| std::fs::read_to_string(path).with_context(|| unread(path));
        let key = self.key.as_ref().map(read).transpose()?;
        match archive::verify(&pack, key.as_deref()) {
            Ok((account, made_at)) => {
                let whose = match key {
                    Some(_) => "and signed with that key",
                    None => "and signed with the key inside it; give --key to know by whom",
                };
                Ok(say(&format!(
                    "The pack is whole {whose}: account {account}, made {made_at}.\n"
                )))
            }
            Err(wrong) => {
                eprintln!("The pack is not to be believed: {wrong}.");
                Ok(ExitCode::FAILURE)
            }
        }
    }
}

/// Calls every control, and waits until the server has run them.
async fn prove(db: &Db, ambient: &Ambient) -> Result<()> {
    let asked = ambient.now();
    let mut tx = db.write().await?;
    tutela_trust::prove::call_all(&mut tx, asked).await?;
    tutela_audit::duty::call(&mut tx, PROVING, asked).await?;
    tx.commit().await?;
    let deadline = asked.plus(PATIENCE);
    loop {
        let mut tx = db.read().await?;
        let known = rows::known(&mut tx).await?;
        drop(tx);
        let waits =
            |(name, _): &(&'static str, Duration)| known.run(name).is_none_or(|run| run.at < asked);
        let Some((name, _)) = probes().find(waits) else {
            return Ok(());
        };
        if ambient.now() > deadline {
            refuse!(
                "The control {name} has not run. The server checks itself: start it with tutela serve on the same data, then ask again."
            );
        }
        tokio::time::sleep(LOOK).await;
    }
}

fn tell(known: &Known, gate: &Gate, json: bool) -> ExitCode {
    let standings = standings(known, gate);
    say(&match json {
        true => document(&standings),
        false => table(&standings, gate.ambient().now()),
    });
    match standings.iter().any(|one| one.state == State::Failing) {
        true => ExitCode::FAILURE,
        false => ExitCode::SUCCESS,
    }
}

fn table(standings: &[Standing<'_>], now: Time) -> String {
    let mut text = String::new();
    for one in standings {
        let checked = one.checked_at.map_or_else(
            || "never checked".to_owned(),
            |at| format!("checked {} min ago", now.since(at).as_secs() / 60),
        );
        let say = one.promise.say.to(Language::English);
        let (id, state) = (one.promise.id, one.state.as_str());
        text += &format!("{id}  {state:9} {say}\n{:15}{checked}", "");
        match one.promise.missing {
            Some(missing) => text += &format!("; {}\n", missing.to(Language::English)),
            None => text += "\n",
        }
        let failed = one.held.iter().filter(|held| held.state == State::Failing);
        for held in failed {
            let words = held.run.map_or("", |run| run.words.as_str());
            text += &format!("{:15}{}: {words}\n", "", held.control.name);
        }
    }
    let proven = standings
        .iter()
        .filter(|one| one.state == State::Proven)
        .count();
    text + &format!(
        "{proven} of {} promises are proven here.\n",
        standings.len()
    )
}

fn document(standings: &[Standing<'_>]) -> String {
    let promises = standings.iter().map(|one| {
        let figures = one.held.iter().filter_map(|held| Some((held.control.name, held.run?)));
        let controls: BTreeMap<_, _> = figures
            .map(|(name, run)| {
                let told = json!({"outcome": run.outcome, "at": run.at.to_string(), "figures": run.figures, "words": run.words});
                (name, told)
            })
            .collect();
        json!({
            "id": one.promise.id,
            "state": one.state.as_str(),
            "reason": one.reason.as_str(),
            "sentence": one.promise.say.to(Language::English),
            "since": one.since.map(|at| at.to_string()),
            "checked_at": one.checked_at.map(|at| at.to_string()),
            "controls": controls,
        })
    });
    let promises: Vec<_> = promises.collect();
    format!(
        "{:#}\n",
        json!({"promises": promises, "register_sha256": hash()})
    )
}
