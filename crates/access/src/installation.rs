//! The id of this installation, drawn when it is first asked for. Sealed objects are bound to it.

use tutela_core::Ambient;
use tutela_db::{Error, Tx, args, sql};
use uuid::Uuid;

/// The installation's id.
pub async fn installation(tx: &mut Tx, ambient: &Ambient) -> Result<Uuid, Error> {
    let find = sql!("SELECT id FROM installation ORDER BY created_at, id");
    if let Some(row) = tx.find(find, args![]).await? {
        return row.id(0);
    }
    let id: Uuid = ambient.id();
    let insert = sql!("INSERT INTO installation (id, created_at) VALUES ($1, $2)");
    tx.run(insert, args![id.to_string(), ambient.now()]).await?;
    Ok(id)
}
