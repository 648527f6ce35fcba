//! The key under which short secrets rest in rows, such as a code in a letter that waits: made once for all nodes, kept
//! wrapped by the root key.

use anyhow::Result;
use tutela_core::Ambient;
use tutela_db::{Db, Lock, Tx, args, sql};
use tutela_vault::{Vault, WrappedKey};

/// The row's id.
const CURRENT: &str = "current";
/// Two nodes that start at once take turns.
const MAKING: Lock = Lock::Exclusive(0x686f_7573_656b_6579);

/// Opens it, or makes it at the first start, and hands it to `ambient` and all its clones.
pub async fn lay_in(db: &Db, vault: &Vault, ambient: &Ambient) -> Result<()> {
    let mut tx = db.write().await?;
    tx.lock(MAKING).await?;
    let wrapped = match find(&mut tx).await? {
        Some(wrapped) => wrapped,
        None => make(&mut tx, vault, ambient).await?,
    };
    tx.commit().await?;
    ambient.seal_with(vault.keyring().house_key(&wrapped).await?);
    Ok(())
}

/// Wraps it anew under the root key in force. Gives how many were not under it: one or none.
pub async fn renew(db: &Db, vault: &Vault) -> Result<u64> {
    let mut tx = db.write().await?;
    tx.lock(MAKING).await?;
    let Some(wrapped) = find(&mut tx).await? else {
        return Ok(0);
    };
    let Some(new) = vault.keyring().renew_house_key(&wrapped).await? else {
        return Ok(0);
    };
    let update = sql!("UPDATE house_keys SET wrapped = $2 WHERE id = $1");
    tx.run(update, args![CURRENT, new.0]).await?;
    tx.commit().await?;
    Ok(1)
}

async fn find(tx: &mut Tx) -> Result<Option<WrappedKey>> {
    let find = sql!("SELECT wrapped FROM house_keys WHERE id = $1");
    let row = tx.find(find, args![CURRENT]).await?;
    Ok(row.map(|row| row.blob(0)).transpose()?.map(WrappedKey))
}

async fn make(tx: &mut Tx, vault: &Vault, ambient: &Ambient) -> Result<WrappedKey> {
    let wrapped = vault.keyring().create_house_key().await?;
    let insert = sql!("INSERT INTO house_keys (id, wrapped, created_at) VALUES ($1, $2, $3)");
    let values = args![CURRENT, wrapped.0.clone(), ambient.now()];
    tx.run(insert, values).await?;
    Ok(wrapped)
}
