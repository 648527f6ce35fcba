//! What the record says of backups, and what the evidence log testifies: one function for each event, in the transaction that
//! notes it.

use tutela_access::Platform;
use tutela_audit::evidence::{self, Details, Entry, Kind};
use tutela_audit::{Activity, record};
use tutela_core::Ambient;
use tutela_db::{Error, Tx};

/// Why the machine may: nobody asked it.
const POLICY: &str = "the house by itself";

/// A backup was taken; `detail` is its id in the repository and its figures.
///
/// # Errors
/// When the database fails.
pub async fn taken(tx: &mut Tx, run: &str, detail: &str, ambient: &Ambient) -> Result<(), Error> {
    note(tx, (Kind::BackupMade, "backupTaken", run), detail, ambient).await
}

/// A backup was restored and compared.
///
/// # Errors
/// When the database fails.
pub async fn proved(tx: &mut Tx, run: &str, detail: &str, ambient: &Ambient) -> Result<(), Error> {
    note(
        tx,
        (Kind::BackupVerified, "backupProved", run),
        detail,
        ambient,
    )
    .await
}

/// This installation came out of a backup.
///
/// # Errors
/// When the database fails.
pub async fn restored(
    tx: &mut Tx,
    snapshot: &str,
    detail: &str,
    ambient: &Ambient,
) -> Result<(), Error> {
    note(
        tx,
        (Kind::Restored, "backupRestored", snapshot),
        detail,
        ambient,
    )
    .await
}

async fn note(
    tx: &mut Tx,
    (kind, action, subject): (Kind, &str, &str),
    detail: &str,
    ambient: &Ambient,
) -> Result<(), Error> {
    let activity = Activity {
        actor: None,
        account: None,
        scope: Platform.into(),
        action,
        policy: POLICY,
        subject: subject.to_owned(),
        detail,
    };
    record(tx, activity, ambient).await?;
    let entry = Entry {
        kind,
        account: None,
        actor: None,
        subject,
        details: Details::Kept(detail),
    };
    evidence::append(tx, &entry, ambient).await?;
    Ok(())
}
