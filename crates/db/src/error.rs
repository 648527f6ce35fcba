//! What can go wrong with the database, in words that do not depend on the engine.

/// A failed statement or transaction.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A row that must exist is not there.
    #[error("a row that must exist is missing")]
    Missing,
    /// A row with the same key exists already.
    #[error("a row with this key exists already ({0})")]
    Duplicate(String),
    /// A row refers to one that is not there, or one that others refer to was to go.
    #[error("a reference between rows would break")]
    Reference,
    /// A value breaks a rule of the schema.
    #[error("a value breaks a rule of the schema ({0})")]
    Check(String),
    /// Others hold what this transaction needs; trying again later helps.
    #[error("the database is busy")]
    Busy,
    /// The database cannot be reached.
    #[error("the database cannot be reached: {0}")]
    Unavailable(String),
    /// No space is left where the database lives.
    #[error("no space is left for the database")]
    Full,
    /// The database was written by a newer version of the program.
    #[error(
        "the database was written by a newer version of Tutela (it knows the migration {0}); start that version, or restore a backup made by this one"
    )]
    Newer(String),
    /// A migration that was applied reads differently now.
    #[error("the migration {0} was changed after it was applied")]
    Changed(String),
    /// The place of the database makes no sense.
    #[error("{0}")]
    Place(String),
    /// A column does not hold what the code expects.
    #[error("column {0} does not hold what was expected")]
    Column(usize),
    /// Anything else, in the engine's words.
    #[error("the database answered: {0}")]
    Engine(String),
}

impl Error {
    /// Whether the same transaction may well succeed a moment later.
    pub const fn is_passing(&self) -> bool {
        matches!(self, Self::Busy | Self::Unavailable(_))
    }

    /// Whether a unique key stood in the way.
    pub const fn is_duplicate(&self) -> bool {
        matches!(self, Self::Duplicate(_))
    }
}
