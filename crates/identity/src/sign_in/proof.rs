//! The proof that somebody knows the password of a name. A second factor, where one is asked, comes after it.

use tutela_access::{Gate, OpenDoor};
use tutela_core::{DeviceId, PersonId};
use tutela_db::{Tx, args, sql};

use super::{Attempt, CannotSignIn};
use crate::known_device;
use crate::limiter::{self, Guess, Origin};
use crate::password::{Hashed, Hasher, store_again};
use crate::username::{self, Resolved};

/// The password of a person was right a moment ago. It counts once [`Proven::settle`] has seen, in the transaction of
/// what it opens, that nothing has changed meanwhile.
#[derive(Debug)]
pub struct Proven {
    person: PersonId,
    name: String,
    hash: String,
    renewed: Option<Hashed>,
    attempt: limiter::Attempt,
}

/// Looks whether name and password belong together.
///
/// # Errors
/// [`CannotSignIn::Locked`] without looking, when too many tries have failed; [`CannotSignIn::Wrong`] alike for names
/// that nobody has, blocked people, and those who have no password yet.
pub async fn prove(gate: &Gate, hasher: &Hasher, typed: &Attempt) -> Result<Proven, CannotSignIn> {
    let (resolved, known) = find(gate, typed).await?;
    let guess = match &resolved {
        Resolved::Person(person) => Guess::Password(*person),
        Resolved::Nobody(name) => Guess::Nobody(name),
    };
    let device = known.as_ref().and_then(|known| known.device);
    let from = device.map_or(Origin::Unknown, Origin::Device);
    let attempt = limiter::reserve(gate, guess, from).await?;
    let stored = known.as_ref().and_then(|known| known.hash.clone());
    match hasher.fits(&typed.password, stored.clone()).await {
        Ok(true) => {}
        Ok(false) => {
            attempt.failed(gate).await?;
            return Err(CannotSignIn::Wrong);
        }
        Err(busy) => {
            attempt.withdrawn(gate).await?;
            return Err(busy.into());
        }
    }
    let (known, hash) = known.zip(stored).ok_or(CannotSignIn::Wrong)?;
    // Whoever is right does not wait for the next time because the machine is busy now.
    let renewed = hasher.renew(&typed.password, &hash).await.ok().flatten();
    Ok(Proven {
        person: known.person,
        name: known.name,
        hash,
        renewed,
        attempt,
    })
}

impl Proven {
    /// Whose password it is.
    pub const fn person(&self) -> PersonId {
        self.person
    }

    /// Makes the proof count: the person is not blocked and the password not changed meanwhile; what had failed before
    /// on this device is forgotten.
    ///
    /// # Errors
    /// [`CannotSignIn::Wrong`] when something changed.
    pub async fn settle(self, tx: &mut Tx) -> Result<(PersonId, String), CannotSignIn> {
        let find = sql!(
            "SELECT p.id FROM persons p JOIN passwords w ON w.person_id = p.id
             WHERE p.id = $1 AND w.hash = $2 AND p.blocked_at IS NULL"
        );
        let still = tx.find(find, args![self.person, &self.hash]).await?;
        if still.is_none() {
            return Err(CannotSignIn::Wrong);
        }
        self.attempt.succeeded(tx).await?;
        if let Some(hash) = &self.renewed {
            store_again(tx, self.person, hash).await?;
        }
        Ok((self.person, self.name))
    }
}

struct Known {
    person: PersonId,
    name: String,
    /// None for those who cannot sign in.
    hash: Option<String>,
    device: Option<DeviceId>,
}

/// Runs the same statements for a name that nobody has.
async fn find(gate: &Gate, typed: &Attempt) -> Result<(Resolved, Option<Known>), tutela_db::Error> {
    let mut tx = gate.look(OpenDoor::SIGN_IN).await?;
    let resolved = username::resolve(&mut tx, &typed.username).await?;
    let person = resolved.person();
    let find = sql!(
        "SELECT p.id, p.name, w.hash FROM persons p
         LEFT JOIN passwords w ON w.person_id = p.id AND p.blocked_at IS NULL
         WHERE p.id = $1"
    );
    let row = tx.find(find, args![person]).await?;
    let whose = person.unwrap_or_else(|| gate.ambient().id());
    let device = known_device::find(&mut tx, whose, typed.device.as_ref()).await?;
    let known = row.map(|row| {
        Ok::<_, tutela_db::Error>(Known {
            person: row.id(0)?,
            name: row.text(1)?,
            hash: row.opt_text(2)?,
            device,
        })
    });
    Ok((resolved, known.transpose()?))
}
