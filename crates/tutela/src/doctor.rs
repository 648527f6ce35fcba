//! An examination of the installation: every setting with its source, and every check with the way out. It changes nothing.

use std::fmt;

use anyhow::Result;
use serde::Serialize;
use tutela_core::Ambient;

use crate::config::{self, Loaded, Origin};

mod database;
mod folder;
mod keys;
mod letters;
mod machine;
mod serving;

/// What was found.
#[derive(Debug, Serialize)]
pub struct Report {
    settings: Vec<Origin>,
    checks: Vec<Check>,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
pub struct Check {
    name: &'static str,
    state: State,
    finding: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    way_out: Option<String>,
}

/// How well it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// As it should be.
    Ok,
    /// It works, and will not do so for ever or for everything.
    Warning,
    /// It does not work.
    Wrong,
}

impl Check {
    fn ok(name: &'static str, finding: impl Into<String>) -> Self {
        Self {
            name,
            state: State::Ok,
            finding: finding.into(),
            way_out: None,
        }
    }

    fn warning(name: &'static str, finding: impl Into<String>, way_out: impl Into<String>) -> Self {
        Self {
            name,
            state: State::Warning,
            finding: finding.into(),
            way_out: Some(way_out.into()),
        }
    }

    fn wrong(name: &'static str, finding: impl Into<String>, way_out: impl Into<String>) -> Self {
        Self {
            name,
            state: State::Wrong,
            finding: finding.into(),
            way_out: Some(way_out.into()),
        }
    }

    /// A refusal says the way out in its own sentence.
    fn refused(name: &'static str, refusal: &anyhow::Error) -> Self {
        Self {
            name,
            state: State::Wrong,
            finding: format!("{refusal:#}"),
            way_out: None,
        }
    }
}

impl Report {
    /// Looks at everything. Settings that cannot be read are what is wrong first.
    pub async fn make(loaded: Result<Loaded>) -> Self {
        match loaded {
            Ok(loaded) => Self {
                checks: examine(&loaded).await,
                settings: loaded.origins,
            },
            Err(refusal) => Self {
                checks: vec![Check::refused("settings", &refusal)],
                settings: Vec::new(),
            },
        }
    }

    /// Whether nothing is wrong.
    pub fn is_well(&self) -> bool {
        self.checks.iter().all(|check| check.state != State::Wrong)
    }
}

async fn examine(loaded: &Loaded) -> Vec<Check> {
    let settings = &loaded.settings;
    let now = Ambient::system().now();
    let mut checks = vec![coherence(loaded), variables()];
    checks.extend(folder::check(settings));
    checks.push(database::check(settings).await);
    checks.push(keys::check(loaded));
    checks.extend(serving::check(settings, now));
    checks.extend(letters::check(loaded).await);
    checks.extend(machine::check(settings, now));
    checks
}

fn coherence(loaded: &Loaded) -> Check {
    const NAME: &str = "settings";
    match config::check(&loaded.settings) {
        Ok(_) => Check::ok(NAME, "they fit together"),
        Err(refusal) => Check::refused(NAME, &refusal),
    }
}

/// A variable with a typing error sets nothing, and nobody would notice.
fn variables() -> Check {
    const NAME: &str = "environment";
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let unknown = config::find_unknown(names);
    if unknown.is_empty() {
        return Check::ok(NAME, "every variable that begins with TUTELA_ is known");
    }
    let way_out =
        "Correct the names, or remove them; `tutela doctor --template` names all there are.";
    Check::warning(
        NAME,
        format!("nothing reads {}", unknown.join(", ")),
        way_out,
    )
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wide = |text: fn(&Origin) -> &str| {
            self.settings
                .iter()
                .map(text)
                .map(|text| text.chars().count())
                .max()
        };
        let key = wide(|origin| &origin.key).unwrap_or_default();
        let value = wide(value).unwrap_or_default().min(48);
        writeln!(f, "Settings in force")?;
        for origin in &self.settings {
            writeln!(
                f,
                "  {:<key$}  {:<value$}  {}",
                origin.key,
                self::value(origin),
                origin.from
            )?;
        }
        writeln!(f, "\nChecks")?;
        self.checks
            .iter()
            .try_for_each(|check| write!(f, "{check}"))
    }
}

fn value(origin: &Origin) -> &str {
    origin.value.as_deref().unwrap_or("–")
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "  {:<8} {:<13} {}",
            self.state.to_string(),
            self.name,
            self.finding
        )?;
        match &self.way_out {
            Some(way_out) => writeln!(f, "  {:<22} {way_out}", ""),
            None => Ok(()),
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Wrong => "wrong",
        })
    }
}
