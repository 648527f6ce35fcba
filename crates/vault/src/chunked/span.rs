//! Which sealed bytes a plaintext range needs, so that a seek reads and opens only those.

use std::ops::Range;

use super::{CHUNK_U64, HEADER_U64, SEALED_CHUNK_U64, sealed_size};

/// The run of chunks that covers a plaintext range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Number of the first chunk.
    pub first: u64,
    /// Where the run lies in the sealed message.
    pub sealed: Range<u64>,
    /// Plaintext bytes to drop from the front of the run.
    pub skip: usize,
    /// Plaintext bytes wanted after that.
    pub length: u64,
}

impl Span {
    /// The run for `range` of a message of `size` plaintext bytes; `None` when the range does not lie within it. A range that
    /// reaches the end takes in the final chunk even where that is empty, so that reading to the end proves the end.
    pub fn of(range: Range<u64>, size: u64) -> Option<Self> {
        if range.start > range.end || range.end > size {
            return None;
        }
        let whole = sealed_size(size)?;
        let first = range.start / CHUNK_U64;
        let chunks_end = if range.end == size {
            whole
        } else {
            whole.min(HEADER_U64 + range.end.div_ceil(CHUNK_U64) * SEALED_CHUNK_U64)
        };
        let start = HEADER_U64 + first * SEALED_CHUNK_U64;
        Some(Self {
            first,
            sealed: start..chunks_end.max(start),
            skip: (range.start % CHUNK_U64) as usize,
            length: range.end - range.start,
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_range_takes_only_the_chunks_it_touches() {
        let size = 3 * CHUNK_U64 + 10;
        let middle = Span::of(CHUNK_U64 + 5..2 * CHUNK_U64, size).unwrap();
        assert_eq!((middle.first, middle.skip), (1, 5));
        assert_eq!(middle.sealed, 56 + 16_400..56 + 2 * 16_400);
        let across = Span::of(CHUNK_U64 - 1..CHUNK_U64 + 1, size).unwrap();
        assert_eq!(across.sealed, 56..56 + 2 * 16_400);
        assert_eq!((across.skip, across.length), (16_383, 2));
        let in_the_last = Span::of(0..size - 1, size).unwrap();
        assert_eq!(in_the_last.sealed, 56..sealed_size(size).unwrap());
    }

    #[test]
    fn reading_to_the_end_takes_in_the_empty_final_chunk() {
        let size = 2 * CHUNK_U64;
        let last = Span::of(size - 1..size, size).unwrap();
        assert_eq!(last.sealed, 56 + 16_400..sealed_size(size).unwrap());
        let nothing = Span::of(size..size, size).unwrap();
        assert_eq!(nothing.sealed, 56 + 2 * 16_400..sealed_size(size).unwrap());
    }

    #[test]
    fn ranges_outside_are_refused() {
        assert_eq!(Span::of(0..11, 10), None);
        #[allow(clippy::reversed_empty_ranges, reason = "it is what is refused")]
        let backwards = 5..4;
        assert_eq!(Span::of(backwards, 10), None);
    }
}
