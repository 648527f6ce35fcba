//! The key of an account: made when its first object comes, kept wrapped beside the account.

use tutela_core::{AccountId, Time};
use tutela_db::{Tx, args, sql};
use tutela_vault::{AccountKey, Vault, WrappedKey};

/// What can go wrong between the row and the keyring.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error(transparent)]
    Db(#[from] tutela_db::Error),
    #[error(transparent)]
    Vault(#[from] tutela_vault::Error),
}

/// The key of an account that has one.
pub async fn get(tx: &mut Tx, vault: &Vault, account: AccountId) -> Result<AccountKey, KeyError> {
    let wrapped = find(tx, account).await?.ok_or(tutela_db::Error::Missing)?;
    Ok(vault.keyring().account(account, &wrapped).await?)
}

/// The key of an account, made if there is none. Others of the account wait meanwhile: the transaction
/// that authorized this holds the account's lock.
pub async fn get_or_create(
    tx: &mut Tx,
    vault: &Vault,
    account: AccountId,
    now: Time,
) -> Result<AccountKey, KeyError> {
    if let Some(wrapped) = find(tx, account).await? {
        return Ok(vault.keyring().account(account, &wrapped).await?);
    }
    let (key, wrapped) = vault.keyring().create(account).await?;
    let insert =
        sql!("INSERT INTO account_keys (account_id, wrapped, created_at) VALUES ($1, $2, $3)");
    tx.run(insert, args![account, wrapped.0, now]).await?;
    Ok(key)
}

async fn find(tx: &mut Tx, account: AccountId) -> Result<Option<WrappedKey>, tutela_db::Error> {
    let find = sql!("SELECT wrapped FROM account_keys WHERE account_id = $1");
    let row = tx.find(find, args![account]).await?;
    row.map(|row| row.blob(0).map(WrappedKey)).transpose()
}
