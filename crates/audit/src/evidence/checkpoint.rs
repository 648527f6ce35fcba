//! Size and root of a log at one moment, as the text that is signed (C2SP tlog-checkpoint).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::merkle::Hash;
use super::note::Note;

/// What a log says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log.
    pub origin: String,
    /// How many entries there are.
    pub size: u64,
    /// The root of the tree over them.
    pub root: Hash,
}

impl Checkpoint {
    /// The text of the note.
    pub fn text(&self) -> String {
        let root = BASE64.encode(self.root);
        format!("{}\n{}\n{root}\n", self.origin, self.size)
    }

    /// Reads the text of a note. Lines after the third are let be.
    pub fn read(note: &Note) -> Option<Self> {
        let mut lines = note.text.split_terminator('\n');
        let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
        if origin.is_empty() || lines.any(str::is_empty) {
            return None;
        }
        Some(Self {
            origin: origin.to_owned(),
            size: decimal(size)?,
            root: BASE64.decode(root).ok()?.try_into().ok()?,
        })
    }
}

/// A number as it is written in one way only: digits, no zero before them.
pub fn decimal(text: &str) -> Option<u64> {
    let read: u64 = text.parse().ok()?;
    (read.to_string() == text).then_some(read)
}
