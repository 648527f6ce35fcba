//! The configuration file, and the names that nothing knows: a setting with a typing error must not be passed over.

use std::path::Path;

use anyhow::Result;
use confique::Config as _;
use confique::meta::{FieldKind, Meta};

use super::{Layer, Settings, secrets};
use crate::refusal::{Refusal, refuse};

/// Reads the file. Refuses one that cannot be read, a key that is unknown, and a value that does not fit.
pub fn read(path: &Path) -> Result<Layer> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => refuse!(
            "The configuration file {} cannot be read ({error}). Name another with --config, or put it there; `tutela doctor --template` prints one to start from.",
            path.display()
        ),
    };
    let table: toml::Table = toml::from_str(&text).map_err(|error| misread(path, &text, &error))?;
    refuse_unknown(path, &table)?;
    Ok(toml::from_str(&text).map_err(|error| misread(path, &text, &error))?)
}

/// The line is named and not shown: it may hold a password.
fn misread(path: &Path, text: &str, error: &toml::de::Error) -> Refusal {
    let before = error.span().and_then(|span| text.get(..span.start));
    let line = before.map_or(1, |before| before.matches('\n').count() + 1);
    let why = error.message();
    Refusal::new(format!(
        "Line {line} of the configuration file {} cannot be used: {why}.",
        path.display()
    ))
}

fn refuse_unknown(path: &Path, table: &toml::Table) -> Result<()> {
    let mut unknown = Vec::new();
    collect_unknown(table, &Settings::META, "", &mut unknown);
    if unknown.is_empty() {
        return Ok(());
    }
    let named = unknown.join("; ");
    refuse!(
        "The configuration file {} has settings that do not exist: {named}. `tutela doctor --template` prints all there are.",
        path.display()
    );
}

fn collect_unknown(table: &toml::Table, meta: &Meta, above: &str, unknown: &mut Vec<String>) {
    for (key, value) in table {
        let field = meta.fields.iter().find(|field| field.name == key);
        match (field.map(|field| field.kind), value) {
            (Some(FieldKind::Nested { meta }), toml::Value::Table(table)) => {
                collect_unknown(table, meta, &format!("{key}."), unknown);
            }
            (Some(_), _) => {}
            (None, _) => unknown.push(with_suggestion(&format!("{above}{key}"), &keys())),
        }
    }
}

/// Variables of the environment that look like settings and are none.
pub fn find_unknown(environment: impl Iterator<Item = String>) -> Vec<String> {
    let mut known: Vec<String> = variables().into_iter().map(str::to_owned).collect();
    for name in [
        super::origin::CONFIG,
        crate::memory::MARK,
        secrets::ROOT_KEY,
        secrets::S3_ACCESS_KEY_ID,
        secrets::S3_SECRET_ACCESS_KEY,
        secrets::SMTP_PASSWORD,
        secrets::SMS_PASSWORD,
    ] {
        known.push(name.to_owned());
    }
    environment
        .filter(|name| name.starts_with("TUTELA_") && !known.contains(name))
        .map(|name| with_suggestion(&name, &known))
        .collect()
}

fn with_suggestion(name: &str, known: &[String]) -> String {
    let nearest = known.iter().min_by_key(|known| distance(name, known));
    match nearest.filter(|nearest| distance(name, nearest) <= 1 + name.len() / 4) {
        Some(nearest) => format!("{name} (did you mean {nearest}?)"),
        None => name.to_owned(),
    }
}

/// The key of every setting, such as `tls.cert`.
pub fn keys() -> Vec<String> {
    leaves(&Settings::META, "")
        .into_iter()
        .map(|(key, _)| key)
        .collect()
}

fn variables() -> Vec<&'static str> {
    leaves(&Settings::META, "")
        .into_iter()
        .filter_map(|(_, variable)| variable)
        .collect()
}

/// Key and variable of every setting.
pub fn leaves(meta: &Meta, above: &str) -> Vec<(String, Option<&'static str>)> {
    let mut found = Vec::new();
    for field in meta.fields {
        let key = format!("{above}{}", field.name);
        match field.kind {
            FieldKind::Leaf { env, .. } => found.push((key, env)),
            FieldKind::Nested { meta } => found.extend(leaves(meta, &format!("{key}."))),
        }
    }
    found
}

/// The number of letters to add, drop or change (Wagner and Fischer, 1974), one row at a time.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut corner = i;
        let mut left = i + 1;
        for (to, cell) in b.iter().zip(row.iter_mut().skip(1)) {
            let change = corner + usize::from(from != *to);
            corner = *cell;
            left = change.min(*cell + 1).min(left + 1);
            *cell = left;
        }
        row[0] = i + 1;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_suggested() {
        assert_eq!(distance("listen", "listen"), 0);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(
            with_suggestion("listn", &keys()),
            "listn (did you mean listen?)"
        );
        assert_eq!(with_suggestion("colour", &keys()), "colour");
    }

    #[test]
    fn each_setting_has_the_variable_and_the_flag_that_its_key_says() {
        let command = <Layer as clap::Args>::augment_args(clap::Command::new("x"));
        let flags: Vec<_> = command
            .get_arguments()
            .filter_map(clap::Arg::get_long)
            .collect();
        for (key, variable) in leaves(&Settings::META, "") {
            let plain = key.replace('.', "_");
            assert_eq!(
                variable,
                Some(format!("TUTELA_{}", plain.to_uppercase()).as_str())
            );
            assert!(flags.contains(&plain.replace('_', "-").as_str()), "{key}");
        }
        assert_eq!(flags.len(), keys().len());
    }
}
