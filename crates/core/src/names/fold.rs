//! What all spellings of a name have in common: compatibility forms and cases are one.

use unicode_normalization::UnicodeNormalization;

use super::NameKind;

/// NFKC and case folding. Every letter goes to upper case and back, so that all that share a capital are one: `ß` is
/// `ss`, the dotless `ı` is `i`, every sigma is one. Marks over an `i` that its capital brings are dropped.
pub fn fold(text: &str) -> String {
    let upper = text.nfkc().flat_map(char::to_uppercase);
    let lower: String = upper.flat_map(char::to_lowercase).nfkc().collect();
    lower.replace("i\u{307}", "i")
}

/// What a folded text wants to be.
pub fn kind(folded: &str) -> NameKind {
    if folded.contains('@') {
        return NameKind::Email;
    }
    let digits = folded.chars().filter(char::is_ascii_digit).count();
    let written_like_one = folded
        .chars()
        .all(|c| c.is_ascii_digit() || c.is_whitespace() || "+-./()\u{2010}\u{2011}".contains(c));
    match written_like_one && digits > 0 {
        true => NameKind::Phone,
        false => NameKind::Id,
    }
}
