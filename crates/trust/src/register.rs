//! The register: one file a promise, compiled in. What we say, what enforces it, which tests show it, which probe checks it
//! here and for how long its word is good. Nothing at run time adds to it, takes from it or mutes a line of it.

use std::sync::OnceLock;
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use tutela_web::Language;

macro_rules! files {
    ($($id:literal)+) => {
        &[$(($id, include_str!(concat!("../register/", $id, ".promise")))),+]
    };
}

/// Every promise, in the order in which they are read.
const FILES: &[(&str, &str)] = files![
    "PC1" "PC2" "PC3" "PC4" "PC5" "UA1" "UA2" "UA3" "UA4" "UA5" "UA6" "UA7" "DA1" "DA2" "DA3" "DA4" "DA5" "BR1" "BR2" "DP1"
    "DP2" "DP3" "DP4" "IN1" "IN2" "IN3" "IN4" "IS1" "IS2" "IS3" "IS4" "PY1" "PY2"
];

/// The groups of promises by the first letters of their ids, in their order.
pub const GROUPS: [&str; 8] = ["PC", "UA", "DA", "BR", "DP", "IN", "IS", "PY"];

/// A sentence in every language of the house.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Said {
    english: &'static str,
    danish: &'static str,
}

impl Said {
    /// The sentence in a language.
    pub const fn to(self, language: Language) -> &'static str {
        match language {
            Language::English => self.english,
            Language::Danish => self.danish,
        }
    }
}

/// A promise, as the register has it.
#[derive(Debug, Clone)]
pub struct Promise {
    pub id: &'static str,
    /// The promise in one sentence.
    pub say: Said,
    /// What that means.
    pub means: Said,
    /// What is not built of it yet; the promise is not kept while there is anything.
    pub missing: Option<Said>,
    /// Files and folders of the source that enforce it.
    pub enforced: Vec<&'static str>,
    /// The tests that fail when it is broken.
    pub tests: Vec<&'static str>,
    /// What is checked here.
    pub controls: Vec<Control>,
}

/// Something that must hold here.
#[derive(Debug, Clone)]
pub struct Control {
    pub name: &'static str,
    pub kind: Kind,
}

/// Who checks it.
#[derive(Debug, Clone)]
pub enum Kind {
    /// A probe: how often, for how long its word is good, and the test in which the control was broken on purpose.
    Probe {
        every: Duration,
        good_for: Duration,
        broken_by: &'static str,
    },
    /// Only a person can know it.
    Declared(Said),
}

impl Promise {
    /// The group it belongs to: the letters of its id.
    pub fn group(&self) -> &'static str {
        &self.id[..2]
    }
}

/// All promises.
pub fn register() -> &'static [Promise] {
    static REGISTER: OnceLock<Vec<Promise>> = OnceLock::new();
    REGISTER.get_or_init(|| FILES.iter().map(|(id, text)| read(id, text)).collect())
}

/// The promise with this id.
pub fn find(id: &str) -> Option<&'static Promise> {
    register().iter().find(|promise| promise.id == id)
}

/// Every probe that a promise rests on, once, with how often it comes.
pub fn probes() -> impl Iterator<Item = (&'static str, Duration)> {
    let mut seen = Vec::new();
    let controls = register().iter().flat_map(|promise| &promise.controls);
    controls.filter_map(move |control| match control.kind {
        Kind::Probe { every, .. } if !seen.contains(&control.name) => {
            seen.push(control.name);
            Some((control.name, every))
        }
        _ => None,
    })
}

/// Everything that only a person can know, with the promise it is part of.
pub fn declarable() -> impl Iterator<Item = (&'static Promise, &'static str, Said)> {
    register().iter().flat_map(|promise| {
        promise
            .controls
            .iter()
            .filter_map(move |control| match control.kind {
                Kind::Declared(said) => Some((promise, control.name, said)),
                Kind::Probe { .. } => None,
            })
    })
}

/// The digest of all files of the register: two installations that show the same one promise the same.
pub fn hash() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| {
        let whole: String = FILES
            .iter()
            .map(|(id, text)| format!("{id}\n{text}\n"))
            .collect();
        hex(digest(&SHA256, whole.as_bytes()).as_ref())
    })
}

