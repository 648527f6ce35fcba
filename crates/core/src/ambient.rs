//! Time and chance come in as arguments, so that a test can hold both still.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use crate::{SealingKey, Secret, Time};

/// Where the time comes from.
pub trait Clock: Send + Sync {
    /// The present moment, UTC.
    fn now(&self) -> Time;
}

/// Where unpredictable bytes come from.
pub trait Rng: Send + Sync {
    /// Fills `into` with bytes that nobody can predict.
    fn fill(&self, into: &mut [u8]);
}

/// What a rule may not reach for itself: the clock, the dice, and the key under which short secrets rest.
#[derive(Clone)]
pub struct Ambient {
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
    sealing: Arc<OnceLock<SealingKey>>,
}

impl Ambient {
    /// The operating system's clock and randomness.
    pub fn system() -> Self {
        Self::new(Arc::new(SystemClock), Arc::new(SystemRng))
    }

    /// Any clock and any randomness, as tests want them.
    pub fn new(clock: Arc<dyn Clock>, rng: Arc<dyn Rng>) -> Self {
        Self {
            clock,
            rng,
            sealing: Arc::default(),
        }
    }

    /// Says under which key short secrets rest, for this value and all its clones. Only the first word counts.
    pub fn seal_with(&self, key: SealingKey) {
        let _ = self.sealing.set(key);
    }

    /// Seals a short secret, bound to `context`: the kind of thing and the id of the row that keeps it.
    /// Where no key was given, one is made that is gone with the process.
    pub fn seal(&self, context: &str, plain: &[u8]) -> Vec<u8> {
        let mut nonce = [0; 12];
        self.fill(&mut nonce);
        self.sealing().seal(context, plain, nonce)
    }

    /// Opens what [`Ambient::seal`] sealed; nothing with another key or context.
    pub fn unseal(&self, context: &str, sealed: &[u8]) -> Option<Secret<Vec<u8>>> {
        self.sealing().open(context, sealed)
    }

    /// A digest that nobody computes without the house's key: of what must be recognised but not guessed from a
    /// stolen database. HMAC-SHA256, bound to `context`.
    pub fn digest(&self, context: &str, message: &[u8]) -> [u8; 32] {
        self.sealing().digest(context, message)
    }

    fn sealing(&self) -> &SealingKey {
        self.sealing.get_or_init(|| {
            let mut bytes = [0; 32];
            self.fill(&mut bytes);
            SealingKey::new(&bytes)
        })
    }

    /// The present moment, UTC, in microseconds.
    pub fn now(&self) -> Time {
        self.clock.now()
    }

    /// Fills `into` with unpredictable bytes.
    pub fn fill(&self, into: &mut [u8]) {
        self.rng.fill(into);
    }

    /// A new time-ordered id (UUIDv7, RFC 9562) of any id type.
    pub fn id<I: From<uuid::Uuid>>(&self) -> I {
        let mut random = [0; 10];
        self.fill(&mut random);
        let millis = u64::try_from(self.now().micros() / 1000).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random)
            .into_uuid()
            .into()
    }
}

impl fmt::Debug for Ambient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ambient")
    }
}

/// The operating system's clock.
#[derive(Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(
        clippy::disallowed_methods,
        reason = "the one place that asks the system for the time"
    )]
    fn now(&self) -> Time {
        let since = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap_or(Duration::ZERO);
        Time::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }
}

/// The operating system's randomness, through aws-lc.
#[derive(Debug)]
pub struct SystemRng;

impl Rng for SystemRng {
    #[allow(
        clippy::expect_used,
        clippy::disallowed_methods,
        reason = "the one place that asks the system for randomness; without it nothing is safe to do"
    )]
    fn fill(&self, into: &mut [u8]) {
        aws_lc_rs::rand::fill(into).expect("the operating system gives randomness");
    }
}
