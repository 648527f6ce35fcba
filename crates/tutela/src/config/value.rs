//! Values of settings: each is read from one text, in the file, the environment and the flags alike, and shown as one.

use std::fmt;

mod letters;
mod log;
mod network;
mod place;
mod scanner;
mod size;

pub use letters::{Endpoint, HostPort, MailTls, Sender, SiteAddress};
pub use log::{LogFormat, LogLevel};
pub use network::{Address, Network};
pub use place::{DatabaseAddress, StorePlace};
pub use scanner::{ScannerPlace, Unscanned};
pub use size::ByteSize;

/// Reads with `FromStr`, shows with `Display`.
macro_rules! as_text {
    ($($name:ty),+) => {$(
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }
    )+};
}

as_text!(
    Address,
    Network,
    DatabaseAddress,
    StorePlace,
    ByteSize,
    LogFormat,
    LogLevel,
    SiteAddress,
    HostPort,
    MailTls,
    Sender,
    Endpoint,
    ScannerPlace,
    Unscanned
);

/// A text that is not what the setting needs, with an example of what is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid(pub &'static str);

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Invalid {}
