//! Passwords: which are good enough, and how they are kept. Argon2id (RFC 9106) with the parameters of the
//! OWASP password storage cheat sheet (19 MiB, two passes, one lane).

pub(crate) mod field;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;
use tutela_access::{Action, Caller, Gate};
use tutela_core::{Ambient, PersonId, Secret, Time};
use tutela_db::{Tx, args, sql};

/// The fewest characters of any password. No setting lowers it (promise UA1).
pub const FLOOR: usize = 6;

/// The fewest characters of a password of the platform's staff.
pub const STAFF_FLOOR: usize = 12;

/// The most characters of a password; far more than anybody types, few enough to hash.
pub const CEILING: usize = 256;

/// How many hashes may wait for each one that is being computed.
const QUEUE: usize = 16;

/// Why a password is not good enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    #[error("a password here has at least {0} characters")]
    TooShort(usize),
    #[error("a password has at most {CEILING} characters")]
    TooLong,
    #[error("this password is your own name or user name")]
    OwnName,
}

/// A password that may be set.
#[derive(Debug, Clone)]
pub struct NewPassword(Secret<String>);

impl NewPassword {
    /// Checks a password against the floor and the names of its owner. Characters are Unicode code points.
    ///
    /// # Errors
    /// [`WeakPassword`] says what is wrong with it.
    pub fn check(
        typed: &Secret<String>,
        floor: usize,
        names: &[&str],
    ) -> Result<Self, WeakPassword> {
        let (text, floor) = (typed.expose(), floor.max(FLOOR));
        match text.chars().count() {
            length if length < floor => return Err(WeakPassword::TooShort(floor)),
            length if length > CEILING => return Err(WeakPassword::TooLong),
            _ => {}
        }
        let folded = text.to_lowercase();
        if names.iter().any(|name| name.to_lowercase() == folded) {
            return Err(WeakPassword::OwnName);
        }
        Ok(Self(typed.clone()))
    }
}

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
    TooBusy(#[from] TooBusy),
    #[error(transparent)]
    Access(#[from] tutela_access::Error),
}

/// Computes hashes off the threads that answer requests, as many at once as there are cores, and lets only
/// so many wait. Cheap to clone.
#[derive(Clone)]
pub struct Hasher {
    places: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    most: usize,
    decoy: Arc<str>,
    ambient: Ambient,
}

impl Hasher {
    /// A hasher for this many cores.
    pub fn new(cores: usize, ambient: &Ambient) -> Self {
        let mut unknown = [0; 32];
        ambient.fill(&mut unknown);
        let decoy = hash(&unknown, ambient).unwrap_or_default();
        Self {
            places: Arc::new(Semaphore::new(cores)),
            waiting: Arc::new(AtomicUsize::new(0)),
            most: cores * QUEUE,
            decoy: decoy.into(),
            ambient: ambient.clone(),
        }
    }

    /// What to store for a new password.
    pub async fn hash(&self, password: NewPassword) -> Result<Hashed, TooBusy> {
        let ambient = self.ambient.clone();
        let work = move || hash(password.0.expose().as_bytes(), &ambient);
        self.run(work).await?.map(Hashed).ok_or(TooBusy)
    }

    /// The same for somebody else's password, once the caller may do what it is for: nobody else makes this
    /// machine work. No transaction stays open meanwhile.
    pub async fn hash_for<A: Action>(
        &self,
        (gate, caller): (&Gate, &Caller),
        (action, on): (A, A::On),
        password: NewPassword,
    ) -> Result<Hashed, CannotHash> {
        let mut guarded = gate.read(caller).await?;
        guarded.authorize(action, on).await?;
        drop(guarded);
        Ok(self.hash(password).await?)
    }

    /// Whether the password is the one that was stored. Without a stored one it takes as long and says no.
    pub async fn fits(
        &self,
        password: Secret<String>,
        stored: Option<String>,
    ) -> Result<bool, TooBusy> {
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.decoy.to_string());
        let work = move || {
            password.expose().chars().count() <= CEILING
                && argon2()
                    .verify_password(password.expose().as_bytes(), stored.as_str())
                    .is_ok()
        };
        Ok(self.run(work).await? && known)
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

fn argon2() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn hash(password: &[u8], ambient: &Ambient) -> Option<String> {
    let mut salt = [0; 16];
    ambient.fill(&mut salt);
    let hash = argon2().hash_password_with_salt(password, &salt).ok()?;
    Some(hash.to_string())
}

/// Stores the hash of a person's password, in place of the one before.
pub async fn store(
    tx: &mut Tx,
    person: PersonId,
    hash: &Hashed,
    now: Time,
) -> Result<(), tutela_db::Error> {
    let hash = hash.as_str();
    let change = sql!("UPDATE passwords SET hash = $2, changed_at = $3 WHERE person_id = $1");
    if tx.run(change, args![person, hash, now]).await? == 0 {
        let insert =
            sql!("INSERT INTO passwords (person_id, hash, changed_at) VALUES ($1, $2, $3)");
        tx.run(insert, args![person, hash, now]).await?;
    }
    Ok(())
}

/// Whether a person has a password.
pub async fn is_set(tx: &mut Tx, person: PersonId) -> Result<bool, tutela_db::Error> {
    let find = sql!("SELECT person_id FROM passwords WHERE person_id = $1");
    Ok(tx.find(find, args![person]).await?.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, floor: usize) -> Result<(), WeakPassword> {
        NewPassword::check(
            &Secret::new(text.to_owned()),
            floor,
            &["Anna", "anna@example.org"],
        )
        .map(|_| ())
    }

    #[test]
    fn ua1_a_password_has_at_least_six_characters() {
        assert_eq!(check("abcde", 6), Err(WeakPassword::TooShort(6)));
        assert_eq!(
            check("abcde", 0),
            Err(WeakPassword::TooShort(6)),
            "no setting lowers the floor"
        );
        assert_eq!(check("abcdef", 0), Ok(()));
        assert_eq!(check("🦀🦀🦀🦀🦀", 6), Err(WeakPassword::TooShort(6)));
        assert_eq!(
            check("🦀🦀🦀🦀🦀🦀", 6),
            Ok(()),
            "characters are code points"
        );
        assert_eq!(check("eleven char", 12), Err(WeakPassword::TooShort(12)));
        assert_eq!(check(&"x".repeat(256), 6), Ok(()));
        assert_eq!(check(&"x".repeat(257), 6), Err(WeakPassword::TooLong));
        assert_eq!(check("ANNA@example.org", 6), Err(WeakPassword::OwnName));
    }

    #[tokio::test]
    async fn a_hash_fits_its_password_alone() {
        let hasher = Hasher::new(1, &Ambient::system());
        let secret = |text: &str| Secret::new(text.to_owned());
        let password = NewPassword::check(&secret("correct horse"), 6, &[]).unwrap();
        let stored = hasher.hash(password).await.unwrap().0;
        assert!(
            stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{stored}"
        );
        assert!(
            hasher
                .fits(secret("correct horse"), Some(stored.clone()))
                .await
                .unwrap()
        );
        assert!(
            !hasher
                .fits(secret("correct horsf"), Some(stored))
                .await
                .unwrap()
        );
        assert!(!hasher.fits(secret("correct horse"), None).await.unwrap());
    }

    #[tokio::test]
    async fn a_full_queue_refuses_at_once() {
        let mut hasher = Hasher::new(1, &Ambient::system());
        hasher.most = 1;
        let one = hasher.fits(Secret::new("a".to_owned()), None);
        let two = hasher.fits(Secret::new("a".to_owned()), None);
        let (one, two) = tokio::join!(one, two);
        assert_eq!((one, two), (Ok(false), Err(TooBusy)));
        assert_eq!(
            hasher.fits(Secret::new("a".to_owned()), None).await,
            Ok(false)
        );
    }
}
