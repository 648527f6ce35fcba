//! The one limiter of every place that takes a secret. A try is reserved in the database, and committed, before the
//! secret is looked at: of two hundred guesses at once three are checked, on however many nodes, before or after a
//! restart. A name that nobody has is counted alike (promise UA7).
//!
//! ```text
//! let attempt = limiter::reserve(gate, Guess::of(Secret::Password, whose), from).await?;
//! match check {
//!     right => attempt.succeeded(&mut tx).await?,   // in the transaction of what it opens
//!     wrong => attempt.failed(gate).await?,
//!     unchecked => attempt.withdrawn(gate).await?,  // too busy to check
//! }
//! ```

mod count;
mod sweep;

use std::time::Duration;

use tokio::time::Instant;
use tutela_access::{Gate, OpenDoor};
use tutela_core::{DeviceId, PersonId, SessionId, Time, TokenDigest};
use tutela_db::{Lock, Tx, args, sql};

pub use count::{ALLOWED, FIRST_LOCK, FORGOTTEN, LONGEST_LOCK};
pub use sweep::sweep;

use crate::unlock;
use count::Count;

/// The last try before a lock takes this much longer, whether there is somebody to tell of it or not.
const EVENLY: Duration = Duration::from_millis(25);

/// What is guessed at. Each kind of secret has counts of its own, so that who locks one does not lock another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guess<'g> {
    /// The password of somebody.
    Password(PersonId),
    /// The password of a name that nobody has.
    Nobody(&'g str),
    /// The code of a mail or message, of one wish for a new password.
    ResetCode(TokenDigest),
    /// The code of a second factor.
    OneTimeCode(PersonId),
    /// The code that went to a new address of somebody who is signed in.
    ContactCode(PersonId),
}

impl Guess<'_> {
    fn subject(self, gate: &Gate) -> [u8; 32] {
        let digest = |what: &[u8]| gate.ambient().digest("tries", what);
        let of_person = |kind, person: PersonId| digest(format!("{kind}|{person}").as_bytes());
        match self {
            Self::Password(person) => of_person("password", person),
            Self::OneTimeCode(person) => of_person("code", person),
            Self::ContactCode(person) => of_person("contact", person),
            Self::Nobody(name) => digest(format!("nobody|{name}").as_bytes()),
            Self::ResetCode(ticket) => digest(&[b"reset|", &ticket.as_bytes()[..]].concat()),
        }
    }

    /// Who is told of a lock, and whose it is among the locks of an account. A lock on the code of an address keeps nobody out.
    const fn person(self) -> Option<PersonId> {
        match self {
            Self::Password(person) | Self::OneTimeCode(person) => Some(person),
            Self::Nobody(_) | Self::ResetCode(_) | Self::ContactCode(_) => None,
        }
    }
}

/// From where it is guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Anywhere: all unknown devices share one count.
    Unknown,
    /// A device from which this very person has signed in before.
    Device(DeviceId),
    /// A session of this very person: it proves such a device.
    Session(SessionId),
}

impl Origin {
    fn place(self) -> String {
        match self {
            Self::Unknown => String::new(),
            Self::Device(id) => id.to_string(),
            Self::Session(id) => id.to_string(),
        }
    }
}

/// Too many tries have failed. It says the same of people and of names that nobody has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("locked until {until}")]
pub struct Locked {
    pub until: Time,
    /// How long it still lasts, in whole minutes.
    pub wait: Duration,
}

impl Locked {
    fn new(until: Time, now: Time) -> Self {
        let minutes = until.since(now).as_secs().div_ceil(60).max(1);
        let wait = Duration::from_secs(60 * minutes);
        Self { until, wait }
    }
}

