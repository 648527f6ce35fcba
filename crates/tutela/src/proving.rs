//! The probes that ask this very server the way strangers, neighbours and thieves would: over its own address, as decoys,
//! harmless and cleaned up. Those that need no request come from the doors of their features.

mod address;
mod decoys;
mod delegation;
mod doors;
mod film;
mod lock;
mod neighbour;
mod own;
mod pages;
mod passwords;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use anyhow::Result;
use tutela_access::decoy;
use tutela_audit::probe::Probe;
use tutela_trust::Trust;

use crate::installation::Parts;
use decoys::World;
pub use own::Own;

/// For how long the sessions of decoys are kept.
const KEPT: std::time::Duration = std::time::Duration::from_secs(24 * 3600);

/// What the probes of the binary work with. Cheap to clone.
#[derive(Clone)]
pub struct Ground {
    pub parts: Parts,
    pub own: Own,
    pub trust: Trust,
    /// Every address that is guarded and can be looked at.
    pub guarded: Arc<[String]>,
    /// Every address.
    pub routes: Arc<[String]>,
    world: Arc<tokio::sync::Mutex<Option<World>>>,
}

impl Ground {
    /// The ground of a server that answers at its own address.
    pub fn new(parts: Parts, own: Own, trust: Trust, routes: &tutela_web::Routes) -> Self {
        let lines = routes.list();
        let guarded = lines.iter().filter(|line| {
            line.method == http::Method::GET && matches!(line.guard, tutela_web::Guard::Action(_))
        });
        Self {
            parts,
            own,
            trust,
            guarded: guarded.map(|line| line.path.to_string()).collect(),
            routes: lines.iter().map(|line| line.path.to_string()).collect(),
            world: Arc::default(),
        }
    }
}

/// Every probe there is: each feature's own, and those that ask this server.
pub fn probes(ground: &Ground) -> Vec<Probe> {
    let gate = &ground.parts.gate;
    let mut all = tutela_trust::probes(gate, &ground.trust);
    all.extend(tutela_identity::probes(gate));
    all.extend(tutela_backup::probes(&ground.parts.backups));
    macro_rules! asking {
        ($($name:literal => $run:path),+ $(,)?) => {
            $({
                let ground = ground.clone();
                all.push(Probe::new($name, move |memo| $run(ground.clone(), memo)));
            })+
        };
    }
    asking! {
        "own-pages" => pages::own_pages,
        "no-social" => pages::no_social,
        "own-address" => address::own_address,
        "closed-doors" => doors::closed_doors,
        "password-floor" => passwords::floor,
        "password-change" => passwords::change,
        "names" => passwords::names,
        "block" => passwords::block,
        "lock" => lock::lock,
        "delegation" => delegation::delegation,
        "removal" => film::removal,
        "sealed" => film::sealed,
        "neighbour" => neighbour::neighbour,
    }
    all
}

/// Runs what is due: the duty.
///
/// # Errors
/// When the database fails.
pub async fn prove(parts: Parts) -> Result<String> {
    let Some(probes) = parts.probes.get() else {
        return Ok("nothing to ask yet".to_owned());
    };
    let (ran, failed) = tutela_trust::prove::prove(&parts.gate, probes).await?;
    let mut tx = parts.db.write().await?;
    decoy::clear_away(&mut tx, parts.ambient.now().minus(KEPT)).await?;
    tx.commit().await?;
    match failed.is_empty() {
        true => Ok(format!("{ran} controls ran and held")),
        false => Ok(format!(
            "{ran} controls ran; not held: {}",
            failed.join(", ")
        )),
    }
}
