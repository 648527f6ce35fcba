//! Computes hashes off the threads that answer requests. Argon2id (RFC 9106) with the parameters of the OWASP password
//! storage cheat sheet (19 MiB, two passes, one lane), over a digest that takes the house's key: whoever steals the
//! database alone has nothing to guess at.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;
use tutela_access::{Action, Caller, Gate};
use tutela_core::{Ambient, Secret};

use super::memory::Memory;
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
    cores: usize,
    waiting: Arc<AtomicUsize>,
    most: usize,
    memory: Arc<Memory>,
    decoy: Arc<str>,
    ambient: Ambient,
    checks: Arc<AtomicUsize>,
}

impl Hasher {
    /// A hasher for this many cores.
    pub fn new(cores: usize, ambient: &Ambient) -> Self {
        let mut unknown = [0; 32];
        ambient.fill(&mut unknown);
        let memory = Memory::default();
        let decoy = hash(&unknown, COST, (ambient, &memory)).unwrap_or_default();
        memory.release();
        Self {
            places: Arc::new(Semaphore::new(cores)),
            cores,
            waiting: Arc::new(AtomicUsize::new(0)),
            most: cores * QUEUE,
            memory: Arc::new(memory),
            decoy: decoy.into(),
            ambient: ambient.clone(),
            checks: Arc::default(),
        }
    }

    /// What to store for a new password.
    pub async fn hash(&self, password: NewPassword) -> Result<Hashed, TooBusy> {
        let ambient = self.ambient.clone();
        let peppered = self.pepper(password.secret());
        let work = move |memory: &Memory| hash(&peppered, COST, (&ambient, memory));
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
        let work = move |memory: &Memory| short && fits(&peppered, &stored, memory);
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
        let work = move |memory: &Memory| hash(&peppered, COST, (&ambient, memory));
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
        work: impl FnOnce(&Memory) -> T + Send + 'static,
    ) -> Result<T, TooBusy> {
        let waiting = Waiting::join(&self.waiting, self.most)?;
        let place = Arc::clone(&self.places)
            .acquire_owned()
            .await
            .map_err(|_| TooBusy)?;
        let (memory, cores) = (Arc::clone(&self.memory), self.cores);
        let work = move || {
            let done = work(&memory);
            if waiting.leave() < cores {
                memory.release();
            }
            drop(place);
            done
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| TooBusy)
    }
}

/// A place among those that wait or are at work, given back however that ends.
struct Waiting(Arc<AtomicUsize>);

impl Waiting {
    fn join(queue: &Arc<AtomicUsize>, most: usize) -> Result<Self, TooBusy> {
        let waiting = Self(Arc::clone(queue));
        if queue.fetch_add(1, Ordering::Relaxed) >= most {
            return Err(TooBusy);
        }
        Ok(waiting)
    }

    /// Gives the place back; how many others there are.
    fn leave(self) -> usize {
        let queue = Arc::clone(&self.0);
        drop(self);
        queue.load(Ordering::Relaxed)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn params((memory, passes, lanes): (u32, u32, u32)) -> Params {
    Params::new(memory, passes, lanes, None).unwrap_or_default()
}

fn hash(
    peppered: &[u8],
    cost: (u32, u32, u32),
    (ambient, memory): (&Ambient, &Memory),
) -> Option<String> {
    let mut salt = [0; 16];
    ambient.fill(&mut salt);
    let params = params(cost);
    let hash = PasswordHash {
        algorithm: ARGON2ID_IDENT,
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params).ok()?,
        salt: Some(Salt::new(&salt).ok()?),
        hash: Some(output(peppered, &salt, params, memory)?),
    };
    Some(hash.to_string())
}

/// The parameters stand in what was stored.
fn fits(peppered: &[u8], stored: &str, memory: &Memory) -> bool {
    let Ok(stored) = PasswordHash::new(stored) else {
        return false;
    };
    let (Some(salt), Ok(params)) = (&stored.salt, Params::try_from(&stored)) else {
        return false;
    };
    let ours = stored.algorithm == ARGON2ID_IDENT && stored.version == Some(Version::V0x13.into());
    let found = output(peppered, salt, params, memory);
    // Outputs are compared in a time that tells nothing of them.
    ours && found.is_some() && found == stored.hash
}

fn output(peppered: &[u8], salt: &[u8], params: Params, memory: &Memory) -> Option<Output> {
    let length = params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN);
    let mut work = memory.take(params.block_count());
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut out = [0; Output::MAX_LENGTH];
    let out = out.get_mut(..length)?;
    let done = argon2.hash_password_into_with_memory(peppered, salt, out, &mut work[..]);
    memory.hand_on(work);
    done.ok()?;
    Output::new(out).ok()
}

/// Whether a stored hash has the parameters of today.
fn is_current(stored: &str) -> bool {
    let Ok(stored) = PasswordHash::new(stored) else {
        return false;
    };
    let today = params(COST);
    let params = Params::try_from(&stored);
    stored.algorithm.as_str() == "argon2id"
        && params.is_ok_and(|params| {
            let of = |p: &Params| (p.m_cost(), p.t_cost(), p.p_cost());
            of(&params) == of(&today)
        })
}

#[cfg(test)]
mod tests {
    use argon2::password_hash::PasswordVerifier as _;

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
        let peppered = hasher.pepper(&secret("correct horse"));
        let standard = Argon2::default().verify_password(&peppered, stored.as_str());
        assert!(standard.is_ok(), "any Argon2id reads it");
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
        let bare = super::fits(b"correct horse", &stored, &Memory::default());
        assert!(!bare, "nor by the password alone");
    }

    #[tokio::test]
    async fn ua1_weaker_parameters_of_old_are_renewed() {
        let hasher = Hasher::new(1, &Ambient::system());
        let typed = secret("correct horse");
        let with = (&hasher.ambient, &*hasher.memory);
        let old = hash(&hasher.pepper(&typed), (8 * 1024, 1, 1), with).unwrap();
        assert_eq!(hasher.fits(&typed, Some(old.clone())).await, Ok(true));
        let new = hasher.renew(&typed, &old).await.unwrap().unwrap().0;
        assert!(new.contains("m=19456,t=2,p=1"), "{new}");
        assert_eq!(hasher.fits(&typed, Some(new.clone())).await, Ok(true));
        assert!(hasher.renew(&typed, &new).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn memory_goes_to_the_next_and_the_last_gives_it_back() {
        let hasher = Hasher::new(1, &Ambient::system());
        let typed = secret("a");
        let (first, second) = tokio::join!(hasher.fits(&typed, None), hasher.fits(&typed, None));
        assert_eq!((first, second), (Ok(false), Ok(false)));
        assert_eq!(hasher.memory.held(), 0);
        let waits = Waiting::join(&hasher.waiting, 9).unwrap();
        assert_eq!(hasher.fits(&typed, None).await, Ok(false));
        assert_eq!(hasher.memory.held(), 1, "somebody waits for it");
        drop(waits);
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
