//! How many bytes an account may keep, and how many of them are left.

use tutela_access::{Authorized, Error, SetQuota};
use tutela_audit::{Activity, record};
use tutela_core::AccountId;
use tutela_db::{Tx, args, sql};

/// The most that can be said: more than any disk holds, and a number that every reader of JSON keeps exactly.
pub const MOST: u64 = 1 << 52;

/// The bytes that the account may still take in: its quota less everything it keeps, renditions and what was deleted but
/// can still be restored included. Nothing when it has no quota.
///
/// # Errors
/// When the database fails.
pub async fn left(tx: &mut Tx, account: AccountId) -> Result<Option<u64>, tutela_db::Error> {
    let find = sql!(
        "SELECT q.bytes, (SELECT CAST(COALESCE(SUM(o.size), 0) AS BIGINT) FROM objects o
                          WHERE o.account_id = q.account_id)
         FROM quotas q WHERE q.account_id = $1"
    );
    let Some(row) = tx.find(find, args![account]).await? else {
        return Ok(None);
    };
    Ok(Some(row.count(0)?.saturating_sub(row.count(1)?)))
}

/// Says how many bytes an account may keep, or that nothing limits it. What it keeps already stays, also above that.
///
/// # Errors
/// [`Error::NotFound`] when there is no such account.
pub async fn set(
    authorized: &mut Authorized<'_, SetQuota>,
    account: AccountId,
    bytes: Option<u64>,
) -> Result<(), Error> {
    let (by, now) = (authorized.somebody().id, authorized.now());
    let tx = authorized.tx();
    let find = sql!("SELECT id FROM accounts WHERE id = $1");
    if tx.find(find, args![account]).await?.is_none() {
        return Err(Error::NotFound);
    }
    match bytes {
        Some(bytes) => {
            let bytes = i64::try_from(bytes.min(MOST)).unwrap_or(i64::MAX);
            let set = sql!(
                "INSERT INTO quotas (account_id, bytes, set_by, set_at) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (account_id) DO UPDATE
                 SET bytes = excluded.bytes, set_by = excluded.set_by, set_at = excluded.set_at"
            );
            tx.run(set, args![account, bytes, by, now]).await?;
        }
        None => {
            let lift = sql!("DELETE FROM quotas WHERE account_id = $1");
            tx.run(lift, args![account]).await?;
        }
    }
    note(authorized, account, bytes).await
}

async fn note(
    authorized: &mut Authorized<'_, SetQuota>,
    account: AccountId,
    bytes: Option<u64>,
) -> Result<(), Error> {
    let (by, policy) = (authorized.somebody().id, authorized.policy().to_owned());
    let detail = bytes.map_or_else(String::new, |bytes| bytes.to_string());
    let activity = Activity {
        actor: Some(by),
        account: Some(account),
        scope: account.into(),
        action: "setQuota",
        policy: &policy,
        subject: account.to_string(),
        detail: &detail,
    };
    let ambient = authorized.ambient();
    Ok(record(authorized.tx(), activity, ambient).await?)
}
