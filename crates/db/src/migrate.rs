//! The schema, one step after another. A step that was applied never changes; a new need is a new step.

use tutela_core::Time;

use crate::{Db, Error, Lock, Tx, args, sql};

macro_rules! steps {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../migrations/", $name, ".sql")))),+]
    };
}

/// Every step: its name and its text in the dialect.
pub const MIGRATIONS: &[(&str, &str)] = steps![
    "0001_access",
    "0002_audit",
    "0003_identity",
    "0004_catalog",
    "0005_media",
    "0006_names",
    "0007_secrets",
    "0008_messages",
    "0009_factors",
    "0011_removals",
    "0010_invitations",
    "0012_tokens",
    "0013_roles",
    "0014_contact_codes",
    "0015_duties",
    "0016_objects",
    "0020_quotas",
    "0021_removed",
    "0022_care",
    "0023_moves",
    "0025_uploads",
    "0026_attachments",
];

/// Two nodes that start at once take turns.
const MIGRATING: Lock = Lock::Exclusive(0x7475_7465_6c61);

pub async fn run(db: &Db, now: Time) -> Result<(), Error> {
    let mut tx = db.write().await?;
    tx.lock(MIGRATING).await?;
    let table = "CREATE TABLE IF NOT EXISTS migrations \
                 (name TEXT PRIMARY KEY NOT NULL, digest TEXT NOT NULL, applied_at BIGINT NOT NULL)";
    tx.script(table).await?;
    let applied = applied(&mut tx).await?;
    refuse_strangers(&applied)?;
    for (name, text) in MIGRATIONS {
        if !applied.iter().any(|(old, _)| old == name) {
            apply(&mut tx, name, text, now).await?;
        }
    }
    tx.commit().await
}

/// Which steps are not applied yet, in a database that is looked at alone.
pub async fn pending(tx: &mut Tx, is_begun: bool) -> Result<Vec<&'static str>, Error> {
    let applied = if is_begun {
        applied(tx).await?
    } else {
        Vec::new()
    };
    refuse_strangers(&applied)?;
    let names = MIGRATIONS.iter().map(|(name, _)| *name);
    Ok(names
        .filter(|name| !applied.iter().any(|(old, _)| old == name))
        .collect())
}

fn refuse_strangers(applied: &[(String, String)]) -> Result<(), Error> {
    for (name, digest) in applied {
        match MIGRATIONS.iter().find(|(known, _)| known == name) {
            None => return Err(Error::Newer(name.clone())),
            Some((_, text)) if digest_of(text) != *digest => {
                return Err(Error::Changed(name.clone()));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

async fn applied(tx: &mut Tx) -> Result<Vec<(String, String)>, Error> {
    let rows = tx
        .rows(sql!("SELECT name, digest FROM migrations"), args![])
        .await?;
    rows.iter()
        .map(|row| Ok((row.text(0)?, row.text(1)?)))
        .collect()
}

async fn apply(tx: &mut Tx, name: &str, text: &str, now: Time) -> Result<(), Error> {
    tracing::debug!(migration = name, "applying");
    tx.script(text).await?;
    let insert = sql!("INSERT INTO migrations (name, digest, applied_at) VALUES ($1, $2, $3)");
    tx.run(insert, args![name, digest_of(text), now]).await?;
    Ok(())
}

fn digest_of(text: &str) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes());
    digest
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
