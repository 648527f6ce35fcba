//! The names a person signs in with: an id, an e-mail address, a phone number, at most one of each. A name belongs to
//! one person, whatever its kind (promise UA2).

pub(crate) mod api;
pub(crate) mod screen;

use tutela_access::{Authorized, ChangeUsername, ViewSelf};
use tutela_audit::{Activity, record};
use tutela_core::{AccountId, Country, InvalidUsername, NameKind, PersonId, Scope, Time, Username};
use tutela_db::{Tx, args, sql};

/// How many countries a number without one is tried in.
const COUNTRIES: usize = 20;

/// Why a person does not get a name.
#[derive(Debug, thiserror::Error)]
pub enum CannotClaim {
    #[error("somebody signs in with this user name, or with one that looks like it")]
    Taken,
    #[error("this is the last name by which this person can sign in")]
    Last,
    #[error(transparent)]
    Invalid(#[from] InvalidUsername),
    #[error(transparent)]
    Db(#[from] tutela_db::Error),
}

/// One of the names of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    pub kind: NameKind,
    pub name: String,
}

/// Gives a person a name, in place of the one of the same kind. His own name again changes nothing.
///
/// # Errors
/// [`CannotClaim::Taken`] when it is somebody else's, or an id that looks like somebody else's.
pub async fn claim(
    tx: &mut Tx,
    person: PersonId,
    name: &Username,
    now: Time,
) -> Result<(), CannotClaim> {
    let look = name.look();
    let find = sql!("SELECT person_id FROM usernames WHERE canonical = $1 OR look = $2");
    for row in tx.rows(find, args![name, look.clone()]).await? {
        if row.id::<PersonId>(0)? != person {
            return Err(CannotClaim::Taken);
        }
    }
    let kind = name.kind().as_str();
    let remove = sql!("DELETE FROM usernames WHERE person_id = $1 AND kind = $2");
    tx.run(remove, args![person, kind]).await?;
    let insert = sql!(
        "INSERT INTO usernames (canonical, person_id, kind, look, created_at) VALUES ($1, $2, $3, $4, $5)"
    );
    let args = args![name, person, kind, look, now];
    match tx.run(insert, args).await {
        Err(error) if error.is_duplicate() => Err(CannotClaim::Taken),
        Err(error) => Err(error.into()),
        Ok(_) => Ok(()),
    }
}

/// Takes the name of a kind from a person; without one nothing happens.
///
/// # Errors
/// [`CannotClaim::Last`] when he could not sign in any more.
pub async fn release(tx: &mut Tx, person: PersonId, kind: NameKind) -> Result<(), CannotClaim> {
    let own = of(tx, person).await?;
    if own.iter().all(|own| own.kind == kind) {
        return Err(CannotClaim::Last);
    }
    let remove = sql!("DELETE FROM usernames WHERE person_id = $1 AND kind = $2");
    tx.run(remove, args![person, kind.as_str()]).await?;
    Ok(())
}

/// The names of a person, the id first.
pub async fn of(tx: &mut Tx, person: PersonId) -> Result<Vec<Own>, tutela_db::Error> {
    let list = sql!(
        "SELECT kind, canonical FROM usernames WHERE person_id = $1 ORDER BY canonical, person_id"
    );
    let rows = tx.rows(list, args![person]).await?;
    let read = |row: &tutela_db::Row| {
        Ok(Own {
            kind: row.id(0)?,
            name: row.text(1)?,
        })
    };
    let own: Result<Vec<Own>, tutela_db::Error> = rows.iter().map(read).collect();
    let mut own = own?;
    own.sort_by_key(|own| own.kind);
    Ok(own)
}

/// The names of the caller.
pub async fn mine(authorized: &mut Authorized<'_, ViewSelf>) -> Result<Vec<Own>, tutela_db::Error> {
    let person = authorized.somebody().id;
    of(authorized.tx(), person).await
}

/// Gives the caller another id. E-mail addresses and phone numbers become names when they are confirmed, not here.
pub async fn change(
    authorized: &mut Authorized<'_, ChangeUsername>,
    typed: &str,
) -> Result<(), CannotClaim> {
    let name = Username::parse(typed)?;
    if name.kind() != NameKind::Id {
        return Err(InvalidUsername::Character.into());
    }
    let (by, policy) = (authorized.somebody().id, authorized.policy().to_owned());
    let ambient = authorized.ambient();
    let tx = authorized.tx();
    claim(tx, by, &name, ambient.now()).await?;
    let activity = Activity {
        actor: Some(by),
        account: None,
        scope: Scope::Platform,
        action: "changeUsername",
        policy: &policy,
        subject: by.to_string(),
        detail: name.as_str(),
    };
    Ok(record(tx, activity, ambient).await?)
}

/// Whom a name that somebody typed is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    Person(PersonId),
    /// Nobody: the one form of what was typed, to count tries by.
    Nobody(String),
}

impl Resolved {
    /// The person, if it is one.
    pub const fn person(&self) -> Option<PersonId> {
        match self {
            Self::Person(person) => Some(*person),
            Self::Nobody(_) => None,
        }
    }
}

/// Whom a typed name is of. A number without a country is tried in those of the accounts here; if it is then the
/// number of several people, it is nobody's.
pub async fn resolve(tx: &mut Tx, typed: &str) -> Result<Resolved, tutela_db::Error> {
    let mut readings = Vec::new();
    if Username::lacks_country(typed) {
        for country in countries(tx).await? {
            readings.extend(Username::parse_in(typed, Some(country)).ok());
        }
    } else {
        readings.extend(Username::parse(typed).ok());
    }
    readings.dedup();
    let mut found = Vec::new();
    for name in &readings {
        found.extend(find(tx, name).await?);
    }
    found.dedup();
    let short: String = typed.trim().chars().take(200).collect();
    let nobody = readings.first().map(ToString::to_string).unwrap_or(short);
    Ok(match found[..] {
        [person] => Resolved::Person(person),
        _ => Resolved::Nobody(nobody),
    })
}

/// The person who signs in with a name.
pub async fn find(tx: &mut Tx, name: &Username) -> Result<Option<PersonId>, tutela_db::Error> {
    let find = sql!("SELECT person_id FROM usernames WHERE canonical = $1");
    let row = tx.find(find, args![name]).await?;
    row.map(|row| row.id(0)).transpose()
}

/// The country of an account, if it has named one.
pub async fn country_of(
    tx: &mut Tx,
    account: AccountId,
) -> Result<Option<Country>, tutela_db::Error> {
    let find = sql!("SELECT country FROM accounts WHERE id = $1");
    let row = tx.find(find, args![account]).await?;
    Ok(row.and_then(|row| row.opt_id(0).ok().flatten()))
}

async fn countries(tx: &mut Tx) -> Result<Vec<Country>, tutela_db::Error> {
    let list = sql!(
        "SELECT country, MIN(id) AS account_id FROM accounts WHERE country IS NOT NULL
         GROUP BY country ORDER BY country, account_id"
    );
    let rows = tx.rows(list, args![]).await?;
    let read = |row: &tutela_db::Row| row.id(0).ok();
    Ok(rows.iter().filter_map(read).take(COUNTRIES).collect())
}
