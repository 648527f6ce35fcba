//! The single-use key of one message: derived, committed to, and the only thing that touches chunks.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hkdf::{HKDF_SHA512, KeyType, Prk};
use zeroize::Zeroizing;

use super::{CHUNK, COMMITMENT, FormatError, HEADER, MAX_CHUNKS, SALT, SEALED_CHUNK, TAG};

const INFO: &[u8] = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0";
const KEY: usize = 32;
const DERIVED: usize = KEY + NONCE_LEN + COMMITMENT;

/// The first 56 bytes of a sealed message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// What makes the message key unlike all others under the same input key.
    pub salt: [u8; SALT],
    /// What binds the message to one key.
    pub commitment: [u8; COMMITMENT],
}

impl Header {
    /// Splits the bytes in front of the first chunk.
    pub fn from_bytes(bytes: &[u8; HEADER]) -> Self {
        let (mut salt, mut commitment) = ([0; SALT], [0; COMMITMENT]);
        salt.copy_from_slice(&bytes[..SALT]);
        commitment.copy_from_slice(&bytes[SALT..]);
        Self { salt, commitment }
    }

    /// The bytes to put in front of the first chunk.
    pub fn to_bytes(self) -> [u8; HEADER] {
        let mut bytes = [0; HEADER];
        bytes[..SALT].copy_from_slice(&self.salt);
        bytes[SALT..].copy_from_slice(&self.commitment);
        bytes
    }
}

/// Seals and opens the chunks of one message.
pub struct MessageKey {
    aead: LessSafeKey,
    base_nonce: [u8; NONCE_LEN],
}

impl MessageKey {
    /// The key for a new message. `salt` must never come twice with the same `input_key`.
    pub fn for_sealing(input_key: &[u8; KEY], salt: [u8; SALT], context: &[u8]) -> (Self, Header) {
        let (key, commitment) = derive(input_key, &salt, context);
        (key, Header { salt, commitment })
    }

    /// The key of the message that starts with `header`; refuses another key, salt or context.
    pub fn for_opening(
        input_key: &[u8; KEY],
        header: &Header,
        context: &[u8],
    ) -> Result<Self, FormatError> {
        let (key, commitment) = derive(input_key, &header.salt, context);
        verify_slices_are_equal(&commitment, &header.commitment)
            .map_err(|_| FormatError::Commitment)?;
        Ok(key)
    }

    /// Seals `plain` as chunk `index` into `sealed`, which is 16 bytes longer.
    pub(super) fn seal(
        &self,
        index: u64,
        plain: &[u8],
        sealed: &mut [u8],
    ) -> Result<(), FormatError> {
        let nonce = self.nonce(index)?;
        let (body, tag) = sealed.split_at_mut(plain.len());
        self.aead
            .seal_out_of_place_scatter(nonce, Aad::empty(), plain, body, &[], tag)
            .map_err(|_| FormatError::TooLong)
    }

    /// Opens chunk `index` from `sealed` into `plain`, which is 16 bytes shorter.
    pub(super) fn open(
        &self,
        index: u64,
        sealed: &[u8],
        plain: &mut [u8],
    ) -> Result<(), FormatError> {
        let nonce = self.nonce(index)?;
        let body = sealed
            .len()
            .checked_sub(TAG)
            .ok_or(FormatError::Truncated)?;
        let (body, tag) = sealed.split_at(body);
        self.aead
            .open_separate_gather(nonce, Aad::empty(), body, tag, plain)
            .map_err(|_| FormatError::Chunk(index))
    }

    /// Opens the run of chunks in `sealed`, the first of which is number `first`, into `plain`; gives the number of plaintext
    /// bytes. Only the final chunk of a message may be shorter than the others: the caller knows where the message ends.
    pub fn open_run(
        &self,
        first: u64,
        sealed: &[u8],
        plain: &mut [u8],
    ) -> Result<usize, FormatError> {
        let mut given = 0;
        for (index, chunk) in (first..).zip(sealed.chunks(SEALED_CHUNK)) {
            let body = chunk.len().checked_sub(TAG).ok_or(FormatError::Truncated)?;
            let into = plain
                .get_mut(given..given + body)
                .ok_or(FormatError::TooLong)?;
            self.open(index, chunk, into)?;
            given += body;
        }
        debug_assert!(given <= sealed.len().div_ceil(SEALED_CHUNK) * CHUNK);
        Ok(given)
    }

    fn nonce(&self, index: u64) -> Result<Nonce, FormatError> {
        if index >= MAX_CHUNKS {
            return Err(FormatError::TooLong);
        }
        let mut nonce = self.base_nonce;
        for (byte, count) in nonce[NONCE_LEN - 8..].iter_mut().zip(index.to_be_bytes()) {
            *byte ^= count;
        }
        Ok(Nonce::assume_unique_for_key(nonce))
    }
}

struct Length;

impl KeyType for Length {
    fn len(&self) -> usize {
        DERIVED
    }
}

#[allow(
    clippy::expect_used,
    reason = "both lengths are constants that HKDF-SHA-512 and AES-256 take"
)]
fn derive(
    input_key: &[u8; KEY],
    salt: &[u8; SALT],
    context: &[u8],
) -> (MessageKey, [u8; COMMITMENT]) {
    let mut okm = Zeroizing::new([0; DERIVED]);
    Prk::new_less_safe(HKDF_SHA512, input_key)
        .expand(&[INFO, salt, context], Length)
        .and_then(|derived| derived.fill(&mut okm[..]))
        .expect("76 bytes are within the reach of HKDF-SHA-512");
    let aead = UnboundKey::new(&AES_256_GCM, &okm[..KEY]).expect("AES-256 takes 32 bytes");
    let mut base_nonce = [0; NONCE_LEN];
    base_nonce.copy_from_slice(&okm[KEY..KEY + NONCE_LEN]);
    let mut commitment = [0; COMMITMENT];
    commitment.copy_from_slice(&okm[KEY + NONCE_LEN..]);
    let aead = LessSafeKey::new(aead);
    (MessageKey { aead, base_nonce }, commitment)
}
