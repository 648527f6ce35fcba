//! What a backup says of itself: enough to know, with no database at hand, that everything came back.

use serde::{Deserialize, Serialize};
use tutela_core::{AccountId, ObjectId, Time};

/// The format that this version writes and the newest that it reads.
pub const FORMAT: u32 = 1;

/// The manifest, `manifest.json` in the backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    pub installation: String,
    /// The version of Tutela that took it.
    pub version: String,
    pub engine: String,
    /// When the one state of the database was looked at, in microseconds UTC.
    pub taken_at: i64,
    /// The steps of the schema, in their order.
    pub migrations: Vec<String>,
    pub tables: Vec<TableFigures>,
    pub objects: u64,
    /// Plaintext bytes of all objects.
    pub object_bytes: u64,
    /// Everything beside the manifest.
    pub files: Vec<FileFigures>,
    /// How far the ledger of endings reached.
    pub ledger: u64,
    pub repositories: Vec<Bundle>,
}

/// A table as it was inside the transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableFigures {
    pub name: String,
    pub rows: u64,
    pub digest: String,
}

/// A file of the backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFigures {
    pub path: String,
    pub size: u64,
    pub sha256: String,
}

/// A git repository in the backup: its name and where each branch and tag stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    pub name: String,
    pub heads: Vec<String>,
}

/// An object that a row names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectRef {
    pub account: AccountId,
    pub object: ObjectId,
    pub purpose: String,
    pub size: u64,
    pub wrapped_key: Vec<u8>,
    pub sealed_sha256: Vec<u8>,
}

impl Manifest {
    /// All rows of all tables.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }

    /// When it was taken.
    pub const fn time(&self) -> Time {
        Time::from_micros(self.taken_at)
    }
}
