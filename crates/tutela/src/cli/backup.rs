//! `tutela backup`: one now, the proof of one, the list of them, and the key that opens them. The server may run meanwhile.

use std::process::ExitCode;

use anyhow::Result;
use serde_json::{Value, json};
use tutela_backup::verify::{Share, Verified};
use tutela_backup::{Snapshot, restore};
use tutela_core::Time;

use super::{Flags, say, serve};
use crate::installation::Installation;
use crate::logs;
use crate::refusal::{Refusal, refuse};
use crate::rehearsal::Rehearsal;

/// Backups.
#[derive(Debug, clap::Subcommand)]
pub enum Backup {
    /// Back up now, fetch it back and prove it
    Now(Now),
    /// Prove the newest backup once more, or another one
    Verify(Verify),
    /// List the backups at the second place
    List(List),
    /// Print the recovery key, to be written down
    Key(Key),
}

/// Back up now.
#[derive(Debug, clap::Args)]
pub struct Now {
    /// Open every object, and not only those of the day
    #[arg(long)]
    everything: bool,
    /// Do not start the application on the restored copy
    #[arg(long)]
    no_rehearsal: bool,
    #[command(flatten)]
    flags: Flags,
}

/// Prove a backup.
#[derive(Debug, clap::Args)]
pub struct Verify {
    /// The newest that is not newer than this moment, such as 2026-11-29T12:00:00Z
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// Open every object, and not only those of the day
    #[arg(long)]
    everything: bool,
    /// Do not start the application on the restored copy
    #[arg(long)]
    no_rehearsal: bool,
    #[command(flatten)]
    flags: Flags,
}

/// List the backups.
#[derive(Debug, clap::Args)]
pub struct List {
    #[command(flatten)]
    flags: Flags,
}

/// Print the recovery key.
#[derive(Debug, clap::Args)]
pub struct Key {
    #[command(flatten)]
    flags: Flags,
}

impl Backup {
    /// Runs the command. What it did is one line of JSON on standard output.
    pub async fn run(self) -> Result<ExitCode> {
        match self {
            Self::Now(now) => now.run().await,
            Self::Verify(verify) => verify.run().await,
            Self::List(list) => list.run().await,
            Self::Key(key) => key.run().await,
        }
    }
}

impl Now {
    async fn run(self) -> Result<ExitCode> {
        let installation = open(self.flags).await?;
        let parts = &installation.parts;
        let rehearsal = Rehearsal::of(parts);
        let rehearse = (!self.no_rehearsal).then_some(&rehearsal as _);
        let day = parts
            .backups
            .day(share(self.everything, parts.ambient.now()), rehearse)
            .await;
        let place = parts.backups.place_name.clone();
        let is_second = parts.backups.is_second;
        installation.close().await;
        let day = day.map_err(|error| Refusal::new(format!("The backup failed: {error}.")))?;
        if !is_second {
            eprintln!(
                "Failing: not a second place. {place} lies on the disk that it is a backup of; name another with --backup-to."
            );
        }
        let taken = &day.taken;
        let told = json!({
            "place": place,
            "second_place": is_second,
            "snapshot": taken.snapshot.as_ref().map(told),
            "rows": taken.manifest.rows(),
            "objects": taken.manifest.objects,
            "objects_copied": taken.mirrored.copied,
            "objects_bytes": taken.mirrored.bytes,
            "taking_ms": taken.took.as_millis() as u64,
            "proof": proof(&day.proof),
            "damaged_copies_refused": day.refused,
        });
        Ok(say(&format!("{told}\n")))
    }
}

impl Verify {
    async fn run(self) -> Result<ExitCode> {
        let at = moment(self.at.as_deref())?;
        let installation = open(self.flags).await?;
        let parts = &installation.parts;
        let rehearsal = Rehearsal::of(parts);
        let rehearse = (!self.no_rehearsal).then_some(&rehearsal as _);
        let share = share(self.everything, parts.ambient.now());
        let proved = async {
            let snapshot = restore::choose(&parts.backups.list().await?, at)?;
            let proved = parts.backups.verify(&snapshot, share, rehearse).await?;
            Ok::<_, tutela_backup::Error>((snapshot, proved))
        };
        let proved = proved.await;
        installation.close().await;
        let wrong = |error| Refusal::new(format!("The backup is not proved: {error}."));
        let (snapshot, proved) = proved.map_err(wrong)?;
        let told = json!({"snapshot": told(&snapshot), "proof": proof(&proved)});
        Ok(say(&format!("{told}\n")))
    }
}

impl List {
    async fn run(self) -> Result<ExitCode> {
        let installation = open(self.flags).await?;
        let all = installation.parts.backups.list().await;
        installation.close().await;
        let wrong = |error| Refusal::new(format!("The backups cannot be listed: {error}."));
        let lines: String = all
            .map_err(wrong)?
            .iter()
            .map(|snapshot| format!("{}\n", told(snapshot)))
            .collect();
        Ok(say(&lines))
    }
}

impl Key {
    async fn run(self) -> Result<ExitCode> {
        let installation = open(self.flags).await?;
        let text = format!("{}\n", installation.parts.backups.key.text());
        installation.close().await;
        Ok(say(&text))
    }
}

async fn open(flags: Flags) -> Result<Installation> {
    let loaded = flags.load(serve::DATA)?;
    logs::start(&loaded.settings.log);
    Installation::open_beside(&loaded).await
}

fn share(everything: bool, now: Time) -> Share {
    match everything {
        true => Share::Everything,
        false => Share::Day(now),
    }
}

/// A moment as it was typed.
///
/// # Errors
/// A refusal when it is none.
pub fn moment(text: Option<&str>) -> Result<Option<Time>> {
    let Some(text) = text else {
        return Ok(None);
    };
    match text.parse() {
        Ok(time) => Ok(Some(time)),
        Err(_) => refuse!("{text:?} is no moment. Write it as 2026-11-29T12:00:00Z."),
    }
}

fn told(snapshot: &Snapshot) -> Value {
    let note = snapshot.noted();
    json!({
        "id": snapshot.id,
        "taken_at": snapshot.taken_at.to_string(),
        "kind": snapshot.label,
        "size": snapshot.size,
        "added": snapshot.added,
        "rows": note.as_ref().map(|note| note.rows),
        "objects": note.as_ref().map(|note| note.objects),
    })
}

fn proof(proof: &Verified) -> Value {
    json!({
        "rows": proof.rows,
        "objects": proof.objects,
        "opened": proof.opened,
        "opened_bytes": proof.opened_bytes,
        "repositories": proof.repositories,
        "files_hashed": proof.hashed,
        "rehearsal": proof.rehearsal,
        "ms": proof.took.as_millis() as u64,
    })
}
