//! A certificate that signs itself, for the two servers that are compared over TLS.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};
use tempfile::TempDir;
use tokio_rustls::TlsConnector;

/// A certificate for this machine's loopback address, in two files.
pub struct Certificate {
    folder: TempDir,
    der: CertificateDer<'static>,
}

impl Certificate {
    /// Makes one.
    ///
    /// # Errors
    /// When it cannot be made or written.
    pub fn make() -> Result<Self> {
        let folder = TempDir::with_prefix("tutela-bench-cert-")?;
        let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()])?;
        let certificate = Self {
            folder,
            der: made.cert.der().clone(),
        };
        fs::write(certificate.cert_file(), made.cert.pem())?;
        fs::write(certificate.key_file(), made.signing_key.serialize_pem())?;
        Ok(certificate)
    }

    /// The certificate, in PEM.
    pub fn cert_file(&self) -> PathBuf {
        self.path().join("cert.pem")
    }

    /// Its key, in PEM.
    pub fn key_file(&self) -> PathBuf {
        self.path().join("key.pem")
    }

    /// What connects to whoever shows this certificate.
    ///
    /// # Errors
    /// When the TLS library will not have it.
    pub fn connector(&self) -> Result<TlsConnector> {
        let mut roots = RootCertStore::empty();
        roots.add(self.der.clone())?;
        let provider = Arc::new(aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Arc::new(config).into())
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }
}