/// Bytes as people compare them.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads one file: `key = value`, line by line. What cannot be read is left out, and a test finds it.
fn read(id: &'static str, text: &'static str) -> Promise {
    let lines = || text.lines().filter_map(|line| line.split_once(" = "));
    let all = |key: &str| -> Vec<&'static str> {
        let of_key = lines().filter(|(found, _)| *found == key);
        of_key.map(|(_, value)| value).collect()
    };
    let said = |key: &str| {
        let find = |language| all(&format!("{key}.{language}")).first().copied();
        Some(Said {
            english: find("en")?,
            danish: find("da")?,
        })
    };
    let probes = all("probe").into_iter().filter_map(probe);
    let (english, danish) = (all("declared.en"), all("declared.da"));
    let sentences = english.into_iter().zip(danish);
    let declared = all("declared").into_iter().zip(sentences);
    let declared = declared.map(|(name, (english, danish))| Control {
        name,
        kind: Kind::Declared(Said { english, danish }),
    });
    Promise {
        id,
        say: said("say").unwrap_or_default(),
        means: said("means").unwrap_or_default(),
        missing: said("missing"),
        enforced: all("enforced"),
        tests: all("test"),
        controls: probes.chain(declared).collect(),
    }
}

/// `NAME, every 10m, good for 1h, broken by TEST`.
fn probe(line: &'static str) -> Option<Control> {
    let mut parts = line.split(", ");
    let name = parts.next()?;
    let every = span(parts.next()?.strip_prefix("every ")?)?;
    let good_for = span(parts.next()?.strip_prefix("good for ")?)?;
    let broken_by = parts.next()?.strip_prefix("broken by ")?;
    Some(Control {
        name,
        kind: Kind::Probe {
            every,
            good_for,
            broken_by,
        },
    })
}

/// `10m`, `1h`, `2d`.
fn span(text: &str) -> Option<Duration> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let seconds = match unit {
        "m" => 60,
        "h" => 3600,
        "d" => 24 * 3600,
        _ => return None,
    };
    Some(Duration::from_secs(number.parse::<u64>().ok()? * seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_register_is_understood() {
        for ((id, text), promise) in FILES.iter().zip(register()) {
            let count = |key: &str| {
                let start = format!("{key} = ");
                text.lines().filter(|line| line.starts_with(&start)).count()
            };
            assert!(
                promise.say != Said::default() && promise.means != Said::default(),
                "{id}"
            );
            assert_eq!(
                count("missing.en"),
                usize::from(promise.missing.is_some()),
                "{id}"
            );
            assert_eq!(count("enforced"), promise.enforced.len(), "{id}");
            assert_eq!(count("test"), promise.tests.len(), "{id}");
            assert_eq!(
                count("probe") + count("declared"),
                promise.controls.len(),
                "{id}"
            );
            assert!(text.lines().all(|line| line.contains(" = ")), "{id}");
        }
        assert_eq!(register().len(), 33);
    }

    #[test]
    fn a_promise_says_what_it_lacks_or_is_checked() {
        for promise in register() {
            let is_checked = !promise.controls.is_empty() && !promise.enforced.is_empty();
            assert!(is_checked || promise.missing.is_some(), "{}", promise.id);
        }
    }

    #[test]
    fn the_word_of_a_probe_outlives_a_missed_turn() {
        let controls = register().iter().flat_map(|promise| &promise.controls);
        for control in controls {
            if let Kind::Probe {
                every, good_for, ..
            } = control.kind
            {
                assert!(good_for >= every * 2, "{}", control.name);
            }
        }
    }

    #[test]
    fn one_probe_has_one_interval_wherever_it_is_named() {
        for (name, every) in probes() {
            let controls = register().iter().flat_map(|promise| &promise.controls);
            for control in controls.filter(|control| control.name == name) {
                let Kind::Probe { every: other, .. } = control.kind else {
                    panic!("{name} is a probe and declared");
                };
                assert_eq!(every, other, "{name}");
            }
        }
    }
}
