//! Many people at once, from a file: looked through line by line first, then brought in as one act that can be undone.
//! Who has an address is invited there; who has none gets a user name, and a link from the list of people.

pub(crate) mod api;
mod file;
mod line;
mod list;
mod places;
mod run;
pub(crate) mod screen;
mod stage;
mod undo;

use std::time::Duration;

use tutela_core::ImportId;

pub use list::{Import, State, list};
pub use run::run;
pub use stage::look_through;
pub use undo::{UNDO, undo};

/// The most people that one file brings.
pub const MOST_LINES: u64 = 100_000;

/// The longest file, in bytes.
pub const MOST_BYTES: u64 = 20 * 1024 * 1024;

/// How many errors are told at once.
pub const MOST_ERRORS: usize = 200;

/// How many lines are worked on in one transaction: others get their turn in between.
const BATCH: usize = 500;

/// For how long a file that nobody brought in is kept.
const KEEP: Duration = Duration::from_secs(24 * 3600);

/// What is wrong in a line of the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineError {
    /// Counted from 1, the line of the column names included.
    pub line: u64,
    /// The column.
    pub field: &'static str,
    /// Why, for programs; the sentence is the text `field-…`.
    pub code: &'static str,
}

impl LineError {
    const fn new(line: u64, field: &'static str, code: &'static str) -> Self {
        Self { line, field, code }
    }
}

/// A file that was looked through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// By which it is brought in; nothing while anything is wrong with it, for then nothing of it is kept.
    pub import: Option<ImportId>,
    /// How many people it has.
    pub lines: u64,
    /// The first of what is wrong, by line.
    pub errors: Vec<LineError>,
    /// How much is wrong in all.
    pub wrong: u64,
}

/// Why a file was not taken.
#[derive(Debug, thiserror::Error)]
pub enum CannotImport {
    #[error("the file has more than {MOST_BYTES} bytes")]
    TooLarge,
    #[error("the file broke off")]
    BrokeOff,
    #[error("this can be undone for seven days only")]
    TooLate,
    #[error(transparent)]
    Access(#[from] tutela_access::Error),
}

impl From<tutela_db::Error> for CannotImport {
    fn from(error: tutela_db::Error) -> Self {
        Self::Access(error.into())
    }
}
