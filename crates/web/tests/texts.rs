//! The texts of the whole house: every key that code or a template names exists, and in both languages alike; every
//! drawing and every asset that they name is there.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may stop where it stands, and reads the sources"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fluent_bundle::FluentResource;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use tutela_web::assets::has_asset;

/// Key, or `message.attribute`, with the variables that its text names.
type Keys = BTreeMap<String, BTreeSet<String>>;

#[test]
fn both_languages_say_the_same() {
    for crate_folder in crates() {
        let (english, danish) = (keys(&crate_folder, "en"), keys(&crate_folder, "da"));
        assert_eq!(english, danish, "in {}", crate_folder.display());
    }
}

#[test]
fn whatever_is_named_exists() {
    let known: BTreeSet<String> = crates()
        .iter()
        .flat_map(|folder| keys(folder, "en"))
        .map(|(key, _)| key)
        .collect();
    let icons = std::fs::read_to_string(here().join("assets/icons.svg")).unwrap();
    let mut missing = Vec::new();
    for (file, source) in sources() {
        let mut check = |name: String, found: bool| {
            if !found {
                missing.push(format!("{}: {name}", file.display()));
            }
        };
        for (before, prefix) in [
            ("say(\"", ""),
            ("Flash::new(\"", ""),
            ("Conflict(\"", "error-"),
        ] {
            for name in after(&source, before) {
                let key = format!("{prefix}{name}");
                check(key.clone(), known.contains(&key));
            }
        }
        for name in with_arguments(&source) {
            check(name.to_owned(), known.contains(name));
        }
        for name in after(&source, "icon(\"") {
            check(name.to_owned(), icons.contains(&format!("id=\"{name}\"")));
        }
        for name in after(&source, "asset_url(\"").chain(after(&source, ".script(\"")) {
            check(name.to_owned(), has_asset(name));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

fn here() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The folders of all crates that have texts.
fn crates() -> Vec<PathBuf> {
    let all = std::fs::read_dir(here().join("..")).unwrap();
    let folders = all.map(|entry| entry.unwrap().path());
    let mut folders: Vec<_> = folders
        .filter(|path| path.join("locales").is_dir())
        .collect();
    folders.sort();
    assert!(!folders.is_empty());
    folders
}

fn keys(crate_folder: &Path, language: &str) -> Keys {
    let mut keys = Keys::new();
    for file in files(&crate_folder.join("locales").join(language)) {
        let text = std::fs::read_to_string(&file).unwrap();
        let resource = FluentResource::try_new(text).unwrap_or_else(|(_, errors)| {
            panic!("{}: {errors:?}", file.display());
        });
        for entry in resource.entries() {
            let Entry::Message(message) = entry else {
                continue;
            };
            if let Some(pattern) = &message.value {
                keys.insert(message.id.name.to_owned(), variables(pattern));
            }
            for attribute in &message.attributes {
                let key = format!("{}.{}", message.id.name, attribute.id.name);
                keys.insert(key, variables(&attribute.value));
            }
        }
    }
    keys
}

fn variables(pattern: &Pattern<&str>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else {
            continue;
        };
        match expression {
            Expression::Inline(inline) => names.extend(variable(inline)),
            Expression::Select { selector, variants } => {
                names.extend(variable(selector));
                let inside = variants
                    .iter()
                    .flat_map(|variant| variables(&variant.value));
                names.extend(inside);
            }
        }
    }
    names
}

fn variable(inline: &InlineExpression<&str>) -> Option<String> {
    match inline {
        InlineExpression::VariableReference { id } => Some(id.name.to_owned()),
        _ => None,
    }
}

/// Every source and template of every crate, without the tests inside it.
fn sources() -> Vec<(PathBuf, String)> {
    let all = std::fs::read_dir(here().join("..")).unwrap();
    let roots: Vec<_> = all.map(|entry| entry.unwrap().path()).collect();
    let folders = roots
        .iter()
        .flat_map(|root| [root.join("src"), root.join("templates")]);
    let texts = folders.flat_map(|folder| files(&folder)).filter(|file| {
        let kind = file.extension().and_then(|kind| kind.to_str());
        matches!(kind, Some("rs" | "html")) && !file.ends_with("tests.rs")
    });
    texts
        .map(|file| {
            let text = std::fs::read_to_string(&file).unwrap();
            let end = text.find("#[cfg(test)]").unwrap_or(text.len());
            (file, text[..end].to_owned())
        })
        .collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    entries
        .map(|entry| entry.unwrap().path())
        .flat_map(|path| match path.is_dir() {
            true => files(&path),
            false => vec![path],
        })
        .collect()
}

/// The literals right after a text, without those in comments.
fn after<'s>(source: &'s str, before: &'s str) -> impl Iterator<Item = &'s str> {
    let lines = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines
        .flat_map(move |line| line.split(before).skip(1))
        .filter_map(|rest| rest.split_once('"'))
        .map(|(name, _)| name)
}

/// The keys of `t.with("key", &[…])`, as apart from names that are given to a flash.
fn with_arguments(source: &str) -> impl Iterator<Item = &str> {
    let lines = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines
        .flat_map(|line| line.split(".with(\"").skip(1))
        .filter_map(|rest| rest.split_once('"'))
        .filter(|(_, rest)| rest.starts_with(", &[") || rest.starts_with(", ["))
        .map(|(name, _)| name)
}
