//! A new password for somebody who has forgotten his: by the code or the link of a mail or text message, once, within
//! half an hour, also while he is locked out. Whoever asks learns nothing about whether there is such a person.

pub(crate) mod api;
mod code;
pub(crate) mod screen;

use std::time::Duration;

use tutela_access::{Gate, OpenDoor};
use tutela_audit::{Letter, LetterKind, To, outbox};
use tutela_core::{NameKind, PersonId, Secret, Token, TokenDigest, Username};
use tutela_db::{Row, Tx, args, sql};

pub use code::Code;

use crate::limiter::{self, Guess, Locked, Origin, Refused};
use crate::lock;
use crate::password::{Hasher, NewPassword, Rules, TooBusy, WeakPassword, change};
use crate::username;

/// How long code and link work.
pub const LASTS: Duration = Duration::from_secs(30 * 60);

/// How many letters one person gets within an hour, however often it is asked for.
pub const LETTERS: i64 = 5;

const HOUR: Duration = Duration::from_secs(3600);

/// Every request for a reset takes as long as this, so that the time tells nothing of who is known.
const EVENLY: Duration = Duration::from_millis(150);

/// Why no password was set.
#[derive(Debug, thiserror::Error)]
pub enum CannotReset {
    /// Used, run out, never made, or not what was sent: all the same.
    #[error("the code or link does not work, or not any more")]
    Wrong,
    #[error(transparent)]
    Locked(#[from] Locked),
    #[error(transparent)]
    Weak(#[from] WeakPassword),
    #[error(transparent)]
    TooBusy(#[from] TooBusy),
    #[error(transparent)]
    Db(#[from] tutela_db::Error),
}

impl From<Refused> for CannotReset {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Locked(locked) => locked.into(),
            Refused::Db(error) => error.into(),
        }
    }
}

/// What proves that somebody reads the mail or the messages of the person.
#[derive(Debug, Clone)]
pub enum Proof {
    /// The code, typed where it was asked for: the ticket says where.
    Code { ticket: Token, code: String },
    /// The link.
    Link(Token),
}

/// Asks for a new password. The ticket goes with the code; for a name that nobody has it is worth nothing.
///
/// # Errors
/// When the database fails.
pub async fn request(gate: &Gate, typed: &str) -> Result<Token, tutela_db::Error> {
    let begun = tokio::time::Instant::now();
    let ticket = wish(gate, typed).await?;
    tokio::time::sleep_until(begun + EVENLY).await;
    Ok(ticket)
}

async fn wish(gate: &Gate, typed: &str) -> Result<Token, tutela_db::Error> {
    let (ambient, now) = (gate.ambient(), gate.ambient().now());
    let (ticket, link, code) = (Token::new(ambient), Token::new(ambient), Code::new(ambient));
    let mut tx = gate.enter(OpenDoor::RESET).await?;
    let way = find_way(&mut tx, typed, gate).await?;
    let insert = sql!(
        "INSERT INTO resets (ticket_digest, person_id, link_digest, code_digest, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6)"
    );
    let args = args![
        ticket.digest(),
        way.as_ref().map(|way| way.person),
        link.digest(),
        code.digest(gate, &ticket),
        now,
        now.plus(LASTS)
    ];
    tx.run(insert, args).await?;
    if let Some(way) = way {
        let words = [("path", path(&link)), ("code", code.to_string())];
        let letter = Letter {
            to: way.to,
            person: Some(way.person),
            language: &way.language,
            kind: LetterKind::PasswordReset,
            words: &words,
            expires_at: now.plus(LASTS),
        };
        outbox::queue(&mut tx, letter, ambient).await?;
    }
    tx.commit().await?;
    Ok(ticket)
}

/// The path behind which a new password is set.
pub fn path(link: &Token) -> String {
    format!("/password/reset/{}", link.reveal())
}

struct Way {
    person: PersonId,
    language: String,
    to: To,
}

/// By which way the code reaches the person: by text message when he typed his phone number or has no mail address.
async fn find_way(tx: &mut Tx, typed: &str, gate: &Gate) -> Result<Option<Way>, tutela_db::Error> {
    let person = username::resolve(tx, typed).await?.person();
    let hour = i64::try_from(HOUR.as_micros()).unwrap_or(i64::MAX);
    let since = gate.ambient().now().micros().saturating_sub(hour);
    let find = sql!(
        "SELECT p.id, p.language, m.address, f.address,
                (SELECT COUNT(*) FROM resets r WHERE r.person_id = p.id AND r.created_at > $2)
         FROM persons p
         LEFT JOIN confirmed_contact m ON m.person_id = p.id AND m.kind = 'email'
         LEFT JOIN confirmed_contact f ON f.person_id = p.id AND f.kind = 'phone'
         WHERE p.id = $1 AND p.blocked_at IS NULL"
    );
    let Some(row) = tx.find(find, args![person, since]).await? else {
        return Ok(None);
    };
    if row.int(4)? >= LETTERS {
        return Ok(None);
    }
    let phone_typed = Username::lacks_country(typed)
        || Username::parse(typed).is_ok_and(|name| name.kind() == NameKind::Phone);
    let (mail, phone) = (row.opt_text(2)?, row.opt_text(3)?);
    let to = match (mail, phone) {
        (_, Some(phone)) if phone_typed => To::Phone(phone),
        (Some(mail), _) => To::Mail(mail),
        (None, Some(phone)) => To::Phone(phone),
        (None, None) => return Ok(None),
    };
    Ok(Some(Way {
        person: row.id(0)?,
        language: row.text(1)?,
        to,
    }))
}

/// What a link opens, while it works.
#[derive(Debug, Clone)]
pub struct Open {
    pub person: PersonId,
    pub name: String,
    pub username: String,
    pub rules: Rules,
    ticket: TokenDigest,
}

/// Whom a link is for.
///
/// # Errors
/// [`CannotReset::Wrong`] when it does not work, or not any more.
pub async fn find(gate: &Gate, link: &Token) -> Result<Open, CannotReset> {
    let mut tx = gate.look(OpenDoor::RESET).await?;
    let find = sql!(
        "SELECT r.ticket_digest, p.id, p.name, u.username
         FROM resets r
         JOIN persons p ON p.id = r.person_id
         LEFT JOIN shown_username u ON u.person_id = p.id
         WHERE r.link_digest = $1 AND r.used_at IS NULL AND r.expires_at > $2 AND p.blocked_at IS NULL"
    );
    let now = gate.ambient().now();
    let row = tx.find(find, args![link.digest(), now]).await?;
    let row = row.ok_or(CannotReset::Wrong)?;
    open(&mut tx, gate, &row).await
}

/// Whom a code is for. Three wrong ones, and the ticket is of no use for the time that it lasts.
async fn find_by_code(gate: &Gate, ticket: &Token, typed: &str) -> Result<Open, CannotReset> {
    let attempt =
        limiter::reserve(gate, Guess::ResetCode(ticket.digest()), Origin::Unknown).await?;
    let mut tx = gate.look(OpenDoor::RESET).await?;
    let find = sql!(
        "SELECT r.ticket_digest, p.id, p.name, u.username
         FROM resets r
         JOIN persons p ON p.id = r.person_id
         LEFT JOIN shown_username u ON u.person_id = p.id
         WHERE r.ticket_digest = $1 AND r.code_digest = $3
           AND r.used_at IS NULL AND r.expires_at > $2 AND p.blocked_at IS NULL"
    );
    let code = Code::parse(typed).map(|code| code.digest(gate, ticket));
    let now = gate.ambient().now();
    let row = tx.find(find, args![ticket.digest(), now, code]).await?;
    let Some(row) = row else {
        drop(tx);
        attempt.failed(gate).await?;
        return Err(CannotReset::Wrong);
    };
    let open = open(&mut tx, gate, &row).await?;
    drop(tx);
    // The code stays good for another try, should the password be too weak.
    attempt.withdrawn(gate).await?;
    Ok(open)
}

async fn open(tx: &mut Tx, gate: &Gate, row: &Row) -> Result<Open, CannotReset> {
    let person = row.id(1)?;
    let ticket = row.blob(0)?;
    let ticket = <[u8; 32]>::try_from(ticket).map_err(|_| CannotReset::Wrong)?;
    Ok(Open {
        person,
        name: row.text(2)?,
        username: row.opt_text(3)?.unwrap_or_default(),
        rules: Rules::of(tx, person, gate.ambient().now()).await?,
        ticket: TokenDigest::of_bytes(ticket),
    })
}

/// Sets a new password: all sessions end, all locks are lifted, it is recorded, and the person is told. It signs nobody
/// in: a second factor is still to come.
///
/// # Errors
/// [`CannotReset::Wrong`] when the proof does not work, also when another used it a moment before.
pub async fn set(
    gate: &Gate,
    hasher: &Hasher,
    proof: &Proof,
    typed: &Secret<String>,
) -> Result<PersonId, CannotReset> {
    let open = match proof {
        Proof::Link(link) => find(gate, link).await?,
        Proof::Code { ticket, code } => find_by_code(gate, ticket, code).await?,
    };
    let password = NewPassword::check(typed, &open.rules)?;
    let hash = hasher.hash(password).await?;
    let now = gate.ambient().now();
    let mut tx = gate.enter(OpenDoor::RESET).await?;
    let redeem = sql!(
        "UPDATE resets SET used_at = $2
         WHERE ticket_digest = $1 AND used_at IS NULL AND expires_at > $2
           AND person_id IN (SELECT id FROM persons WHERE blocked_at IS NULL)"
    );
    if tx.run(redeem, args![open.ticket, now]).await? == 0 {
        return Err(CannotReset::Wrong);
    }
    lock::lift_in(&mut tx, open.person).await?;
    let act = ("resetPassword", OpenDoor::RESET.name);
    change::replace(&mut tx, (open.person, None), &hash, act, gate.ambient()).await?;
    tx.commit().await?;
    Ok(open.person)
}
