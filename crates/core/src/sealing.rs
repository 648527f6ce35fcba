//! Short secrets that must be read again, such as a code in a letter that waits, rest sealed.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use crate::Secret;

const VERSION: u8 = 1;

/// A key for short secrets: AES-256-GCM, bound to a context, so that what is moved elsewhere does not open.
pub struct SealingKey(LessSafeKey);

impl SealingKey {
    /// A key of 32 unpredictable bytes.
    #[allow(clippy::expect_used, reason = "AES-256 takes any 32 bytes")]
    pub fn new(bytes: &[u8; 32]) -> Self {
        let key = UnboundKey::new(&AES_256_GCM, bytes).expect("AES-256 takes 32 bytes");
        Self(LessSafeKey::new(key))
    }

    /// `version || nonce || AES-256-GCM(plain) || tag`, with `context` as associated data.
    #[allow(clippy::expect_used, reason = "AES-GCM seals anything short")]
    pub(crate) fn seal(&self, context: &str, plain: &[u8], nonce: [u8; NONCE_LEN]) -> Vec<u8> {
        let mut sealed = Vec::with_capacity(1 + NONCE_LEN + plain.len() + 16);
        sealed.push(VERSION);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(plain);
        let nonce = Nonce::assume_unique_for_key(nonce);
        let body = &mut sealed[1 + NONCE_LEN..];
        let tag = self
            .0
            .seal_in_place_separate_tag(nonce, Aad::from(context), body)
            .expect("AES-GCM seals anything short");
        sealed.extend_from_slice(tag.as_ref());
        sealed
    }

    pub(crate) fn open(&self, context: &str, sealed: &[u8]) -> Option<Secret<Vec<u8>>> {
        let (version, rest) = sealed.split_first()?;
        let (nonce, body) = rest.split_at_checked(NONCE_LEN)?;
        if *version != VERSION {
            return None;
        }
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut body = body.to_vec();
        let plain = self.0.open_in_place(nonce, Aad::from(context), &mut body);
        let length = plain.ok()?.len();
        body.truncate(length);
        Some(Secret::new(body))
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealingKey")
    }
}

#[cfg(test)]
mod tests {
    use crate::{Ambient, SealingKey};

    #[test]
    fn what_is_sealed_opens_with_its_key_and_context_alone() {
        let ambient = Ambient::system();
        ambient.seal_with(SealingKey::new(&[7; 32]));
        let sealed = ambient.seal("letter|1", b"817 204");
        assert!(!sealed.windows(7).any(|bytes| bytes == b"817 204"));
        let open = |ambient: &Ambient, context, sealed: &[u8]| {
            let plain = ambient.unseal(context, sealed);
            plain.map(|plain| plain.expose().clone())
        };
        assert_eq!(
            open(&ambient, "letter|1", &sealed).as_deref(),
            Some(&b"817 204"[..])
        );
        assert_eq!(open(&ambient, "letter|2", &sealed), None);
        assert_eq!(open(&Ambient::system(), "letter|1", &sealed), None);
        let again = Ambient::system();
        again.seal_with(SealingKey::new(&[7; 32]));
        assert!(open(&again, "letter|1", &sealed).is_some(), "a restart");
        for at in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[at] ^= 1;
            assert_eq!(open(&ambient, "letter|1", &altered), None, "byte {at}");
            assert_eq!(open(&ambient, "letter|1", &sealed[..at]), None, "{at}");
        }
    }
}
