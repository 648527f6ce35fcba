//! Streaming sealer: plaintext in pieces of any size, sealed bytes out into buffers of the caller, 16 KiB held back at most.

use super::{CHUNK, FormatError, HEADER, Header, MessageKey, Progress, SALT, SEALED_CHUNK, TAG};

/// Seals one message from front to back.
pub struct Sealer {
    key: MessageKey,
    header: Option<Header>,
    next: u64,
    /// Plaintext of the chunk that is not full yet.
    held: Vec<u8>,
}

impl Sealer {
    /// The smallest output that [`Sealer::push`] and [`Sealer::finish`] make progress with.
    pub const ROOM: usize = HEADER + SEALED_CHUNK;

    /// A sealer for one message. `salt` must be random and never come twice with the same key.
    pub fn new(input_key: &[u8; 32], salt: [u8; SALT], context: &[u8]) -> Self {
        let (key, header) = MessageKey::for_sealing(input_key, salt, context);
        let held = Vec::with_capacity(CHUNK);
        Self {
            key,
            header: Some(header),
            next: 0,
            held,
        }
    }

    /// Takes as much of `input` as the sealed form has room for in `out`. Call again with the rest and more room until all is
    /// taken.
    pub fn push(&mut self, input: &[u8], out: &mut [u8]) -> Result<Progress, FormatError> {
        let mut done = self.put_header(out);
        while done.taken < input.len() && out.len() - done.given >= SEALED_CHUNK {
            let rest = &input[done.taken..];
            let sealed = &mut out[done.given..done.given + SEALED_CHUNK];
            let step = self.step(rest, sealed)?;
            done.taken += step.taken;
            done.given += step.given;
        }
        Ok(done)
    }

    /// Ends the message with its final, short chunk; gives the number of bytes written to `out`, which needs
    /// [`Sealer::ROOM`].
    pub fn finish(mut self, out: &mut [u8]) -> Result<usize, FormatError> {
        let start = self.put_header(out).given;
        let end = start + self.held.len() + TAG;
        self.key.seal(self.next, &self.held, &mut out[start..end])?;
        Ok(end)
    }

    fn put_header(&mut self, out: &mut [u8]) -> Progress {
        if out.len() < HEADER {
            return Progress::default();
        }
        let Some(header) = self.header.take() else {
            return Progress::default();
        };
        out[..HEADER].copy_from_slice(&header.to_bytes());
        Progress {
            taken: 0,
            given: HEADER,
        }
    }

    /// One chunk straight from the input when it is whole there, else by way of what is held back.
    fn step(&mut self, rest: &[u8], sealed: &mut [u8]) -> Result<Progress, FormatError> {
        if self.held.is_empty() && rest.len() >= CHUNK {
            self.key.seal(self.next, &rest[..CHUNK], sealed)?;
            self.next += 1;
            return Ok(Progress {
                taken: CHUNK,
                given: SEALED_CHUNK,
            });
        }
        let taken = rest.len().min(CHUNK - self.held.len());
        self.held.extend_from_slice(&rest[..taken]);
        if self.held.len() < CHUNK {
            return Ok(Progress { taken, given: 0 });
        }
        self.key.seal(self.next, &self.held, sealed)?;
        self.next += 1;
        self.held.clear();
        Ok(Progress {
            taken,
            given: SEALED_CHUNK,
        })
    }
}

impl Drop for Sealer {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.held);
    }
}
