//! What this feature checks itself: what the schema, the build and the counts of what left the house say.

use std::time::Duration;

use tutela_access::{Gate, OpenDoor, staff_since};
use tutela_audit::probe::{Finding, Found, Probe};
use tutela_db::MIGRATIONS;

use crate::destinations::{outside, sent};
use crate::processing::{kept_in, unreadable};
use crate::{Trust, cards};

const DAY: Duration = Duration::from_secs(24 * 3600);
/// For how long a look at the advisories is good.
const GOOD: Duration = Duration::from_secs(30 * 24 * 3600);
/// How far back staff is counted, and for how long one of its roles may lie unused.
const QUARTER: Duration = Duration::from_secs(90 * 24 * 3600);

/// The probes.
pub fn probes(gate: &Gate, trust: &Trust) -> Vec<Probe> {
    let (for_cards, for_staff) = (gate.clone(), gate.clone());
    let for_sent = (gate.clone(), trust.clone());
    let for_build = (gate.clone(), trust.clone());
    vec![
        Probe::new("purposes", |_| purposes(MIGRATIONS)),
        Probe::new("card-numbers", move |memo| {
            cards::look(for_cards.clone(), memo)
        }),
        Probe::new("staff-count", move |_| staff(for_staff.clone())),
        Probe::new("destinations", move |_| destinations(for_sent.clone())),
        Probe::new("advisories", move |_| advisories(for_build.clone())),
    ]
}

/// Whether every column that is marked as personal says what for.
async fn purposes(schema: &'static [(&'static str, &'static str)]) -> Found {
    let mut purposes: Vec<_> = kept_in(schema)
        .into_iter()
        .map(|kept| kept.purpose)
        .collect();
    let columns = count(purposes.len());
    purposes.sort_unstable();
    purposes.dedup();
    match unreadable(schema) {
        0 => Ok(Finding::of([
            ("columns", columns),
            ("purposes", count(purposes.len())),
        ])),
        unreadable => Err(format!(
            "{unreadable} columns with personal data name no purpose"
        )),
    }
}

/// How many people the platform's roles let in within a quarter, and whether one of these roles lies unused.
async fn staff(gate: Gate) -> Found {
    let now = gate.ambient().now();
    let counted = async {
        let mut tx = gate.look(OpenDoor::OPERATOR).await?;
        staff_since(&mut tx, now.minus(QUARTER), now).await
    };
    let staff = counted.await.map_err(|error| error.to_string())?;
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    match staff.unused {
        0 => Ok(Finding::of([
            ("people", number(staff.people)),
            ("grants", number(staff.grants)),
        ])),
        unused => Err(format!(
            "{unused} roles of the platform were not used for 90 days"
        )),
    }
}

/// Whether everything that left the house went where the list says.
async fn destinations((gate, trust): (Gate, Trust)) -> Found {
    let sent = sent(&gate).await.map_err(|error| error.to_string())?;
    let strangers = outside(&sent, &trust.destinations);
    if let Some(stranger) = strangers.first() {
        let (host, purpose) = (&stranger.host, &stranger.purpose);
        return Err(format!("{host} got {purpose} and is not on the list"));
    }
    let times = sent.iter().map(|sent| sent.times).sum::<u64>();
    let bytes = sent.iter().map(|sent| sent.bytes).sum::<u64>();
    Ok(Finding::of([
        ("allowed", count(trust.destinations.len())),
        ("times", i64::try_from(times).unwrap_or(i64::MAX)),
        ("bytes", i64::try_from(bytes).unwrap_or(i64::MAX)),
    ]))
}

/// Whether a vulnerability is known in a library of this very build, and how old that knowledge is (DP2).
async fn advisories((gate, trust): (Gate, Trust)) -> Found {
    let (build, now) = (trust.build, gate.ambient().now());
    let looked = build.advisories.checked_at();
    let at = looked.ok_or_else(|| "nobody has looked for advisories".to_owned())?;
    let known = build.advisories.known(build.packages);
    let vulnerable = known.iter().filter(|one| one.kind == "vulnerability");
    let ids: Vec<_> = vulnerable
        .map(|one| format!("{} in {}", one.id, one.package))
        .collect();
    let age = now.since(at);
    let days = i64::try_from(age.as_secs() / DAY.as_secs()).unwrap_or(i64::MAX);
    let unseen = build.advisories.unseen(build.packages);
    match (ids.is_empty(), unseen.first()) {
        (false, _) => Err(ids.join(", ")),
        (true, Some(first)) => Err(format!(
            "{} libraries came since anybody looked for advisories, {first} among them",
            unseen.len()
        )),
        (true, None) if age > GOOD => Err(format!("the advisories were looked up {days} days ago")),
        (true, None) => Ok(Finding::of([
            ("packages", count(build.packages.len())),
            ("notices", count(known.len())),
            ("days", days),
        ])),
    }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_personal_column_without_a_purpose_turns_its_row_red() {
        assert!(purposes(MIGRATIONS).await.is_ok());
        const BARE: &[(&str, &str)] = &[(
            "0001",
            "CREATE TABLE people (\n    name TEXT, -- personal: retention=ever; erasure=keep\n);",
        )];
        let found = purposes(BARE).await;
        assert!(found.is_err_and(|words| words.contains("name no purpose")));
    }
}
