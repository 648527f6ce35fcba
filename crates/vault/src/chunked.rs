//! The sealed format: C2SP chunked-encryption v1 (<https://c2sp.org/chunked-encryption>), instance Cobblestone-256.
//!
//! A sealed message is `salt || commitment || chunk 0 || chunk 1 || …`. Every chunk but the last holds 16 KiB of plaintext and
//! its tag; the last is shorter, empty if need be, which is how a cut-off message is told from a whole one.

mod key;
mod open;
mod seal;
mod span;

pub use key::{Header, MessageKey};
pub use open::Opener;
pub use seal::Sealer;
pub use span::Span;

/// Plaintext bytes of a full chunk.
pub const CHUNK: usize = 16 * 1024;
/// Bytes of the tag behind each chunk.
pub const TAG: usize = 16;
/// Bytes of a full chunk once sealed.
pub const SEALED_CHUNK: usize = CHUNK + TAG;
/// Bytes of the random salt in front.
pub const SALT: usize = 24;
/// Bytes of the key commitment behind the salt.
pub const COMMITMENT: usize = 32;
/// Bytes in front of the first chunk.
pub const HEADER: usize = SALT + COMMITMENT;
/// A message has fewer chunks than this, by the format.
pub const MAX_CHUNKS: u64 = 1 << 38;

const CHUNK_U64: u64 = CHUNK as u64;
const TAG_U64: u64 = TAG as u64;
const SEALED_CHUNK_U64: u64 = SEALED_CHUNK as u64;
const HEADER_U64: u64 = HEADER as u64;

/// Why sealed bytes do not open or plaintext cannot be sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// The commitment is not that of this key, salt and context.
    #[error("the key, the context or the header is another one")]
    Commitment,
    /// A chunk does not carry the tag that this key gives it at this place.
    #[error("chunk {0} was altered, moved or cut")]
    Chunk(u64),
    /// The message ends where no message can end.
    #[error("the end is missing")]
    Truncated,
    /// The message has more chunks than the format allows.
    #[error("the message is too long for the format")]
    TooLong,
}

/// How far a push came: bytes taken from the input, bytes given to the output.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Input bytes used up.
    pub taken: usize,
    /// Output bytes written.
    pub given: usize,
}

/// The size that `plaintext` bytes have once sealed. `None` when the format cannot hold them.
pub const fn sealed_size(plaintext: u64) -> Option<u64> {
    let full_chunks = plaintext / CHUNK_U64;
    if full_chunks >= MAX_CHUNKS {
        return None;
    }
    Some(HEADER_U64 + plaintext + TAG_U64 * (full_chunks + 1))
}

/// The plaintext bytes inside `sealed` bytes. `None` when no message has that size.
pub const fn plaintext_size(sealed: u64) -> Option<u64> {
    let Some(chunks) = sealed.checked_sub(HEADER_U64) else {
        return None;
    };
    let Some(last) = (chunks % SEALED_CHUNK_U64).checked_sub(TAG_U64) else {
        return None;
    };
    let full_chunks = chunks / SEALED_CHUNK_U64;
    if full_chunks >= MAX_CHUNKS {
        return None;
    }
    Some(full_chunks * CHUNK_U64 + last)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn sizes_go_there_and_back() {
        for (plain, sealed) in [
            (0, 72),
            (1, 73),
            (1024, 1096),
            (16_383, 56 + 16_399),
            (16_384, 56 + 16_400 + 16),
            (20_480, 56 + 16_400 + 4096 + 16),
        ] {
            assert_eq!(sealed_size(plain), Some(sealed));
            assert_eq!(plaintext_size(sealed), Some(plain));
        }
    }

    #[test]
    fn sizes_between_messages_are_refused() {
        for sealed in [0, 55, 56, 71, 56 + 16_400, 56 + 16_400 + 15] {
            assert_eq!(plaintext_size(sealed), None, "{sealed}");
        }
        let longest = MAX_CHUNKS * CHUNK_U64 - 1;
        assert_eq!(plaintext_size(sealed_size(longest).unwrap()), Some(longest));
        assert_eq!(sealed_size(longest + 1), None);
    }
}
