//! Rust as a flat list of tokens with lines, so that a rule never mistakes a comment or a string for code.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// One token.
#[derive(Debug, Clone)]
pub struct Token {
    pub kind: Kind,
    pub line: usize,
    /// Whether it stands in an item under `#[cfg(test)]` or `#[test]`.
    pub test: bool,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Word(String),
    Text(String),
    Other(String),
    Sign(char),
    Open(char),
    Close(char),
}

impl Token {
    /// The word, when it is one.
    pub fn word(&self) -> Option<&str> {
        match &self.kind {
            Kind::Word(word) => Some(word),
            _ => None,
        }
    }

    /// Whether it is this word.
    pub fn is_word(&self, word: &str) -> bool {
        self.word() == Some(word)
    }

    /// Whether it is this sign.
    pub fn is_sign(&self, sign: char) -> bool {
        self.kind == Kind::Sign(sign)
    }

    /// What a string literal holds.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// The tokens of a file, doc comments left out; none when it cannot be read, which the compiler will say better.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    if let Ok(stream) = text.parse::<TokenStream>() {
        flatten(stream, false, &mut tokens);
    }
    tokens
}

/// The string literals that are the first argument of `name!(…)` or of `.name(…)`, with their lines.
pub fn arguments<'t>(
    tokens: &'t [Token],
    name: &'t str,
) -> impl Iterator<Item = (&'t Token, &'t str)> {
    tokens
        .iter()
        .enumerate()
        .filter(move |(_, token)| token.is_word(name))
        .filter_map(|(at, _)| {
            let mut rest = tokens.get(at + 1..)?;
            if rest.first()?.is_sign('!') {
                rest = rest.get(1..)?;
            }
            let [open, literal, ..] = rest else {
                return None;
            };
            let called = matches!(open.kind, Kind::Open(_));
            literal
                .text()
                .filter(|_| called)
                .map(|text| (literal, text))
        })
}

fn flatten(stream: TokenStream, test: bool, into: &mut Vec<Token>) {
    let trees: Vec<TokenTree> = stream.into_iter().collect();
    let mut item_is_test = false;
    let mut at = 0;
    while at < trees.len() {
        if let Some((attribute, length)) = attribute(&trees[at..]) {
            item_is_test |= marks_test(&attribute);
            if attribute.starts_with("doc ") {
                at += length;
                continue;
            }
        }
        let tree = &trees[at];
        let ends_item = match tree {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            TokenTree::Punct(sign) => sign.as_char() == ';',
            _ => false,
        };
        push(tree, test || item_is_test, into);
        item_is_test &= !ends_item;
        at += 1;
    }
}

/// What stands in `#[…]` or `#![…]`, and how many trees that takes.
fn attribute(trees: &[TokenTree]) -> Option<(String, usize)> {
    let is_sign = |at: usize, sign: char| matches!(trees.get(at), Some(TokenTree::Punct(it)) if it.as_char() == sign);
    let before = if is_sign(1, '!') { 2 } else { 1 };
    match trees.get(before) {
        Some(TokenTree::Group(group))
            if is_sign(0, '#') && group.delimiter() == Delimiter::Bracket =>
        {
            Some((group.stream().to_string(), before + 1))
        }
        _ => None,
    }
}

fn marks_test(attribute: &str) -> bool {
    let tight: String = attribute
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    tight == "cfg(test)"
        || tight == "test"
        || tight.ends_with("::test")
        || tight.starts_with("tokio::test(")
}

fn push(tree: &TokenTree, test: bool, into: &mut Vec<Token>) {
    let line = tree.span().start().line;
    let kind = match tree {
        TokenTree::Group(group) => return push_group(group, test, into),
        TokenTree::Ident(ident) => Kind::Word(ident.to_string()),
        TokenTree::Punct(sign) => Kind::Sign(sign.as_char()),
        TokenTree::Literal(literal) => literal_kind(&literal.to_string()),
    };
    into.push(Token { kind, line, test });
}

fn push_group(group: &Group, test: bool, into: &mut Vec<Token>) {
    let (open, close) = match group.delimiter() {
        Delimiter::Parenthesis => ('(', ')'),
        Delimiter::Brace => ('{', '}'),
        Delimiter::Bracket => ('[', ']'),
        Delimiter::None => (' ', ' '),
    };
    let line = |span: proc_macro2::Span| span.start().line;
    into.push(Token {
        kind: Kind::Open(open),
        line: line(group.span_open()),
        test,
    });
    flatten(group.stream(), test, into);
    into.push(Token {
        kind: Kind::Close(close),
        line: line(group.span_close()),
        test,
    });
}

fn literal_kind(written: &str) -> Kind {
    if let Some(raw) = written.strip_prefix('r') {
        let bare = raw.trim_matches('#');
        if let Some(inside) = bare
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'))
        {
            return Kind::Text(inside.to_owned());
        }
    }
    match written
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
    {
        Some(inside) => Kind::Text(unescape(inside)),
        None => Kind::Other(written.to_owned()),
    }
}

/// Enough of the escapes for SQL, keys and addresses. A line that is continued keeps its line break, so lines still count.
fn unescape(written: &str) -> String {
    let mut text = String::with_capacity(written.len());
    let mut letters = written.chars();
    while let Some(letter) = letters.next() {
        match (letter, if letter == '\\' { letters.next() } else { None }) {
            ('\\', Some('n')) => text.push('\n'),
            ('\\', Some('t')) => text.push('\t'),
            ('\\', Some(other)) => text.push(other),
            _ => text.push(letter),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_strings_are_not_words() {
        let tokens = tokens("//! sqlite\n/// postgres\nfn main() { let a = \"sqlx\"; } // sqlx");
        let words: Vec<_> = tokens.iter().filter_map(Token::word).collect();
        assert_eq!(words, ["fn", "main", "let", "a"]);
    }

    #[test]
    fn test_items_are_marked_and_end() {
        let tokens =
            tokens("#[cfg(test)] mod tests { fn a() {} } fn b() {} #[tokio::test] async fn c() {}");
        let marked = |name: &str| tokens.iter().any(|token| token.is_word(name) && token.test);
        assert_eq!([marked("a"), marked("b"), marked("c")], [true, false, true]);
    }

    #[test]
    fn arguments_are_found_in_macros_and_calls() {
        let tokens = tokens("fn a() { tx.rows(sql!(\n r#\"SELECT \"id\"\"#), t.say(\"save\")); }");
        let sql: Vec<_> = arguments(&tokens, "sql")
            .map(|(token, text)| (token.line, text))
            .collect();
        assert_eq!(sql, [(2, "SELECT \"id\"")]);
        assert_eq!(
            arguments(&tokens, "say")
                .map(|(_, text)| text)
                .collect::<Vec<_>>(),
            ["save"]
        );
    }
}
