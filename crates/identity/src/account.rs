//! Accounts: the companies that teach here.

use tutela_access::{
    Authorized, CreateAccount, EnterAccount, NewScope, Place, ViewPlatform, found_with, open_scope,
};
use tutela_audit::{Activity, record};
use tutela_core::{AccountId, Ambient, PersonId, Role, Scope, Time, Token, squeeze};
use tutela_db::{Row, Tx, args, sql};

use crate::people::{self, CannotAdd, Newcomer};
use crate::welcome;

/// Why a text cannot be the name of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAccountName {
    #[error("an account needs a name")]
    Empty,
    #[error("the name of an account has at most 120 characters")]
    TooLong,
}

/// An account to be, with the person who will own it.
#[derive(Debug, Clone)]
pub struct NewAccount {
    name: String,
    owner: Newcomer,
}

impl NewAccount {
    /// Reads the name that somebody typed.
    ///
    /// # Errors
    /// [`InvalidAccountName`] says what is wrong with it.
    pub fn new(name: &str, owner: Newcomer) -> Result<Self, InvalidAccountName> {
        let name = squeeze(name);
        match name.chars().count() {
            0 => Err(InvalidAccountName::Empty),
            121.. => Err(InvalidAccountName::TooLong),
            _ => Ok(Self { name, owner }),
        }
    }
}

/// An account that was made, and the link by which its owner sets his password.
#[derive(Debug)]
pub struct Created {
    pub account: AccountId,
    pub owner: PersonId,
    pub welcome: Token,
}

/// An account as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    pub name: String,
    pub created_at: Time,
}

/// Makes an account and its owner. Nobody else ever makes an owner.
pub async fn create(
    authorized: &mut Authorized<'_, CreateAccount>,
    new: &NewAccount,
) -> Result<Created, CannotAdd> {
    let (by, ambient) = (authorized.somebody().id, authorized.ambient());
    let (policy, language) = (
        authorized.policy().to_owned(),
        authorized.somebody().language.clone(),
    );
    let tx = authorized.tx();
    let owner = people::create(tx, &new.owner, &language, ambient).await?;
    let account = found(tx, &new.name, owner, ambient).await?;
    let welcome = welcome::create(tx, owner, Some(by), ambient).await?;
    let activity = Activity {
        actor: Some(by),
        account: Some(account),
        scope: account.into(),
        action: "createAccount",
        policy: &policy,
        subject: account.to_string(),
        detail: &new.name,
    };
    record(tx, activity, ambient).await?;
    Ok(Created {
        account,
        owner,
        welcome,
    })
}

/// Makes an account that a person owns.
pub(crate) async fn found(
    tx: &mut Tx,
    name: &str,
    owner: PersonId,
    ambient: &Ambient,
) -> Result<AccountId, tutela_access::Error> {
    let (account, now): (AccountId, _) = (ambient.id(), ambient.now());
    let scope = NewScope {
        scope: Scope::Account(account),
        within: Place::default(),
    };
    open_scope(tx, scope, now).await?;
    let insert = sql!("INSERT INTO accounts (id, name, created_at) VALUES ($1, $2, $3)");
    tx.run(insert, args![account, name, now]).await?;
    found_with(tx, owner, Role::AccountOwner, Some(account), ambient).await?;
    Ok(account)
}

/// All accounts, for those who run the platform.
pub async fn list(
    authorized: &mut Authorized<'_, ViewPlatform>,
) -> Result<Vec<Account>, tutela_db::Error> {
    let list = sql!("SELECT id, name, created_at FROM accounts ORDER BY name, id");
    authorized
        .tx()
        .rows(list, args![])
        .await?
        .iter()
        .map(read)
        .collect()
}

/// The account that the caller entered.
pub async fn get(
    authorized: &mut Authorized<'_, EnterAccount>,
) -> Result<Account, tutela_db::Error> {
    let account = authorized.on();
    let get = sql!("SELECT id, name, created_at FROM accounts WHERE id = $1");
    read(&authorized.tx().get(get, args![account]).await?)
}

/// The name of an account, for a breadcrumb of somebody who is inside it.
pub async fn name(tx: &mut Tx, account: AccountId) -> Result<String, tutela_db::Error> {
    tx.get(
        sql!("SELECT name FROM accounts WHERE id = $1"),
        args![account],
    )
    .await?
    .text(0)
}

fn read(row: &Row) -> Result<Account, tutela_db::Error> {
    Ok(Account {
        id: row.id(0)?,
        name: row.text(1)?,
        created_at: row.time(2)?,
    })
}
