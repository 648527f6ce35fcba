//! What this feature can say about its own promises from its own rows.

use std::time::Duration;

use tutela_access::{Gate, OpenDoor, staff_people};
use tutela_audit::probe::{Finding, Found, Probe};
use tutela_core::Time;
use tutela_db::{Error, Tx, args, sql};

const DAY: Duration = Duration::from_secs(24 * 3600);
/// How old a password of the platform's staff may be (promise DP4).
const OLDEST: Duration = Duration::from_secs(90 * 24 * 3600);
/// How far back changes of addresses are looked at: as long as their rows are kept.
const KEPT: Duration = Duration::from_secs(30 * 24 * 3600);

/// One step reads the clock more than once: this far apart, in microseconds, is still the same step.
const AT_ONCE: i64 = 60_000_000;

/// The probes.
pub fn probes(gate: &Gate) -> Vec<Probe> {
    let (of_contacts, of_passwords) = (gate.clone(), gate.clone());
    vec![
        Probe::new("contact-told", move |_| contact_told(of_contacts.clone())),
        Probe::new("staff-passwords", move |_| {
            staff_passwords(of_passwords.clone())
        }),
    ]
}

/// Whether every change of an address was recorded at the moment at which it took effect (UA3).
async fn contact_told(gate: Gate) -> Found {
    let since = gate.ambient().now().minus(KEPT);
    let looked = async {
        let mut tx = gate.look(OpenDoor::OPERATOR).await?;
        changes_since(&mut tx, since).await
    };
    let (changes, untold) = looked.await.map_err(|error: Error| error.to_string())?;
    match untold {
        0 => Ok(Finding::of([("changes", changes)])),
        _ => Err(format!(
            "{untold} of {changes} changes of an address stand without a record of them"
        )),
    }
}

/// Changes of addresses since a moment: how many, and how many of them nobody recorded then.
async fn changes_since(tx: &mut Tx, since: Time) -> Result<(i64, i64), Error> {
    let count = sql!(
        "SELECT COUNT(*),
                COUNT(CASE WHEN NOT EXISTS (SELECT 1 FROM activities a
                                            WHERE a.actor_id = c.person_id
                                              AND a.at BETWEEN c.confirmed_at - $2 AND c.confirmed_at + $2)
                           THEN c.id END)
         FROM contacts c WHERE c.confirmed_at >= $1"
    );
    let row = tx.get(count, args![since, AT_ONCE]).await?;
    Ok((row.int(0)?, row.int(1)?))
}

/// How old the passwords of the platform's staff are (DP4).
async fn staff_passwords(gate: Gate) -> Found {
    let now = gate.ambient().now();
    let looked = async {
        let mut tx = gate.look(OpenDoor::OPERATOR).await?;
        staff_changes(&mut tx, now).await
    };
    let changed = looked.await.map_err(|error: Error| error.to_string())?;
    let oldest = changed.iter().map(|at| now.since(*at)).max();
    let oldest = oldest.unwrap_or_default();
    let days = i64::try_from(oldest.as_secs() / DAY.as_secs()).unwrap_or(i64::MAX);
    if oldest > OLDEST {
        return Err(format!(
            "a password of the platform's staff is {days} days old"
        ));
    }
    let passwords = i64::try_from(changed.len()).unwrap_or(i64::MAX);
    Ok(Finding::of([("passwords", passwords), ("days", days)]))
}

/// When each password of somebody with a role of the platform was last changed.
async fn staff_changes(tx: &mut Tx, now: Time) -> Result<Vec<Time>, Error> {
    let mut changed = Vec::new();
    for person in staff_people(tx, now).await? {
        let find = sql!("SELECT changed_at FROM passwords WHERE person_id = $1");
        if let Some(row) = tx.find(find, args![person]).await? {
            changed.push(row.time(0)?);
        }
    }
    Ok(changed)
}
