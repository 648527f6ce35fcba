//! A statement of the dialect. It can only be a literal, so a test can find every one and prepare it on both engines.

/// One SQL statement, written with [`sql!`](crate::sql).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sql(&'static str);

impl Sql {
    #[doc(hidden)]
    pub const fn literal(text: &'static str) -> Self {
        Self(text)
    }

    /// The statement's text.
    pub const fn text(self) -> &'static str {
        self.0
    }
}

/// Makes a [`Sql`] from one string literal.
#[macro_export]
macro_rules! sql {
    ($text:literal) => {
        $crate::Sql::literal($text)
    };
}

/// Makes the values for `$1`, `$2`, … in the order of their digits.
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => {
        &[$($crate::Value::from($value)),*]
    };
}
