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
        let key = AccountKey::new(account, Arc::clone(&self.installation), &[key]);
        Ok((key, wrapped))
    }

    /// The key of an account from its wrapped form; [`Error::WrongKey`] when the root or the account is another.
    pub async fn account(
        &self,
        account: AccountId,
        wrapped: &WrappedKey,
    ) -> Result<AccountKey, Error> {
        self.account_versions(account, std::slice::from_ref(wrapped))
            .await
    }

    /// The key of an account from all its versions, the newest first.
    pub async fn account_versions(
        &self,
        account: AccountId,
        wrapped: &[WrappedKey],
    ) -> Result<AccountKey, Error> {
        let context = self.account_context(account);
        let mut versions = Vec::with_capacity(wrapped.len());
        for one in wrapped {
            versions.push(self.root.unwrap(one, &context).await?);
        }
        if versions.is_empty() {
            return Err(Error::WrongKey);
        }
        let installation = Arc::clone(&self.installation);
        Ok(AccountKey::new(account, installation, &versions))
    }

    /// Wraps the key of an account anew, under the root key that is in force: one row of a rotation. Nothing when it is
    /// under that one already.
    pub async fn renew_account(
        &self,
        account: AccountId,
        wrapped: &WrappedKey,
    ) -> Result<Option<WrappedKey>, Error> {
        self.renew(wrapped, &self.account_context(account)).await
    }

    /// The same for the key of short secrets in rows.
    pub async fn renew_house_key(&self, wrapped: &WrappedKey) -> Result<Option<WrappedKey>, Error> {
        self.renew(wrapped, &self.house_context()).await
    }

    async fn renew(
        &self,
        wrapped: &WrappedKey,
        context: &str,
    ) -> Result<Option<WrappedKey>, Error> {
        if self.root.is_current(wrapped, context).await? {
            return Ok(None);
        }
        let key = self.root.unwrap(wrapped, context).await?;
        Ok(Some(self.root.wrap(&key, context).await?))
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

    /// The same installation under another root.
    pub(crate) fn under(&self, root: Arc<dyn Root>) -> Self {
        Self {
            root,
            ..self.clone()
        }
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

    /// Whether `value` was made by the root key in force, and not by a former one.
    pub(crate) async fn made(&self, value: &WrappedKey) -> Result<bool, Error> {
        self.root.is_current(value, &self.check_context()).await
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
