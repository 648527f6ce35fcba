//! A refusal: what the person who started the program can put right, in a sentence that says how.

use std::fmt;

/// Why the program does not start. It ends with exit code 2, without a trace of calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal(String);

impl Refusal {
    /// A refusal in whole sentences: what is wrong, and the way out.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refusal {}

/// Ends the function with a [`Refusal`], worded as by `format!`.
macro_rules! refuse {
    ($($words:tt)+) => {
        return Err($crate::refusal::Refusal::new(format!($($words)+)).into())
    };
}

pub(crate) use refuse;
