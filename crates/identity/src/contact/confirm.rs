//! Confirming a new address, by the link or by the code that went there: once, within the hour.

use tutela_access::{Authorized, Caller, Gate, Myself, ViewSelf};
use tutela_audit::{Activity, Letter, LetterKind, Notice, NoticeKind, notify, outbox, record};
use tutela_core::{Ambient, ContactId, PersonId, Scope, Time, Token};
use tutela_db::{Row, Tx, args, sql};

use super::{Address, Kind, UNDO_LASTS, code, find, put};
use crate::limiter::{self, Attempt, Guess, Locked, Origin, Refused};
use crate::username::CannotClaim;

/// Why an address was not confirmed.
#[derive(Debug, thiserror::Error)]
pub enum CannotConfirm {
    #[error("the link or code was used, has run out, or never was")]
    Gone,
    #[error("this is not the code")]
    Wrong,
    #[error("somebody else can be reached at this address")]
    Taken,
    #[error(transparent)]
    Locked(#[from] Locked),
    #[error(transparent)]
    Access(#[from] tutela_access::Error),
}

impl From<tutela_db::Error> for CannotConfirm {
    fn from(error: tutela_db::Error) -> Self {
        Self::Access(error.into())
    }
}

impl From<Refused> for CannotConfirm {
    fn from(error: Refused) -> Self {
        match error {
            Refused::Locked(lock) => lock.into(),
            Refused::Db(error) => error.into(),
        }
    }
}

impl From<CannotClaim> for CannotConfirm {
    fn from(error: CannotClaim) -> Self {
        match error {
            CannotClaim::Db(error) => error.into(),
            CannotClaim::Taken | CannotClaim::Last | CannotClaim::Invalid(_) => Self::Taken,
        }
    }
}

/// An address that counts from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmed {
    pub person: PersonId,
    pub kind: Kind,
    pub address: String,
}

struct Change {
    id: ContactId,
    person: PersonId,
    language: String,
    address: Address,
    code: Vec<u8>,
}

/// The address that a link would confirm for the caller, while it works.
pub async fn find_by_link(
    authorized: &mut Authorized<'_, ViewSelf>,
    token: &Token,
) -> Result<Address, CannotConfirm> {
    let (me, now) = (authorized.somebody().id, authorized.now());
    let change = by_link(authorized.tx(), (me, token), now).await?;
    Ok(change.address)
}

/// Confirms by the link. It proves the address, and the session proves the person: whoever got a letter because somebody
/// mistyped his own address cannot make himself the one who is told.
pub async fn confirm_by_link(
    gate: &Gate,
    caller: &Caller,
    token: &Token,
) -> Result<Confirmed, CannotConfirm> {
    let mut guarded = gate.write(caller).await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let (me, policy) = (authorized.somebody().id, authorized.policy().to_owned());
    let ambient = authorized.ambient();
    let tx = authorized.tx();
    let change = by_link(tx, (me, token), ambient.now()).await?;
    let confirmed = confirm(tx, change, &policy, ambient).await?;
    guarded.commit().await?;
    Ok(confirmed)
}

/// Confirms by the code, for who is signed in. A try is reserved before the code is looked at.
pub async fn confirm_by_code(
    gate: &Gate,
    caller: &Caller,
    typed: &str,
) -> Result<Confirmed, CannotConfirm> {
    let attempt = reserve(gate, caller).await?;
    let mut guarded = gate.write(caller).await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let (me, policy) = (authorized.somebody().id, authorized.policy().to_owned());
    let ambient = authorized.ambient();
    let tx = authorized.tx();
    let waiting = waiting(tx, me, ambient.now()).await?;
    let fits = |change: &Change| code::fits(typed, change.id, &change.code, ambient);
    let Some(change) = waiting.into_iter().find(fits) else {
        drop(guarded);
        attempt.failed(gate).await?;
        return Err(CannotConfirm::Wrong);
    };
    attempt.succeeded(tx).await?;
    let confirmed = confirm(tx, change, &policy, ambient).await?;
    guarded.commit().await?;
    Ok(confirmed)
}

/// Where no code is out there is nothing to guess at, and nothing is counted.
async fn reserve(gate: &Gate, caller: &Caller) -> Result<Attempt, CannotConfirm> {
    let mut guarded = gate.read(caller).await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let (me, now) = (authorized.somebody().id, authorized.now());
    if waiting(authorized.tx(), me, now).await?.is_empty() {
        return Err(CannotConfirm::Gone);
    }
    drop(guarded);
    Ok(limiter::reserve(gate, Guess::ContactCode(me), Origin::Unknown).await?)
}

async fn waiting(tx: &mut Tx, person: PersonId, now: Time) -> Result<Vec<Change>, CannotConfirm> {
    let list = sql!(
        "SELECT c.id, c.person_id, p.language, c.kind, c.address, c.canonical, c.code
         FROM contact_changes c
         JOIN persons p ON p.id = c.person_id
         WHERE c.person_id = $1 AND c.ended_at IS NULL AND c.expires_at > $2
         ORDER BY c.id"
    );
    let rows = tx.rows(list, args![person, now]).await?;
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

async fn by_link(
    tx: &mut Tx,
    (person, token): (PersonId, &Token),
    now: Time,
) -> Result<Change, CannotConfirm> {
    let find = sql!(
        "SELECT c.id, c.person_id, p.language, c.kind, c.address, c.canonical, c.code
         FROM contact_changes c
         JOIN persons p ON p.id = c.person_id
         WHERE c.token_digest = $1 AND c.person_id = $2 AND c.ended_at IS NULL AND c.expires_at > $3"
    );
    let row = tx.find(find, args![token.digest(), person, now]).await?;
    Ok(read(&row.ok_or(CannotConfirm::Gone)?)?)
}

fn read(row: &Row) -> Result<Change, tutela_db::Error> {
    Ok(Change {
        id: row.id(0)?,
        person: row.id(1)?,
        language: row.text(2)?,
        address: Address::read(row, 3)?,
        code: row.blob(6)?,
    })
}

/// The change itself, its record, the notification, and the letter to the old address: one transaction.
async fn confirm(
    tx: &mut Tx,
    change: Change,
    policy: &str,
    ambient: &Ambient,
) -> Result<Confirmed, CannotConfirm> {
    let (now, person, kind) = (ambient.now(), change.person, change.address.kind());
    let redeem =
        sql!("UPDATE contact_changes SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL");
    if tx.run(redeem, args![change.id, now]).await? == 0 {
        return Err(CannotConfirm::Gone);
    }
    let old = find(tx, person, kind).await?;
    put(tx, (person, &change.address), (change.id, now)).await?;
    if let Some(old) = old {
        tell_old(tx, (person, &change.language), &old, ambient).await?;
    }
    let notice = Notice {
        person,
        kind: NoticeKind::ContactChanged,
        account: None,
        detail: kind.as_str(),
    };
    notify(tx, notice, ambient).await?;
    let activity = Activity {
        actor: Some(person),
        account: None,
        scope: Scope::Platform,
        action: kind.act(),
        policy,
        subject: person.to_string(),
        detail: "",
    };
    record(tx, activity, ambient).await?;
    Ok(Confirmed {
        person,
        kind,
        address: change.address.text,
    })
}

async fn tell_old(
    tx: &mut Tx,
    (person, language): (PersonId, &str),
    old: &Address,
    ambient: &Ambient,
) -> Result<(), tutela_db::Error> {
    let (token, now) = (Token::new(ambient), ambient.now());
    let until = now.plus(UNDO_LASTS);
    let kind = old.kind().as_str();
    let insert = sql!(
        "INSERT INTO contact_undos (token_digest, person_id, kind, address, canonical, changed_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)"
    );
    let values = args![
        token.digest(),
        person,
        kind,
        &old.text,
        &old.canonical,
        now,
        until
    ];
    tx.run(insert, values).await?;
    let words = [
        ("path", format!("/contact/undo/{}", token.reveal())),
        ("detail", kind.to_owned()),
    ];
    let letter = Letter {
        to: old.way(),
        person: Some(person),
        language,
        kind: LetterKind::UndoContact,
        words: &words,
        expires_at: until,
    };
    outbox::queue(tx, letter, ambient).await
}