/// Why no try was reserved.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error(transparent)]
    Locked(#[from] Locked),
    #[error(transparent)]
    Db(#[from] tutela_db::Error),
}

/// A try that counts as failed until it is said to have succeeded, also when the machine stops meanwhile.
#[derive(Debug)]
#[must_use = "say how the try ended"]
pub struct Attempt {
    subject: [u8; 32],
    place: String,
    person: Option<PersonId>,
    /// The end of the lock that this try began, for it was the last one allowed.
    began: Option<Time>,
}

/// Takes one of the tries that are allowed, before the secret is looked at.
///
/// # Errors
/// [`Locked`] when there is none left.
pub async fn reserve(gate: &Gate, guess: Guess<'_>, from: Origin) -> Result<Attempt, Refused> {
    let (subject, place) = (guess.subject(gate), from.place());
    let mut tx = gate.enter(OpenDoor::LIMITER).await?;
    let now = gate.ambient().now();
    tx.lock(lock(&subject)).await?;
    let before = find(&mut tx, &subject, &place).await?;
    let after = match before.unwrap_or_default().reserve(now) {
        Ok(after) => after,
        Err(until) => return Err(Locked::new(until, now).into()),
    };
    let attempt = Attempt {
        subject,
        place,
        person: guess.person(),
        began: after.locked_until,
    };
    match before {
        Some(_) => attempt.update(&mut tx, after).await?,
        None => attempt.insert(&mut tx, after).await?,
    }
    tx.commit().await?;
    Ok(attempt)
}

impl Attempt {
    /// The secret was right: everything that was counted at this place is forgotten. It belongs into the transaction
    /// of what the secret opens.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn succeeded(self, tx: &mut Tx) -> Result<(), tutela_db::Error> {
        tx.lock(lock(&self.subject)).await?;
        let forget = sql!("DELETE FROM tries WHERE subject = $1 AND place = $2");
        tx.run(forget, args![&self.subject[..], &self.place])
            .await?;
        Ok(())
    }

    /// The secret was wrong. If this was the last try before a lock, the person is told, once, with a link that
    /// opens a device.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn failed(self, gate: &Gate) -> Result<(), tutela_db::Error> {
        let Some(until) = self.began else {
            return Ok(());
        };
        let evenly = Instant::now() + EVENLY;
        self.lock(gate, until).await?;
        tokio::time::sleep_until(evenly).await;
        Ok(())
    }

    /// The person, if it is one, is told of the lock that this try began.
    async fn lock(self, gate: &Gate, until: Time) -> Result<(), tutela_db::Error> {
        let mut tx = gate.enter(OpenDoor::LIMITER).await?;
        tx.lock(lock(&self.subject)).await?;
        let count = find(&mut tx, &self.subject, &self.place).await?;
        let stands = count.is_some_and(|count| count.locked_until == Some(until));
        if let (true, Some(person)) = (stands, self.person) {
            unlock::tell(&mut tx, person, gate.ambient()).await?;
        }
        tx.commit().await
    }

    /// The secret was not looked at after all.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn withdrawn(self, gate: &Gate) -> Result<(), tutela_db::Error> {
        let mut tx = gate.enter(OpenDoor::LIMITER).await?;
        tx.lock(lock(&self.subject)).await?;
        if let Some(count) = find(&mut tx, &self.subject, &self.place).await? {
            self.update(&mut tx, count.withdraw(self.began)).await?;
        }
        tx.commit().await
    }

    async fn insert(&self, tx: &mut Tx, count: Count) -> Result<(), tutela_db::Error> {
        let insert = sql!(
            "INSERT INTO tries (subject, place, person_id, failures, locks, locked_until, tried_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        );
        let args = args![
            &self.subject[..],
            &self.place,
            self.person,
            count.failures,
            count.locks,
            count.locked_until,
            count.tried_at
        ];
        tx.run(insert, args).await?;
        Ok(())
    }

    async fn update(&self, tx: &mut Tx, count: Count) -> Result<(), tutela_db::Error> {
        let update = sql!(
            "UPDATE tries SET failures = $3, locks = $4, locked_until = $5, tried_at = $6
             WHERE subject = $1 AND place = $2"
        );
        let args = args![
            &self.subject[..],
            &self.place,
            count.failures,
            count.locks,
            count.locked_until,
            count.tried_at
        ];
        tx.run(update, args).await?;
        Ok(())
    }
}

/// Tries at one thing take turns, on all nodes.
fn lock(subject: &[u8; 32]) -> Lock {
    let mut key = [0; 8];
    key.copy_from_slice(&subject[..8]);
    Lock::Exclusive(i64::from_be_bytes(key))
}

async fn find(
    tx: &mut Tx,
    subject: &[u8; 32],
    place: &str,
) -> Result<Option<Count>, tutela_db::Error> {
    let find = sql!(
        "SELECT failures, locks, locked_until, tried_at FROM tries
         WHERE subject = $1 AND place = $2"
    );
    let row = tx.find(find, args![&subject[..], place]).await?;
    row.map(|row| {
        Ok(Count {
            failures: row.int(0)?,
            locks: row.int(1)?,
            locked_until: row.opt_time(2)?,
            tried_at: row.time(3)?,
        })
    })
    .transpose()
}
