//! What the house testifies of itself: that it was started, by which program and with which policy.

use std::fs::File;
use std::io::{self, Read as _};

use anyhow::{Context as _, Result};
use aws_lc_rs::digest::{Context, SHA256, digest};
use tutela_audit::evidence::{self, Details, Entry, Kind};

use crate::cli::policy_text;
use crate::installation::Parts;

/// Testifies to a start, beside the first requests: the digest of a large program takes a moment.
pub fn begin(parts: Parts) {
    tokio::spawn(async move {
        if let Err(error) = started(&parts).await {
            tracing::warn!(
                error = format!("{error:#}"),
                "the start is not in the evidence log"
            );
        }
    });
}

async fn started(parts: &Parts) -> Result<()> {
    let program = tokio::task::spawn_blocking(program).await?;
    let program = program.context("the program cannot read itself")?;
    let policy = to_array(digest(&SHA256, policy_text().as_bytes()).as_ref());
    let subjects = [
        (Kind::Started, env!("CARGO_PKG_VERSION"), program),
        (Kind::PolicyInForce, "policy", policy),
    ];
    let mut tx = parts.db.write().await?;
    for (kind, subject, digest) in subjects {
        let entry = Entry {
            kind,
            account: None,
            actor: None,
            subject,
            details: Details::Sha256(digest),
        };
        evidence::append(&mut tx, &entry, &parts.ambient).await?;
    }
    Ok(tx.commit().await?)
}

/// SHA-256 of the program that runs, as it was when it was started, also where its file was replaced meanwhile.
fn program() -> io::Result<[u8; 32]> {
    let itself = File::open("/proc/self/exe");
    let mut itself = itself.or_else(|_| File::open(std::env::current_exe()?))?;
    let (mut context, mut piece) = (Context::new(&SHA256), vec![0; 1 << 20]);
    loop {
        match itself.read(&mut piece)? {
            0 => return Ok(to_array(context.finish().as_ref())),
            length => context.update(&piece[..length]),
        }
    }
}

fn to_array(bytes: &[u8]) -> [u8; 32] {
    let mut array = [0; 32];
    array.copy_from_slice(bytes);
    array
}
