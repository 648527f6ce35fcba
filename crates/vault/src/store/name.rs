//! Names in a store: paths of plain words, so that none can climb out of it or meet its working files.

use std::fmt;
use std::str::FromStr;

use tutela_core::{AccountId, ObjectId};

/// A path of words of lower-case letters, digits and hyphens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

/// The text is not a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a name in a store")]
pub struct InvalidName;

impl Name {
    /// The sealed bytes of an object.
    pub fn object(account: AccountId, object: ObjectId) -> Self {
        Self(format!("objects/{account}/{object}"))
    }

    /// The folder of all objects of an account.
    pub fn account(account: AccountId) -> Self {
        Self(format!("objects/{account}"))
    }

    /// The folder of all objects.
    pub fn objects() -> Self {
        Self("objects".to_owned())
    }

    pub(crate) fn key_checks() -> Self {
        Self("key-check".to_owned())
    }

    pub(crate) fn key_check(id: ObjectId) -> Self {
        Self(format!("key-check/{id}"))
    }

    pub(crate) fn ids(&self) -> Option<(AccountId, ObjectId)> {
        let (account, object) = self.0.strip_prefix("objects/")?.split_once('/')?;
        Some((account.parse().ok()?, object.parse().ok()?))
    }

    /// The path, parts divided by `/`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let word = |part: &str| !part.is_empty() && part.bytes().all(plain);
        if text.len() > 512 || !text.split('/').all(word) {
            return Err(InvalidName);
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leaves_the_store() {
        for text in [
            "",
            "/",
            "..",
            "a/../b",
            "a//b",
            "/a",
            "a/",
            ".unfinished/x",
            "A",
            "a b",
            "a\0",
        ] {
            assert_eq!(text.parse::<Name>(), Err(InvalidName), "{text}");
        }
        assert_eq!(
            "backup/2026-11-23".parse::<Name>().unwrap().as_str(),
            "backup/2026-11-23"
        );
    }

    #[test]
    fn an_object_is_found_again_by_its_name() {
        let ambient = tutela_core::Ambient::system();
        let ids = (ambient.id(), ambient.id());
        assert_eq!(Name::object(ids.0, ids.1).ids(), Some(ids));
        assert_eq!(Name::account(ids.0).ids(), None);
    }
}
