//! Accounts that let in who asks: off unless a head of the account opens it, for some mail domains or for all, and for
//! no more than membership and learning in chosen courses. Who asks gets a letter at his own address; before he opens
//! it nothing of him exists here but that letter, and who is known already gets the same answer.

pub(crate) mod api;
pub(crate) mod screen;

use std::time::Duration;

use tutela_access::{
    AddPerson, Authorized, EditAccount, Error, Gate, GrantRole, Guarded, OpenDoor,
};
use tutela_audit::{Activity, Letter, LetterKind, outbox, record};
use tutela_core::{AccountId, CourseId, PersonId, Role, Scope, Time, Token};
use tutela_db::{Lock, Tx, args, sql};
use tutela_web::FieldErrors;

use crate::invitation::{self, Address, Draft, Offer};

/// How long the letter can be used.
const LASTS: Duration = Duration::from_secs(24 * 3600);

/// How long an address waits until it gets another letter.
const PAUSE: Duration = Duration::from_secs(10 * 60);

/// How many letters an account sends to newcomers in an hour.
const AN_HOUR: (i64, Duration) = (500, Duration::from_secs(3600));

/// How an account is open to newcomers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Registration {
    /// The mail domains that are let in; none means all.
    pub domains: Vec<String>,
    /// Where everybody who comes in becomes a learner.
    pub courses: Vec<CourseId>,
}

