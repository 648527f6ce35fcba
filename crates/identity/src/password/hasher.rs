//! Computes hashes off the threads that answer requests. Argon2id (RFC 9106) with the parameters of the OWASP password
//! storage cheat sheet (19 MiB, two passes, one lane), over a digest that takes the house's key: whoever steals the
//! database alone has nothing to guess at.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;
use tutela_access::{Action, Caller, Gate};
use tutela_core::{Ambient, Secret};

use super::{CEILING, NewPassword, Rules, WeakPassword};

/// How many hashes may wait for each one that is being computed.
const QUEUE: usize = 16;

/// Memory in KiB, passes, lanes. What is stored with others is computed anew when its owner signs in.
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);

/// What is stored of a password: the PHC string of its hash. It does not print itself.
#[derive(Clone)]
pub struct Hashed(String);

impl Hashed {
    /// The PHC string.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Hashed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hashed")
    }
}

/// A hash that could not be computed now: too many wait already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many people are signing in at this moment")]
pub struct TooBusy;

/// Why a password was not hashed for somebody.
#[derive(Debug, thiserror::Error)]
pub enum CannotHash {
    #[error(transparent)]
    Weak(#[from] WeakPassword),
    #[error(transparent)]
    TooBusy(#[from] TooBusy),
    #[error(transparent)]
    Access(#[from] tutela_access::Error),
}

impl From<tutela_db::Error> for CannotHash {
    fn from(error: tutela_db::Error) -> Self {
        Self::Access(error.into())
    }
}

/// Computes as many hashes at once as there are cores, and lets only so many wait. Cheap to clone.
#[derive(Clone)]
pub struct Hasher {
    places: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    most: usize,
    decoy: Arc<str>,
    ambient: Ambient,
    checks: Arc<AtomicUsize>,
}

impl Hasher {
    /// A hasher for this many cores.
    pub fn new(cores: usize, ambient: &Ambient) -> Self {
        let mut unknown = [0; 32];
        ambient.fill(&mut unknown);
        let decoy = hash(&unknown, COST, ambient).unwrap_or_default();
        Self {
            places: Arc::new(Semaphore::new(cores)),
            waiting: Arc::new(AtomicUsize::new(0)),
            most: cores * QUEUE,
            decoy: decoy.into(),
            ambient: ambient.clone(),
            checks: Arc::default(),
        }
    }

    /// What to store for a new password.
    pub async fn hash(&self, password: NewPassword) -> Result<Hashed, TooBusy> {
        let ambient = self.ambient.clone();
        let peppered = self.pepper(password.secret());
        let work = move || hash(&peppered, COST, &ambient);
        self.run(work).await?.map(Hashed).ok_or(TooBusy)
    }

    /// The same for the password of somebody else who is brought in, once the caller may do what it is for: nobody
    /// else makes this machine work. No transaction stays open meanwhile.
    pub async fn hash_for<A: Action>(
        &self,
        (gate, caller): (&Gate, &Caller),
        (action, on): (A, A::On),
        mut password: NewPassword,
    ) -> Result<Hashed, CannotHash> {
        let mut guarded = gate.read(caller).await?;
        let mut authorized = guarded.authorize(action, on).await?;
        if let Some(account) = authorized.place().account {
            let rules = Rules::at(authorized.tx(), account).await?;
            password = password.check_again(rules)?;
        }
        drop(guarded);
        Ok(self.hash(password).await?)
    }

    /// Whether the password is the one that was stored. Without a stored one it takes as long and says no.
    pub async fn fits(
        &self,
        password: &Secret<String>,
        stored: Option<String>,
    ) -> Result<bool, TooBusy> {
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.decoy.to_string());
        let short = password.expose().chars().count() <= CEILING;
        let peppered = self.pepper(password);
        let work = move || short && fits(&peppered, &stored);
        let fits = self.run(work).await?;
        self.checks.fetch_add(1, Ordering::Relaxed);
        Ok(fits && known)
    }

    /// What to store instead, where it was stored with other parameters than those of today.
    pub async fn renew(
        &self,
        password: &Secret<String>,
        stored: &str,
    ) -> Result<Option<Hashed>, TooBusy> {
        if is_current(stored) {
            return Ok(None);
        }
        let ambient = self.ambient.clone();
        let peppered = self.pepper(password);
        let work = move || hash(&peppered, COST, &ambient);
        Ok(self.run(work).await?.map(Hashed))
    }

    /// How many passwords were looked at since the start: for tests that count them.
    pub fn checks(&self) -> usize {
        self.checks.load(Ordering::Relaxed)
    }

    fn pepper(&self, password: &Secret<String>) -> [u8; 32] {
        let digest = |bytes| self.ambient.digest("password", bytes);
        digest(password.expose().as_bytes())
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, TooBusy> {
        let _waiting = Waiting::join(&self.waiting, self.most)?;
        let place = Arc::clone(&self.places)
            .acquire_owned()
            .await
            .map_err(|_| TooBusy)?;
        let work = move || {
            let done = work();
            drop(place);
            done
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| TooBusy)
    }
}

/// A place in the queue, given back however the wait ends.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn join(queue: &'a AtomicUsize, most: usize) -> Result<Self, TooBusy> {
        let waiting = Self(queue);
        if queue.fetch_add(1, Ordering::Relaxed) >= most {
            return Err(TooBusy);
        }
        Ok(waiting)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn argon2((memory, passes, lanes): (u32, u32, u32)) -> Argon2<'static> {
    let params = Params::new(memory, passes, lanes, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn hash(peppered: &[u8], cost: (u32, u32, u32), ambient: &Ambient) -> Option<String> {
    let mut salt = [0; 16];
    ambient.fill(&mut salt);
    let hash = argon2(cost).hash_password_with_salt(peppered, &salt).ok()?;
    Some(hash.to_string())
}

/// The parameters stand in what was stored.
fn fits(peppered: &[u8], stored: &str) -> bool {
    argon2(COST).verify_password(peppered, stored).is_ok()
}

/// Whether a stored hash has the parameters of today.
fn is_current(stored: &str) -> bool {
    let Ok(stored) = PasswordHash::new(stored) else {
        return false;
    };
    let today = argon2(COST);
    let params = Params::try_from(&stored);
    stored.algorithm.as_str() == "argon2id"
        && params.is_ok_and(|params| {
            let of = |p: &Params| (p.m_cost(), p.t_cost(), p.p_cost());
            of(&params) == of(today.params())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret<String> {
        Secret::new(text.to_owned())
    }

    #[tokio::test]
    async fn a_hash_fits_its_password_alone() {
        let hasher = Hasher::new(1, &Ambient::system());
        let password = NewPassword::check(&secret("correct horse"), &Rules::new(6)).unwrap();
        let stored = hasher.hash(password).await.unwrap().0;
        assert!(
            stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{stored}"
        );
        for (typed, stored, fits) in [
            ("correct horse", Some(&stored), true),
            ("correct horsf", Some(&stored), false),
            ("correct horse", None, false),
        ] {
            let found = hasher.fits(&secret(typed), stored.cloned()).await;
            assert_eq!(found, Ok(fits), "{typed}");
        }
        assert_eq!(hasher.checks(), 3);
    }

    #[tokio::test]
    async fn ua1_a_stolen_hash_is_nothing_to_guess_at() {
        let (here, thief) = (Ambient::system(), Ambient::system());
        let password = NewPassword::check(&secret("correct horse"), &Rules::new(6)).unwrap();
        let stored = Hasher::new(1, &here).hash(password).await.unwrap().0;
        let elsewhere = Hasher::new(1, &thief);
        let typed = secret("correct horse");
        let fits = elsewhere.fits(&typed, Some(stored.clone())).await;
        assert_eq!(fits, Ok(false), "without the house's key");
        let bare = argon2(COST).verify_password(b"correct horse", stored.as_str());
        assert!(bare.is_err(), "nor by the password alone");
    }

    #[tokio::test]
    async fn ua1_weaker_parameters_of_old_are_renewed() {
        let hasher = Hasher::new(1, &Ambient::system());
        let typed = secret("correct horse");
        let old = hash(&hasher.pepper(&typed), (8 * 1024, 1, 1), &hasher.ambient).unwrap();
        assert_eq!(hasher.fits(&typed, Some(old.clone())).await, Ok(true));
        let new = hasher.renew(&typed, &old).await.unwrap().unwrap().0;
        assert!(new.contains("m=19456,t=2,p=1"), "{new}");
        assert_eq!(hasher.fits(&typed, Some(new.clone())).await, Ok(true));
        assert!(hasher.renew(&typed, &new).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn a_full_queue_refuses_at_once() {
        let mut hasher = Hasher::new(1, &Ambient::system());
        hasher.most = 1;
        let typed = secret("a");
        let two = tokio::join!(hasher.fits(&typed, None), hasher.fits(&typed, None));
        assert_eq!(two, (Ok(false), Err(TooBusy)));
        assert_eq!(hasher.fits(&typed, None).await, Ok(false));
    }
}
