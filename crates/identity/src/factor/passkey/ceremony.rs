//! Challenges that wait for their answer: kept where no browser reaches them, each answered once.

use serde::Serialize;
use serde::de::DeserializeOwned;
use tutela_core::{Ambient, PersonId, Token};
use tutela_db::{Tx, args, sql};

use super::{CannotUse, LASTS};

/// What a challenge is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Making a passkey.
    Enrol,
    /// Signing in with any passkey.
    Enter,
    /// Signing in with one's own, after the password.
    Second,
}

impl Kind {
    const fn word(self) -> &'static str {
        match self {
            Self::Enrol => "enrol",
            Self::Enter => "enter",
            Self::Second => "second",
        }
    }
}

/// Keeps what an answer must be checked against. What nobody answered in time is forgotten.
pub async fn keep<S: Serialize>(
    tx: &mut Tx,
    (kind, person): (Kind, Option<PersonId>),
    state: &S,
    ambient: &Ambient,
) -> Result<Token, CannotUse> {
    let (token, now) = (Token::new(ambient), ambient.now());
    let clear = sql!("DELETE FROM ceremonies WHERE expires_at <= $1");
    tx.run(clear, args![now]).await?;
    let insert = sql!(
        "INSERT INTO ceremonies (token_digest, person_id, kind, state, expires_at)
         VALUES ($1, $2, $3, $4, $5)"
    );
    let until = now.plus(LASTS);
    let args = args![token.digest(), person, kind.word(), text(state)?, until];
    tx.run(insert, args).await?;
    Ok(token)
}

/// What the challenge of a token is for.
pub async fn kind(tx: &mut Tx, token: &Token) -> Result<Option<Kind>, tutela_db::Error> {
    let find = sql!("SELECT kind FROM ceremonies WHERE token_digest = $1");
    let Some(row) = tx.find(find, args![token.digest()]).await? else {
        return Ok(None);
    };
    let word = row.text(0)?;
    let mut all = [Kind::Enrol, Kind::Enter, Kind::Second].into_iter();
    Ok(all.find(|kind| kind.word() == word))
}

/// Takes a challenge for its answer, once and in time.
pub async fn redeem<S: DeserializeOwned>(
    tx: &mut Tx,
    token: &Token,
    kind: Kind,
    ambient: &Ambient,
) -> Result<(Option<PersonId>, S), CannotUse> {
    let find = sql!(
        "SELECT person_id, state FROM ceremonies
         WHERE token_digest = $1 AND kind = $2 AND expires_at > $3"
    );
    let args = args![token.digest(), kind.word(), ambient.now()];
    let row = tx.find(find, args).await?.ok_or(CannotUse::Wrong)?;
    let redeem = sql!("DELETE FROM ceremonies WHERE token_digest = $1");
    if tx.run(redeem, args![token.digest()]).await? == 0 {
        return Err(CannotUse::Wrong);
    }
    let state = serde_json::from_str(&row.text(1)?).map_err(|_| CannotUse::Wrong)?;
    Ok((row.opt_id(0)?, state))
}

/// As text, for a row.
pub fn text<S: Serialize>(value: &S) -> Result<String, CannotUse> {
    serde_json::to_string(value).map_err(|_| CannotUse::Wrong)
}

/// As a document, for a browser.
pub fn json<S: Serialize>(value: &S) -> Result<serde_json::Value, CannotUse> {
    serde_json::to_value(value).map_err(|_| CannotUse::Wrong)
}
