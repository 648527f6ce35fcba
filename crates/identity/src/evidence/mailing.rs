//! Checkpoints go to the owners of accounts by mail, week by week and when they ask, so that each holds one that nobody here can
//! change. What was mailed is what the log is held to.

use std::time::Duration;

use tutela_access::{Authorized, Error, Gate, OpenDoor, ViewActivities, owners_of_accounts};
use tutela_audit::evidence::{self, SignedCheckpoint};
use tutela_audit::outbox::{self, KEEP};
use tutela_audit::{Letter, LetterKind, To};
use tutela_core::{AccountId, Ambient, PersonId};
use tutela_db::{Row, Tx, args, sql};

/// Who asks by hand gets one letter in this time.
const PAUSE: Duration = Duration::from_secs(60);

/// Somebody who gets a checkpoint.
struct Reader {
    person: PersonId,
    language: String,
    mail: String,
    account: AccountId,
    account_name: String,
}

/// Mails the latest checkpoint to all owners of accounts who have a confirmed address; gives how many letters there are.
///
/// # Errors
/// When the database fails.
pub async fn mail_all(gate: &Gate) -> Result<usize, tutela_db::Error> {
    let ambient = gate.ambient();
    let mut tx = gate.enter(OpenDoor::OPERATOR).await?;
    let Some(checkpoint) = evidence::latest(&mut tx).await? else {
        return Ok(0);
    };
    let mut letters = 0;
    for owner in owners_of_accounts(&mut tx, ambient.now()).await? {
        if let Some(reader) = find(&mut tx, owner).await? {
            queue(&mut tx, &reader, &checkpoint, ambient).await?;
            letters += 1;
        }
    }
    tx.commit().await?;
    Ok(letters)
}

/// Mails the latest checkpoint to the caller. Says whether a letter leaves: none does without a confirmed address, and no
/// second one within a minute.
///
/// # Errors
/// When the database fails.
pub async fn mail(authorized: &mut Authorized<'_, ViewActivities>) -> Result<bool, Error> {
    let (account, ambient) = (authorized.on(), authorized.ambient());
    let person = authorized.somebody().id;
    let tx = authorized.tx();
    let since = ambient.now().minus(PAUSE);
    if outbox::was_queued(tx, (person, LetterKind::Checkpoint), since).await? {
        return Ok(false);
    }
    let latest = evidence::latest(tx).await?;
    let reader = find(tx, (person, account)).await?;
    let (Some(checkpoint), Some(reader)) = (latest, reader) else {
        return Ok(false);
    };
    queue(tx, &reader, &checkpoint, ambient).await?;
    Ok(true)
}

async fn queue(
    tx: &mut Tx,
    reader: &Reader,
    checkpoint: &SignedCheckpoint,
    ambient: &Ambient,
) -> Result<(), tutela_db::Error> {
    let letter = Letter {
        to: To::Mail(reader.mail.clone()),
        person: Some(reader.person),
        language: &reader.language,
        kind: LetterKind::Checkpoint,
        words: &[
            ("checkpoint", checkpoint.signed.clone()),
            ("account", reader.account_name.clone()),
            ("path", format!("/accounts/{}/evidence", reader.account)),
        ],
        expires_at: ambient.now().plus(KEEP),
    };
    outbox::queue(tx, letter, ambient).await
}

/// Somebody who has a confirmed address, and the name of the account.
async fn find(
    tx: &mut Tx,
    (person, account): (PersonId, AccountId),
) -> Result<Option<Reader>, tutela_db::Error> {
    let find = sql!(
        "SELECT p.id, p.language, c.address, n.scope_id, n.name
         FROM persons p
         JOIN confirmed_contact c ON c.person_id = p.id AND c.kind = 'email'
         JOIN scope_name n ON n.scope_id = $2
         WHERE p.id = $1"
    );
    let row = tx.find(find, args![person, account]).await?;
    row.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<Reader, tutela_db::Error> {
    Ok(Reader {
        person: row.id(0)?,
        language: row.text(1)?,
        mail: row.text(2)?,
        account: row.id(3)?,
        account_name: row.text(4)?,
    })
}
