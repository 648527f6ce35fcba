//! The sessions of the caller himself: on which devices he is signed in, and ending them.

use tutela_core::{SessionId, Time};
use tutela_db::{Error, Row, args, sql};

use super::end_all;
use crate::{Authorized, ViewSelf, removal};

/// A session as its person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub id: SessionId,
    pub started_at: Time,
    pub seen_at: Time,
    /// When it ends however much it is used.
    pub until: Time,
    pub user_agent: String,
    /// The network of the sign-in, where it is known.
    pub network: Option<String>,
    /// Whether it is the one of this very request.
    pub is_this: bool,
}

/// The caller's sessions that can be used, this one first, then by last use.
pub async fn list(authorized: &mut Authorized<'_, ViewSelf>) -> Result<Vec<Listed>, Error> {
    let (somebody, now) = (authorized.somebody().clone(), authorized.now());
    let list = sql!(
        "SELECT id, started_at, seen_at, absolute_until, user_agent, network FROM sessions
         WHERE person_id = $1 AND ended_at IS NULL AND idle_until > $2 AND absolute_until > $2
         ORDER BY seen_at DESC, id"
    );
    let rows = authorized.tx().rows(list, args![somebody.id, now]).await?;
    let read = |row: &Row| read(row, somebody.session);
    let mut sessions: Vec<Listed> = rows.iter().map(read).collect::<Result<_, _>>()?;
    sessions.sort_by_key(|session| !session.is_this);
    Ok(sessions)
}

/// Ends one of the caller's sessions; gives whether there was such a one.
pub async fn end_mine(
    authorized: &mut Authorized<'_, ViewSelf>,
    session: SessionId,
) -> Result<bool, Error> {
    let (person, now) = (authorized.somebody().id, authorized.now());
    let end = sql!(
        "UPDATE sessions SET ended_at = $3
         WHERE id = $2 AND person_id = $1 AND ended_at IS NULL AND idle_until > $3
           AND absolute_until > $3"
    );
    let ended = authorized
        .tx()
        .run(end, args![person, session, now])
        .await?;
    let ambient = authorized.ambient();
    removal::note(authorized.tx(), ambient).await?;
    Ok(ended > 0)
}

/// Ends the caller's sessions, this one too if he wants; gives how many.
pub async fn end_others(
    authorized: &mut Authorized<'_, ViewSelf>,
    this_too: bool,
) -> Result<u64, Error> {
    let (somebody, ambient) = (authorized.somebody().clone(), authorized.ambient());
    let but = (!this_too).then_some(somebody.session);
    end_all(authorized.tx(), somebody.id, but, ambient).await
}

fn read(row: &Row, this: SessionId) -> Result<Listed, Error> {
    let id = row.id(0)?;
    Ok(Listed {
        id,
        started_at: row.time(1)?,
        seen_at: row.time(2)?,
        until: row.time(3)?,
        user_agent: row.text(4)?,
        network: row.opt_text(5)?.filter(|network| !network.is_empty()),
        is_this: id == this,
    })
}
