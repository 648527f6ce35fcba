//! The root key at work: it makes, opens and re-wraps the keys of accounts, and recognises itself by a check value.

use std::fmt;
use std::sync::Arc;

use tutela_core::{AccountId, Ambient, SealingKey};

use crate::key::{self, AccountKey, WrappedKey};
use crate::{Error, Root};

/// The root key of one installation. Cheap to clone.
#[derive(Clone)]
pub struct Keyring {
    root: Arc<dyn Root>,
    installation: Arc<str>,
    ambient: Ambient,
}

impl Keyring {
    /// A keyring for `installation`: 1 to 64 letters, digits or hyphens that never change.
    pub fn new(root: Arc<dyn Root>, installation: &str, ambient: &Ambient) -> Result<Self, Error> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if !(1..=64).contains(&installation.len()) || !installation.bytes().all(plain) {
            return Err(Error::config(
                "the installation id must be 1 to 64 letters, digits or hyphens",
            ));
        }
        Ok(Self {
            root,
            installation: installation.into(),
            ambient: ambient.clone(),
        })
    }

    /// A key for a new account, and its wrapped form for the database.
    pub async fn create(&self, account: AccountId) -> Result<(AccountKey, WrappedKey), Error> {
        let key = key::random(&self.ambient);
        let wrapped = self.root.wrap(&key, &self.account_context(account)).await?;
        let key = AccountKey::new(account, Arc::clone(&self.installation), &key);
        Ok((key, wrapped))
    }

    /// The key of an account from its wrapped form; [`Error::WrongKey`] when the root or the account is another.
    pub async fn account(
        &self,
        account: AccountId,
        wrapped: &WrappedKey,
    ) -> Result<AccountKey, Error> {
        let key = self
            .root
            .unwrap(wrapped, &self.account_context(account))
            .await?;
        Ok(AccountKey::new(
            account,
            Arc::clone(&self.installation),
            &key,
        ))
    }

    /// Wraps an account's key under the root of `next`: one step of a root key rotation. Objects stay as they are.
    pub async fn rewrap(
        &self,
        next: &Keyring,
        account: AccountId,
        wrapped: &WrappedKey,
    ) -> Result<WrappedKey, Error> {
        let key = self
            .root
            .unwrap(wrapped, &self.account_context(account))
            .await?;
        next.root.wrap(&key, &next.account_context(account)).await
    }

    /// A key for short secrets in rows, in its wrapped form for the database.
    pub async fn create_house_key(&self) -> Result<WrappedKey, Error> {
        let key = key::random(&self.ambient);
        self.root.wrap(&key, &self.house_context()).await
    }

    /// The key for short secrets from its wrapped form; [`Error::WrongKey`] when the root is another.
    pub async fn house_key(&self, wrapped: &WrappedKey) -> Result<SealingKey, Error> {
        let key = self.root.unwrap(wrapped, &self.house_context()).await?;
        Ok(SealingKey::new(&key))
    }

    pub(crate) fn installation(&self) -> &str {
        &self.installation
    }

    pub(crate) fn ambient(&self) -> &Ambient {
        &self.ambient
    }

    /// A value that only this root key opens, to recognise it by.
    pub(crate) async fn check_value(&self) -> Result<WrappedKey, Error> {
        self.root
            .wrap(&key::random(&self.ambient), &self.check_context())
            .await
    }

    /// Whether `value` was made by this root key.
    pub(crate) async fn recognises(&self, value: &WrappedKey) -> Result<bool, Error> {
        match self.root.unwrap(value, &self.check_context()).await {
            Ok(_) => Ok(true),
            Err(Error::WrongKey) => Ok(false),
            Err(other) => Err(other),
        }
    }

    fn account_context(&self, account: AccountId) -> String {
        format!("account key|tutela/v1|{}|{account}", self.installation)
    }

    fn house_context(&self) -> String {
        format!("house key|tutela/v1|{}", self.installation)
    }

    fn check_context(&self) -> String {
        format!("key check|tutela/v1|{}", self.installation)
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keyring({})", self.installation)
    }
}
