//! What travels is encrypted (IN3): the certificate and the headers of the address that is served.

use rustls::pki_types::CertificateDer;
use tutela_audit::probe::{Finding, Found};

use super::Ground;
use crate::tls::expiry::days_left;

/// The fewest days that a certificate must still have.
const DAYS: i64 = 3;

/// The certificate is good and browsers are told to insist. On this machine alone there is nothing to encrypt.
pub async fn own_address(ground: Ground, _: Option<String>) -> Found {
    if !ground.own.is_public {
        return Ok(Finding::off("loopback"));
    }
    let answer = ground.own.get("/sign-in", None).await?;
    if !answer.headers.contains_key("strict-transport-security") {
        return Err("browsers are not told to insist on encryption".to_owned());
    }
    if !ground.own.tls {
        return Ok(Finding::of([("days", -1)]));
    }
    let shown = answer
        .certificate
        .ok_or_else(|| "no certificate was shown".to_owned())?;
    let days = days_left(&CertificateDer::from(shown), ground.parts.ambient.now());
    match days {
        Some(days) if days >= DAYS => Ok(Finding::of([("days", days)])),
        Some(days) => Err(format!("the certificate ends in {days} days")),
        None => Err("the certificate cannot be read".to_owned()),
    }
}
