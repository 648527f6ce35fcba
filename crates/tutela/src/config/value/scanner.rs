//! Where the virus scanner listens, and what happens without it.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use super::{HostPort, Invalid};

/// A clamd: host and port, or a socket of this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScannerPlace {
    Network(HostPort),
    Socket(PathBuf),
}

impl FromStr for ScannerPlace {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        if text.starts_with('/') {
            return Ok(Self::Socket(text.into()));
        }
        text.parse().map(Self::Network).map_err(|_| {
            Invalid("a server and its port, or the path of a socket, is needed, such as 127.0.0.1:3310 or /run/clamav/clamd.ctl")
        })
    }
}

impl fmt::Display for ScannerPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Network(server) => fmt::Display::fmt(server, f),
            Self::Socket(path) => fmt::Display::fmt(&path.display(), f),
        }
    }
}

/// What happens to a file that the scanner did not look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unscanned {
    Refuse,
    Take,
}

impl FromStr for Unscanned {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        match text.trim() {
            "refuse" => Ok(Self::Refuse),
            "take" => Ok(Self::Take),
            _ => Err(Invalid("refuse or take is needed")),
        }
    }
}

impl fmt::Display for Unscanned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Refuse => "refuse",
            Self::Take => "take",
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_scanner_is_a_server_or_a_socket() {
        for text in [
            "127.0.0.1:3310",
            "/run/clamav/clamd.ctl",
            "clamd.internal:3310",
        ] {
            assert_eq!(text.parse::<ScannerPlace>().unwrap().to_string(), text);
        }
        for text in ["", "clamd", "run/clamd.ctl", "host:port"] {
            assert!(text.parse::<ScannerPlace>().is_err(), "{text}");
        }
        assert!("ignore".parse::<Unscanned>().is_err());
    }
}
