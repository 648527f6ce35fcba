//! Somebody is told that his sign-in was locked, with a link that opens the device on which he follows it: once, within
//! a day. The link signs nobody in; it gives the device a count of its own.

pub(crate) mod api;
pub(crate) mod screen;

use std::time::Duration;

use tutela_access::{Gate, OpenDoor};
use tutela_audit::{Activity, Notice, NoticeKind, notify_with, record};
use tutela_core::{Ambient, PersonId, Scope, Token};
use tutela_db::{Tx, args, sql};

use crate::known_device;

/// How long a link opens a device: as long as the longest lock.
pub const LASTS: Duration = Duration::from_secs(24 * 3600);

/// Why a link does not open a device.
#[derive(Debug, thiserror::Error)]
pub enum CannotOpen {
    #[error("this link was used already, or its time is over")]
    Gone,
    #[error(transparent)]
    Db(#[from] tutela_db::Error),
}

/// The path behind which a device is opened.
pub fn path(token: &Token) -> String {
    format!("/unlock/{}", token.reveal())
}

/// Records that a person is locked out, and tells him.
pub(crate) async fn tell(
    tx: &mut Tx,
    person: PersonId,
    ambient: &Ambient,
) -> Result<(), tutela_db::Error> {
    let activity = Activity {
        actor: None,
        account: None,
        scope: Scope::Platform,
        action: "lockSignIn",
        policy: OpenDoor::LIMITER.name,
        subject: person.to_string(),
        detail: "",
    };
    record(tx, activity, ambient).await?;
    let token = create(tx, person, ambient).await?;
    let notice = Notice {
        person,
        kind: NoticeKind::Locked,
        account: None,
        detail: "",
    };
    notify_with(tx, notice, &[("path", path(&token))], ambient).await
}

/// Makes a link; those before keep working, each once.
async fn create(
    tx: &mut Tx,
    person: PersonId,
    ambient: &Ambient,
) -> Result<Token, tutela_db::Error> {
    let (token, now) = (Token::new(ambient), ambient.now());
    let clear = sql!("DELETE FROM unlockings WHERE person_id = $1 AND expires_at <= $2");
    tx.run(clear, args![person, now]).await?;
    let insert = sql!(
        "INSERT INTO unlockings (token_digest, person_id, created_at, expires_at) VALUES ($1, $2, $3, $4)"
    );
    tx.run(insert, args![token.digest(), person, now, now.plus(LASTS)])
        .await?;
    Ok(token)
}

/// Whose device a link opens, while it works.
pub async fn find(gate: &Gate, token: &Token) -> Result<String, CannotOpen> {
    let mut tx = gate.look(OpenDoor::UNLOCK).await?;
    let find = sql!(
        "SELECT p.name FROM unlockings u JOIN persons p ON p.id = u.person_id
         WHERE u.token_digest = $1 AND u.used_at IS NULL AND u.expires_at > $2 AND p.blocked_at IS NULL"
    );
    let now = gate.ambient().now();
    let row = tx.find(find, args![token.digest(), now]).await?;
    Ok(row.ok_or(CannotOpen::Gone)?.text(0)?)
}

/// Opens the device that holds this device token, or none yet. Gives the token that it shall keep.
pub async fn open(gate: &Gate, token: &Token, held: Option<&Token>) -> Result<Token, CannotOpen> {
    let (ambient, now) = (gate.ambient(), gate.ambient().now());
    let mut tx = gate.enter(OpenDoor::UNLOCK).await?;
    let redeem = sql!(
        "UPDATE unlockings SET used_at = $2
         WHERE token_digest = $1 AND used_at IS NULL AND expires_at > $2
           AND person_id IN (SELECT id FROM persons WHERE blocked_at IS NULL)"
    );
    if tx.run(redeem, args![token.digest(), now]).await? == 0 {
        return Err(CannotOpen::Gone);
    }
    let whose = sql!("SELECT person_id FROM unlockings WHERE token_digest = $1");
    let person: PersonId = tx.get(whose, args![token.digest()]).await?.id(0)?;
    let keep = known_device::remember(&mut tx, person, held, ambient).await?;
    if let Some(device) = known_device::find(&mut tx, person, Some(&keep)).await? {
        let fresh = sql!("DELETE FROM tries WHERE person_id = $1 AND place = $2");
        tx.run(fresh, args![person, device]).await?;
    }
    let activity = Activity {
        actor: Some(person),
        account: None,
        scope: Scope::Platform,
        action: "openDevice",
        policy: OpenDoor::UNLOCK.name,
        subject: person.to_string(),
        detail: "",
    };
    record(&mut tx, activity, ambient).await?;
    tx.commit().await?;
    Ok(keep)
}
