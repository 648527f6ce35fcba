//! New keys for old: the keys of objects are wrapped anew, the objects stay as they are, and everything goes on being served.
//! Each step leaves rows that open, so that one that is broken off anywhere is simply done again.

use std::time::Duration;

use tutela_access::{Authorized, Error, Gate, OpenDoor, RotateKeys};
use tutela_audit::{Activity, record};
use tutela_core::{AccountId, ObjectId, Time};
use tutela_db::{Lock, Tx, args, sql};
use tutela_vault::{AccountKey, Purpose, Vault, WrappedKey};

use crate::account_key::{self, KeyError};

/// The duty that does what [`go_on`] does.
pub const DUTY: &str = "wrap keys anew";
/// How many keys are wrapped anew in one transaction.
const AT_ONCE: u32 = 500;
/// A former version is kept so long, because what began to be uploaded under it still arrives.
pub const KEPT: Duration = Duration::from_secs(8 * 24 * 3600);

/// What a rotation did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rotated {
    pub accounts: u64,
    /// Keys of objects that were wrapped anew.
    pub objects: u64,
    /// Former versions that are gone.
    pub dropped: u64,
}

/// Gives an account a new key, which seals from now on. [`go_on`] has the rest done.
///
/// # Errors
/// [`Error::NotFound`] when the account has no key.
pub async fn begin(
    authorized: &mut Authorized<'_, RotateKeys>,
    vault: &Vault,
    account: AccountId,
) -> Result<(), KeyError> {
    let (by, policy) = (authorized.somebody().id, authorized.policy().to_owned());
    let (now, ambient) = (authorized.now(), authorized.ambient());
    let tx = authorized.tx();
    new_version(tx, vault, account, now).await?;
    let activity = Activity {
        actor: Some(by),
        account: Some(account),
        scope: account.into(),
        action: "rotateKeys",
        policy: &policy,
        subject: account.to_string(),
        detail: "",
    };
    Ok(record(tx, activity, ambient).await?)
}

/// The same at the machine itself.
///
/// # Errors
/// As [`begin`].
pub async fn begin_here(gate: &Gate, vault: &Vault, account: AccountId) -> Result<(), KeyError> {
    let mut tx = gate.enter(OpenDoor::OPERATOR).await?;
    tx.lock(Lock::exclusive(account.uuid())).await?;
    new_version(&mut tx, vault, account, gate.ambient().now()).await?;
    let activity = Activity {
        actor: None,
        account: Some(account),
        scope: account.into(),
        action: "rotateKeys",
        policy: OpenDoor::OPERATOR.name,
        subject: account.to_string(),
        detail: "",
    };
    record(&mut tx, activity, gate.ambient()).await?;
    Ok(tx.commit().await?)
}

/// Wraps everything anew that is not under the newest key of its account, and drops former versions that nothing can need.
///
/// # Errors
/// When the database, or whoever holds the root key, does not answer.
pub async fn go_on(gate: &Gate, vault: &Vault) -> Result<Rotated, KeyError> {
    let mut done = Rotated::default();
    for account in under_way(gate).await? {
        done.accounts += 1;
        done.objects += renew_objects(gate, vault, account).await?;
        done.dropped += drop_former(gate, vault, account).await?;
    }
    Ok(done)
}

/// Wraps the keys of accounts and of the house anew under the root key in force. Gives how many were not under it.
///
/// # Errors
/// When the database, or whoever holds the root key, does not answer.
pub async fn renew_roots(gate: &Gate, vault: &Vault) -> Result<u64, KeyError> {
    let mut tx = gate.look(OpenDoor::OPERATOR).await?;
    let list = sql!("SELECT id FROM accounts ORDER BY id");
    let rows = tx.rows(list, args![]).await?;
    drop(tx);
    let mut renewed = 0;
    for row in &rows {
        renewed += renew_account(gate, vault, row.id(0)?).await?;
    }
    Ok(renewed)
}

/// One account in one transaction, with the lock under which its keys are made, so that none is made meanwhile.
async fn renew_account(gate: &Gate, vault: &Vault, account: AccountId) -> Result<u64, KeyError> {
    let mut tx = gate.enter(OpenDoor::OPERATOR).await?;
    tx.lock(Lock::exclusive(account.uuid())).await?;
    let list = sql!(
        "SELECT version, wrapped FROM account_keys WHERE account_id = $1 ORDER BY version, account_id"
    );
    let update =
        sql!("UPDATE account_keys SET wrapped = $3 WHERE account_id = $1 AND version = $2");
    let mut renewed = 0;
    for row in tx.rows(list, args![account]).await? {
        let wrapped = WrappedKey(row.blob(1)?);
        if let Some(new) = vault.keyring().renew_account(account, &wrapped).await? {
            tx.run(update, args![account, row.int(0)?, new.0]).await?;
            renewed += 1;
        }
    }
    tx.commit().await?;
    Ok(renewed)
}

