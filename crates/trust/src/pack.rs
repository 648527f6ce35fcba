//! The evidence pack of an account: one archive, signed, that is read and verified without this program. What a buyer, an
//! auditor or an authority takes along.

pub mod archive;
mod oscal;
pub mod page;
pub mod screen;
pub mod sign;

use aws_lc_rs::digest::{SHA256, digest};
use serde_json::{Value, json};
use tutela_access::{Authorized, Error, ViewEvidence, place_names};
use tutela_core::Time;
use tutela_web::{Language, Words};

use crate::overview::api::TrustReport;
use crate::processing::kept;
use crate::records::{self, Record};
use crate::register::{hash, hex, register};
use crate::rows::{self, Known};
use crate::state::{Standing, standing};
use crate::{Trust, policy};

/// How the archive is verified by who trusts nobody.
const VERIFIER: &str = include_str!("pack/verify.py");

/// What stands in a pack, read in one transaction.
pub struct Evidence {
    pub account: String,
    pub account_name: String,
    pub made_at: Time,
    pub known: Known,
    pub records: Vec<Record>,
    pub signer: sign::Signer,
}

/// Reads everything for the account.
///
/// # Errors
/// When the database fails.
pub async fn gather(authorized: &mut Authorized<'_, ViewEvidence>) -> Result<Evidence, Error> {
    let (account, place, ambient) = (authorized.on(), authorized.place(), authorized.ambient());
    let records = records::list(authorized, None).await?;
    let now = authorized.now();
    let tx = authorized.tx();
    let names = place_names(tx, place).await?;
    let known = rows::known(tx).await?;
    let signer = sign::signer(tx, ambient).await?;
    Ok(Evidence {
        account: account.to_string(),
        account_name: names.account.unwrap_or_default(),
        made_at: now,
        known,
        records,
        signer,
    })
}

impl Evidence {
    /// How every promise stands.
    pub fn standings(&self) -> Vec<Standing<'_>> {
        let all = register().iter();
        all.map(|promise| standing(promise, &self.known, self.made_at))
            .collect()
    }

    /// The archive.
    pub fn archive(&self, trust: &Trust, t: &Words) -> Vec<u8> {
        let standings = self.standings();
        let mut files = vec![
            ("evidence.json", text(&self.document(&standings, trust, t))),
            (
                "oscal-assessment-results.json",
                text(&oscal::results(self, &standings)),
            ),
            ("sbom.cdx.json", trust.build.sbom.as_bytes().to_vec()),
            ("verify.py", VERIFIER.as_bytes().to_vec()),
            ("public-key.pem", self.signer.pem().into_bytes()),
        ];
        files.insert(
            0,
            ("index.html", page::draw(self, &standings, t).into_bytes()),
        );
        let manifest = text(&self.manifest(&files));
        files.push(("manifest.sig", self.signer.sign(&manifest)));
        files.push(("manifest.json", manifest));
        archive::write(&files, self.made_at)
    }

    /// What the signature stands under: every file by its digest.
    fn manifest(&self, files: &[(&str, Vec<u8>)]) -> Value {
        let files = files.iter();
        let digests: Vec<_> = files
            .map(|(name, bytes)| {
                let digest = hex(digest(&SHA256, bytes).as_ref());
                json!({"name": name, "size": bytes.len(), "sha256": digest})
            })
            .collect();
        json!({
            "format": "tutela-evidence-pack/1",
            "account": self.account,
            "made_at": self.made_at.to_string(),
            "register_sha256": hash(),
            "files": digests,
        })
    }

    fn document(&self, standings: &[Standing<'_>], trust: &Trust, t: &Words) -> Value {
        let declared = self.known.declarations.iter();
        let declared: Vec<_> = declared
            .map(|said| json!({"part": said.part, "by": said.name, "statement": said.statement, "at": said.entered_at.to_string(), "until": said.expires_at.to_string()}))
            .collect();
        let records = self.records.iter();
        let records: Vec<_> = records
            .map(|run| json!({"id": run.id, "control": run.control, "at": run.at.to_string(), "outcome": run.outcome, "figures": run.figures, "words": run.words}))
            .collect();
        let columns = kept().into_iter();
        let columns: Vec<_> = columns
            .map(|kept| json!({"table": kept.table, "column": kept.column, "purpose": kept.purpose, "retention": kept.retention, "erasure": kept.erasure}))
            .collect();
        let rules: Vec<_> = policy::rules()
            .into_iter()
            .flat_map(|(_, rules)| rules)
            .collect();
        let rules: Vec<_> = rules
            .iter()
            .map(|rule| json!({"id": rule.id, "promises": rule.promises, "cedar": rule.text}))
            .collect();
        let destinations = trust.destinations.iter();
        let destinations: Vec<_> = destinations
            .map(|one| json!({"purpose": one.purpose, "receives": one.receives, "host": one.host}))
            .collect();
        json!({
            "account": {"id": self.account, "name": self.account_name},
            "made_at": self.made_at.to_string(),
            "trust": TrustReport::of(standings, t, true),
            "declarations": declared,
            "runs": records,
            "processing": columns,
            "policy": rules,
            "destinations": destinations,
            "build": {"version": trust.build.version, "commit": trust.build.commit, "binary_sha256": trust.build.digest},
        })
    }
}

fn text(document: &Value) -> Vec<u8> {
    format!("{document:#}\n").into_bytes()
}

/// The sentence of a promise in English, for machines that read one language.
const fn english(standing: &Standing<'_>) -> &'static str {
    standing.promise.say.to(Language::English)
}
