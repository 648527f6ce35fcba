//! `tutela vault move`: all objects to another store, while they are served.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Result;
use tutela_media::relocation::{self, Carried, Move, Wanted};
use tutela_vault::{Store, Vault, VaultConfig};

use super::with;
use crate::cli::Flags;
use crate::config::{Loaded, StorePlace};
use crate::installation::relocation::{open, place};
use crate::installation::{Installation, root_key};
use crate::lock::DataLock;
use crate::refusal::refuse;

/// How long it is waited until every node knows.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often it is looked.
const LOOK: Duration = Duration::from_millis(500);
/// How often the progress is told.
const TELL: Duration = Duration::from_secs(1);

/// Move all objects to another store. Takes the flags of `serve`, which name the store that they are in.
#[derive(Debug, clap::Args)]
pub struct Relocate {
    /// Where they go: a folder, or s3://bucket, whose region and endpoint are those of --s3-region and --s3-endpoint
    #[arg(long, value_name = "PLACE")]
    to: StorePlace,
    /// How many servers work on this data; with the embedded database it is known
    #[arg(long, value_name = "NUMBER")]
    nodes: Option<u64>,
    #[command(flatten)]
    flags: Flags,
}

impl Relocate {
    /// Runs the command.
    pub async fn run(self) -> Result<ExitCode> {
        let (to, nodes) = (self.to, self.nodes);
        with(self.flags, async |installation, loaded| {
            let nodes = expected(loaded, nodes)?;
            let known = begin(installation, loaded, &to).await?;
            wait_for(installation, &known, nodes).await?;
            let (target, source) = (
                open(loaded, &known.target, &known)?,
                open(loaded, &known.source, &known)?,
            );
            let done = carry(installation, (&target, &source)).await?;
            if done.damaged > 0 {
                refuse!(
                    "{} objects are not what was sealed and stay where they are; `tutela vault verify` names them. Mend them, then call this again.",
                    done.damaged
                );
            }
            relocation::end(&installation.parts.gate, known.id).await?;
            eprintln!(
                "Everything is in {}. Name it with --store from the next start on; the servers that run use it already.",
                known.target
            );
            Ok(())
        })
        .await?;
        Ok(ExitCode::SUCCESS)
    }
}

fn expected(loaded: &Loaded, nodes: Option<u64>) -> Result<u64> {
    match (nodes, &loaded.settings.database) {
        (Some(nodes), _) => Ok(nodes),
        (None, None) => Ok(u64::from(
            DataLock::holder(&loaded.settings.data)?.is_some(),
        )),
        (None, Some(_)) => refuse!(
            "Several servers may work on this database. Say with --nodes how many do; 0 when none runs."
        ),
    }
}

/// The new place learns the root key before anything is in it, and then the move is known.
async fn begin(installation: &Installation, loaded: &Loaded, to: &StorePlace) -> Result<Move> {
    let parts = &installation.parts;
    let wanted = Wanted {
        source: place(&loaded.settings.store()),
        target: place(to),
        region: loaded.settings.s3.region.clone(),
        endpoint: loaded.settings.s3.endpoint.clone(),
    };
    if wanted.source == wanted.target {
        refuse!("The objects are in {} already.", wanted.target);
    }
    let mut there = loaded.clone();
    there.settings.store = Some(to.clone());
    let store = crate::installation::store(&there)?;
    let mut tx = parts.db.write().await?;
    let id = tutela_access::installation(&mut tx, &parts.ambient).await?;
    tx.commit().await?;
    let config = VaultConfig {
        store,
        installation: id.to_string(),
        root: root_key(loaded),
    };
    Vault::start(config, &parts.ambient).await?;
    match relocation::begin(&parts.gate, &wanted).await? {
        Some(known) => Ok(known),
        None => refuse!(
            "Another move is under way. Call it again until it has ended, then begin this one."
        ),
    }
}

async fn wait_for(installation: &Installation, known: &Move, nodes: u64) -> Result<()> {
    let begun = Instant::now();
    loop {
        let learned = relocation::known_by(&installation.parts.gate, known.id).await?;
        if learned >= nodes {
            return Ok(());
        }
        if begun.elapsed() > PATIENCE {
            refuse!(
                "Only {learned} of {nodes} servers know of the move, and nothing was moved. Look at the log of the others: each must be able to reach {}. Then call this again.",
                known.target
            );
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Until a pass finds nothing more; what has no row yet is brought over later by the server.
async fn carry(installation: &Installation, stores: (&Store, &Store)) -> Result<Carried> {
    let mut all = Carried::default();
    let mut told = Instant::now();
    loop {
        let pass = relocation::carry(&installation.parts.gate, stores, |pass| {
            if told.elapsed() >= TELL {
                told = Instant::now();
                eprintln!("{} objects moved", all.objects + pass.objects);
            }
        })
        .await?;
        all.objects += pass.objects;
        all.bytes += pass.bytes;
        all.damaged = pass.damaged;
        if pass.objects == 0 {
            eprintln!("{} objects of {} bytes moved", all.objects, all.bytes);
            return Ok(all);
        }
    }
}
