//! TLS with a certificate of one's own: read, checked against its key, and read again when it changes.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, version};

use crate::refusal::refuse;

mod expiry;
mod reload;

pub use expiry::days_left;
pub use reload::keep_fresh;

/// The files of a certificate.
#[derive(Debug, Clone)]
pub struct Pair {
    /// Certificate and chain, PEM.
    pub cert: PathBuf,
    /// Private key, PEM.
    pub key: PathBuf,
}

impl Pair {
    /// Reads both and checks that they belong together.
    ///
    /// # Errors
    /// A refusal that names the file and says what is wrong with it.
    pub fn load(&self) -> Result<ServerConfig> {
        let chain = self.chain()?;
        let key = self.private_key()?;
        match with_single(chain, key) {
            Ok(config) => Ok(config),
            Err(rustls::Error::InconsistentKeys(_)) => refuse!(
                "The TLS key {} does not belong to the certificate {}. Name the two that were made together.",
                self.key.display(),
                self.cert.display()
            ),
            Err(error) => refuse!(
                "The TLS certificate {} cannot be used ({error}).",
                self.cert.display()
            ),
        }
    }

    /// The certificate and what stands above it.
    ///
    /// # Errors
    /// A refusal when the file cannot be read or holds none.
    pub fn chain(&self) -> Result<Vec<CertificateDer<'static>>> {
        let pem = read(&self.cert, "certificate", "--tls-cert")?;
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
        match chain {
            Ok(chain) if !chain.is_empty() => Ok(chain),
            _ => refuse!(
                "The file {} holds no certificate in PEM. Name one that does with --tls-cert.",
                self.cert.display()
            ),
        }
    }

    fn private_key(&self) -> Result<PrivateKeyDer<'static>> {
        let pem = read(&self.key, "key", "--tls-key")?;
        match PrivateKeyDer::from_pem_slice(&pem) {
            Ok(key) => Ok(key),
            Err(_) => refuse!(
                "The file {} holds no private key in PEM that can be read without a password. Name one that does with --tls-key.",
                self.key.display()
            ),
        }
    }
}

/// A configuration for any source of certificates: TLS 1.2 and 1.3, HTTP/2 before HTTP/1.1, sessions resumed without memory.
pub fn server_config(resolver: Arc<dyn rustls::server::ResolvesServerCert>) -> ServerConfig {
    finish(builder().with_cert_resolver(resolver))
}

fn with_single(
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
) -> Result<ServerConfig, rustls::Error> {
    builder().with_single_cert(chain, key).map(finish)
}

fn builder() -> rustls::ConfigBuilder<ServerConfig, rustls::server::WantsServerCert> {
    ServerConfig::builder_with_protocol_versions(&[&version::TLS13, &version::TLS12])
        .with_no_client_auth()
}

fn finish(mut config: ServerConfig) -> ServerConfig {
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    if let Ok(tickets) = rustls::crypto::aws_lc_rs::Ticketer::new() {
        config.ticketer = tickets;
    }
    config
}

fn read(path: &Path, what: &str, flag: &str) -> Result<Vec<u8>> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(bytes),
        Err(error) => refuse!(
            "The TLS {what} {} cannot be read ({error}). Name a file with {flag} that the user who runs Tutela may read.",
            path.display()
        ),
    }
}
