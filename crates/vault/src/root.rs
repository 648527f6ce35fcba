//! The root key: the one secret outside the database. Behind a trait, so that a key service can hold it instead.

use std::fmt;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;

use aws_lc_rs::aead::LessSafeKey;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use tutela_core::{Ambient, Secret};
use zeroize::Zeroizing;

use crate::key::{self, KeyBytes};
use crate::{Error, WrappedKey};

mod copy;
mod file;
mod held;
#[cfg(feature = "kms")]
mod kms;
mod ordered;

pub use copy::{CopyError, KeyCopy};
pub use held::HeldRoot;

/// The future that a [`Root`] answers with.
pub type RootFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>;

/// Whoever holds the root key: it wraps and unwraps, and never gives the key out.
pub trait Root: Send + Sync {
    /// Closes `key`, bound to `context`.
    fn wrap<'a>(
        &'a self,
        key: &'a Zeroizing<[u8; 32]>,
        context: &'a str,
    ) -> RootFuture<'a, WrappedKey>;

    /// Opens what [`Root::wrap`] closed; [`Error::WrongKey`] with another key or context.
    fn unwrap<'a>(
        &'a self,
        wrapped: &'a WrappedKey,
        context: &'a str,
    ) -> RootFuture<'a, Zeroizing<[u8; 32]>>;

    /// Whether the key in force wrapped it, and not a former one that still opens.
    fn is_current<'a>(&'a self, wrapped: &'a WrappedKey, context: &'a str) -> RootFuture<'a, bool> {
        Box::pin(async move {
            match self.unwrap(wrapped, context).await {
                Ok(_) => Ok(true),
                Err(Error::WrongKey) => Ok(false),
                Err(other) => Err(other),
            }
        })
    }
}

/// Where the root key comes from.
#[derive(Clone)]
pub enum RootSource {
    /// A file of mode 0600 that holds 32 bytes in base64; created at the first start. Further lines hold former keys,
    /// which open what is not wrapped anew yet; the file is read again when it changes.
    File(PathBuf),
    /// What an environment variable carries: 32 bytes in base64, `file:` and the path of a key file, or `aws-kms://` and a key of
    /// that service; former ones behind it, with white space between.
    Text(Secret<String>),
    /// Another holder, such as a key service.
    Other(Arc<dyn Root>),
}

impl RootSource {
    /// The root of an installation. A missing file is created only when `first_start`.
    pub(crate) fn load(self, first_start: bool, ambient: &Ambient) -> Result<Arc<dyn Root>, Error> {
        match self {
            Self::File(path) => {
                if first_start {
                    RootKey::read_or_create(&path, ambient)?;
                }
                Ok(Arc::new(HeldRoot::of_file(path, ambient)?))
            }
            Self::Text(text) => Ok(Arc::new(ordered::Ordered::parse(&text, ambient)?)),
            Self::Other(root) => Ok(root),
        }
    }
}

/// Whether a text can be a source of root keys; nothing is opened with it, and no service is asked.
pub fn check_root_text(text: &Secret<String>, ambient: &Ambient) -> Result<(), Error> {
    ordered::Ordered::parse(text, ambient).map(drop)
}

/// A root key in the memory of this process.
pub struct RootKey {
    aead: LessSafeKey,
    ambient: Ambient,
}

impl RootKey {
    /// A new root key and the text that [`RootKey::parse`] reads, for a file, a variable or an escrow copy.
    pub fn generate(ambient: &Ambient) -> (Self, Secret<String>) {
        let bytes = key::random(ambient);
        let text = Secret::new(URL_SAFE_NO_PAD.encode(&bytes[..]));
        (Self::from_bytes(&bytes, ambient), text)
    }

    /// Reads 32 bytes in base64, either alphabet, padded or not, white space around it.
    pub fn parse(text: &Secret<String>, ambient: &Ambient) -> Result<Self, Error> {
        let bytes = decode(text.expose()).ok_or_else(|| Error::BadKey {
            at: "the configuration".to_owned(),
            why: "it must be 32 random bytes in base64, as `openssl rand -base64 32` prints them"
                .to_owned(),
        })?;
        Ok(Self::from_bytes(&bytes, ambient))
    }

    /// Reads the key in force from the key file, which must be nobody else's to read.
    pub fn read(path: &Path, ambient: &Ambient) -> Result<Self, Error> {
        let text = file::read(path)?;
        let first = text.split_whitespace().next().and_then(decode);
        let bytes = first.ok_or_else(|| held::unreadable(path))?;
        Ok(Self::from_bytes(&bytes, ambient))
    }

    /// Reads the key file, or makes it when there is none. Only for a first start: with data present a missing key is an error.
    pub fn read_or_create(path: &Path, ambient: &Ambient) -> Result<Self, Error> {
        if path.exists() {
            return Self::read(path, ambient);
        }
        let (_, text) = Self::generate(ambient);
        file::create(path, text.expose())?;
        Self::read(path, ambient)
    }

    fn from_bytes(bytes: &KeyBytes, ambient: &Ambient) -> Self {
        Self {
            aead: key::wrapping_key(bytes),
            ambient: ambient.clone(),
        }
    }
}

impl Root for RootKey {
    fn wrap<'a>(&'a self, key: &'a KeyBytes, context: &'a str) -> RootFuture<'a, WrappedKey> {
        let wrapped = WrappedKey(key::wrap(&self.aead, key, context, &self.ambient));
        Box::pin(async move { Ok(wrapped) })
    }

    fn unwrap<'a>(&'a self, wrapped: &'a WrappedKey, context: &'a str) -> RootFuture<'a, KeyBytes> {
        let key = key::unwrap(&self.aead, &wrapped.0, context).ok_or(Error::WrongKey);
        Box::pin(async move { key })
    }
}

impl fmt::Debug for RootKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RootKey")
    }
}

impl fmt::Debug for RootSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "File({})", path.display()),
            Self::Text(_) => f.write_str("Text"),
            Self::Other(_) => f.write_str("Other"),
        }
    }
}

/// 32 bytes in base64, either alphabet, padded or not.
fn decode(text: &str) -> Option<KeyBytes> {
    let text = text.trim().trim_end_matches('=');
    let text = Zeroizing::new(text.replace('+', "-").replace('/', "_"));
    if text.len() != 43 {
        return None;
    }
    let mut bytes = Zeroizing::new([0; 32]);
    let length = URL_SAFE_NO_PAD
        .decode_slice(text.as_bytes(), &mut bytes[..])
        .ok()?;
    (length == bytes.len()).then_some(bytes)
}
