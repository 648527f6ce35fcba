//! Files and functions stay small enough to be read at once.

use super::rust::{Kind, Token};
use super::tree::{File, Finding, Tree};

const FILE_LINES: usize = 400;
const FUNCTION_LINES: usize = 40;
const PARAMETERS: usize = 5;

/// A function as written.
struct Function<'t> {
    name: &'t str,
    line: usize,
    lines: usize,
    parameters: usize,
}

/// Files of at most 400 lines; functions of at most 40 lines and five parameters, tests left out.
pub fn findings(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in tree.rust() {
        let lines = file.text.lines().count();
        if lines > FILE_LINES {
            found.push(file.finding(
                FILE_LINES + 1,
                format!("{lines} lines; {FILE_LINES} are the most"),
            ));
        }
        found.extend(function_findings(file));
    }
    found
}

fn function_findings(file: &File) -> Vec<Finding> {
    // The rooms of test code are read by people too; only tests themselves may be long.
    let all = file.tokens().iter().filter(|token| !token.test).cloned();
    let tokens: Vec<Token> = if is_tests(file) {
        Vec::new()
    } else {
        all.collect()
    };
    let mut found = Vec::new();
    for function in functions(&tokens) {
        let Function {
            name,
            line,
            lines,
            parameters,
        } = function;
        if lines > FUNCTION_LINES {
            found.push(file.finding(
                line,
                format!("fn {name} has {lines} lines; {FUNCTION_LINES} are the most"),
            ));
        }
        if parameters > PARAMETERS {
            let text = format!(
                "fn {name} takes {parameters} parameters; more than {PARAMETERS} are a struct"
            );
            found.push(file.finding(line, text));
        }
    }
    found
}

/// A file of tests alone, whose scenes may be as long as their story.
fn is_tests(file: &File) -> bool {
    file.path.contains("/tests/") || file.path.ends_with("/tests.rs")
}

fn functions<'t>(tokens: &'t [Token]) -> Vec<Function<'t>> {
    let starts = tokens
        .iter()
        .enumerate()
        .filter(|(_, token)| token.is_word("fn"));
    starts.filter_map(|(at, _)| function(tokens, at)).collect()
}

fn function<'t>(tokens: &'t [Token], at: usize) -> Option<Function<'t>> {
    let name = tokens.get(at + 1)?.word()?;
    let open = at + 2 + generics(tokens.get(at + 2..)?);
    let close = matching(tokens, open)?;
    let parameters = parameters(&tokens[open + 1..close]);
    let ends = |token: &Token| token.is_sign(';') || token.kind == Kind::Open('{');
    let body = close + tokens[close..].iter().position(ends)?;
    let end = matching(tokens, body).unwrap_or(body);
    let line = tokens[at].line;
    Some(Function {
        name,
        line,
        lines: tokens[end].line - line + 1,
        parameters,
    })
}

/// How many tokens `<…>` takes, if it is there. The `>` of an arrow closes nothing.
fn generics(tokens: &[Token]) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        let arrow = at > 0 && tokens[at - 1].is_sign('-');
        if token.is_sign('<') {
            depth += 1;
        } else if token.is_sign('>') && !arrow {
            depth = depth.saturating_sub(1);
        }
        if depth == 0 {
            return if at == 0 { 0 } else { at + 1 };
        }
    }
    0
}

/// Where what opens at `open` closes.
fn matching(tokens: &[Token], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.kind {
            Kind::Open(_) => depth += 1,
            Kind::Close(_) => depth -= 1,
            _ if depth == 0 => return None,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// How many parameters stand between the parentheses, `self` not counted: each has one `:` of its own at the top.
fn parameters(tokens: &[Token]) -> usize {
    let mut depth = 0_usize;
    let mut found = 0;
    for (at, token) in tokens.iter().enumerate() {
        let beside = |at: usize| tokens.get(at).is_some_and(|token| token.is_sign(':'));
        match token.kind {
            Kind::Open(_) | Kind::Sign('<') => depth += 1,
            Kind::Close(_) => depth -= 1,
            Kind::Sign('>') if at > 0 && !tokens[at - 1].is_sign('-') => {
                depth = depth.saturating_sub(1)
            }
            Kind::Sign(':') if depth == 0 && !beside(at + 1) && (at == 0 || !beside(at - 1)) => {
                found += 1
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<String> {
        let tree = Tree::of(&[("crates/core/src/a.rs", source)]);
        findings(&tree)
            .into_iter()
            .map(|finding| finding.text)
            .collect()
    }

    #[test]
    fn a_long_file_is_found() {
        assert_eq!(texts(&"//! A.\n".repeat(400)), [""; 0]);
        assert_eq!(
            texts(&"//! A.\n".repeat(401)),
            ["401 lines; 400 are the most"]
        );
    }

    #[test]
    fn a_long_function_is_found() {
        let of = |lines: usize| {
            format!(
                "fn a<F: Fn(u8) -> u8>(f: F) where F: Send {{\n{}}}\n",
                "f(1);\n".repeat(lines - 2)
            )
        };
        assert_eq!(texts(&of(40)), [""; 0]);
        assert_eq!(texts(&of(41)), ["fn a has 41 lines; 40 are the most"]);
        assert_eq!(
            texts(&format!("#[cfg(test)] mod tests {{ {} }}", of(41))),
            [""; 0]
        );
    }

    #[test]
    fn six_parameters_are_found() {
        let five =
            "&mut self, a: u8, b: std::fmt::Result, c: Vec<(u8, u8)>, d: impl Fn(u8) -> u8, e: u8";
        assert_eq!(
            texts(&format!("trait T {{ fn t({five}) -> u8; }}")),
            [""; 0]
        );
        assert_eq!(
            texts(&format!("fn t({five}, f: HashMap<u8, u8>) {{}}")),
            ["fn t takes 6 parameters; more than 5 are a struct"]
        );
    }
}
