//! The end of everything that an account has uploaded: its key is destroyed, and no copy of its objects, wherever it lies, opens
//! any more. There is no way back, which is the point.

use tutela_access::{Gate, OpenDoor, removal};
use tutela_audit::{Activity, record};
use tutela_core::AccountId;
use tutela_db::{Lock, args, sql};

/// What became unreadable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable {
    pub objects: u64,
    pub bytes: u64,
}

/// What is called how, and what would become unreadable; nothing when there is no such account or its key is gone already.
///
/// # Errors
/// When the database fails.
pub async fn look(
    gate: &Gate,
    account: AccountId,
) -> Result<Option<(String, Unreadable)>, tutela_db::Error> {
    let mut tx = gate.look(OpenDoor::OPERATOR).await?;
    let find = sql!(
        "SELECT a.name,
                (SELECT COUNT(*) FROM objects o WHERE o.account_id = a.id),
                (SELECT CAST(COALESCE(SUM(o.size), 0) AS BIGINT) FROM objects o WHERE o.account_id = a.id)
         FROM accounts a
         WHERE a.id = $1 AND NOT EXISTS (SELECT d.account_id FROM destroyed_keys d WHERE d.account_id = a.id)"
    );
    let Some(row) = tx.find(find, args![account]).await? else {
        return Ok(None);
    };
    let lost = Unreadable {
        objects: row.count(1)?,
        bytes: row.count(2)?,
    };
    Ok(Some((row.text(0)?, lost)))
}

/// Destroys the key of an account in all its versions. What is being sent is cut off; nothing of the account opens from now on.
/// Gives how many objects that concerns; nothing when the key was destroyed before.
///
/// # Errors
/// When the database fails.
pub async fn destroy(gate: &Gate, account: AccountId) -> Result<Option<u64>, tutela_db::Error> {
    let (now, ambient) = (gate.ambient().now(), gate.ambient());
    let mut tx = gate.enter(OpenDoor::OPERATOR).await?;
    tx.lock(Lock::exclusive(account.uuid())).await?;
    let count = sql!("SELECT COUNT(*) FROM objects WHERE account_id = $1");
    let objects = tx.get(count, args![account]).await?.count(0)?;
    let mark = sql!(
        "INSERT INTO destroyed_keys (account_id, destroyed_at, objects) VALUES ($1, $2, $3)
         ON CONFLICT (account_id) DO NOTHING"
    );
    let counted = i64::try_from(objects).unwrap_or(i64::MAX);
    if tx.run(mark, args![account, now, counted]).await? == 0 {
        return Ok(None);
    }
    let destroy = sql!("DELETE FROM account_keys WHERE account_id = $1");
    tx.run(destroy, args![account]).await?;
    // The keys of its objects open nothing without it; they go all the same.
    let blank = sql!("UPDATE objects SET wrapped_key = $2 WHERE account_id = $1");
    tx.run(blank, args![account, Vec::<u8>::new()]).await?;
    let detail = objects.to_string();
    let activity = Activity {
        actor: None,
        account: Some(account),
        scope: account.into(),
        action: "destroyKey",
        policy: OpenDoor::OPERATOR.name,
        subject: account.to_string(),
        detail: &detail,
    };
    record(&mut tx, activity, ambient).await?;
    removal::note(&mut tx, ambient).await?;
    tx.commit().await?;
    Ok(Some(objects))
}
