//! The gate: transactions begin here, and give nothing away until the policy has allowed something.

use std::sync::Arc;

use tutela_core::{Ambient, PersonId, Time};
use tutela_db::{Db, Lock, Sql, Tx, args, sql};

use crate::action::Target;
use crate::authorized::Authorized;
use crate::caller::Credential;
use crate::slice::{self, Slice};
use crate::usage::Uses;
use crate::{Action, Caller, Case, Error, OpenDoor, Policy, PolicyError, removal, session, token};

/// The one way to the database for everything that answers a request. Cheap to clone.
#[derive(Clone)]
pub struct Gate {
    db: Db,
    policy: Arc<Policy>,
    ambient: Ambient,
    uses: Arc<Uses>,
}

impl Gate {
    /// Reads and validates the policy.
    ///
    /// # Errors
    /// [`PolicyError`] when the policy does not fit its schema; the program must not start then.
    pub fn new(db: Db, ambient: Ambient) -> Result<Self, PolicyError> {
        Ok(Self {
            db,
            policy: Arc::new(Policy::built_in()?),
            ambient,
            uses: Arc::default(),
        })
    }

    /// The clock and the randomness in force.
    pub const fn ambient(&self) -> &Ambient {
        &self.ambient
    }

    /// The policy in force.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Begins a transaction that reads.
    pub async fn read<'g>(&'g self, caller: &'g Caller) -> Result<Guarded<'g>, Error> {
        self.guard(caller, Intent::Read).await
    }

    /// Begins a transaction that writes.
    pub async fn write<'g>(&'g self, caller: &'g Caller) -> Result<Guarded<'g>, Error> {
        self.guard(caller, Intent::Write).await
    }

    /// A transaction that no policy guards, through one of the listed doors.
    pub async fn enter(&self, door: &'static OpenDoor) -> Result<Tx, tutela_db::Error> {
        tracing::debug!(door = door.name, "open door");
        self.db.write().await
    }

    /// The same for reading alone.
    pub async fn look(&self, door: &'static OpenDoor) -> Result<Tx, tutela_db::Error> {
        tracing::debug!(door = door.name, "open door");
        self.db.read().await
    }

    /// Listens to what other nodes take from anybody, so that this one breaks off what it still sends. Never ends.
    pub async fn follow_removals(&self) {
        removal::follow(self.db.clone(), self.ambient.clone()).await;
    }

    /// Writes down, now and then, which grants were used. Never ends.
    pub async fn keep_uses(&self) {
        self.uses.keep(&self.db).await;
    }

    /// Writes down at once which grants were used since it was last written.
    pub async fn note_uses(&self) -> Result<(), tutela_db::Error> {
        self.uses.write(&self.db).await
    }

    async fn guard<'g>(&'g self, caller: &'g Caller, intent: Intent) -> Result<Guarded<'g>, Error> {
        if caller.is_anonymous() {
            return Err(Error::NotSignedIn);
        }
        let tx = match intent {
            Intent::Read => self.db.read().await?,
            Intent::Write => self.db.write().await?,
        };
        Ok(Guarded {
            gate: self,
            caller,
            tx,
            intent,
            removing: Vec::new(),
            locked: Vec::new(),
        })
    }

    /// Moves the session's idle limit on, or the last use of a token, apart from the request that noticed.
    fn touch_later(&self, slice: &Slice) {
        let (now, token) = (self.ambient.now(), slice.token.map(|token| token.id));
        let is_due = match token {
            Some(_) => token::is_due(slice.seen_at, now),
            None => session::is_due(slice.seen_at, now),
        };
        if !is_due {
            return;
        }
        let (db, session) = (self.db.clone(), slice.somebody.session);
        tokio::spawn(async move {
            let touched = match token {
                Some(token) => token::touch(&db, token, now).await,
                None => session::touch(&db, session, now).await,
            };
            if let Err(error) = touched {
                tracing::warn!(%error, "the last use of a credential was not noted");
            }
        });
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Intent {
    Read,
    Write,
}

impl std::fmt::Debug for Gate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Gate")
    }
}

