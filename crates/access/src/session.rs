//! Sessions: a random token at the person's side, its digest here.

use std::time::Duration;

use tutela_core::{Ambient, PersonId, SessionId, Time, Token, TokenDigest};
use tutela_db::{Db, Error, Tx, args, sql};

use crate::{Authorized, ViewSelf, removal};

mod own;

pub use own::{Listed, end_mine, end_others, list};

/// How long a session lasts without being used.
pub const IDLE: Duration = Duration::from_secs(7 * 24 * 3600);

/// How long a session lasts however much it is used.
pub const ABSOLUTE: Duration = Duration::from_secs(30 * 24 * 3600);

/// For how long a secret that was shown counts as a fresh proof.
pub const PROOF: Duration = Duration::from_secs(15 * 60);

/// For how long it is kept where a session was, after it could no longer be used.
pub const KEPT: Duration = Duration::from_secs(90 * 24 * 3600);

/// How exactly the last use is known; finer would be a write for each read.
const GRAIN: Duration = Duration::from_secs(300);

/// The longest description of a device that is kept, in bytes.
const USER_AGENT: usize = 300;

/// From where a session is begun, as far as anybody tells: nothing relies on it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Origin<'a> {
    /// How the device describes itself.
    pub user_agent: &'a str,
    /// The network it comes from, such as `192.0.2.0/24`; never the whole address.
    pub network: &'a str,
}

impl<'a> From<&'a str> for Origin<'a> {
    fn from(user_agent: &'a str) -> Self {
        Self {
            user_agent,
            network: "",
        }
    }
}

impl<'a> From<&'a String> for Origin<'a> {
    fn from(user_agent: &'a String) -> Self {
        user_agent.as_str().into()
    }
}

/// A session that has just begun.
#[derive(Debug)]
pub struct Started {
    pub id: SessionId,
    /// What the person's side keeps. It cannot be shown again.
    pub token: Token,
    pub until: Time,
}

/// Begins a session for somebody who has just proved who he is.
pub async fn start<'a>(
    tx: &mut Tx,
    person: PersonId,
    origin: impl Into<Origin<'a>>,
    ambient: &Ambient,
) -> Result<Started, Error> {
    let (now, token) = (ambient.now(), Token::new(ambient));
    let started = Started {
        id: ambient.id(),
        token,
        until: now.plus(ABSOLUTE),
    };
    let insert = sql!(
        "INSERT INTO sessions (id, person_id, token_digest, started_at, seen_at, idle_until,
                               absolute_until, proved_at, user_agent, network)
         VALUES ($1, $2, $3, $4, $4, $5, $6, $4, $7, $8)"
    );
    let Origin {
        user_agent,
        network,
    } = origin.into();
    let agent = clip(user_agent);
    let digest = started.token.digest();
    tx.run(
        insert,
        args![
            started.id,
            person,
            digest,
            now,
            now.plus(IDLE),
            started.until,
            agent,
            network
        ],
    )
    .await?;
    Ok(started)
}

/// A session that was ended, and whose it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    pub id: SessionId,
    pub person: PersonId,
}

/// Ends the session of a token. Ending one that has ended, or never was, is no error and gives nothing.
pub async fn end(
    tx: &mut Tx,
    token: TokenDigest,
    ambient: &Ambient,
) -> Result<Option<Ended>, Error> {
    let find =
        sql!("SELECT id, person_id FROM sessions WHERE token_digest = $1 AND ended_at IS NULL");
    let Some(row) = tx.find(find, args![token]).await? else {
        return Ok(None);
    };
    let ended = Ended {
        id: row.id(0)?,
        person: row.id(1)?,
    };
    let end = sql!("UPDATE sessions SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL");
    let changed = tx.run(end, args![ended.id, ambient.now()]).await?;
    removal::note(tx, ambient).await?;
    Ok((changed > 0).then_some(ended))
}

/// Ends every session of a person but this one, if one is to stay; gives how many.
pub async fn end_all(
    tx: &mut Tx,
    person: PersonId,
    but: Option<SessionId>,
    ambient: &Ambient,
) -> Result<u64, Error> {
    let end = sql!(
        "UPDATE sessions SET ended_at = $3
         WHERE person_id = $1 AND ended_at IS NULL AND idle_until > $3 AND absolute_until > $3
           AND id <> $2"
    );
    let but = but.map_or_else(String::new, |but| but.to_string());
    let ended = tx.run(end, args![person, but, ambient.now()]).await?;
    removal::note(tx, ambient).await?;
    Ok(ended)
}

/// Notes that a secret was shown in a session, and gives it a new token: the one before opens nothing any more.
pub async fn prove(tx: &mut Tx, session: SessionId, ambient: &Ambient) -> Result<Token, Error> {
    let token = Token::new(ambient);
    let prove = sql!(
        "UPDATE sessions SET token_digest = $2, proved_at = $3 WHERE id = $1 AND ended_at IS NULL"
    );
    let args = args![session, token.digest(), ambient.now()];
    match tx.run(prove, args).await? {
        0 => Err(Error::Missing),
        _ => Ok(token),
    }
}

/// Forgets sessions that could not be used for as long as they are kept; gives how many.
pub async fn forget(tx: &mut Tx, now: Time) -> Result<u64, Error> {
    let forget = sql!("DELETE FROM sessions WHERE absolute_until < $1");
    let kept = i64::try_from(KEPT.as_micros()).unwrap_or(i64::MAX);
    let before = Time::from_micros(now.micros().saturating_sub(kept));
    tx.run(forget, args![before]).await
}

/// When the caller's own session ends however much it is used.
pub async fn until(authorized: &mut Authorized<'_, ViewSelf>) -> Result<Time, Error> {
    let session = authorized.somebody().session;
    let get = sql!("SELECT absolute_until FROM sessions WHERE id = $1");
    authorized.tx().get(get, args![session]).await?.time(0)
}

/// Whether a use is worth noting.
pub(crate) fn is_due(seen_at: Time, now: Time) -> bool {
    now.since(seen_at) > GRAIN
}

pub(crate) async fn touch(db: &Db, session: SessionId, now: Time) -> Result<(), Error> {
    let mut tx = db.write().await?;
    let touch = sql!(
        "UPDATE sessions SET seen_at = $2, idle_until = $3
         WHERE id = $1 AND ended_at IS NULL AND seen_at < $2"
    );
    tx.run(touch, args![session, now, now.plus(IDLE)]).await?;
    tx.commit().await
}

fn clip(text: &str) -> &str {
    let mut end = text.len().min(USER_AGENT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
