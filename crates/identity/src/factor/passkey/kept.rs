//! The passkeys that the house knows: public keys alone, which let nobody in who steals them.

use tutela_core::{ActivityId, Ambient, PersonId};
use tutela_db::{Row, Tx, args, sql};
use webauthn_rs::prelude::Passkey;

use super::CannotUse;
use super::ceremony::text;

/// A passkey and whose it is.
pub struct Kept {
    pub id: String,
    pub person: PersonId,
    pub name: String,
    pub key: Passkey,
}

/// The passkey that a browser says it used, of a person who is not blocked.
pub async fn find(tx: &mut Tx, credential: &[u8]) -> Result<Option<Kept>, CannotUse> {
    let find = sql!(
        "SELECT k.id, k.person_id, p.name, k.passkey
         FROM passkeys k
         JOIN persons p ON p.id = k.person_id
         WHERE k.credential_id = $1 AND p.blocked_at IS NULL"
    );
    let row = tx.find(find, args![credential]).await?;
    row.as_ref().map(read).transpose()
}

/// All passkeys of a person.
pub async fn of(tx: &mut Tx, person: PersonId) -> Result<Vec<Kept>, CannotUse> {
    let list = sql!(
        "SELECT k.id, k.person_id, p.name, k.passkey
         FROM passkeys k
         JOIN persons p ON p.id = k.person_id
         WHERE k.person_id = $1
         ORDER BY k.created_at, k.id"
    );
    let rows = tx.rows(list, args![person]).await?;
    rows.iter().map(read).collect()
}

/// One passkey more. One that somebody has already is not taken twice.
pub async fn insert(
    tx: &mut Tx,
    (person, name): (PersonId, &str),
    key: &Passkey,
    ambient: &Ambient,
) -> Result<(), CannotUse> {
    let id: ActivityId = ambient.id();
    let credential: &[u8] = key.cred_id().as_ref();
    let known = sql!("SELECT id FROM passkeys WHERE credential_id = $1");
    if tx.find(known, args![credential]).await?.is_some() {
        return Err(CannotUse::Wrong);
    }
    let insert = sql!(
        "INSERT INTO passkeys (id, person_id, credential_id, name, passkey, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)"
    );
    let args = args![id, person, credential, name, text(key)?, ambient.now()];
    tx.run(insert, args).await?;
    Ok(())
}

fn read(row: &Row) -> Result<Kept, CannotUse> {
    Ok(Kept {
        id: row.text(0)?,
        person: row.id(1)?,
        name: row.text(2)?,
        key: serde_json::from_str(&row.text(3)?).map_err(|_| CannotUse::Wrong)?,
    })
}