/// Why nobody was written to.
#[derive(Debug, thiserror::Error)]
pub enum CannotRegister {
    #[error("this account is not open to newcomers")]
    Closed,
    #[error("addresses of this domain are not let in")]
    Domain,
    #[error(transparent)]
    Db(#[from] tutela_db::Error),
}

/// Opens an account to newcomers, in the name of the caller: he must be able to give all that they will get.
pub async fn open(
    guarded: &mut Guarded<'_>,
    account: AccountId,
    registration: &Registration,
) -> Result<(), Error> {
    for course in &registration.courses {
        let learner = GrantRole(Role::CourseLearner);
        let authorized = guarded.authorize(learner, (*course).into()).await?;
        if authorized.place().account != Some(account) {
            return Err(Error::NotFound);
        }
    }
    guarded.authorize(AddPerson, account.into()).await?;
    let mut authorized = guarded.authorize(EditAccount, account).await?;
    let (by, now) = (authorized.somebody().id, authorized.now());
    let tx = authorized.tx();
    forget(tx, account).await?;
    let insert = sql!(
        "INSERT INTO registrations (account_id, opened_by, opened_at, domains) VALUES ($1, $2, $3, $4)"
    );
    let domains = registration.domains.join(" ");
    tx.run(insert, args![account, by, now, domains]).await?;
    for course in &registration.courses {
        let insert =
            sql!("INSERT INTO registration_courses (account_id, course_id) VALUES ($1, $2)");
        tx.run(insert, args![account, *course]).await?;
    }
    write_down(&mut authorized, "openRegistration").await
}

/// Closes an account to newcomers; letters that are on their way open nothing any more.
pub async fn close(authorized: &mut Authorized<'_, EditAccount>) -> Result<(), Error> {
    let (account, now) = (authorized.on(), authorized.now());
    forget(authorized.tx(), account).await?;
    let end = sql!(
        "UPDATE invitations SET revoked_at = $2
         WHERE account_id = $1 AND registered_at IS NOT NULL AND revoked_at IS NULL AND uses < use_limit"
    );
    authorized.tx().run(end, args![account, now]).await?;
    write_down(authorized, "closeRegistration").await
}

/// How an account is open, if it is: not any more when who opened it may not let people in any more.
pub async fn find(gate: &Gate, account: AccountId) -> Result<Option<Registration>, Error> {
    let mut tx = gate.look(OpenDoor::REGISTRATION).await?;
    let found = find_in(&mut tx, gate, account).await?;
    Ok(found.map(|(_, registration)| registration))
}

/// Writes to somebody who wants to come in. The answer is the same whoever he is, and so is the work.
pub async fn register(
    gate: &Gate,
    account: AccountId,
    (address, language): (&Address, &str),
) -> Result<(), CannotRegister> {
    let mut tx = gate.enter(OpenDoor::REGISTRATION).await?;
    let found = find_in(&mut tx, gate, account).await;
    let found = found.map_err(|error| match error {
        Error::Db(error) => error.into(),
        _ => CannotRegister::Closed,
    })?;
    let (by, registration) = found.ok_or(CannotRegister::Closed)?;
    if !registration.lets_in(address) {
        return Err(CannotRegister::Domain);
    }
    tx.lock(Lock::exclusive(account.uuid())).await?;
    if is_too_soon(&mut tx, account, address, gate.ambient().now()).await? {
        return Ok(());
    }
    write_to(&mut tx, gate, (account, by), (address, language)).await?;
    Ok(tx.commit().await?)
}

/// Makes somebody who has come in a learner of the chosen courses, in the name of who opened the account. A course that
/// is gone, or that he may not give any more, is left out.
pub(crate) async fn enrol(
    tx: &mut Tx,
    gate: &Gate,
    offer: &Offer,
    person: PersonId,
) -> Result<(), Error> {
    let Some(account) = offer.account else {
        return Ok(());
    };
    for course in courses(tx, account).await? {
        let promise = (GrantRole(Role::CourseLearner), Scope::Course(course));
        match gate.in_the_name_of(tx, offer.by, promise).await {
            Ok(mut authorized) => {
                tutela_access::grant(&mut authorized, person, None).await?;
            }
            Err(Error::Db(error)) => return Err(error.into()),
            Err(_) => {}
        }
    }
    Ok(())
}

impl Registration {
    /// Whether an address is of a domain that is let in.
    pub fn lets_in(&self, address: &Address) -> bool {
        let domain = address.domain();
        self.domains.is_empty() || self.domains.iter().any(|known| known == domain)
    }
}

/// The letter to a member says that he can sign in; to all others it brings an invitation. Both are one row here and
/// one letter.
async fn write_to(
    tx: &mut Tx,
    gate: &Gate,
    (account, by): (AccountId, PersonId),
    (address, language): (&Address, &str),
) -> Result<(), tutela_db::Error> {
    let (ambient, until) = (gate.ambient(), gate.ambient().now().plus(LASTS));
    let member = crate::people::find(tx, account, address.username()).await?;
    let draft = Draft {
        account: Some(account),
        address: Some(address),
        registered: true,
        ..Draft::new(Scope::Account(account), by, until)
    };
    let (_, token): (_, Token) = invitation::put(tx, &draft, ambient).await?;
    let (kind, path) = match member {
        Some(_) => (LetterKind::AlreadyHere, "/sign-in".to_owned()),
        None => (LetterKind::Registration, invitation::link::path(&token)),
    };
    let name = sql!("SELECT name FROM scope_name WHERE scope_id = $1");
    let name = tx.get(name, args![account]).await?.text(0)?;
    let words = [("path", path), ("account", name)];
    let letter = Letter {
        to: address.to(),
        person: None,
        language,
        kind,
        words: &words,
        expires_at: until,
    };
    outbox::queue(tx, letter, ambient).await
}

async fn is_too_soon(
    tx: &mut Tx,
    account: AccountId,
    address: &Address,
    now: Time,
) -> Result<bool, tutela_db::Error> {
    let ago = |pause: Duration| {
        let pause = i64::try_from(pause.as_micros()).unwrap_or(i64::MAX);
        Time::from_micros(now.micros().saturating_sub(pause))
    };
    let count = sql!(
        "SELECT COUNT(*), COUNT(CASE WHEN canonical = $2 AND registered_at > $4 THEN 1 END)
         FROM invitations
         WHERE scope_id = $1 AND created_at > $3 AND registered_at > $3"
    );
    let values = args![account, address.username(), ago(AN_HOUR.1), ago(PAUSE)];
    let row = tx.get(count, values).await?;
    Ok(row.int(0)? >= AN_HOUR.0 || row.int(1)? > 0)
}

async fn find_in(
    tx: &mut Tx,
    gate: &Gate,
    account: AccountId,
) -> Result<Option<(PersonId, Registration)>, Error> {
    let find = sql!("SELECT opened_by, domains FROM registrations WHERE account_id = $1");
    let Some(row) = tx.find(find, args![account]).await? else {
        return Ok(None);
    };
    let (by, domains): (PersonId, _) = (row.id(0)?, row.text(1)?);
    let promise = (AddPerson, Scope::Account(account));
    match gate.in_the_name_of(tx, by, promise).await {
        Ok(_) => {}
        Err(Error::Db(error)) => return Err(error.into()),
        Err(_) => return Ok(None),
    }
    let registration = Registration {
        domains: domains.split_whitespace().map(str::to_owned).collect(),
        courses: courses(tx, account).await?,
    };
    Ok(Some((by, registration)))
}

async fn courses(tx: &mut Tx, account: AccountId) -> Result<Vec<CourseId>, tutela_db::Error> {
    let list =
        sql!("SELECT course_id FROM registration_courses WHERE account_id = $1 ORDER BY course_id");
    let rows = tx.rows(list, args![account]).await?;
    rows.iter().map(|row| row.id(0)).collect()
}

/// The courses that a head of the account can choose from, by name.
pub async fn choices(
    authorized: &mut Authorized<'_, EditAccount>,
) -> Result<Vec<(CourseId, String)>, tutela_db::Error> {
    let account = authorized.on();
    let list = sql!(
        "SELECT s.id, n.name FROM scopes s
         JOIN scope_name n ON n.scope_id = s.id
         WHERE s.account_id = $1 AND s.kind = 'course' AND s.closed_at IS NULL
         ORDER BY n.name, s.id
         LIMIT 500"
    );
    let rows = authorized.tx().rows(list, args![account]).await?;
    rows.iter()
        .map(|row| Ok((row.id(0)?, row.text(1)?)))
        .collect()
}

/// What an account is called, for those who may ask to come in.
pub async fn name(gate: &Gate, account: AccountId) -> Result<String, tutela_db::Error> {
    let mut tx = gate.look(OpenDoor::REGISTRATION).await?;
    let get = sql!("SELECT name FROM scope_name WHERE scope_id = $1");
    tx.get(get, args![account]).await?.text(0)
}

/// Reads mail domains with white space or commas between them.
///
/// # Errors
/// The field, when one of them is no domain.
pub fn read_domains(typed: &str) -> Result<Vec<String>, FieldErrors> {
    let words = typed.split(|c: char| c.is_whitespace() || c == ',');
    let words = words.map(|word| word.trim_start_matches('@'));
    let mut domains = Vec::new();
    for word in words.filter(|word| !word.is_empty()) {
        let address = Address::mail(&format!("x@{word}"));
        let address = address.map_err(|_| FieldErrors::one("domains", "mail-domains"))?;
        domains.push(address.domain().to_owned());
    }
    Ok(domains)
}

async fn forget(tx: &mut Tx, account: AccountId) -> Result<(), tutela_db::Error> {
    let courses = sql!("DELETE FROM registration_courses WHERE account_id = $1");
    tx.run(courses, args![account]).await?;
    let registration = sql!("DELETE FROM registrations WHERE account_id = $1");
    tx.run(registration, args![account]).await?;
    Ok(())
}

async fn write_down(
    authorized: &mut Authorized<'_, EditAccount>,
    action: &str,
) -> Result<(), Error> {
    let account = authorized.on();
    let (by, policy) = (authorized.somebody().id, authorized.policy().to_owned());
    let ambient = authorized.ambient();
    let activity = Activity {
        actor: Some(by),
        account: Some(account),
        scope: account.into(),
        action,
        policy: &policy,
        subject: account.to_string(),
        detail: "",
    };
    Ok(record(authorized.tx(), activity, ambient).await?)
}
