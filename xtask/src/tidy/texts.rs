//! Every text exists in every language, every text asked for exists, and none lies unused.

use std::collections::{BTreeMap, BTreeSet};

use super::rust;
use super::tree::{File, Finding, Tree};

/// The functions that take the key of a text first, in Rust and in templates.
const CALLS: &[&str] = &["say", "with"];

/// Texts and their attributes (`key.attribute`): the file and line where each stands.
type Texts<'t> = BTreeMap<String, (&'t File, usize)>;

/// Compares the languages with one another, and English with the keys in templates and code.
pub fn findings(tree: &Tree) -> Vec<Finding> {
    let languages = languages(tree);
    let Some(english) = languages.get("en") else {
        return Vec::new();
    };
    let mut found = differences(&languages);
    let named = named(tree);
    let messages = english.iter().filter(|(key, _)| message(key) == *key);
    let unused = messages.filter(|(key, _)| !is_used(key, &named));
    found.extend(
        unused
            .map(|(key, (file, line))| file.finding(*line, format!("nobody uses the text {key}"))),
    );
    for (file, line, key) in asked_for(tree) {
        if !english.contains_key(&key) {
            found.push(file.finding(line, format!("there is no text {key}")));
        }
    }
    found
}

/// The texts of each folder `locales/LANGUAGE`.
fn languages(tree: &Tree) -> BTreeMap<String, Texts<'_>> {
    let mut languages: BTreeMap<String, Texts> = BTreeMap::new();
    for file in tree.ending(&[".ftl"]) {
        let mut folders = file
            .path
            .split('/')
            .skip_while(|folder| *folder != "locales");
        let Some(language) = folders.nth(1) else {
            continue;
        };
        let texts = languages.entry(language.to_owned()).or_default();
        let mut message = "";
        for (number, line) in file.text.lines().enumerate() {
            message = key(line).unwrap_or(message);
            let attribute = line.trim_start().strip_prefix('.').and_then(key);
            let whole = attribute.map(|attribute| format!("{message}.{attribute}"));
            let whole = whole.or_else(|| key(line).map(str::to_owned));
            texts.extend(whole.map(|key| (key, (file, number + 1))));
        }
    }
    languages
}

/// The key that a line of Fluent begins with.
fn key(line: &str) -> Option<&str> {
    let (key, _) = line.split_once('=')?;
    let key = key.trim_end();
    let plain = key.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && key.chars().all(is_part_of_key);
    plain.then_some(key)
}

/// The message to which an attribute belongs.
fn message(key: &str) -> &str {
    key.split('.').next().unwrap_or(key)
}

fn is_part_of_key(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '-' || letter == '_'
}

fn differences(languages: &BTreeMap<String, Texts>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (language, texts) in languages {
        for (other, others) in languages.iter().filter(|(other, _)| *other != language) {
            let missing = texts.iter().filter(|(key, _)| !others.contains_key(*key));
            found.extend(missing.map(|(key, (file, line))| {
                file.finding(*line, format!("{key} is missing in {other}"))
            }));
        }
    }
    found
}

/// Every string in code and templates: a key is used when one of them is that key, or its beginning before a `{`.
fn named(tree: &Tree) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for file in tree.rust() {
        let tokens = file.product_tokens();
        let texts = tokens.iter().filter_map(|token| token.text());
        named.extend(texts.map(|text| message(text).to_owned()));
    }
    for file in tree.ending(&[".html"]) {
        named.extend(file.text.split('"').map(str::to_owned));
    }
    for file in tree.ending(&[".ftl"]) {
        let inner = file
            .text
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split('}').next());
        named.extend(inner.map(|name| name.trim().to_owned()));
    }
    named
}

fn is_used(key: &str, named: &BTreeSet<String>) -> bool {
    let family = |text: &String| {
        text.split_once('{')
            .is_some_and(|(start, _)| start.len() > 2 && key.starts_with(start))
    };
    named.contains(key) || named.iter().any(family)
}

/// The keys that are asked for by name.
fn asked_for(tree: &Tree) -> Vec<(&File, usize, String)> {
    let mut asked = Vec::new();
    for file in tree.rust() {
        for call in CALLS {
            let calls = rust::arguments(file.product_tokens(), call);
            // `with` is a common word: only what looks like a key is taken for one.
            let keys = calls.filter(|(_, key)| {
                *call == "say" || key.contains('-') && key.chars().all(is_part_of_key)
            });
            asked.extend(keys.map(|(token, key)| (file, token.line, key.to_owned())));
        }
    }
    for file in tree.ending(&[".html"]) {
        for (number, line) in file.text.lines().enumerate() {
            let calls = CALLS.iter().flat_map(|call| {
                line.split(&format!("{call}(\""))
                    .skip(1)
                    .collect::<Vec<_>>()
            });
            let keys = calls.filter_map(|rest| rest.split('"').next());
            asked.extend(keys.map(|key| (file, number + 1, key.to_owned())));
        }
    }
    asked
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(danish: &str, page: &str) -> Vec<String> {
        let tree = Tree::of(&[
            (
                "crates/web/locales/en/a.ftl",
                "# A note = none\nsave-now = Save\n    .title = Save\nrole-owner = Owner\n",
            ),
            ("crates/web/locales/da/a.ftl", danish),
            ("crates/web/src/a.html", page),
            (
                "crates/web/src/a.rs",
                "//! A.\nfn a() { t.say(&format!(\"role-{role}\")) }",
            ),
        ]);
        findings(&tree)
            .into_iter()
            .map(|finding| finding.text)
            .collect()
    }

    #[test]
    fn missing_unused_and_unknown_texts_are_found() {
        let page = "<p>{{ t.say(\"save-now\") }}</p>";
        let danish = "save-now = Gem\n    .title = Gem\nrole-owner = Ejer\n";
        assert_eq!(texts(danish, page), [""; 0]);
        assert_eq!(
            texts("save-now = Gem\nrole-owner = Ejer\n", page),
            ["save-now.title is missing in da"]
        );
        assert_eq!(
            texts(&format!("{danish}new = Ny\n"), page),
            ["new is missing in en"]
        );
        assert_eq!(texts(danish, "<p>"), ["nobody uses the text save-now"]);
        assert_eq!(
            texts(danish, &format!("{page}{{{{ t.with(\"gone\", a) }}}}")),
            ["there is no text gone"]
        );
    }
}
