//! SQL as a flat list of tokens, comments among them, for the rules that read statements and migrations.

/// One token of SQL. Words are in capitals, since SQL does not tell them apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    pub line: usize,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Word(String),
    Text,
    Comment(String),
    Sign(String),
}

impl Token {
    /// The word in capitals, when it is one.
    pub fn word(&self) -> Option<&str> {
        match &self.kind {
            Kind::Word(word) => Some(word),
            _ => None,
        }
    }

    /// Whether it is this word or this sign.
    pub fn is(&self, what: &str) -> bool {
        matches!(&self.kind, Kind::Word(it) | Kind::Sign(it) if it == what)
    }

    /// What a comment says.
    pub fn comment(&self) -> Option<&str> {
        match &self.kind {
            Kind::Comment(text) => Some(text),
            _ => None,
        }
    }
}

/// Signs of more than one character that mean something of their own.
const LONG_SIGNS: &[&str] = &[
    "->>", "#>>", "->", "#>", "@>", "<@", "::", "||", "<=", ">=", "<>", "!=",
];

/// Splits SQL; lines are counted from `first_line`.
pub fn tokens(text: &str, first_line: usize) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    let mut line = first_line;
    while let Some(first) = rest.chars().next() {
        let (kind, length) = next(rest, first);
        let (taken, after) = rest.split_at(length.max(first.len_utf8()));
        tokens.extend(kind.map(|kind| Token { kind, line }));
        line += taken.matches('\n').count();
        rest = after;
    }
    tokens
}

fn next(rest: &str, first: char) -> (Option<Kind>, usize) {
    if let Some(comment) = rest.strip_prefix("--") {
        let length = comment.find('\n').unwrap_or(comment.len());
        return (
            Some(Kind::Comment(comment[..length].trim().to_owned())),
            length + 2,
        );
    }
    match first {
        _ if first.is_whitespace() => (None, first.len_utf8()),
        '\'' => (Some(Kind::Text), quoted(rest, '\'')),
        '"' => {
            let length = quoted(rest, '"');
            (
                Some(Kind::Word(rest[..length].trim_matches('"').to_uppercase())),
                length,
            )
        }
        _ if is_part_of_word(first) => {
            let length = rest
                .find(|letter| !is_part_of_word(letter))
                .unwrap_or(rest.len());
            (Some(Kind::Word(rest[..length].to_uppercase())), length)
        }
        _ => {
            let long = LONG_SIGNS.iter().find(|sign| rest.starts_with(**sign));
            let sign = long.map_or_else(|| first.to_string(), |sign| (*sign).to_owned());
            let length = sign.len();
            (Some(Kind::Sign(sign)), length)
        }
    }
}

fn is_part_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '$'
}

/// The length of what is quoted; a doubled quote stands for itself and simply begins again.
fn quoted(rest: &str, quote: char) -> usize {
    rest[1..].find(quote).map_or(rest.len(), |at| at + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_texts_comments_and_signs() {
        let tokens = tokens("SELECT a->>'x''y', \"Id\" -- why\n, $1::text", 7);
        let words: Vec<_> = tokens.iter().filter_map(Token::word).collect();
        assert_eq!(words, ["SELECT", "A", "ID", "$1", "TEXT"]);
        assert_eq!(tokens.iter().find_map(Token::comment), Some("why"));
        assert!(
            tokens
                .iter()
                .any(|token| token.is("->>") && token.line == 7)
        );
        assert!(tokens.iter().any(|token| token.is("::") && token.line == 8));
    }
}
