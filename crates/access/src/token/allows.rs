//! What a token is for: a few sets of actions with names, as `policy/tokens.cedar` knows them.

use std::str::FromStr;

use tutela_core::{InvalidId, Level};

/// One set of actions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Use {
    /// See channels, courses and lessons, drafts included.
    Read,
    /// See what a learner sees, and keep one's place.
    Learn,
    /// Make and change channels, courses and lessons.
    Content,
    /// Bring people in, give and take roles on channels and courses.
    People,
    /// See who belongs there, who holds what, and who did what.
    Record,
    /// Make accounts.
    Platform,
}

impl Use {
    /// Every use there is.
    pub const ALL: [Self; 6] = [
        Self::Read,
        Self::Learn,
        Self::Content,
        Self::People,
        Self::Record,
        Self::Platform,
    ];

    /// The word in the database, in the API and in the policy.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Learn => "learn",
            Self::Content => "content",
            Self::People => "people",
            Self::Record => "record",
            Self::Platform => "platform",
        }
    }

    /// Whether it means anything at a place of a level.
    pub const fn fits(self, level: Level) -> bool {
        matches!(self, Self::Platform) == matches!(level, Level::Platform)
    }
}

impl FromStr for Use {
    type Err = InvalidId;

    fn from_str(word: &str) -> Result<Self, InvalidId> {
        let mut all = Self::ALL.into_iter();
        all.find(|one| one.as_str() == word).ok_or(InvalidId)
    }
}

/// Some of the uses, each once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Allows(u8);

impl Allows {
    /// Whether a use is among them.
    pub fn has(self, one: Use) -> bool {
        self.0 & bit(one) != 0
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Each of them, in their order.
    pub fn iter(self) -> impl Iterator<Item = Use> {
        Use::ALL.into_iter().filter(move |one| self.has(*one))
    }

    /// The words with a space between.
    pub(crate) fn written(self) -> String {
        let words: Vec<_> = self.iter().map(Use::as_str).collect();
        words.join(" ")
    }

    /// Reads what [`Allows::written`] wrote. A word that nobody knows allows nothing.
    pub(crate) fn read(words: &str) -> Self {
        words
            .split(' ')
            .filter_map(|word| word.parse().ok())
            .collect()
    }
}

impl FromIterator<Use> for Allows {
    fn from_iter<I: IntoIterator<Item = Use>>(uses: I) -> Self {
        Self(uses.into_iter().fold(0, |bits, one| bits | bit(one)))
    }
}

const fn bit(one: Use) -> u8 {
    1 << one as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let allows: Allows = [Use::People, Use::Read, Use::Read].into_iter().collect();
        assert_eq!(allows.written(), "read people");
        assert_eq!(Allows::read("read people"), allows);
        assert!(Allows::read("everything").is_empty() && Allows::read("").is_empty());
        for one in Use::ALL {
            assert_eq!(one.as_str().parse(), Ok(one));
        }
    }
}
