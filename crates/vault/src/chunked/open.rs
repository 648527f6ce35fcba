//! Streaming opener: sealed bytes in pieces of any size, verified plaintext out. Nothing is given out before its tag was checked.

use zeroize::Zeroizing;

use super::{CHUNK, FormatError, HEADER, Header, MessageKey, Progress, SEALED_CHUNK, TAG};

/// Opens one message from front to back.
pub struct Opener {
    input_key: Zeroizing<[u8; 32]>,
    context: Vec<u8>,
    key: Option<MessageKey>,
    next: u64,
    /// Sealed bytes of the header or chunk that is not whole yet.
    held: Vec<u8>,
}

impl Opener {
    /// The smallest output that [`Opener::push`] and [`Opener::finish`] make progress with.
    pub const ROOM: usize = CHUNK;

    /// An opener for one message.
    pub fn new(input_key: &[u8; 32], context: &[u8]) -> Self {
        Self {
            input_key: Zeroizing::new(*input_key),
            context: context.to_vec(),
            key: None,
            next: 0,
            held: Vec::with_capacity(SEALED_CHUNK),
        }
    }

    /// Takes as much of `input` as its plaintext has room for in `out`. Call again with the rest and more room until all is
    /// taken.
    pub fn push(&mut self, input: &[u8], out: &mut [u8]) -> Result<Progress, FormatError> {
        let mut done = Progress::default();
        while done.taken < input.len() && out.len() - done.given >= CHUNK {
            let rest = &input[done.taken..];
            let plain = &mut out[done.given..done.given + CHUNK];
            let step = self.step(rest, plain)?;
            done.taken += step.taken;
            done.given += step.given;
        }
        Ok(done)
    }

    /// Checks that the message is whole and opens its final chunk into `out`; gives the number of bytes written.
    pub fn finish(self, out: &mut [u8]) -> Result<usize, FormatError> {
        let key = self.key.ok_or(FormatError::Truncated)?;
        let size = self
            .held
            .len()
            .checked_sub(TAG)
            .ok_or(FormatError::Truncated)?;
        key.open(self.next, &self.held, &mut out[..size])?;
        Ok(size)
    }

    fn step(&mut self, rest: &[u8], plain: &mut [u8]) -> Result<Progress, FormatError> {
        let Some(key) = &self.key else {
            let taken = self.hold(rest, HEADER);
            self.read_header()?;
            return Ok(Progress { taken, given: 0 });
        };
        // A full chunk is never the final one, so it can be opened without looking ahead.
        if self.held.is_empty() && rest.len() >= SEALED_CHUNK {
            key.open(self.next, &rest[..SEALED_CHUNK], plain)?;
            self.next += 1;
            return Ok(Progress {
                taken: SEALED_CHUNK,
                given: CHUNK,
            });
        }
        let taken = rest.len().min(SEALED_CHUNK - self.held.len());
        self.held.extend_from_slice(&rest[..taken]);
        if self.held.len() < SEALED_CHUNK {
            return Ok(Progress { taken, given: 0 });
        }
        key.open(self.next, &self.held, plain)?;
        self.next += 1;
        self.held.clear();
        Ok(Progress {
            taken,
            given: CHUNK,
        })
    }

    fn hold(&mut self, rest: &[u8], full: usize) -> usize {
        let taken = rest.len().min(full - self.held.len());
        self.held.extend_from_slice(&rest[..taken]);
        taken
    }

    fn read_header(&mut self) -> Result<(), FormatError> {
        let Ok(bytes) = <&[u8; HEADER]>::try_from(self.held.as_slice()) else {
            return Ok(());
        };
        let header = Header::from_bytes(bytes);
        self.key = Some(MessageKey::for_opening(
            &self.input_key,
            &header,
            &self.context,
        )?);
        self.held.clear();
        Ok(())
    }
}
