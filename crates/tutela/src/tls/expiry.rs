//! For how long a certificate is good.

use rustls::pki_types::CertificateDer;
use tutela_core::Time;

/// Days until the certificate ends, seen from `now`; negative when it has ended. Nothing when it cannot be read.
pub fn days_left(certificate: &CertificateDer<'_>, now: Time) -> Option<i64> {
    let (_, parsed) = x509_parser::parse_x509_certificate(certificate).ok()?;
    let left = parsed.validity().not_after.timestamp() - now.seconds();
    Some(left.div_euclid(24 * 60 * 60))
}
