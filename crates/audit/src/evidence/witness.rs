//! Witnessing (C2SP tlog-witness): an installation signs what it has seen of another one's log, after it has been proved that nothing
//! of what it saw before was changed. Who shows two people two different logs under one name would have to show the
//! witness both, and gets a signature for one of them alone.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use tutela_core::Ambient;
use tutela_db::{Db, Error, Lock, Tx, args, sql};

use super::checkpoint::{Checkpoint, decimal};
use super::merkle::{self, Hash};
use super::note::{Note, Said, Signer, Use, Verifier};
use super::read::{self, SignedCheckpoint};
use super::sequencer::int;
use super::tile::to_hash;

/// The most hashes that a proof of consistency has.
const LONGEST: usize = 63;
/// One checkpoint at a time is compared with the last one and put in its place.
const WITNESSING: Lock = Lock::Exclusive(0x7769_746e_6573_7365);

/// Why a witness does not sign.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error("this is no submission of a checkpoint")]
    Shape,
    #[error("this log is not known here")]
    Unknown,
    #[error("the log's key did not sign this")]
    Unsigned,
    #[error("the last checkpoint seen here has {0} entries")]
    Elsewhere(u64),
    #[error("the log does not begin with what was seen of it before")]
    Inconsistent,
    #[error(transparent)]
    Db(#[from] Error),
}

/// A checkpoint on its way to a witness.
struct Submission {
    older: u64,
    proof: Vec<Hash>,
    note: Note,
    checkpoint: Checkpoint,
}

/// Signs a checkpoint of one of `logs`, when it continues what was seen of it before. Gives the line of the signature; it is
/// kept before it is given.
///
/// # Errors
/// [`Refused`].
pub async fn witness(
    db: &Db,
    (signer, logs): (&Signer, &[Verifier]),
    body: &str,
    ambient: &Ambient,
) -> Result<String, Refused> {
    let new = parse(body).ok_or(Refused::Shape)?;
    let log = known(&new, logs)?;
    if new.older > new.checkpoint.size {
        return Err(Refused::Shape);
    }
    let mut tx = db.write().await?;
    tx.lock(WITNESSING).await?;
    let seen = seen(&mut tx, &new.checkpoint.origin).await?;
    compare(&new, seen)?;
    let line = signer.sign(&new.note.text, ambient.now());
    let signed = new.note.lines_of(log);
    let signed = format!("{}\n{signed}{line}", new.note.text);
    let put = sql!(
        "INSERT INTO evidence_witnessed (origin, size, root, signed, signed_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (origin) DO UPDATE SET size = excluded.size, root = excluded.root,
             signed = excluded.signed, signed_at = excluded.signed_at"
    );
    let Checkpoint { origin, size, root } = &new.checkpoint;
    let values = args![origin, int(*size)?, &root[..], signed, ambient.now()];
    tx.run(put, values).await?;
    tx.commit().await?;
    Ok(line)
}

/// `old N`, hashes in base64, an empty line, the checkpoint.
fn parse(body: &str) -> Option<Submission> {
    let (head, note) = body.split_once("\n\n")?;
    let mut lines = head.split('\n');
    let older = decimal(lines.next()?.strip_prefix("old ")?)?;
    let hash = |line: &str| BASE64.decode(line).ok()?.try_into().ok();
    let proof: Vec<Hash> = lines.map(hash).collect::<Option<_>>()?;
    let note = Note::parse(note)?;
    let checkpoint = Checkpoint::read(&note)?;
    (proof.len() <= LONGEST).then_some(Submission {
        older,
        proof,
        note,
        checkpoint,
    })
}

fn known<'l>(new: &Submission, logs: &'l [Verifier]) -> Result<&'l Verifier, Refused> {
    let of_origin = |log: &&Verifier| log.name() == new.checkpoint.origin;
    let mut known = logs.iter().filter(of_origin).peekable();
    known.peek().ok_or(Refused::Unknown)?;
    let signed = known.find(|log| matches!(new.note.said_by(log), Said::Signed(_)));
    signed.ok_or(Refused::Unsigned)
}

fn compare(new: &Submission, (size, root): (u64, Hash)) -> Result<(), Refused> {
    if new.older != size {
        return Err(Refused::Elsewhere(size));
    }
    let Checkpoint {
        size: now,
        root: now_root,
        ..
    } = &new.checkpoint;
    let is_empty = *now > 0 || *now_root == merkle::empty();
    let goes_on = merkle::is_consistent((size, &root), (*now, now_root), &new.proof);
    match is_empty && goes_on {
        true => Ok(()),
        false => Err(Refused::Inconsistent),
    }
}

/// Size and root that were seen last of a log.
async fn seen(tx: &mut Tx, origin: &str) -> Result<(u64, Hash), Error> {
    let find = sql!("SELECT size, root FROM evidence_witnessed WHERE origin = $1");
    match tx.find(find, args![origin]).await? {
        Some(row) => Ok((row.count(0)?, to_hash(&row.blob(1)?))),
        None => Ok((0, merkle::empty())),
    }
}

/// The last checkpoint that was signed here of a log, with its signature and ours.
///
/// # Errors
/// When the database fails.
pub async fn witnessed(tx: &mut Tx, origin: &str) -> Result<Option<String>, Error> {
    let find = sql!("SELECT signed FROM evidence_witnessed WHERE origin = $1");
    let row = tx.find(find, args![origin]).await?;
    row.map(|row| row.text(0)).transpose()
}

/// What is sent to a witness that has seen the first `older` entries; nothing where the log is not that long.
///
/// # Errors
/// When the database fails.
pub async fn submission(
    tx: &mut Tx,
    older: u64,
    checkpoint: &SignedCheckpoint,
) -> Result<Option<String>, Error> {
    if older > checkpoint.size {
        return Ok(None);
    }
    let proof = read::consistency(tx, older, checkpoint.size).await?;
    let proof = proof.iter().map(|hash| BASE64.encode(hash) + "\n");
    let proof: String = proof.collect();
    Ok(Some(format!("old {older}\n{proof}\n{}", checkpoint.signed)))
}

/// Keeps what a witness answered, if its key signed this checkpoint; says whether it did.
///
/// # Errors
/// When the database fails.
pub async fn keep_cosignature(
    tx: &mut Tx,
    (checkpoint, witness): (&SignedCheckpoint, &Verifier),
    answer: &str,
    ambient: &Ambient,
) -> Result<bool, Error> {
    let note = Note::parse(&format!("{}{answer}", checkpoint.signed));
    let is_signed = |note: &Note| matches!(note.said_by(witness), Said::Signed(_));
    let Some(note) = note.filter(|note| witness.purpose() == Use::Witness && is_signed(note))
    else {
        return Ok(false);
    };
    let put = sql!(
        "INSERT INTO evidence_cosignatures (size, witness, line, signed_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (size, witness) DO UPDATE SET line = excluded.line, signed_at = excluded.signed_at"
    );
    let line = note.lines_of(witness);
    let values = args![
        int(checkpoint.size)?,
        witness.to_string(),
        line,
        ambient.now()
    ];
    tx.run(put, values).await?;
    Ok(true)
}

/// Up to which size a witness has signed.
///
/// # Errors
/// When the database fails.
pub async fn cosigned_size(tx: &mut Tx, witness: &Verifier) -> Result<u64, Error> {
    let find = sql!("SELECT COALESCE(MAX(size), 0) FROM evidence_cosignatures WHERE witness = $1");
    tx.get(find, args![witness.to_string()]).await?.count(0)
}
