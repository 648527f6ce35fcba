//! Which notifications a person wants by mail as well.

use std::collections::HashSet;

use tutela_core::{PersonId, Time};
use tutela_db::{Error, Tx, args, sql};

use super::NoticeKind;

/// One kind of notification, and whether it also goes by mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    pub kind: NoticeKind,
    pub by_mail: bool,
}

/// What a person chose, for every kind that leaves a choice.
pub async fn choices(tx: &mut Tx, person: PersonId) -> Result<Vec<Choice>, Error> {
    let list = sql!("SELECT kind FROM mail_refusals WHERE person_id = $1 ORDER BY kind, person_id");
    let rows = tx.rows(list, args![person]).await?;
    let refused: Result<HashSet<String>, Error> = rows.iter().map(|row| row.text(0)).collect();
    let refused = refused?;
    let free = NoticeKind::ALL.iter().copied();
    Ok(free
        .filter(|kind| !kind.is_about_security())
        .map(|kind| Choice {
            kind,
            by_mail: !refused.contains(kind.as_str()),
        })
        .collect())
}

/// Keeps a choice. Nothing changes for a kind that leaves none.
pub async fn choose(tx: &mut Tx, person: PersonId, choice: Choice, now: Time) -> Result<(), Error> {
    let Choice { kind, by_mail } = choice;
    if kind.is_about_security() {
        return Ok(());
    }
    let want = sql!("DELETE FROM mail_refusals WHERE person_id = $1 AND kind = $2");
    tx.run(want, args![person, kind.as_str()]).await?;
    if by_mail {
        return Ok(());
    }
    let refuse =
        sql!("INSERT INTO mail_refusals (person_id, kind, refused_at) VALUES ($1, $2, $3)");
    tx.run(refuse, args![person, kind.as_str(), now]).await?;
    Ok(())
}
