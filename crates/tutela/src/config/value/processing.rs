//! Whether films are processed.

use std::fmt;
use std::str::FromStr;

use super::Invalid;

/// When films are processed by this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Processing {
    /// When ffmpeg is there.
    Auto,
    /// Never here; other nodes may.
    Off,
}

impl FromStr for Processing {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        match text.trim() {
            "auto" => Ok(Self::Auto),
            "off" => Ok(Self::Off),
            _ => Err(Invalid("processing is auto or off")),
        }
    }
}

impl fmt::Display for Processing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Auto => "auto",
            Self::Off => "off",
        })
    }
}
