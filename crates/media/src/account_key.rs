//! The key of an account: made when its first object comes, kept wrapped beside the account, in versions of which the newest
//! seals. Once destroyed it never comes back.

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

impl From<KeyError> for tutela_web::Error {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Db(tutela_db::Error::Missing) => Self::NotFound,
            KeyError::Db(error) => tutela_access::Error::Db(error).into(),
            KeyError::Vault(error) => crate::upload::of_vault(error),
        }
    }
}

/// The key of an account that has one.
///
/// # Errors
/// [`tutela_vault::Error::Destroyed`] when it was destroyed.
pub async fn get(tx: &mut Tx, vault: &Vault, account: AccountId) -> Result<AccountKey, KeyError> {
    match versions(tx, account).await? {
        wrapped if wrapped.is_empty() => {
            refuse_destroyed(tx, account).await?;
            Err(tutela_db::Error::Missing.into())
        }
        wrapped => Ok(vault.keyring().account_versions(account, &wrapped).await?),
    }
}

/// The key of an account, made if there is none. Others of the account wait meanwhile: the transaction
/// that authorized this holds the account's lock.
pub async fn get_or_create(
    tx: &mut Tx,
    vault: &Vault,
    account: AccountId,
    now: Time,
) -> Result<AccountKey, KeyError> {
    let wrapped = versions(tx, account).await?;
    if !wrapped.is_empty() {
        return Ok(vault.keyring().account_versions(account, &wrapped).await?);
    }
    refuse_destroyed(tx, account).await?;
    let (key, wrapped) = vault.keyring().create(account).await?;
    add(tx, (account, 1), &wrapped, now).await?;
    Ok(key)
}

/// The wrapped versions, the newest first.
pub(crate) async fn versions(
    tx: &mut Tx,
    account: AccountId,
) -> Result<Vec<WrappedKey>, tutela_db::Error> {
    let list = sql!(
        "SELECT wrapped FROM account_keys WHERE account_id = $1 ORDER BY version DESC, account_id"
    );
    let rows = tx.rows(list, args![account]).await?;
    rows.iter().map(|row| row.blob(0).map(WrappedKey)).collect()
}

pub(crate) async fn add(
    tx: &mut Tx,
    (account, version): (AccountId, i64),
    wrapped: &WrappedKey,
    now: Time,
) -> Result<(), tutela_db::Error> {
    let insert = sql!(
        "INSERT INTO account_keys (account_id, version, wrapped, created_at) VALUES ($1, $2, $3, $4)"
    );
    tx.run(insert, args![account, version, wrapped.0.clone(), now])
        .await?;
    Ok(())
}

async fn refuse_destroyed(tx: &mut Tx, account: AccountId) -> Result<(), KeyError> {
    let find = sql!("SELECT destroyed_at FROM destroyed_keys WHERE account_id = $1");
    match tx.find(find, args![account]).await? {
        Some(_) => Err(tutela_vault::Error::Destroyed.into()),
        None => Ok(()),
    }
}