async fn new_version(
    tx: &mut Tx,
    vault: &Vault,
    account: AccountId,
    now: Time,
) -> Result<(), KeyError> {
    let find = sql!("SELECT MAX(version) FROM account_keys WHERE account_id = $1");
    let latest = tx.get(find, args![account]).await?.opt_int(0)?;
    let latest = latest.ok_or(tutela_db::Error::Missing)?;
    let (_, wrapped) = vault.keyring().create(account).await?;
    let replace = sql!(
        "UPDATE account_keys SET replaced_at = $2 WHERE account_id = $1 AND replaced_at IS NULL"
    );
    tx.run(replace, args![account, now]).await?;
    Ok(account_key::add(tx, (account, latest + 1), &wrapped, now).await?)
}

/// The accounts with more than one version.
async fn under_way(gate: &Gate) -> Result<Vec<AccountId>, tutela_db::Error> {
    let mut tx = gate.look(OpenDoor::OPERATOR).await?;
    let list = sql!(
        "SELECT DISTINCT account_id FROM account_keys WHERE replaced_at IS NOT NULL ORDER BY account_id"
    );
    let rows = tx.rows(list, args![]).await?;
    rows.iter().map(|row| row.id(0)).collect()
}

async fn renew_objects(gate: &Gate, vault: &Vault, account: AccountId) -> Result<u64, KeyError> {
    let (mut after, mut renewed) = (String::new(), 0);
    loop {
        let mut tx = gate.enter(OpenDoor::OPERATOR).await?;
        let key = account_key::get(&mut tx, vault, account).await?;
        let (last, batch) = renew_batch(&mut tx, (&key, gate), &after).await?;
        tx.commit().await?;
        renewed += batch;
        match last {
            Some(last) => after = last.to_string(),
            None => return Ok(renewed),
        }
    }
}

/// Some objects after one; gives the last of them, or nothing at the end.
async fn renew_batch(
    tx: &mut Tx,
    (key, gate): (&AccountKey, &Gate),
    after: &str,
) -> Result<(Option<ObjectId>, u64), KeyError> {
    let list = sql!(
        "SELECT id, purpose, wrapped_key FROM objects WHERE account_id = $1 AND id > $2 ORDER BY id LIMIT $3"
    );
    let update = sql!("UPDATE objects SET wrapped_key = $2 WHERE id = $1");
    let (mut last, mut renewed) = (None, 0);
    let rows = tx.rows(list, args![key.account(), after, AT_ONCE]).await?;
    for row in rows {
        let object: ObjectId = row.id(0)?;
        last = Some(object);
        let Ok(purpose) = row.text(1)?.parse::<Purpose>() else {
            continue;
        };
        let wrapped = WrappedKey(row.blob(2)?);
        match key.renew((object, &purpose), &wrapped, gate.ambient()) {
            Ok(None) => {}
            Ok(Some(new)) => {
                tx.run(update, args![object, new.0]).await?;
                renewed += 1;
            }
            // It did not open before either; looking through the objects tells of it.
            Err(error) => tracing::error!(%error, %object, "its key is left as it is"),
        }
    }
    Ok((last, renewed))
}

/// Drops versions that were replaced long ago, in the transaction that makes sure that nothing is under them.
async fn drop_former(gate: &Gate, vault: &Vault, account: AccountId) -> Result<u64, KeyError> {
    let before = gate.ambient().now().minus(KEPT);
    let mut tx = gate.enter(OpenDoor::OPERATOR).await?;
    tx.lock(Lock::exclusive(account.uuid())).await?;
    let count =
        sql!("SELECT COUNT(*) FROM account_keys WHERE account_id = $1 AND replaced_at <= $2");
    if tx.get(count, args![account, before]).await?.count(0)? == 0 {
        return Ok(0);
    }
    let key = account_key::get(&mut tx, vault, account).await?;
    let mut after = String::new();
    while let (Some(last), _) = renew_batch(&mut tx, (&key, gate), &after).await? {
        after = last.to_string();
    }
    let drop = sql!("DELETE FROM account_keys WHERE account_id = $1 AND replaced_at <= $2");
    let dropped = tx.run(drop, args![account, before]).await?;
    tx.commit().await?;
    Ok(dropped)
}

/// How the keys stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Keys {
    /// Accounts that have a key.
    pub accounts: u64,
    /// Of these, how many still keep a former version.
    pub under_way: u64,
    /// Accounts whose key was destroyed.
    pub destroyed: u64,
    /// When the last one was made.
    pub latest_at: Option<Time>,
}

/// How the keys stand.
///
/// # Errors
/// When the database fails.
pub async fn state(tx: &mut Tx) -> Result<Keys, Error> {
    let count = sql!(
        "SELECT COUNT(DISTINCT account_id),
                COUNT(DISTINCT CASE WHEN replaced_at IS NOT NULL THEN account_id END),
                (SELECT COUNT(*) FROM destroyed_keys), MAX(created_at)
         FROM account_keys"
    );
    let row = tx.get(count, args![]).await?;
    Ok(Keys {
        accounts: row.count(0)?,
        under_way: row.count(1)?,
        destroyed: row.count(2)?,
        latest_at: row.opt_time(3)?,
    })
}
