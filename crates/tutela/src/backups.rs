//! Backups of this house: what they are made of, and when they are made.

use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use tutela_audit::duty;
use tutela_backup::alarm::{self, Alarm};
use tutela_backup::verify::Share;
use tutela_backup::{Backups, Keepsake, Kind, RecoveryKey, Setup, desk};
use tutela_core::{Ambient, Secret};
use tutela_db::Db;
use tutela_vault::Vault;

use crate::config::{Loaded, StorePlace};
use crate::data;
use crate::installation::{Parts, backup_store};
use crate::refusal::refuse;
use crate::rehearsal::Rehearsal;

/// What changed is saved between two backups.
pub const POINT: &str = "save what changed since the last backup";
/// Absence is an alarm.
pub const WATCH: &str = "look whether backups are as they should be";

/// After the first start of all, before the first backup: whoever sets a house up is not to wait for it.
const FIRST: Duration = Duration::from_secs(15 * 60);

/// What the backups of an installation are made of, and where they go.
///
/// # Errors
/// A refusal when the place or the key cannot be used.
pub async fn set_up(
    loaded: &Loaded,
    (db, vault): (&Db, &Vault),
    ambient: &Ambient,
) -> Result<Backups> {
    let settings = &loaded.settings;
    let place = settings.backup_place();
    let mut tx = db.write().await?;
    let installation = tutela_access::installation(&mut tx, ambient).await?;
    tx.commit().await?;
    Ok(Backups::new(Setup {
        db: db.clone(),
        ambient: ambient.clone(),
        vault: vault.clone(),
        installation: installation.to_string(),
        version: env!("CARGO_PKG_VERSION"),
        place: backup_store(loaded, &place)?,
        place_name: absolute(&place),
        is_second: is_second(&place, &settings.data),
        key: key(loaded, ambient)?,
        scratch: data::scratch(&settings.data),
        keepsakes: keepsakes(loaded)?,
        repositories: repositories(loaded),
    }))
}

/// The name of a place from wherever somebody stands.
fn absolute(place: &StorePlace) -> String {
    match place {
        StorePlace::Folder(path) => {
            let path = std::path::absolute(path).unwrap_or_else(|_| path.clone());
            path.display().to_string()
        }
        StorePlace::Bucket(_) => place.to_string(),
    }
}

/// A bucket is elsewhere; a folder is when another file system holds it, or will.
pub fn is_second(place: &StorePlace, data: &Path) -> bool {
    match place {
        StorePlace::Bucket(_) => true,
        StorePlace::Folder(path) => device(path) != device(data),
    }
}

/// The file system of the nearest folder that is there.
fn device(path: &Path) -> Option<u64> {
    let path = std::path::absolute(path).ok()?;
    path.ancestors()
        .find_map(|folder| std::fs::metadata(folder).ok())
        .map(|meta| meta.dev())
}

fn key(loaded: &Loaded, ambient: &Ambient) -> Result<RecoveryKey> {
    let file = loaded.settings.backup_key_file();
    let read = match &loaded.secrets.backup_key {
        Some(text) => RecoveryKey::parse(text.expose()),
        None => RecoveryKey::read_or_create(&file, ambient),
    };
    match read {
        Ok(key) => Ok(key),
        Err(error) => refuse!(
            "The key of the backups cannot be used: {error}. It is in {}, or TUTELA_BACKUP_KEY holds it.",
            file.display()
        ),
    }
}

/// The root key, the program and the settings; with them a machine that has nothing is this house again.
fn keepsakes(loaded: &Loaded) -> Result<Vec<Keepsake>> {
    let settings = serde_json::to_string_pretty(&loaded.origins)?;
    let mut kept = vec![Keepsake::text("configuration/settings.json", settings)];
    if let Some(file) = &loaded.file {
        kept.push(Keepsake::file("configuration/tutela.toml", file.clone()));
    }
    match &loaded.secrets.root_key {
        Some(text) => kept.push(Keepsake::text("keys/root.key", root_key_text(text))),
        None => kept.push(Keepsake::file(
            "keys/root.key",
            loaded.settings.root_key_file(),
        )),
    }
    if let Ok(program) = std::env::current_exe() {
        kept.push(Keepsake::file("bin/tutela", program));
    }
    Ok(kept)
}

fn root_key_text(text: &Secret<String>) -> String {
    format!("{}\n", text.expose().trim())
}

fn repositories(loaded: &Loaded) -> Vec<(String, std::path::PathBuf)> {
    let named = loaded.settings.backup.repository.iter();
    named
        .map(|one| (one.name.clone(), one.path.clone()))
        .collect()
}

/// Says when the first ones are due, so that they do not come with the first start.
///
/// # Errors
/// When the database fails.
pub async fn expect(parts: &Parts) -> Result<()> {
    let now = parts.ambient.now();
    let mut tx = parts.db.write().await?;
    for name in [desk::DAILY, POINT, WATCH] {
        duty::expect(&mut tx, name, now.plus(FIRST)).await?;
    }
    tx.commit().await?;
    if !parts.backups.is_second {
        tracing::warn!(
            place = parts.backups.place_name,
            "backups lie on the disk that they are backups of, which is no second place: name another with --backup-to"
        );
    }
    Ok(())
}

/// The backup of a day, with its proof.
pub async fn day(parts: Parts) -> Result<String> {
    let rehearsal = Rehearsal::of(&parts);
    let share = Share::Day(parts.ambient.now());
    let day = parts.backups.day(share, Some(&rehearsal)).await?;
    let (proof, taken) = (&day.proof, &day.taken);
    Ok(format!(
        "{} rows and {} objects, {} copied, {} opened, {} damaged copies refused, proved in {} s",
        proof.rows,
        proof.objects,
        taken.mirrored.copied,
        proof.opened,
        day.refused,
        proof.took.as_secs()
    ))
}

/// The point between two backups.
pub async fn point(parts: Parts) -> Result<String> {
    let taken = parts.backups.take(Kind::Point).await?;
    Ok(match taken.snapshot {
        Some(snapshot) => format!("{} bytes were new", snapshot.added),
        None => "nothing changed".to_owned(),
    })
}

/// Tells administrators and metrics how the backups stand.
pub async fn watch(parts: Parts) -> Result<String> {
    let backups = &parts.backups;
    let alarms = alarm::look(&parts.db, backups.is_second, &parts.ambient).await?;
    let mut tx = parts.db.read().await?;
    let runs = tutela_backup::runs::latest(&mut tx, 30).await?;
    drop(tx);
    let proved = runs
        .iter()
        .filter(|run| run.verified_at.is_some() && run.trouble.is_none());
    if let Some(at) = proved.filter_map(|run| run.taken_at).next() {
        metrics::gauge!("tutela_backup_proved_timestamp_seconds").set(at.seconds() as f64);
    }
    metrics::gauge!("tutela_backup_alarms").set(alarms.len() as f64);
    let words: Vec<_> = alarms.iter().map(Alarm::as_str).collect();
    Ok(match words.is_empty() {
        true => "all is well".to_owned(),
        false => words.join(", "),
    })
}
