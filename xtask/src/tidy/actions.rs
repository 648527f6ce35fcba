//! Whatever is recorded can be read: every action that the code writes into the record has its text.

use std::collections::BTreeSet;

use super::rust::{Kind, Token};
use super::tree::{File, Finding, Tree};

/// The action of each record is a string in the file that writes it. That the languages agree is another rule.
pub fn findings(tree: &Tree) -> Vec<Finding> {
    let told: BTreeSet<&str> = tree
        .ending(&[".ftl"])
        .flat_map(|file| file.text.lines())
        .filter_map(|line| line.strip_prefix("activity-")?.split(' ').next())
        .collect();
    let mut found = Vec::new();
    for file in tree.rust().filter(|file| !file.is_test() && records(file)) {
        let actions = file.product_tokens().iter().filter_map(action);
        let silent = actions.filter(|(action, _)| !told.contains(action));
        found.extend(silent.map(|(action, line)| {
            file.finding(
                line,
                format!("it is recorded, and there is no text activity-{action}"),
            )
        }));
    }
    found
}

/// Whether a file writes into the record, or says under which name another one does.
fn records(file: &File) -> bool {
    let tokens = file.product_tokens();
    let follows = |at: usize, sign| tokens.get(at + 1).is_some_and(|next| next.kind == sign);
    let mut all = tokens.iter().enumerate();
    all.any(|(at, token)| {
        token.is_word("Activity") && follows(at, Kind::Open('{'))
            || token.is_word("write_down")
            || token.is_word("act") && at > 0 && tokens[at - 1].is_word("fn")
    })
}

/// `grantRole`: two words or more, as actions are named.
fn action(token: &Token) -> Option<(&str, usize)> {
    let text = token.text()?;
    let is_plain = text.chars().all(|letter| letter.is_ascii_alphabetic());
    let is_two = text.chars().any(|letter| letter.is_ascii_uppercase());
    let is_name = text.starts_with(|letter: char| letter.is_ascii_lowercase());
    (is_plain && is_two && is_name).then_some((text, token.line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_without_a_text_is_found() {
        let code = "fn f() { record(Activity { action: \"grantRole\" }) }";
        let texts = "activity-grantRole = gave a role\n";
        let of = |texts: &str, code: &str| {
            let tree = Tree::of(&[
                ("crates/a/src/a.rs", code),
                ("crates/a/locales/en/a.ftl", texts),
            ]);
            findings(&tree).len()
        };
        assert_eq!(of(texts, code), 0);
        assert_eq!(of("", code), 1);
        assert_eq!(of("", "fn f() { say(\"grantRole\") }"), 0);
        assert_eq!(of("", "fn act() -> &str { \"changeEmail\" }"), 1);
    }
}
