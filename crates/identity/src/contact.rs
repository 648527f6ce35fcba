//! Where a person can be reached: one e-mail address and one phone number, each confirmed (promise UA3).
//!
//! A change takes the password, goes into force when the new address is confirmed, and is told at once to the old one,
//! which gets a link that undoes it.

pub(crate) mod api;
mod ask;
mod code;
mod confirm;
mod password;
pub(crate) mod screen;
mod sweep;
mod undo;

use std::str::FromStr;

use tutela_access::{Authorized, ViewSelf};
use tutela_audit::To;
use tutela_core::{
    ContactId, Country, EmailAddress, InvalidEmail, InvalidId, InvalidPhone, PersonId, PhoneNumber,
    Time, Username,
};
use tutela_db::{Row, Tx, args, sql};

pub use ask::{Asked, CannotAsk, LASTS, ask};
pub use confirm::{CannotConfirm, Confirmed, confirm_by_code, confirm_by_link, find_by_link};
pub use sweep::sweep;
pub use undo::{CannotUndo, UNDO_LASTS, find as find_undo, undo};

use crate::username::{self, CannotClaim};

/// The kinds of contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Email,
    Phone,
}

impl Kind {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Email, Self::Phone];

    /// The word in the database, in addresses of pages and in notifications.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
        }
    }

    /// The name of the act that changes it.
    const fn act(self) -> &'static str {
        match self {
            Self::Email => "changeEmail",
            Self::Phone => "changePhone",
        }
    }
}

impl FromStr for Kind {
    type Err = InvalidId;

    fn from_str(word: &str) -> Result<Self, InvalidId> {
        let mut kinds = Self::ALL.into_iter();
        kinds.find(|kind| kind.as_str() == word).ok_or(InvalidId)
    }
}

/// An address that somebody can be reached at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    kind: Kind,
    text: String,
    canonical: String,
}

impl Address {
    /// Reads an e-mail address.
    ///
    /// # Errors
    /// [`InvalidEmail`] says what is wrong with it.
    pub fn email(typed: &str) -> Result<Self, InvalidEmail> {
        let address = EmailAddress::parse(typed)?;
        Ok(Self {
            kind: Kind::Email,
            text: address.to_string(),
            canonical: Username::from(&address).to_string(),
        })
    }

    /// Reads a phone number; one without the code of a country is one of `home`.
    ///
    /// # Errors
    /// [`InvalidPhone`] says what is wrong with it.
    pub fn phone(typed: &str, home: Option<Country>) -> Result<Self, InvalidPhone> {
        let number = PhoneNumber::parse(typed, home)?;
        Ok(Self {
            kind: Kind::Phone,
            text: number.to_string(),
            canonical: number.to_string(),
        })
    }

    /// What it is.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The address as it is written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The way of a letter to it.
    fn way(&self) -> To {
        match self.kind {
            Kind::Email => To::Mail(self.text.clone()),
            Kind::Phone => To::Phone(self.text.clone()),
        }
    }

    /// From three columns: kind, address, canonical form.
    fn read(row: &Row, first: usize) -> Result<Self, tutela_db::Error> {
        Ok(Self {
            kind: row.id(first)?,
            text: row.text(first + 1)?,
            canonical: row.text(first + 2)?,
        })
    }
}

/// Where I can be reached, and what waits to be confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    pub kind: Kind,
    /// The confirmed address, and since when it is.
    pub address: Option<(String, Time)>,
    /// The new address that waits, and until when.
    pub waiting: Option<(String, Time)>,
}

/// Both contacts of the caller.
pub async fn list(
    authorized: &mut Authorized<'_, ViewSelf>,
) -> Result<Vec<Contact>, tutela_db::Error> {
    let (me, now) = (authorized.somebody().id, authorized.ambient().now());
    let tx = authorized.tx();
    let confirmed = sql!(
        "SELECT kind, address, confirmed_at FROM contacts WHERE person_id = $1 ORDER BY kind, id"
    );
    let confirmed = tx.rows(confirmed, args![me]).await?;
    let waiting = sql!(
        "SELECT kind, address, expires_at FROM contact_changes
         WHERE person_id = $1 AND ended_at IS NULL AND expires_at > $2
         ORDER BY kind, id"
    );
    let waiting = tx.rows(waiting, args![me, now]).await?;
    let of = |kind: Kind, rows: &[Row]| {
        let row = rows.iter().find(|row| row.id::<Kind>(0).ok() == Some(kind));
        row.map(|row| Ok((row.text(1)?, row.time(2)?))).transpose()
    };
    let both = Kind::ALL.into_iter().map(|kind| {
        Ok(Contact {
            kind,
            address: of(kind, &confirmed)?,
            waiting: of(kind, &waiting)?,
        })
    });
    both.collect()
}

/// The confirmed address of a person, where there is one.
async fn find(
    tx: &mut Tx,
    person: PersonId,
    kind: Kind,
) -> Result<Option<Address>, tutela_db::Error> {
    let find =
        sql!("SELECT kind, address, canonical FROM contacts WHERE person_id = $1 AND kind = $2");
    let row = tx.find(find, args![person, kind.as_str()]).await?;
    row.map(|row| Address::read(&row, 0)).transpose()
}

/// Puts an address in the place of the one of its kind, as a name to sign in with too.
///
/// # Errors
/// [`CannotClaim::Taken`] when it is somebody else's.
async fn put(
    tx: &mut Tx,
    (person, address): (PersonId, &Address),
    (id, now): (ContactId, Time),
) -> Result<(), CannotClaim> {
    let kind = address.kind.as_str();
    let remove = sql!("DELETE FROM contacts WHERE person_id = $1 AND kind = $2");
    tx.run(remove, args![person, kind]).await?;
    let others = sql!("SELECT person_id FROM contacts WHERE canonical = $1 AND kind = $2");
    let other = tx.find(others, args![&address.canonical, kind]).await?;
    if other.is_some() {
        return Err(CannotClaim::Taken);
    }
    username::claim(tx, person, &Username::parse(&address.canonical)?, now).await?;
    let insert = sql!(
        "INSERT INTO contacts (id, person_id, kind, address, canonical, confirmed_at)
         VALUES ($1, $2, $3, $4, $5, $6)"
    );
    let values = args![id, person, kind, &address.text, &address.canonical, now];
    match tx.run(insert, values).await {
        Err(error) if error.is_duplicate() => Err(CannotClaim::Taken),
        Err(error) => Err(error.into()),
        Ok(_) => Ok(()),
    }
}
