//! Sealed objects: every uploaded byte is encrypted before it reaches disk or bucket, and opened by range. Root key, outside
//! the database, over account key over object key; ciphertext is bound to installation, account, object and purpose.

#![forbid(unsafe_code)]

mod buffer;
pub mod chunked;
mod error;
mod key;
mod key_check;
mod keyring;
mod purpose;
mod root;
mod store;
mod vault;

pub use error::{BoxError, Error};
pub use key::{AccountKey, WrappedKey};
pub use keyring::Keyring;
pub use purpose::{InvalidPurpose, Purpose};
pub use root::{
    CopyError, HeldRoot, KeyCopy, Root, RootFuture, RootKey, RootSource, check_root_text,
};
#[cfg(feature = "s3")]
pub use store::S3Config;
pub use store::{ByteStream, Entry, EntryStream, InvalidName, Name, Store, Stored};
pub use vault::{NewObject, ObjectMeta, Sealed, SealedObject, Vault, VaultConfig};
