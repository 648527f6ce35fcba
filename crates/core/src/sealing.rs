//! Short secrets that must be read again, such as a code in a letter that waits, rest sealed.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hmac;

use crate::Secret;

const VERSION: u8 = 1;

/// A key for short secrets: AES-256-GCM, bound to a context, so that what is moved elsewhere does not open.
pub struct SealingKey(LessSafeKey, hmac::Key);

impl SealingKey {
    /// A key of 32 unpredictable bytes.
    #[allow(clippy::expect_used, reason = "AES-256 takes any 32 bytes")]
    pub fn new(bytes: &[u8; 32]) -> Self {
        let key = UnboundKey::new(&AES_256_GCM, bytes).expect("AES-256 takes 32 bytes");
        // A key of its own for digests: what is sealed and what is digested never share one.
        let root = hmac::Key::new(hmac::HMAC_SHA256, bytes);
        let digests = hmac::sign(&root, b"tutela/v1|keyed digests");
        Self(
            LessSafeKey::new(key),
            hmac::Key::new(hmac::HMAC_SHA256, digests.as_ref()),
        )
    }

    /// HMAC-SHA256 of a context and a message, which cannot be taken for another pair.
    pub(crate) fn digest(&self, context: &str, message: &[u8]) -> [u8; 32] {
        let mut running = hmac::Context::with_key(&self.1);
        running.update(&(context.len() as u64).to_be_bytes());
        running.update(context.as_bytes());
        running.update(message);
        let mut digest = [0; 32];
        digest.copy_from_slice(running.sign().as_ref());
        digest
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
    fn a_digest_depends_on_key_context_and_message() {
        let keyed = |byte| {
            let ambient = Ambient::system();
            ambient.seal_with(SealingKey::new(&[byte; 32]));
            ambient
        };
        let digest = keyed(7).digest("name", b"anna");
        assert_eq!(keyed(7).digest("name", b"anna"), digest, "a restart");
        for other in [
            keyed(8).digest("name", b"anna"),
            keyed(7).digest("pass", b"anna"),
            keyed(7).digest("name", b"annb"),
            keyed(7).digest("namea", b"nna"),
        ] {
            assert_ne!(other, digest);
        }
    }

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
