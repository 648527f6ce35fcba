//! The keys below the root: one per account, one per object, each at rest only wrapped by the one above it.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use tutela_core::{AccountId, Ambient, ObjectId};
use zeroize::Zeroizing;

use crate::{Error, Purpose};

/// 256 secret bits, wiped when dropped.
pub(crate) type KeyBytes = Zeroizing<[u8; 32]>;

const VERSION: u8 = 1;
const TAG: usize = 16;
const WRAPPED: usize = 1 + NONCE_LEN + 32 + TAG;

/// A key that was closed with the key above it; safe to keep in the database.
#[derive(Clone, PartialEq, Eq)]
pub struct WrappedKey(pub Vec<u8>);

impl fmt::Debug for WrappedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WrappedKey")
    }
}

/// The key of one account, under the root key; it wraps the keys of the account's objects. Cheap to clone.
#[derive(Clone)]
pub struct AccountKey {
    account: AccountId,
    installation: Arc<str>,
    /// Its versions, the newest first: that one wraps, all of them unwrap.
    aeads: Arc<[LessSafeKey]>,
}

impl AccountKey {
    pub(crate) fn new(account: AccountId, installation: Arc<str>, versions: &[KeyBytes]) -> Self {
        Self {
            account,
            installation,
            aeads: versions.iter().map(wrapping_key).collect(),
        }
    }

    /// Whose key it is.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// What an object's key and ciphertext are bound to, so that neither opens anywhere else.
    pub(crate) fn context(&self, object: ObjectId, purpose: &Purpose) -> String {
        format!(
            "tutela/v1|{}|{}|{object}|{purpose}",
            self.installation, self.account
        )
    }

    pub(crate) fn wrap(&self, key: &ObjectKey, context: &str, ambient: &Ambient) -> WrappedKey {
        let context = object_key_context(context);
        WrappedKey(wrap(&self.aeads[0], &key.0, &context, ambient))
    }

    pub(crate) fn unwrap(&self, wrapped: &WrappedKey, context: &str) -> Result<ObjectKey, Error> {
        let context = object_key_context(context);
        let mut versions = self.aeads.iter();
        versions
            .find_map(|aead| unwrap(aead, &wrapped.0, &context))
            .map(ObjectKey)
            .ok_or_else(|| Error::damaged("the object's key does not open here"))
    }

    /// The same object's key under the newest version; nothing when it is under that one already.
    ///
    /// # Errors
    /// [`Error::Damaged`] when no version opens it.
    pub fn renew(
        &self,
        (object, purpose): (ObjectId, &Purpose),
        wrapped: &WrappedKey,
        ambient: &Ambient,
    ) -> Result<Option<WrappedKey>, Error> {
        let context = self.context(object, purpose);
        if unwrap(&self.aeads[0], &wrapped.0, &object_key_context(&context)).is_some() {
            return Ok(None);
        }
        let key = self.unwrap(wrapped, &context)?;
        Ok(Some(self.wrap(&key, &context, ambient)))
    }
}

impl fmt::Debug for AccountKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AccountKey({})", self.account)
    }
}

/// The key of one object, under its account's key.
pub(crate) struct ObjectKey(KeyBytes);

impl ObjectKey {
    pub(crate) fn new(ambient: &Ambient) -> Self {
        Self(random(ambient))
    }

    pub(crate) fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

/// 256 unpredictable bits.
pub(crate) fn random(ambient: &Ambient) -> KeyBytes {
    let mut bytes = Zeroizing::new([0; 32]);
    ambient.fill(&mut bytes[..]);
    bytes
}

#[allow(clippy::expect_used, reason = "AES-256 takes any 32 bytes")]
pub(crate) fn wrapping_key(key: &KeyBytes) -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &key[..]).expect("AES-256 takes 32 bytes"))
}

/// `version || nonce || AES-256-GCM(key) || tag`, with `context` as associated data.
#[allow(clippy::expect_used, reason = "AES-GCM seals any 32 bytes")]
pub(crate) fn wrap(
    with: &LessSafeKey,
    key: &KeyBytes,
    context: &str,
    ambient: &Ambient,
) -> Vec<u8> {
    let mut nonce = [0; NONCE_LEN];
    ambient.fill(&mut nonce);
    let mut wrapped = Vec::with_capacity(WRAPPED);
    wrapped.push(VERSION);
    wrapped.extend_from_slice(&nonce);
    wrapped.extend_from_slice(&key[..]);
    let nonce = Nonce::assume_unique_for_key(nonce);
    let tag = with
        .seal_in_place_separate_tag(nonce, Aad::from(context), &mut wrapped[1 + NONCE_LEN..])
        .expect("AES-GCM seals 32 bytes");
    wrapped.extend_from_slice(tag.as_ref());
    wrapped
}

/// The key inside what [`wrap`] gave; `None` with another key, another context or altered bytes.
pub(crate) fn unwrap(with: &LessSafeKey, wrapped: &[u8], context: &str) -> Option<KeyBytes> {
    if wrapped.len() != WRAPPED || wrapped[0] != VERSION {
        return None;
    }
    let (nonce, sealed) = wrapped[1..].split_at(NONCE_LEN);
    let (body, tag) = sealed.split_at(32);
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let mut key = Zeroizing::new([0; 32]);
    with.open_separate_gather(nonce, Aad::from(context), body, tag, &mut key[..])
        .ok()?;
    Some(key)
}

fn object_key_context(context: &str) -> String {
    format!("object key|{context}")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_wrapped_key_opens_with_its_key_and_context_alone() {
        let ambient = Ambient::system();
        let (outer, key) = (random(&ambient), random(&ambient));
        let with = wrapping_key(&outer);
        let wrapped = wrap(&with, &key, "here", &ambient);
        assert_eq!(unwrap(&with, &wrapped, "here").unwrap(), key);
        assert!(unwrap(&with, &wrapped, "there").is_none());
        assert!(unwrap(&wrapping_key(&key), &wrapped, "here").is_none());
        assert!(!wrapped.windows(32).any(|window| window == &key[..]));
    }

    #[test]
    fn every_bit_of_a_wrapped_key_counts() {
        let ambient = Ambient::system();
        let with = wrapping_key(&random(&ambient));
        let wrapped = wrap(&with, &random(&ambient), "here", &ambient);
        for bit in 0..wrapped.len() * 8 {
            let mut altered = wrapped.clone();
            altered[bit / 8] ^= 1 << (bit % 8);
            assert!(unwrap(&with, &altered, "here").is_none(), "bit {bit}");
        }
        for length in 0..wrapped.len() {
            assert!(unwrap(&with, &wrapped[..length], "here").is_none());
        }
    }

    #[test]
    fn no_key_prints_itself() {
        let ambient = Ambient::system();
        let key = Zeroizing::new([0xab; 32]);
        let account = AccountKey::new(ambient.id(), "here".into(), &[key]);
        let printed = format!("{account:?} {:?}", WrappedKey(vec![0xab; 61]));
        assert!(!printed.contains("171") && !printed.to_lowercase().contains("ab, "));
        assert!(printed.ends_with("WrappedKey"));
    }
}
