//! An account as those see it who teach and learn there: its name, and the way in.

pub(crate) mod screen;

use tutela_access::{Authorized, Error, ViewSelf};
use tutela_core::AccountId;
use tutela_db::{Tx, args, sql};

/// An account that somebody belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    pub name: String,
}

/// The accounts that the caller belongs to, by name.
pub async fn mine(authorized: &mut Authorized<'_, ViewSelf>) -> Result<Vec<Account>, Error> {
    let person = authorized.somebody().id;
    let list = sql!(
        "SELECT a.id, a.name
         FROM members m
         JOIN accounts a ON a.id = m.account_id
         JOIN scopes s ON s.id = m.account_id AND s.closed_at IS NULL
         WHERE m.person_id = $1 AND m.left_at IS NULL
         ORDER BY a.name, a.id"
    );
    let rows = authorized.tx().rows(list, args![person]).await?;
    let account = |row: &tutela_db::Row| {
        Ok(Account {
            id: row.id(0)?,
            name: row.text(1)?,
        })
    };
    rows.iter().map(account).collect()
}

/// The name of an account, for somebody who is inside it.
pub async fn name(tx: &mut Tx, account: AccountId) -> Result<String, Error> {
    let get = sql!("SELECT name FROM accounts WHERE id = $1");
    Ok(tx.get(get, args![account]).await?.text(0)?)
}
