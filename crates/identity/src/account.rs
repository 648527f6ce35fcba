//! Accounts: the companies that teach here.

pub(crate) mod api;
mod list;
mod name;
pub mod rules;
pub(crate) mod screen;
mod typed;

use tutela_access::{
    Authorized, CreateAccount, NewPerson, NewScope, Place, create_person, found_with, open_scope,
};
use tutela_audit::{Activity, record};
use tutela_core::{AccountId, Ambient, NameKind, PersonId, Role, Scope, Token};
use tutela_db::{Tx, args, sql};

pub use list::{Account, list};
pub use name::{AccountName, InvalidAccountName};

use crate::invitation::{self, Address};
use crate::people::{self, CannotAdd, Newcomer};
use crate::username;

/// An account to be, with the person who will own it.
#[derive(Debug, Clone)]
pub struct NewAccount {
    pub name: AccountName,
    pub owner: Newcomer,
    /// Where the owner's user name is an address: he is written to there, and it becomes his when he answers.
    pub address: Option<Address>,
}

/// An account that was made.
#[derive(Debug)]
pub struct Created {
    pub account: AccountId,
    pub owner: PersonId,
    /// The link by which its owner sets his password, where none was set for him and no letter brings it.
    pub welcome: Option<Token>,
}

/// Makes an account and its owner. Nobody else ever makes an owner.
pub async fn create(
    authorized: &mut Authorized<'_, CreateAccount>,
    new: &NewAccount,
) -> Result<Created, CannotAdd> {
    authorized.demand_proof()?;
    let (somebody, ambient) = (authorized.somebody().clone(), authorized.ambient());
    let (by, policy) = (somebody.id, authorized.policy().to_owned());
    let tx = authorized.tx();
    let owner = owner(tx, new, &somebody.language, ambient).await?;
    let account = found(tx, new.name.as_str(), owner, ambient).await?;
    let welcome = match (&new.address, &new.owner.password) {
        (Some(address), _) => {
            let from = (&somebody, account);
            invitation::for_person_at(tx, (owner, address), from, ambient).await?;
            None
        }
        (None, Some(_)) => None,
        (None, None) => {
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

/// The person who will own it. An address is not his user name yet; who makes accounts sees whose it is already.
async fn owner(
    tx: &mut Tx,
    new: &NewAccount,
    language: &str,
    ambient: &Ambient,
) -> Result<PersonId, CannotAdd> {
    let Some(address) = &new.address else {
        if new.owner.username.kind() != NameKind::Id {
            return Err(CannotAdd::Unconfirmed);
        }
        return people::create(tx, &new.owner, language, ambient).await;
    };
    if username::find(tx, address.username()).await?.is_some() {
        return Err(CannotAdd::Taken);
    }
    let person = NewPerson {
        name: new.owner.name.to_string(),
        language: language.to_owned(),
    };
    Ok(create_person(tx, &person, ambient).await?)
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
