//! Buffers that are used again: a fresh quarter of a mebibyte costs about as much in page faults as sealing it does.

use std::sync::{Mutex, PoisonError};

use bytes::Bytes;

use crate::chunked::{HEADER, SEALED_CHUNK};

/// Chunks in one piece of reading or writing: a mebibyte anywhere in a film touches 65, which four pieces hold.
pub(crate) const PIECE_CHUNKS: usize = 17;
/// Bytes in every buffer: a piece once sealed, and a header.
pub(crate) const BUFFER: usize = HEADER + PIECE_CHUNKS * SEALED_CHUNK;
/// Buffers kept for later: 4 MiB, so that an idle process stays small.
const KEPT: usize = 16;

static FREE: Mutex<Vec<Box<[u8]>>> = Mutex::new(Vec::new());

/// [`BUFFER`] bytes of leftover content, given back when dropped.
pub(crate) struct Buffer {
    bytes: Box<[u8]>,
    filled: usize,
}

impl Buffer {
    pub(crate) fn take() -> Self {
        let used = FREE.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let bytes = used.unwrap_or_else(|| vec![0; BUFFER].into());
        Self { bytes, filled: 0 }
    }

    /// The part behind what is filled.
    pub(crate) fn room(&mut self) -> &mut [u8] {
        &mut self.bytes[self.filled..]
    }

    /// Counts `more` bytes, written to the front of [`Buffer::room`], as filled.
    pub(crate) fn advance(&mut self, more: usize) {
        self.filled = (self.filled + more).min(BUFFER);
    }

    /// What is filled, without copying it.
    pub(crate) fn freeze(self) -> Bytes {
        Bytes::from_owner(self)
    }
}

impl AsRef<[u8]> for Buffer {
    fn as_ref(&self) -> &[u8] {
        &self.bytes[..self.filled]
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        let mut free = FREE.lock().unwrap_or_else(PoisonError::into_inner);
        if free.len() < KEPT {
            free.push(std::mem::take(&mut self.bytes));
        }
    }
}
