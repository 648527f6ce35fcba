//! Settings that make sense one by one and not together. Above all: passwords do not cross a network in the clear.

mod letters;

use std::path::{Component, Path, PathBuf};

use anyhow::Result;

use super::{Settings, StorePlace};
use crate::refusal::refuse;

/// How requests reach this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// TLS, with a certificate of one's own.
    Certificate,
    /// TLS, with certificates by ACME.
    Acme,
    /// Plain HTTP from declared proxies, which add TLS.
    Proxy,
    /// Plain HTTP on this machine alone.
    Loopback,
}

/// Checks all of it.
///
/// # Errors
/// A refusal that says what to change.
pub fn check(settings: &Settings) -> Result<Entry> {
    check_pair(settings)?;
    check_metrics(settings)?;
    check_redirect(settings)?;
    check_root_key(settings)?;
    check_names(settings)?;
    letters::check(settings)?;
    find_entry(settings)
}

fn find_entry(settings: &Settings) -> Result<Entry> {
    let listen = settings.listen.0;
    let (own, acme) = (
        settings.tls.cert.is_some(),
        !settings.acme.domain.is_empty(),
    );
    let proxy = !settings.behind_proxy.is_empty();
    match (own, acme, proxy) {
        (true, true, _) => refuse!(
            "There are two sources of certificates. Take either --tls-cert with --tls-key, or --acme-domain."
        ),
        (true, false, _) => Ok(Entry::Certificate),
        (false, true, _) if cfg!(not(feature = "acme")) => refuse!(
            "This build cannot fetch certificates. Give --tls-cert and --tls-key, or build with the feature acme."
        ),
        (false, true, _) => Ok(Entry::Acme),
        (false, false, true) => Ok(Entry::Proxy),
        (false, false, false) if listen.ip().to_canonical().is_loopback() => Ok(Entry::Loopback),
        (false, false, false) => refuse!(
            "{listen} can be reached from other machines, and plain HTTP would show passwords to the network. \
             Give --tls-cert and --tls-key, or --acme-domain to have certificates fetched, or name the proxy that adds TLS \
             with --behind-proxy, or listen on 127.0.0.1."
        ),
    }
}

fn check_pair(settings: &Settings) -> Result<()> {
    match (&settings.tls.cert, &settings.tls.key) {
        (Some(_), None) => {
            refuse!("There is a TLS certificate without its key. Name the key with --tls-key.")
        }
        (None, Some(_)) => refuse!(
            "There is a TLS key without its certificate. Name the certificate with --tls-cert."
        ),
        _ => Ok(()),
    }
}

fn check_metrics(settings: &Settings) -> Result<()> {
    match settings.metrics {
        Some(address) if !address.0.ip().to_canonical().is_loopback() => refuse!(
            "Metrics ask nobody who they are, so they are not served at {address}. \
             Take an address of this machine for --metrics, such as 127.0.0.1:9090, and collect them from there."
        ),
        _ => Ok(()),
    }
}

fn check_redirect(settings: &Settings) -> Result<()> {
    match settings.redirect_http {
        Some(_) if !settings.speaks_tls() => refuse!(
            "--redirect-http leads to HTTPS, which is not served here. Give --tls-cert and --tls-key, or --acme-domain, or leave it out."
        ),
        _ => Ok(()),
    }
}

/// The proof on the TLS port (RFC 8737) is for plain names alone.
fn check_names(settings: &Settings) -> Result<()> {
    let plain = |name: &&String| {
        let letters = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
        name.contains('.') && name.chars().all(letters) && !name.split('.').any(str::is_empty)
    };
    match settings.acme.domain.iter().find(|name| !plain(name)) {
        Some(name) => refuse!(
            "No certificate can be fetched for {name:?}. Give --acme-domain whole names such as academy.example.org, \
             without a star; several are separated by commas."
        ),
        None => Ok(()),
    }
}

