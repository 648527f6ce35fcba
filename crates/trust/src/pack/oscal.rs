//! The same as OSCAL assessment results (NIST, 1.1.2): an observation for each control that ran, a finding for each promise.

use serde_json::{Value, json};
use tutela_core::Time;

use super::{Evidence, english};
use crate::register::hex;
use crate::state::{Standing, State};

/// The document.
pub fn results(evidence: &Evidence, standings: &[Standing<'_>]) -> Value {
    let at = evidence.made_at.to_string();
    let observations = observations(standings);
    let findings: Vec<_> = standings
        .iter()
        .map(|one| finding(one, evidence.made_at))
        .collect();
    json!({"assessment-results": {
        "uuid": uuid(&["results", &evidence.account], evidence.made_at),
        "metadata": {
            "title": "Promises and their probes",
            "last-modified": at,
            "version": env!("CARGO_PKG_VERSION"),
            "oscal-version": "1.1.2",
        },
        "import-ap": {"href": "evidence.json"},
        "results": [{
            "uuid": uuid(&["result", &evidence.account], evidence.made_at),
            "title": "State of the promises",
            "description": "Computed from the last run of each probe on this installation.",
            "start": at,
            "reviewed-controls": {"control-selections": [{"include-all": {}}]},
            "observations": observations,
            "findings": findings,
        }],
    }})
}

/// One for each control that ran, however many promises rest on it.
fn observations(standings: &[Standing<'_>]) -> Vec<Value> {
    let held = standings.iter().flat_map(|standing| &standing.held);
    let mut seen = Vec::new();
    let runs = held.filter_map(|held| held.run).filter(|run| {
        let is_new = !seen.contains(&run.control.as_str());
        seen.push(run.control.as_str());
        is_new
    });
    runs.map(|run| {
        json!({
            "uuid": uuid(&["observation", &run.control], run.at),
            "title": run.control,
            "description": format!("The probe {} ended: {}.", run.control, run.outcome),
            "methods": ["TEST"],
            "collected": run.at.to_string(),
        })
    })
    .collect()
}

fn finding(standing: &Standing<'_>, at: Time) -> Value {
    let holds = matches!(standing.state, State::Proven | State::Declared | State::Off);
    let related = standing.held.iter().filter_map(|held| held.run);
    let related: Vec<_> = related
        .map(|run| json!({"observation-uuid": uuid(&["observation", &run.control], run.at)}))
        .collect();
    let id = standing.promise.id;
    let mut finding = json!({
        "uuid": uuid(&["finding", id], at),
        "title": id,
        "description": english(standing),
        "target": {
            "type": "objective-id",
            "target-id": id.to_lowercase(),
            "status": {"state": if holds { "satisfied" } else { "not-satisfied" }, "reason": standing.state.as_str()},
        },
    });
    if !related.is_empty() {
        finding["related-observations"] = json!(related);
    }
    finding
}

/// An id that follows from what it names (RFC 9562, version 8).
fn uuid(parts: &[&str], at: Time) -> String {
    let text = format!("{}|{}", parts.join("|"), at.micros());
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest.as_ref()[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = hex(&bytes);
    format!(
        "{}-{}-{}-{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..]
    )
}
