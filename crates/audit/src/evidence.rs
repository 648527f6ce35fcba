//! The evidence log: what was done is testified in the transaction that does it, in a Merkle log whose past cannot be changed
//! without whoever holds an older checkpoint noticing.
//!
//! [`append`] writes a row of the act's own transaction: both last, or neither. From the commit on the entry is as safe as any
//! row of the database, and no safer. Within about a second the sequencer ([`sequence`]) gives it the next number, hashes it
//! into the tree and signs the new size and root, in one transaction of its own. From the first checkpoint over it that anybody
//! else holds (an owner by mail, a witness), taking it away, altering it or moving it is found. Numbers follow the time of
//! the acts within one round of the sequencer; across rounds they follow the commits.

mod checkpoint;
mod entry;
mod export;
pub mod merkle;
mod note;
mod read;
mod sequencer;
pub mod tile;
mod verify;
mod witness;

use tutela_core::{Ambient, EvidenceId};
use tutela_db::{Error, Tx, args, sql};

pub use checkpoint::{Checkpoint, decimal};
pub use entry::{Details, Entry, FORMAT, Kind, digest, hex};
pub use export::{CannotExport, Exported, Put, VERIFIER, bundle, export};
pub use note::{InvalidKey, Note, Said, Signed, Signer, Use, Verifier};
pub use read::{
    Numbered, Proof, SignedCheckpoint, Standing, about, compare, consistency, find, latest,
    latest_of, leaves, prove, tile, verifiers,
};
pub use sequencer::{keep, lay_in, renew, sequence};
pub use verify::{Files, Verified, Wrong, verify};
pub use witness::{Refused, cosigned_size, keep_cosignature, submission, witness, witnessed};

/// Testifies to an act, in its own transaction. Gives the entry's id; its number comes with the sequencer.
///
/// # Errors
/// When the database fails.
pub async fn append(
    tx: &mut Tx,
    entry: &Entry<'_>,
    ambient: &Ambient,
) -> Result<EvidenceId, Error> {
    let (id, at): (EvidenceId, _) = (ambient.id(), ambient.now());
    let insert = sql!(
        "INSERT INTO evidence_pending (id, at, kind, account_id, subject_id, details, leaf)
         VALUES ($1, $2, $3, $4, $5, $6, $7)"
    );
    let kept = match entry.details {
        Details::Kept(details) => Some(details),
        Details::Sha256(_) => None,
    };
    let values = args![
        id,
        at,
        entry.kind.as_str(),
        entry.account,
        entry.subject,
        kept,
        entry.leaf(id, at, ambient).into_bytes()
    ];
    tx.run(insert, values).await?;
    tx.on_commit(sequencer::ring);
    Ok(id)
}
