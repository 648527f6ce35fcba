//! One stored file, opened for reading at any place by any number of readers.

use std::fs::File;
use std::ops::Range;
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::sync::Arc;

use crate::Error;
use crate::buffer::Buffer;
use crate::chunked::{HEADER, Header};

#[derive(Clone)]
pub(crate) struct FolderSource {
    file: Arc<File>,
    size: u64,
}

impl FolderSource {
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        let file = File::open(path)?;
        let meta = file.metadata()?;
        if !meta.is_file() {
            return Err(Error::NotFound);
        }
        Ok(Self {
            file: Arc::new(file),
            size: meta.len(),
        })
    }

    pub(super) fn header(&self) -> Result<Header, Error> {
        let mut header = [0; HEADER];
        self.file.read_exact_at(&mut header, 0)?;
        Ok(Header::from_bytes(&header))
    }

    pub(in crate::store) fn size(&self) -> u64 {
        self.size
    }

    /// One piece; at most what a buffer holds.
    pub(in crate::store) fn get(&self, range: &Range<u64>) -> Result<Buffer, Error> {
        let mut buffer = Buffer::take();
        let length = (range.end - range.start) as usize;
        let into = buffer.room().get_mut(..length).ok_or(Error::Range)?;
        self.fill(into, range.start)?;
        buffer.advance(length);
        Ok(buffer)
    }

    /// Fills `into` with what is stored from `at` on.
    pub(in crate::store) fn fill(&self, into: &mut [u8], at: u64) -> Result<(), Error> {
        Ok(self.file.read_exact_at(into, at)?)
    }
}
