//! The part that is opened in the background, the longest unseen first; and how much was seen within a round.

use std::time::Duration;

use tutela_access::{Authorized, Error, Gate, OpenDoor, ViewVault};
use tutela_core::Time;
use tutela_db::{Row, Tx, args, sql};
use tutela_vault::Vault;

use super::{Damage, Subject, has_row, look};
use crate::account_key::KeyError;

/// Within this time every object is opened once.
pub const ROUND: Duration = Duration::from_secs(30 * 24 * 3600);
/// An object is due so long after it was seen, which leaves a few days for a machine that is off.
const AGAIN: Duration = Duration::from_secs(25 * 24 * 3600);
/// What is new, and what was found damaged, is looked at within a day.
const SOON: Duration = Duration::from_secs(24 * 3600);
/// How many are fetched at a time.
const PAGE: u32 = 50;

/// What one turn did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Scrubbed {
    pub objects: u64,
    pub bytes: u64,
    pub damaged: u64,
}

/// How much was seen within the round that ends now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Coverage {
    pub objects: u64,
    /// Of these, how many were opened within the last 30 days.
    pub checked: u64,
    /// Of these, how many came within the last day, and are not due yet.
    pub fresh: u64,
    pub damaged: u64,
    pub last_at: Option<Time>,
}

impl Coverage {
    /// Hundredths of the objects that were opened or are not due yet.
    pub const fn percent(&self) -> u64 {
        match self.objects {
            0 => 100,
            all => (self.checked + self.fresh) * 100 / all,
        }
    }
}

/// Opens what is due, the longest unseen first, for at most `longest`.
///
/// # Errors
/// When the database or the store does not answer; what was seen until then counts.
pub async fn scrub(gate: &Gate, vault: &Vault, longest: Duration) -> Result<Scrubbed, KeyError> {
    let begun = tokio::time::Instant::now();
    let mut done = Scrubbed::default();
    loop {
        let due = due(gate).await?;
        if due.is_empty() {
            return Ok(done);
        }
        for subject in &due {
            if begun.elapsed() >= longest {
                return Ok(done);
            }
            let damage = look(gate, vault, subject).await?;
            done.objects += 1;
            done.bytes += subject.size;
            done.damaged += u64::from(damage.is_some());
            if let Some(Damage { path, what, .. }) = damage {
                tracing::error!(%path, %what, "an object is damaged");
            }
        }
    }
}

async fn due(gate: &Gate) -> Result<Vec<Subject>, tutela_db::Error> {
    let now = gate.ambient().now();
    let mut tx = gate.look(OpenDoor::OPERATOR).await?;
    let list = sql!(
        "SELECT o.id, o.account_id, o.lesson_id, o.purpose, o.size, o.wrapped_key
         FROM objects o
         LEFT JOIN object_checks k ON k.object_id = o.id
         WHERE ((k.checked_at IS NULL AND o.created_at <= $1) OR k.checked_at <= $2
                OR (k.damage IS NOT NULL AND k.checked_at <= $1))
           AND NOT EXISTS (SELECT d.account_id FROM destroyed_keys d WHERE d.account_id = o.account_id)
         ORDER BY COALESCE(k.checked_at, o.created_at), o.id
         LIMIT $3"
    );
    let values = args![now.minus(SOON), now.minus(AGAIN), PAGE];
    let rows = tx.rows(list, values).await?;
    rows.iter().map(Subject::read).collect()
}

/// Writes down how an object stands. Of one that is gone meanwhile, nothing.
pub(super) async fn settle(
    tx: &mut Tx,
    vault: &Vault,
    (subject, now): (&Subject, Time),
    what: Option<String>,
) -> Result<Option<Damage>, KeyError> {
    if !has_row(tx, subject.object).await? {
        return Ok(None);
    }
    let damaged_at = what.as_ref().map(|_| now);
    let write = sql!(
        "INSERT INTO object_checks (object_id, account_id, checked_at, damage, damaged_at)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (object_id) DO UPDATE
         SET checked_at = excluded.checked_at, damage = excluded.damage,
             damaged_at = CASE WHEN excluded.damage IS NULL THEN NULL
                               ELSE COALESCE(object_checks.damaged_at, excluded.damaged_at) END"
    );
    let (object, account) = (subject.object, subject.account);
    tx.run(
        write,
        args![object, account, now, what.as_deref(), damaged_at],
    )
    .await?;
    if what.is_none() {
        return Ok(None);
    }
    let find = sql!(
        "SELECT k.object_id, k.account_id, a.name, o.lesson_id, l.title, o.purpose, k.damage, k.damaged_at
         FROM object_checks k
         JOIN objects o ON o.id = k.object_id
         JOIN accounts a ON a.id = k.account_id
         JOIN lessons l ON l.id = o.lesson_id
         WHERE k.object_id = $1"
    );
    let row = tx.get(find, args![object]).await?;
    Ok(Some(read(&row, vault)?))
}

/// The objects that are known to be damaged, the longest known first; at most `most` of them.
pub async fn damaged(
    authorized: &mut Authorized<'_, ViewVault>,
    vault: &Vault,
    most: u32,
) -> Result<Vec<Damage>, Error> {
    let list = sql!(
        "SELECT k.object_id, k.account_id, a.name, o.lesson_id, l.title, o.purpose, k.damage, k.damaged_at
         FROM object_checks k
         JOIN objects o ON o.id = k.object_id
         JOIN accounts a ON a.id = k.account_id
         JOIN lessons l ON l.id = o.lesson_id
         WHERE k.damage IS NOT NULL
         ORDER BY k.damaged_at, k.object_id
         LIMIT $1"
    );
    let rows = authorized.tx().rows(list, args![most]).await?;
    let read = |row| read(row, vault);
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// How much was seen within the last 30 days.
///
/// # Errors
/// When the database fails.
pub async fn coverage(tx: &mut Tx, now: Time) -> Result<Coverage, tutela_db::Error> {
    let count = sql!(
        "SELECT COUNT(*),
                COUNT(CASE WHEN k.checked_at > $1 THEN 1 END),
                COUNT(CASE WHEN k.checked_at IS NULL AND o.created_at > $2 THEN 1 END),
                COUNT(k.damage), MAX(k.checked_at)
         FROM objects o LEFT JOIN object_checks k ON k.object_id = o.id
         WHERE NOT EXISTS (SELECT d.account_id FROM destroyed_keys d WHERE d.account_id = o.account_id)"
    );
    let values = args![now.minus(ROUND), now.minus(SOON)];
    let row = tx.get(count, values).await?;
    Ok(Coverage {
        objects: row.count(0)?,
        checked: row.count(1)?,
        fresh: row.count(2)?,
        damaged: row.count(3)?,
        last_at: row.opt_time(4)?,
    })
}

fn read(row: &Row, vault: &Vault) -> Result<Damage, tutela_db::Error> {
    let (object, account) = (row.id(0)?, row.id(1)?);
    Ok(Damage {
        object,
        account,
        account_name: row.text(2)?,
        lesson: row.id(3)?,
        lesson_title: row.text(4)?,
        purpose: row.text(5)?,
        path: vault.place(account, object),
        what: row.text(6)?,
        since: row.time(7)?,
    })
}
