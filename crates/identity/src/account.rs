//! Accounts: the companies that teach here.

pub(crate) mod api;
mod list;
mod name;
pub mod rules;
pub(crate) mod screen;
mod typed;

use tutela_access::{Authorized, CreateAccount, NewScope, Place, found_with, open_scope};
use tutela_audit::{Activity, record};
use tutela_core::{AccountId, Ambient, PersonId, Role, Scope, Token};
use tutela_db::{Tx, args, sql};

pub use list::{Account, list};
pub use name::{AccountName, InvalidAccountName};

use crate::invitation;
use crate::people::{self, CannotAdd, Newcomer};

/// An account to be, with the person who will own it.
#[derive(Debug, Clone)]
pub struct NewAccount {
    pub name: AccountName,
    pub owner: Newcomer,
}

/// An account that was made.
#[derive(Debug)]
pub struct Created {
    pub account: AccountId,
    pub owner: PersonId,
    /// The link by which its owner sets his password, where none was set for him.
    pub welcome: Option<Token>,
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
    let account = found(tx, new.name.as_str(), owner, ambient).await?;
    let welcome = match new.owner.password {
        Some(_) => None,
        None => {
            let scope = (Scope::Platform, Some(account));
            Some(invitation::for_person(tx, (owner, by), scope, ambient).await?)
        }
    };
    let activity = Activity {
        actor: Some(by),
        account: Some(account),
        scope: account.into(),
        action: "createAccount",
        policy: &policy,
        subject: account.to_string(),
        detail: new.name.as_str(),
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