/// Whoever copies the objects away must not take the key along.
///
/// # Errors
/// A refusal when it lies there.
pub fn check_root_key(settings: &Settings) -> Result<()> {
    let StorePlace::Folder(objects) = settings.store() else {
        return Ok(());
    };
    let (key, objects) = (settings.root_key_file(), objects);
    if !resolve(&key)?.starts_with(resolve(&objects)?) {
        return Ok(());
    }
    refuse!(
        "The root key {} would lie among the objects that it seals, in {}: a copy of the one would be a copy of the other. \
         Put it elsewhere with --root-key-file.",
        key.display(),
        objects.display()
    )
}

/// The absolute form without `..` and, as far as the path exists, without links.
fn resolve(path: &Path) -> Result<PathBuf> {
    let mut plain = PathBuf::new();
    for part in std::path::absolute(path)?.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            part => plain.push(part),
        }
        plain = plain.canonicalize().unwrap_or(plain);
    }
    Ok(plain)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use confique::{Config as _, Layer as _};

    use super::*;
    use crate::config::Layer;

    fn settings(toml: &str) -> Settings {
        let layer: Layer = toml::from_str(toml).unwrap();
        Settings::from_layer(layer.with_fallback(Layer::default_values())).unwrap()
    }

    fn refusal(toml: &str) -> String {
        check(&settings(toml)).unwrap_err().to_string()
    }

    #[test]
    fn plain_http_stays_on_this_machine() {
        assert_eq!(check(&settings("")).unwrap(), Entry::Loopback);
        assert_eq!(
            check(&settings("listen = '[::1]:80'")).unwrap(),
            Entry::Loopback
        );
        for open in [
            "0.0.0.0:80",
            "[::]:80",
            "192.0.2.1:80",
            "[::ffff:192.0.2.1]:80",
        ] {
            assert!(
                refusal(&format!("listen = '{open}'")).contains("--tls-cert"),
                "{open}"
            );
            let behind = format!("listen = '{open}'\nbehind_proxy = ['10.0.0.0/8']");
            assert_eq!(check(&settings(&behind)).unwrap(), Entry::Proxy);
            let own = format!("listen = '{open}'\n[tls]\ncert = 'a'\nkey = 'b'");
            assert_eq!(check(&settings(&own)).unwrap(), Entry::Certificate);
        }
    }

    #[test]
    fn half_a_certificate_and_two_sources_are_refused() {
        assert!(refusal("[tls]\ncert = 'a'").contains("--tls-key"));
        assert!(refusal("[tls]\nkey = 'a'").contains("--tls-cert"));
        assert!(
            refusal("[tls]\ncert = 'a'\nkey = 'b'\n[acme]\ndomain = ['x.org']")
                .contains("two sources")
        );
    }

    #[test]
    fn certificates_are_fetched_for_plain_names_alone() {
        let names = |names: &str| format!("[acme]\ndomain = [{names}]");
        assert_eq!(
            check(&settings(&names("'a.example.org', 'b.org'"))).unwrap(),
            Entry::Acme
        );
        for wrong in [
            "'*.example.org'",
            "'localhost'",
            "'a.org', 'https://b.org'",
            "''",
            "'a..org'",
        ] {
            assert!(refusal(&names(wrong)).contains("--acme-domain"), "{wrong}");
        }
    }

    #[test]
    fn metrics_stay_on_this_machine_and_a_redirect_needs_a_target() {
        assert!(refusal("metrics = '0.0.0.0:9090'").contains("Metrics"));
        assert!(refusal("redirect_http = '127.0.0.1:80'").contains("--redirect-http"));
    }

    #[test]
    fn the_root_key_does_not_lie_among_the_objects() {
        assert!(
            refusal("root_key_file = 'tutela-data/objects/root.key'").contains("--root-key-file")
        );
        assert!(
            refusal("root_key_file = 'tutela-data/keys/../objects/a/root.key'")
                .contains("--root-key-file")
        );
        assert!(refusal("store = '.'").contains("--root-key-file"));
        assert!(check(&settings("root_key_file = 'objects/root.key'")).is_ok());
        assert!(check(&settings("store = 's3://academy'")).is_ok());
    }
}
