//! Words that a stranger would try first because he knows for whom and where the password is.

use std::fmt;

use unicode_normalization::UnicodeNormalization as _;

/// Fewer letters than these beside known words are no secret.
const LETTERS: usize = 4;

/// Where a known word is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// The name or user name of the person.
    Own,
    /// The name of an account to which the person belongs.
    Account,
    /// The name of this product.
    Product,
}

impl fmt::Display for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Own => "the own name or user name",
            Self::Account => "the name of the account",
            Self::Product => "the name of this product",
        })
    }
}

/// What spellings of a password have in common that a guesser tries together.
pub fn fold(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).collect()
}

/// Whether little is left of a password when the words of some names are taken out of it.
pub fn is_made_of(folded: &str, names: &[String]) -> bool {
    let mut words: Vec<String> = names.iter().flat_map(|name| words(&fold(name))).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let mut rest = folded.to_owned();
    for word in &words {
        rest = rest.replace(word, " ");
    }
    rest != folded && rest.chars().filter(|c| c.is_alphabetic()).count() < LETTERS
}

/// A name and its parts.
fn words(name: &str) -> Vec<String> {
    let parts = name.split(|c: char| !c.is_alphanumeric());
    let all = parts.chain(std::iter::once(name));
    all.filter(|word| is_telling(word))
        .map(str::to_owned)
        .collect()
}

/// Scripts of syllables say much in two characters.
fn is_telling(word: &str) -> bool {
    let length = word.chars().count();
    length >= 3 || (length == 2 && !word.is_ascii())
}
