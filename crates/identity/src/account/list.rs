//! All accounts, as those who run the platform see them: from outside.

use std::collections::HashMap;

use tutela_access::{Authorized, Error, ViewPlatform, owners};
use tutela_core::{AccountId, Time};
use tutela_db::{args, sql};

/// An account as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    pub name: String,
    /// The names of its owners.
    pub owners: Vec<String>,
    /// How many people belong to it.
    pub people: u64,
    pub created_at: Time,
}

/// All accounts, by name.
pub async fn list(authorized: &mut Authorized<'_, ViewPlatform>) -> Result<Vec<Account>, Error> {
    let mut owned: HashMap<AccountId, Vec<String>> = HashMap::new();
    for (account, owner) in owners(authorized).await? {
        owned.entry(account).or_default().push(owner);
    }
    let list = sql!(
        "SELECT a.id, a.name, a.created_at,
                (SELECT COUNT(*) FROM members m WHERE m.account_id = a.id AND m.left_at IS NULL)
         FROM accounts a
         ORDER BY a.name, a.id"
    );
    let rows = authorized.tx().rows(list, args![]).await?;
    let read = |row: &tutela_db::Row| {
        let id: AccountId = row.id(0)?;
        Ok(Account {
            id,
            name: row.text(1)?,
            owners: owned.remove(&id).unwrap_or_default(),
            people: row.count(3)?,
            created_at: row.time(2)?,
        })
    };
    rows.iter().map(read).collect()
}
