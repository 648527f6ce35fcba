//! The files that were brought into an account.

use tutela_access::{AddPerson, Authorized};
use tutela_core::{AccountId, ImportId, Scope, Time};
use tutela_db::{Row, args, sql};

use super::UNDO;

/// How a file stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Looked through, and waiting to be brought in.
    Ready,
    /// It broke off on the way and can go on.
    Begun,
    Done,
    Undone,
}

impl State {
    /// The word in the API and in the keys of texts.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Begun => "begun",
            Self::Done => "done",
            Self::Undone => "undone",
        }
    }
}

/// A file of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    pub id: ImportId,
    pub by: String,
    pub created_at: Time,
    pub lines: u64,
    pub state: State,
    /// Whether it can be taken back still.
    pub may_undo: bool,
}

/// The latest files of an account, newest first.
pub async fn list(
    authorized: &mut Authorized<'_, AddPerson>,
) -> Result<Vec<Import>, tutela_access::Error> {
    let (account, now): (AccountId, _) = (authorized.account()?, authorized.now());
    debug_assert_eq!(authorized.on(), Scope::Account(account));
    let list = sql!(
        "SELECT i.id, p.name, i.created_at, i.lines, i.begun_at, i.done_at, i.undone_at
         FROM imports i
         JOIN persons p ON p.id = i.created_by
         WHERE i.account_id = $1 AND i.lines > 0
         ORDER BY i.created_at DESC, i.id DESC
         LIMIT 20"
    );
    let rows = authorized.tx().rows(list, args![account]).await?;
    let imports = rows.iter().map(|row| read(row, now));
    Ok(imports.collect::<Result<_, tutela_db::Error>>()?)
}

fn read(row: &Row, now: Time) -> Result<Import, tutela_db::Error> {
    let begun_at = row.opt_time(4)?;
    let state = match (begun_at, row.opt_time(5)?, row.opt_time(6)?) {
        (_, _, Some(_)) => State::Undone,
        (_, Some(_), None) => State::Done,
        (Some(_), None, None) => State::Begun,
        (None, ..) => State::Ready,
    };
    let in_time = begun_at.is_some_and(|begun| now.since(begun) <= UNDO);
    Ok(Import {
        id: row.id(0)?,
        by: row.text(1)?,
        created_at: row.time(2)?,
        lines: row.count(3)?,
        state,
        may_undo: in_time && state != State::Undone,
    })
}
