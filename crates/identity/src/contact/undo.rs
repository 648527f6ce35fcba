//! Undoing a change by the link that went to the old address: for 7 days, once, whoever is signed in meanwhile.

use std::time::Duration;

use tutela_access::{Gate, OpenDoor, session};
use tutela_audit::{Activity, Notice, NoticeKind, notify, record};
use tutela_core::{Ambient, PersonId, Scope, Time, Token};
use tutela_db::{Tx, args, sql};

use super::{Address, put};
use crate::username::CannotClaim;

/// How long a change can be undone.
pub const UNDO_LASTS: Duration = Duration::from_secs(7 * 24 * 3600);

/// Why a change was not undone.
#[derive(Debug, thiserror::Error)]
pub enum CannotUndo {
    #[error("the link was used, has run out, or never was")]
    Gone,
    #[error("somebody else can be reached at this address by now")]
    Taken,
    #[error(transparent)]
    Db(#[from] tutela_db::Error),
}

impl From<CannotClaim> for CannotUndo {
    fn from(error: CannotClaim) -> Self {
        match error {
            CannotClaim::Db(error) => error.into(),
            CannotClaim::Taken | CannotClaim::Last | CannotClaim::Invalid(_) => Self::Taken,
        }
    }
}

/// The address that a link would bring back, while it works.
pub async fn find(gate: &Gate, token: &Token) -> Result<Address, CannotUndo> {
    let mut tx = gate.look(OpenDoor::UNDO_CONTACT).await?;
    let (_, address, _) = by_link(&mut tx, token, gate.ambient().now()).await?;
    Ok(address)
}

/// Brings the old address back, whatever took its place since. All sessions end: one of them may be a thief's. Later
/// changes cannot be undone any more, or the thief would undo this.
pub async fn undo(gate: &Gate, token: &Token) -> Result<Address, CannotUndo> {
    let ambient = gate.ambient();
    let mut tx = gate.enter(OpenDoor::UNDO_CONTACT).await?;
    let now = ambient.now();
    let (person, address, changed_at) = by_link(&mut tx, token, now).await?;
    let redeem =
        sql!("UPDATE contact_undos SET ended_at = $2 WHERE token_digest = $1 AND ended_at IS NULL");
    if tx.run(redeem, args![token.digest(), now]).await? == 0 {
        return Err(CannotUndo::Gone);
    }
    end_what_waits(&mut tx, (person, &address), changed_at, now).await?;
    put(&mut tx, (person, &address), (ambient.id(), now)).await?;
    session::end_all(&mut tx, person, None, gate.ambient()).await?;
    tell(&mut tx, person, &address, ambient).await?;
    tx.commit().await?;
    Ok(address)
}

async fn by_link(
    tx: &mut Tx,
    token: &Token,
    now: Time,
) -> Result<(PersonId, Address, Time), CannotUndo> {
    let find = sql!(
        "SELECT u.person_id, u.changed_at, u.kind, u.address, u.canonical
         FROM contact_undos u
         JOIN persons p ON p.id = u.person_id
         WHERE u.token_digest = $1 AND u.ended_at IS NULL AND u.expires_at > $2 AND p.blocked_at IS NULL"
    );
    let row = tx.find(find, args![token.digest(), now]).await?;
    let row = row.ok_or(CannotUndo::Gone)?;
    Ok((row.id(0)?, Address::read(&row, 2)?, row.time(1)?))
}

/// Changes that were asked for, and the undoing of those that came after this one.
async fn end_what_waits(
    tx: &mut Tx,
    (person, address): (PersonId, &Address),
    changed_at: Time,
    now: Time,
) -> Result<(), tutela_db::Error> {
    let kind = address.kind().as_str();
    let later = sql!(
        "UPDATE contact_undos SET ended_at = $4
         WHERE person_id = $1 AND kind = $2 AND changed_at >= $3 AND ended_at IS NULL"
    );
    tx.run(later, args![person, kind, changed_at, now]).await?;
    let waiting =
        sql!("UPDATE contact_changes SET ended_at = $2 WHERE person_id = $1 AND ended_at IS NULL");
    tx.run(waiting, args![person, now]).await?;
    Ok(())
}

async fn tell(
    tx: &mut Tx,
    person: PersonId,
    address: &Address,
    ambient: &Ambient,
) -> Result<(), tutela_db::Error> {
    let notice = Notice {
        person,
        kind: NoticeKind::ContactChanged,
        account: None,
        detail: address.kind().as_str(),
    };
    notify(tx, notice, ambient).await?;
    let activity = Activity {
        actor: Some(person),
        account: None,
        scope: Scope::Platform,
        action: "undoContactChange",
        policy: OpenDoor::UNDO_CONTACT.name,
        subject: person.to_string(),
        detail: address.kind().as_str(),
    };
    record(tx, activity, ambient).await
}
