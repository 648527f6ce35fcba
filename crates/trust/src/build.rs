//! What this program is made of: its version, the digest of the running file, every library in it, and what is known to be
//! wrong with any of them.

pub mod api;
pub mod screen;

use tutela_core::Time;

/// What the binary knows of itself. Cheap to clone.
#[derive(Debug, Clone, Copy)]
pub struct Build {
    pub version: &'static str,
    /// The commit it was built from, where whoever built it said so.
    pub commit: Option<&'static str>,
    /// SHA-256 of the file that runs, where it could be read.
    pub digest: Option<&'static str>,
    /// Every library of the lock file that this program can be built from, in CycloneDX 1.6.
    pub sbom: &'static str,
    /// Every library, as `name version`.
    pub packages: &'static [&'static str],
    pub advisories: Advisories,
}

/// What was known of the libraries when somebody last looked.
#[derive(Debug, Clone, Copy)]
pub struct Advisories {
    /// The file that `cargo xtask advisories` writes.
    text: &'static str,
}

/// Something known about a library of this program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Advisory {
    pub id: &'static str,
    pub package: &'static str,
    pub version: &'static str,
    /// `vulnerability`, or what else it is: `unmaintained`, `unsound`, `notice`.
    pub kind: &'static str,
}

impl Advisories {
    /// Reads the file.
    pub const fn of(text: &'static str) -> Self {
        Self { text }
    }

    /// When the libraries were last held against the database of advisories.
    pub fn checked_at(self) -> Option<Time> {
        let day = self.values("checked").next()?;
        format!("{day}T00:00:00Z").parse().ok()
    }

    /// Of which day the database was.
    pub fn database(self) -> &'static str {
        self.values("database").next().unwrap_or_default()
    }

    /// What was known of the libraries of a build.
    pub fn known(self, packages: &[&'static str]) -> Vec<Advisory> {
        let lines = self.values("known");
        let read = |line: &'static str| {
            let mut words = line.split(' ');
            Some(Advisory {
                id: words.next()?,
                package: words.next()?,
                version: words.next()?,
                kind: words.next()?,
            })
        };
        let is_in = |one: &Advisory| {
            let named = format!("{} {}", one.package, one.version);
            packages.contains(&named.as_str())
        };
        lines.filter_map(read).filter(is_in).collect()
    }

    /// Libraries of a build that nobody has looked at.
    pub fn unseen(self, packages: &[&'static str]) -> Vec<&'static str> {
        let seen: std::collections::HashSet<_> = self.values("package").collect();
        let unseen = packages.iter().filter(|package| !seen.contains(*package));
        unseen.copied().collect()
    }

    fn values(self, key: &'static str) -> impl Iterator<Item = &'static str> {
        let pairs = self.text.lines().filter_map(|line| line.split_once(" = "));
        pairs
            .filter(move |(found, _)| *found == key)
            .map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_looked_up_is_read() {
        let text = "# A note.\ndatabase = 2026-11-20\nchecked = 2026-11-29\nknown = RUSTSEC-2026-0001 a 1.0.0 vulnerability\npackage = a 1.0.0\npackage = b 2.0.0\n";
        let advisories = Advisories::of(text);
        let known = advisories.known(&["a 1.0.0"]);
        assert_eq!((known.len(), known[0].kind), (1, "vulnerability"));
        assert_eq!(advisories.known(&["b 2.0.0"]), [], "not in this build");
        assert_eq!(advisories.unseen(&["a 1.0.0", "b 2.0.1"]), ["b 2.0.1"]);
        let at = advisories.checked_at().map(|at| at.to_string());
        assert_eq!(at.as_deref(), Some("2026-11-29T00:00:00Z"));
        assert_eq!(advisories.database(), "2026-11-20");
    }
}
