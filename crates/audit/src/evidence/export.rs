//! The log as files that anybody can check without this installation: in the layout of C2SP tlog-tiles, with the keys, a verifier
//! and what to do beside them.

use std::io;

use tutela_core::AccountId;
use tutela_db::{Db, Error, args, sql};

use super::note::Verifier;
use super::read::{self, SignedCheckpoint};
use super::sequencer::int;
use super::tile::{self, TileId, WIDTH};

/// The file of the account's entries, where not all are given away.
pub const OF_ACCOUNT: &str = "entries.txt";
/// The verifier that was written apart from this program.
pub const VERIFIER: &str = include_str!("export/verify.py");
const README: &str = include_str!("export/README.md");

/// What keeps an export from being made.
#[derive(Debug, thiserror::Error)]
pub enum CannotExport {
    #[error("the log has no checkpoint yet")]
    Empty,
    #[error("a file cannot be written: {0}")]
    Io(#[from] io::Error),
    #[error(transparent)]
    Db(#[from] Error),
}

/// What was exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    pub checkpoint: SignedCheckpoint,
    /// How many entries were given away.
    pub entries: u64,
}

/// Takes a file: its path, and its bytes.
pub type Put<'a> = &'a mut (dyn FnMut(&str, &[u8]) -> io::Result<()> + Send);

/// Gives away all files of the log up to its latest checkpoint: every entry, or those of an account, among the hashes of all.
///
/// # Errors
/// [`CannotExport`].
pub async fn export(
    db: &Db,
    account: Option<AccountId>,
    put: Put<'_>,
) -> Result<Exported, CannotExport> {
    let mut tx = db.read().await?;
    let checkpoint = read::latest(&mut tx).await?;
    let checkpoint = checkpoint.ok_or(CannotExport::Empty)?;
    let keys = read::verifiers(&mut tx).await?;
    drop(tx);
    let size = checkpoint.size;
    put("README.md", README.as_bytes())?;
    put("verify.py", VERIFIER.as_bytes())?;
    put("keys", listed(&keys).as_bytes())?;
    // The log only grows: each part may be read at its own moment.
    for id in tile::all(size) {
        let mut tx = db.read().await?;
        let hashes = read::tile(&mut tx, id, id.width(size)).await?;
        put(&id.path(size), &hashes.ok_or(Error::Missing)?)?;
    }
    let entries = match account {
        None => bundles(db, size, put).await?,
        Some(account) => of_account(db, (account, size), put).await?,
    };
    put("checkpoint", checkpoint.signed.as_bytes())?;
    Ok(Exported {
        checkpoint,
        entries,
    })
}

fn listed(keys: &[Verifier]) -> String {
    keys.iter().map(|key| format!("{key}\n")).collect()
}

async fn bundles(db: &Db, size: u64, put: Put<'_>) -> Result<u64, CannotExport> {
    for number in 0..size.div_ceil(WIDTH) {
        let mut tx = db.read().await?;
        let leaves = read::leaves(&mut tx, number, size).await?;
        let whole = TileId { level: 0, number }.width(size);
        if leaves.len() as u64 != whole {
            return Err(Error::Missing.into());
        }
        put(&tile::entries_path(number, size), &bundle(&leaves))?;
    }
    Ok(size)
}

/// Entries one after the other, each after its length in two bytes.
pub fn bundle(leaves: &[Vec<u8>]) -> Vec<u8> {
    let mut bundle = Vec::new();
    for leaf in leaves {
        let length = u16::try_from(leaf.len()).unwrap_or(u16::MAX);
        bundle.extend(length.to_be_bytes());
        bundle.extend(&leaf[..usize::from(length)]);
    }
    bundle
}

/// The entries of one account: `number N`, what is kept of the details, the entry, an empty line.
async fn of_account(
    db: &Db,
    (account, size): (AccountId, u64),
    put: Put<'_>,
) -> Result<u64, CannotExport> {
    let mut tx = db.read().await?;
    let list = sql!(
        "SELECT number, details, leaf FROM evidence_entries
         WHERE account_id = $1 AND number < $2 ORDER BY number, id"
    );
    let rows = tx.rows(list, args![account, int(size)?]).await?;
    let mut text = String::new();
    for row in &rows {
        let details = row.opt_text(1)?.unwrap_or_default();
        let leaf = String::from_utf8_lossy(&row.blob(2)?).into_owned();
        text += &format!("number {}\ndetails {details}\n{leaf}\n", row.int(0)?);
    }
    put(OF_ACCOUNT, text.as_bytes())?;
    Ok(rows.len() as u64)
}
