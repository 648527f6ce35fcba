//! Certificates that fetch and renew themselves (ACME, RFC 8555), proved on the TLS port itself (TLS-ALPN-01, RFC 8737).

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt as _;

use anyhow::{Context as _, Result};
use futures_util::StreamExt as _;
use rustls::ServerConfig;
use rustls_acme::caches::DirCache;
use rustls_acme::{AcmeConfig, AcmeState};

use crate::config::Settings;
use crate::{data, tls};

/// The protocol name by which the authority asks for its proof.
const PROOF: &[u8] = b"acme-tls/1";

type State = AcmeState<std::io::Error, std::io::Error>;

/// Begins to fetch, and keeps fresh for as long as the process runs. Certificates and the key of the account with the authority
/// rest in the data folder, so that a restart asks for nothing.
///
/// # Errors
/// When the folder for them cannot be made.
pub fn start(settings: &Settings) -> Result<ServerConfig> {
    let folder = data::acme(&settings.data);
    // Keys will lie in it, so it is nobody else's to read.
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&folder)
        .with_context(|| format!("the folder {} cannot be made", folder.display()))?;
    let acme = &settings.acme;
    let contact = acme
        .contact
        .iter()
        .map(|mail| format!("mailto:{}", mail.trim_start_matches("mailto:")));
    let state = AcmeConfig::new(&acme.domain)
        .contact(contact)
        .directory(&acme.directory)
        .cache(DirCache::new(folder))
        .state();
    let mut config = tls::server_config(state.resolver());
    config.alpn_protocols.push(PROOF.to_vec());
    tokio::spawn(keep_fresh(state));
    Ok(config)
}

async fn keep_fresh(mut state: State) {
    while let Some(event) = state.next().await {
        match event {
            Ok(done) => tracing::info!(event = ?done, "certificates by ACME"),
            Err(error) => {
                tracing::error!(%error, "a certificate could not be fetched; it is tried again")
            }
        }
    }
}
