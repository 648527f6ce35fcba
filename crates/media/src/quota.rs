//! How many bytes an account may keep, and how many of them are left.

use tutela_core::AccountId;
use tutela_db::{Tx, args, sql};

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
