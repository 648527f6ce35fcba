//! `getCheckpoint`, `checkCheckpoint`, `listEvidence`, `getEvidenceProof`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};
use tutela_access::ViewActivities;
use tutela_audit::evidence::{Numbered, SignedCheckpoint, Standing, hex};
use tutela_core::{AccountId, ActivityId, EvidenceId};
use tutela_web::{Error, Json, Path, Visit};
use utoipa::ToSchema;

use super::{about, compare, look, prove};

/// The latest checkpoint of the evidence log.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckpointNow {
    /// How many entries there are.
    size: u64,
    /// The root of the tree over them, in base64.
    root: String,
    /// The signed note (c2sp.org/tlog-checkpoint), with the signatures of witnesses.
    note: String,
    #[schema(format = DateTime)]
    signed_at: String,
    /// The log's keys (c2sp.org/signed-note, verifier keys); the last one signs.
    keys: Vec<String>,
}

/// A checkpoint that somebody kept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckpointToCheck {
    /// The signed note.
    note: String,
}

/// How a kept checkpoint stands to the log.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckpointChecked {
    /// `holds`, `forked` (the past was changed), `ahead` (entries were taken away), `unsigned` or `foreign`.
    #[schema(example = "holds")]
    standing: &'static str,
}

/// What the evidence log says about the subject of an act.
#[derive(Debug, Serialize, ToSchema)]
pub struct EvidenceList {
    entries: Vec<EvidenceEntry>,
}

/// An entry of the log.
#[derive(Debug, Serialize, ToSchema)]
pub struct EvidenceEntry {
    /// Its place in the log; null for the moment between the act and its numbering.
    number: Option<u64>,
    #[schema(value_type = String, format = "uuid")]
    id: EvidenceId,
    #[schema(example = "role-granted")]
    kind: &'static str,
    #[schema(format = DateTime)]
    at: String,
    /// What exactly was done, in ids and words.
    details: Option<String>,
    /// The text of the entry, which is what is hashed.
    entry: String,
}

/// An entry and all that is needed to check it without this installation.
#[derive(Debug, Serialize, ToSchema)]
pub struct EvidenceProof {
    #[serde(flatten)]
    entry: EvidenceEntry,
    /// HMAC-SHA256 of the details under this key, in hexadecimal digits, is the digest in the entry.
    opening: String,
    /// The hashes from the entry up to the root, in base64 (RFC 6962).
    hashes: Vec<String>,
    /// The signed checkpoint that they lead to.
    checkpoint: String,
}

/// The checkpoint to keep, and the keys to check it with.
#[utoipa::path(
    get,
    path = "/api/v1/accounts/{account}/evidence/checkpoint",
    operation_id = "getCheckpoint",
    tag = "identity",
    params(("account" = String, Path, description = "The id of the account.")),
    responses((status = 200, description = "The latest checkpoint.", body = CheckpointNow)),
)]
pub async fn get_checkpoint(
    visit: Visit,
    Path(account): Path<AccountId>,
) -> Result<Json<CheckpointNow>, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewActivities, account).await?;
    let log = look(&mut authorized).await?;
    let SignedCheckpoint {
        size,
        root,
        signed,
        signed_at,
    } = log.checkpoint;
    Ok(Json(CheckpointNow {
        size,
        root: BASE64.encode(root),
        note: signed,
        signed_at: signed_at.to_string(),
        keys: log.keys.iter().map(ToString::to_string).collect(),
    }))
}

/// Compares a checkpoint that you kept with the log.
#[utoipa::path(
    post,
    path = "/api/v1/accounts/{account}/evidence/comparison",
    operation_id = "checkCheckpoint",
    tag = "identity",
    params(("account" = String, Path, description = "The id of the account.")),
    request_body = CheckpointToCheck,
    responses((status = 200, description = "How it stands.", body = CheckpointChecked)),
)]
pub async fn check_checkpoint(
    visit: Visit,
    Path(account): Path<AccountId>,
    Json(kept): Json<CheckpointToCheck>,
) -> Result<Json<CheckpointChecked>, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewActivities, account).await?;
    let standing = word(&compare(&mut authorized, &kept.note).await?);
    Ok(Json(CheckpointChecked { standing }))
}

/// The word for how a checkpoint stands.
pub fn word(standing: &Standing) -> &'static str {
    match standing {
        Standing::Holds(_) => "holds",
        Standing::Foreign => "foreign",
        Standing::Unsigned => "unsigned",
        Standing::Ahead => "ahead",
        Standing::Forked => "forked",
    }
}

/// What the evidence log says about the role or the token that an act was about, oldest first.
#[utoipa::path(
    get,
    path = "/api/v1/accounts/{account}/activities/{activity}/evidence",
    operation_id = "listEvidence",
    tag = "identity",
    params(
        ("account" = String, Path, description = "The id of the account."),
        ("activity" = String, Path, description = "The id of a line of its record."),
    ),
    responses((status = 200, description = "The entries.", body = EvidenceList)),
)]
pub async fn list_evidence(
    visit: Visit,
    Path((account, activity)): Path<(AccountId, ActivityId)>,
) -> Result<Json<EvidenceList>, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewActivities, account).await?;
    let (_, entries) = about(&mut authorized, activity).await?;
    Ok(Json(EvidenceList {
        entries: entries.into_iter().map(entry).collect(),
    }))
}

/// An entry of the account, with the proof that it is in the log and of what it speaks.
#[utoipa::path(
    get,
    path = "/api/v1/accounts/{account}/evidence/entries/{number}",
    operation_id = "getEvidenceProof",
    tag = "identity",
    params(
        ("account" = String, Path, description = "The id of the account."),
        ("number" = u64, Path, description = "The place of the entry in the log."),
    ),
    responses((status = 200, description = "The proof.", body = EvidenceProof)),
)]
pub async fn get_evidence_proof(
    visit: Visit,
    Path((account, number)): Path<(AccountId, u64)>,
) -> Result<Json<EvidenceProof>, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewActivities, account).await?;
    let (found, proof) = prove(&mut authorized, number).await?;
    Ok(Json(EvidenceProof {
        entry: entry(found),
        opening: hex(&proof.opening),
        hashes: proof
            .hashes
            .iter()
            .map(|hash| BASE64.encode(hash))
            .collect(),
        checkpoint: proof.checkpoint.signed,
    }))
}

fn entry(entry: Numbered) -> EvidenceEntry {
    EvidenceEntry {
        number: entry.number,
        id: entry.id,
        kind: entry.kind.as_str(),
        at: entry.at.to_string(),
        details: entry.details,
        entry: entry.leaf,
    }
}
