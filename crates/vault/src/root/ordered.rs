//! Several holders of root keys in one order: the first is in force, the others open what is not wrapped anew yet. This is how one
//! moves from a key in a variable to another, from a file to a key service, and back.

use std::path::PathBuf;
use std::sync::Arc;

use tutela_core::{Ambient, Secret};

use super::{HeldRoot, Root, RootFuture, RootKey};
use crate::key::KeyBytes;
use crate::{Error, WrappedKey};

/// What a word begins with that names a key service.
pub(super) const SERVICE: &str = "aws-kms://";
const FILE: &str = "file:";

/// At least one root.
pub(super) struct Ordered(Vec<Arc<dyn Root>>);

impl Ordered {
    /// Reads words with white space between: a key in base64, `file:` and the path of a key file, or the address of a key
    /// service.
    pub(super) fn parse(text: &Secret<String>, ambient: &Ambient) -> Result<Self, Error> {
        let words = text.expose().split_whitespace();
        let mut roots: Vec<Arc<dyn Root>> = Vec::new();
        for word in words {
            roots.push(match word.strip_prefix(FILE) {
                Some(path) => Arc::new(HeldRoot::of_file(PathBuf::from(path), ambient)?),
                None if word.starts_with(SERVICE) => service(word)?,
                None => Arc::new(RootKey::parse(&Secret::new(word.to_owned()), ambient)?),
            });
        }
        if roots.is_empty() {
            roots.push(Arc::new(RootKey::parse(text, ambient)?));
        }
        Ok(Self(roots))
    }

    async fn open(&self, wrapped: &WrappedKey, context: &str) -> Result<KeyBytes, Error> {
        for root in &self.0 {
            match root.unwrap(wrapped, context).await {
                Err(Error::WrongKey) => {}
                opened => return opened,
            }
        }
        Err(Error::WrongKey)
    }
}

impl Root for Ordered {
    fn wrap<'a>(&'a self, key: &'a KeyBytes, context: &'a str) -> RootFuture<'a, WrappedKey> {
        self.0[0].wrap(key, context)
    }

    fn unwrap<'a>(&'a self, wrapped: &'a WrappedKey, context: &'a str) -> RootFuture<'a, KeyBytes> {
        Box::pin(self.open(wrapped, context))
    }

    fn is_current<'a>(&'a self, wrapped: &'a WrappedKey, context: &'a str) -> RootFuture<'a, bool> {
        self.0[0].is_current(wrapped, context)
    }
}

#[cfg(feature = "kms")]
fn service(address: &str) -> Result<Arc<dyn Root>, Error> {
    Ok(Arc::new(super::kms::Kms::open(address)?))
}

#[cfg(not(feature = "kms"))]
fn service(_: &str) -> Result<Arc<dyn Root>, Error> {
    Err(Error::config(
        "this build cannot ask a key service; build it with the feature kms",
    ))
}
