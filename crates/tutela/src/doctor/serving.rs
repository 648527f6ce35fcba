//! How requests come in: the certificate and how long it lasts, and who may listen in.

use std::os::unix::fs::PermissionsExt as _;

use tutela_core::Time;

use super::Check;
use crate::config::Settings;
use crate::tls::{self, Pair};

const NAME: &str = "TLS";

/// Days before the end at which a person should look why nothing renewed it.
const SOON: i64 = 14;

/// The certificate's state, and that of its key file.
pub fn check(settings: &Settings, now: Time) -> Vec<Check> {
    if let (Some(cert), Some(key)) = (&settings.tls.cert, &settings.tls.key) {
        let pair = Pair {
            cert: cert.clone(),
            key: key.clone(),
        };
        return [Some(own(&pair, now)), readable_by_others(&pair)]
            .into_iter()
            .flatten()
            .collect();
    }
    vec![match settings.acme.domain.first() {
        Some(_) => acme(settings),
        None if settings.behind_proxy.is_empty() => {
            Check::ok(NAME, "none; only this machine is answered")
        }
        None => Check::ok(
            NAME,
            "the declared proxy adds it; nobody else is answered beyond this machine",
        ),
    }]
}

fn own(pair: &Pair, now: Time) -> Check {
    if let Err(refusal) = pair.load() {
        return Check::refused(NAME, &refusal);
    }
    let days = pair
        .chain()
        .ok()
        .and_then(|chain| tls::days_left(chain.first()?, now));
    let way_out = "Renew the certificate; Tutela takes the new files up by itself.";
    match days {
        None => Check::warning(
            NAME,
            "the end of the certificate cannot be read",
            "Make it again.",
        ),
        Some(days) if days < 0 => Check::wrong(NAME, "the certificate has ended", way_out),
        Some(days) if days < SOON => Check::warning(
            NAME,
            format!("the certificate ends in {days} days"),
            way_out,
        ),
        Some(days) => Check::ok(
            NAME,
            format!("the certificate and its key fit; {days} days left"),
        ),
    }
}

fn readable_by_others(pair: &Pair) -> Option<Check> {
    let mode = pair.key.metadata().ok()?.permissions().mode();
    (mode & 0o007 != 0).then(|| {
        let way_out = format!("Run `chmod o= {}`.", pair.key.display());
        Check::warning("TLS key", "everybody on this machine can read it", way_out)
    })
}

fn acme(settings: &Settings) -> Check {
    let names = settings.acme.domain.join(", ");
    if settings.listen.0.port() == 443 {
        return Check::ok(NAME, format!("certificates are fetched for {names}"));
    }
    Check::warning(
        NAME,
        format!("certificates are fetched for {names}, and the authority asks at port 443"),
        format!(
            "Listen at port 443, or let port 443 of the machine lead to {}.",
            settings.listen
        ),
    )
}
