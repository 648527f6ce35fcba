//! What is logged, and how it looks.

use std::fmt;
use std::str::FromStr;

use tracing_subscriber::filter::Targets;

use super::Invalid;

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// Text on a terminal, JSON elsewhere.
    Auto,
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl FromStr for LogFormat {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        match text.trim() {
            "auto" => Ok(Self::Auto),
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err(Invalid("the log format is auto, text or json")),
        }
    }
}

impl fmt::Display for LogFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Auto => "auto",
            Self::Text => "text",
            Self::Json => "json",
        })
    }
}

/// Which log lines are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLevel(String);

impl LogLevel {
    /// The filter: a single word is about Tutela, and of the libraries below only warnings are written.
    pub fn targets(&self) -> Targets {
        targets(&self.0).unwrap_or_default()
    }
}

impl FromStr for LogLevel {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let wrong = Invalid(
            "the log level is error, warn, info, debug or trace, or pairs such as tutela=debug,sqlx=info",
        );
        let text = text.trim();
        targets(text).map(|_| Self(text.to_owned())).ok_or(wrong)
    }
}

impl fmt::Display for LogLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn targets(text: &str) -> Option<Targets> {
    let levels = ["error", "warn", "info", "debug", "trace"];
    if levels.contains(&text) {
        return format!("warn,tutela={text}").parse().ok();
    }
    text.contains('=').then(|| text.parse().ok())?
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use tracing::Level;

    use super::*;

    #[test]
    fn one_word_is_about_tutela_and_pairs_are_taken_as_they_are() {
        let word = "debug".parse::<LogLevel>().unwrap().targets();
        assert!(word.would_enable("tutela_db::migrate", &Level::DEBUG));
        assert!(!word.would_enable("sqlx", &Level::INFO));
        assert!(word.would_enable("sqlx", &Level::WARN));
        let pairs = "tutela=warn,sqlx=debug"
            .parse::<LogLevel>()
            .unwrap()
            .targets();
        assert!(pairs.would_enable("sqlx", &Level::DEBUG));
        assert!(!pairs.would_enable("tutela", &Level::INFO));
        for wrong in ["loud", "", "tutela=loud"] {
            assert!(wrong.parse::<LogLevel>().is_err(), "{wrong}");
        }
    }
}
