//! The invitations of a place, as those see them who may invite there.

use tutela_access::{AddPerson, Authorized, Error, Gate, GrantRole, OpenDoor};
use tutela_core::{InvitationId, Level, PersonId, Role, Scope, ScopeId, Time};
use tutela_db::{Row, args, sql};

/// How many a page shows.
pub const PAGE: u32 = 50;

/// How an invitation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It can be used.
    Open,
    /// Used as often as it may be.
    Used,
    Expired,
    Revoked,
    /// Who made it may not give it any more.
    Ended,
}

impl State {
    /// The word in the API and in the keys of texts.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Used => "used",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Ended => "ended",
        }
    }
}

/// An invitation in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub id: InvitationId,
    pub role: Option<Role>,
    /// For whom it is, if that is known.
    pub name: Option<String>,
    pub address: Option<String>,
    pub by: PersonId,
    pub from: String,
    pub created_at: Time,
    pub until: Time,
    pub use_limit: u64,
    pub uses: u64,
    pub state: State,
}

/// The invitations of a place, newest first, at most [`PAGE`] of them and one more that says that there is more; those
/// from before the invitation `before`.
pub async fn list(
    gate: &Gate,
    authorized: &mut Authorized<'_, AddPerson>,
    before: Option<InvitationId>,
) -> Result<Vec<Listed>, Error> {
    let (scope, now) = (authorized.on(), authorized.now());
    let before = before.map_or_else(|| "g".to_owned(), |id| id.to_string());
    let list = sql!(
        "SELECT i.id, i.role, COALESCE(p.name, i.name), i.address, i.created_by, b.name, i.created_at,
                i.expires_at, i.use_limit, i.uses, i.revoked_at
         FROM invitations i
         JOIN persons b ON b.id = i.created_by
         LEFT JOIN persons p ON p.id = i.person_id
         WHERE i.scope_id = $1 AND i.id < $2
         ORDER BY i.id DESC
         LIMIT $3"
    );
    let tx = authorized.tx();
    let rows = tx.rows(list, args![scope, before, PAGE + 1]).await?;
    let mut listed = Vec::with_capacity(rows.len());
    let mut asked: Vec<((PersonId, Option<Role>), bool)> = Vec::new();
    for row in &rows {
        let mut one = read(row, now)?;
        if one.state == State::Open {
            let key = (one.by, one.role);
            let known = asked.iter().find(|(known, _)| *known == key);
            let stands = match known {
                Some((_, stands)) => *stands,
                None => stands(gate, tx, scope, key).await?,
            };
            asked.push((key, stands));
            if !stands {
                one.state = State::Ended;
            }
        }
        listed.push(one);
    }
    Ok(listed)
}

async fn stands(
    gate: &Gate,
    tx: &mut tutela_db::Tx,
    scope: Scope,
    (by, role): (PersonId, Option<Role>),
) -> Result<bool, Error> {
    let asked = match role {
        Some(role) => {
            let promise = (GrantRole(role), scope);
            gate.in_the_name_of(tx, by, promise).await.map(drop)
        }
        None => {
            let promise = (AddPerson, scope);
            gate.in_the_name_of(tx, by, promise).await.map(drop)
        }
    };
    match asked {
        Ok(()) => Ok(true),
        Err(Error::Db(error)) => Err(error.into()),
        Err(_) => Ok(false),
    }
}

/// Where an invitation stands, and what it gives: the caller is asked about that place before he learns anything.
pub async fn find_place(gate: &Gate, id: InvitationId) -> Result<(Scope, Option<Role>), Error> {
    let mut tx = gate.look(OpenDoor::INVITATION).await?;
    let find = sql!(
        "SELECT s.kind, i.scope_id, i.role FROM invitations i
         JOIN scopes s ON s.id = i.scope_id
         WHERE i.id = $1"
    );
    let row = tx.find(find, args![id]).await?.ok_or(Error::NotFound)?;
    let (level, scope): (Level, ScopeId) = (row.id(0)?, row.id(1)?);
    Ok((Scope::of(level, scope), row.opt_id(2)?))
}

fn read(row: &Row, now: Time) -> Result<Listed, tutela_db::Error> {
    let (until, use_limit, uses) = (row.time(7)?, row.count(8)?, row.count(9)?);
    let state = match row.opt_time(10)? {
        Some(_) => State::Revoked,
        None if uses >= use_limit => State::Used,
        None if until <= now => State::Expired,
        None => State::Open,
    };
    Ok(Listed {
        id: row.id(0)?,
        role: row.opt_id(1)?,
        name: row.opt_text(2)?,
        address: row.opt_text(3)?,
        by: row.id(4)?,
        from: row.text(5)?,
        created_at: row.time(6)?,
        until,
        use_limit,
        uses,
        state,
    })
}