/// A transaction that has not been allowed anything yet. It runs no statement of anybody else.
pub struct Guarded<'g> {
    gate: &'g Gate,
    caller: &'g Caller,
    tx: Tx,
    intent: Intent,
    removing: Vec<PersonId>,
    locked: Vec<Lock>,
}

impl<'g> Guarded<'g> {
    /// Says beforehand from whom something will be taken: it waits until the writes of that person that
    /// are under way have ended, and none begins before this transaction has.
    ///
    /// Where it is from several, all of them are named before anything is authorized.
    pub fn removing_from(&mut self, person: PersonId) {
        self.removing.push(person);
    }

    /// Now.
    pub fn now(&self) -> Time {
        self.gate.ambient.now()
    }

    /// Asks the policy, on the caller's live grants as this transaction sees them.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`] without a live session, [`Error::NotFound`] when the caller may not know of
    /// the place, [`Error::Forbidden`] when he may but the policy does not allow the action.
    pub async fn authorize<A: Action>(
        &mut self,
        action: A,
        on: A::On,
    ) -> Result<Authorized<'_, A>, Error> {
        let credential = self.caller.credential().ok_or(Error::NotSignedIn)?;
        let now = self.gate.ambient.now();
        if self.intent == Intent::Write {
            self.queue_up(credential).await?;
        }
        let slice = slice::load(&mut self.tx, credential, on.into(), now)
            .await?
            .ok_or(Error::NotSignedIn)?;
        let case = self.gate.policy.case(slice);
        let allowed = match self.gate.policy.decide(&case, A::NAME, action.role()) {
            Ok(allowed) => allowed.through(case.slice().token.as_ref()),
            Err(refusal) => return Err(self.explain(&case, refusal, now).await?),
        };
        self.caller.note(A::NAME);
        self.gate.touch_later(case.slice());
        self.gate.uses.note(case.slice(), now);
        if let (Intent::Write, Some(account)) = (self.intent, case.slice().place.account) {
            self.tx.lock(Lock::exclusive(account.uuid())).await?;
        }
        Ok(Authorized {
            tx: &mut self.tx,
            action,
            on,
            allowed,
            case,
            gate: self.gate,
            caller: Some(self.caller),
        })
    }

    /// A no to somebody whose role waits for a second factor says so: he knows of the place anyway. So does a no to a program
    /// that asks for what is its person's own.
    async fn explain(&mut self, case: &Case, refusal: Error, now: Time) -> Result<Error, Error> {
        if case.slice().token.is_some() {
            return Ok(match case.slice().target {
                Target::Myself => Error::NotByToken,
                Target::Place(_) => refusal,
            });
        }
        let waits = slice::lacks_factor(&mut self.tx, case.slice(), now).await?;
        Ok(if waits { Error::FactorNeeded } else { refusal })
    }

    /// Makes what was done last.
    pub async fn commit(self) -> Result<(), Error> {
        Ok(self.tx.commit().await?)
    }

    /// Writers share the lock of their own person; a removal holds that of its target alone. Both take
    /// person locks before the account's lock and in one order, so that they cannot wait in a circle.
    async fn queue_up(&mut self, credential: Credential) -> Result<(), Error> {
        let (find, digest) = match credential {
            Credential::Session(digest) => (WHOSE_SESSION, digest),
            Credential::ApiToken(digest) => (WHOSE_TOKEN, digest),
        };
        let Some(row) = self.tx.find(find, args![digest]).await? else {
            return Err(Error::NotSignedIn);
        };
        let caller: PersonId = row.id(0)?;
        let mut people = self.removing.clone();
        people.push(caller);
        people.sort_unstable();
        people.dedup();
        for person in people {
            let lock = match self.removing.contains(&person) {
                true => Lock::exclusive(person.uuid()),
                false => Lock::shared(person.uuid()),
            };
            if !self.locked.contains(&lock) {
                self.tx.lock(lock).await?;
                self.locked.push(lock);
            }
        }
        Ok(())
    }

    pub(crate) const fn tx(&mut self) -> &mut Tx {
        &mut self.tx
    }
}

const WHOSE_SESSION: Sql = sql!("SELECT person_id FROM sessions WHERE token_digest = $1");
const WHOSE_TOKEN: Sql = sql!("SELECT person_id FROM api_tokens WHERE digest = $1");
