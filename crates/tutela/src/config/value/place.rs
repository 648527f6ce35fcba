//! Where rows and where sealed objects rest.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use tutela_core::Secret;

use super::Invalid;

/// The address of a PostgreSQL server. Shown without its password.
#[derive(Debug, Clone)]
pub struct DatabaseAddress(Secret<String>);

impl DatabaseAddress {
    /// The address with the password, for the engine alone.
    pub const fn secret(&self) -> &Secret<String> {
        &self.0
    }

    /// Whether the server is of this machine, so that no network lies between.
    pub fn is_near(&self) -> bool {
        let (_, place) = self.parts();
        let host = place.split_once('/').map_or(place, |(host, _)| host);
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.parse::<u16>().is_ok() => name,
            _ => host,
        };
        let socket = name.is_empty() || name.to_ascii_lowercase().starts_with("%2f");
        socket || matches!(name, "localhost" | "127.0.0.1" | "[::1]")
    }

    /// Whether somebody is named, and server and database without the query.
    fn parts(&self) -> (bool, &str) {
        let rest = self
            .0
            .expose()
            .split_once("://")
            .map_or("", |(_, rest)| rest);
        let (named, place) = rest
            .rsplit_once('@')
            .map_or((false, rest), |(_, place)| (true, place));
        (
            named,
            place.split_once('?').map_or(place, |(place, _)| place),
        )
    }
}

impl FromStr for DatabaseAddress {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
            return Err(Invalid("a database address begins with postgres://"));
        }
        Ok(Self(Secret::new(text.to_owned())))
    }
}

impl fmt::Display for DatabaseAddress {
    /// Server and database alone: name, password and the query may tell a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (named, place) = self.parts();
        let who = if named { "…@" } else { "" };
        write!(f, "postgres://{who}{place}")
    }
}

/// Where sealed objects rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StorePlace {
    /// A folder of this machine.
    Folder(PathBuf),
    /// A bucket of its own.
    Bucket(String),
}

impl FromStr for StorePlace {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        let Some(bucket) = text.strip_prefix("s3://") else {
            let wrong = text.is_empty() || text.contains("://");
            let needed = Invalid("a folder is needed, or a bucket such as s3://academy");
            return if wrong {
                Err(needed)
            } else {
                Ok(Self::Folder(text.into()))
            };
        };
        let bucket = bucket.trim_end_matches('/');
        if bucket.is_empty() || bucket.contains('/') {
            return Err(Invalid(
                "a bucket of its own is needed, such as s3://academy, without a path in it",
            ));
        }
        Ok(Self::Bucket(bucket.to_owned()))
    }
}

impl fmt::Display for StorePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(path) => fmt::Display::fmt(&path.display(), f),
            Self::Bucket(bucket) => write!(f, "s3://{bucket}"),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_database_address_is_shown_without_its_secrets() {
        for (address, shown, near) in [
            (
                "postgres://anna:pa?ss@db/academy?sslmode=require",
                "postgres://…@db/academy",
                false,
            ),
            (
                "postgres://anna:p@ss@db:5433/academy",
                "postgres://…@db:5433/academy",
                false,
            ),
            (
                "postgresql://[::1]/academy?password=ssss",
                "postgres://[::1]/academy",
                true,
            ),
            (
                "postgres://%2Frun%2Fpg/academy",
                "postgres://%2Frun%2Fpg/academy",
                true,
            ),
        ] {
            let address: DatabaseAddress = address.parse().unwrap();
            assert_eq!(address.to_string(), shown);
            assert_eq!(address.is_near(), near);
            assert_eq!(format!("{address:?}"), "DatabaseAddress(Secret)");
        }
        assert!("mysql://db".parse::<DatabaseAddress>().is_err());
    }

    #[test]
    fn a_store_is_a_folder_or_a_whole_bucket() {
        let place = |text: &str| text.parse::<StorePlace>();
        assert_eq!(
            place("s3://academy/"),
            Ok(StorePlace::Bucket("academy".to_owned()))
        );
        assert_eq!(
            place("/srv/objects"),
            Ok(StorePlace::Folder("/srv/objects".into()))
        );
        for wrong in ["", "s3://", "s3://academy/part", "gs://academy"] {
            assert!(place(wrong).is_err(), "{wrong}");
        }
    }
}
