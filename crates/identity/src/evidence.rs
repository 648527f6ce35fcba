//! The evidence log as those who run an account see it: the checkpoint to keep, older ones compared, the proof of what was done to a
//! role or a token, and the letters that bring checkpoints to owners.

pub(crate) mod api;
mod mailing;
pub(crate) mod screen;
mod tlog_proof;

use tutela_access::{Authorized, Error, ViewActivities};
use tutela_audit::evidence::{self, Numbered, Proof, SignedCheckpoint, Standing, Verifier};
use tutela_audit::{Line, find_line};
use tutela_core::ActivityId;

pub use mailing::{mail, mail_all};
pub use tlog_proof::written;

/// Acts of the record that stand in the evidence log too, under the same subject.
pub const TESTIFIED: [&str; 5] = [
    "grantRole",
    "changeGrant",
    "revokeRole",
    "createApiToken",
    "revokeApiToken",
];

/// The longest checkpoint that is compared, in bytes.
pub const LONGEST: usize = 16 * 1024;

/// The log as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    pub checkpoint: SignedCheckpoint,
    /// The log's keys; the last one signs.
    pub keys: Vec<Verifier>,
}

/// The latest checkpoint, and the keys.
///
/// # Errors
/// [`Error::NotFound`] where there is no log yet.
pub async fn look(authorized: &mut Authorized<'_, ViewActivities>) -> Result<Log, Error> {
    let tx = authorized.tx();
    let checkpoint = evidence::latest(tx).await?.ok_or(Error::NotFound)?;
    let keys = evidence::verifiers(tx).await?;
    Ok(Log { checkpoint, keys })
}

/// Compares a checkpoint that somebody kept with the log.
///
/// # Errors
/// When the database fails.
pub async fn compare(
    authorized: &mut Authorized<'_, ViewActivities>,
    older: &str,
) -> Result<Standing, Error> {
    if older.len() > LONGEST {
        return Ok(Standing::Foreign);
    }
    Ok(evidence::compare(authorized.tx(), older).await?)
}

/// What the log says about the subject of an act, oldest first.
///
/// # Errors
/// [`Error::NotFound`] for a line that is not of the account.
pub async fn about(
    authorized: &mut Authorized<'_, ViewActivities>,
    line: ActivityId,
) -> Result<(Line, Vec<Numbered>), Error> {
    let account = authorized.on();
    let tx = authorized.tx();
    let line = find_line(tx, account, line).await?.ok_or(Error::NotFound)?;
    let entries = match TESTIFIED.contains(&line.action.as_str()) {
        true => evidence::about(tx, (Some(account), &line.subject)).await?,
        false => Vec::new(),
    };
    Ok((line, entries))
}

/// An entry of the account with the proof that it is in the log.
///
/// # Errors
/// [`Error::NotFound`] for what is not of the account.
pub async fn prove(
    authorized: &mut Authorized<'_, ViewActivities>,
    number: u64,
) -> Result<(Numbered, Proof), Error> {
    let (account, ambient) = (authorized.on(), authorized.ambient());
    let tx = authorized.tx();
    let entry = evidence::find(tx, Some(account), number).await?;
    let entry = entry.ok_or(Error::NotFound)?;
    let proof = evidence::prove(tx, &entry, ambient).await?;
    Ok((entry, proof.ok_or(Error::NotFound)?))
}
