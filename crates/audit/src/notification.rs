//! Notifications: what a person is told in the application, and by mail as well where he wants it or must have it.

mod choice;
mod kind;
mod list;

use tutela_core::{AccountId, Ambient, NotificationId, PersonId};
use tutela_db::{Error, Tx, args, sql};

pub use choice::{Choice, choices, choose};
pub use kind::NoticeKind;
pub use list::{Notification, latest, read, read_all, sweep, unread};

use crate::outbox::{self, KEEP, Letter, LetterKind, To};

/// Something that a person must hear of.
#[derive(Debug, Clone, Copy)]
pub struct Notice<'a> {
    /// Who must hear of it.
    pub person: PersonId,
    pub kind: NoticeKind,
    /// The account it concerns, if it concerns one.
    pub account: Option<AccountId>,
    /// A few words that say what it is about: a device, a role, a place. Never a secret.
    pub detail: &'a str,
}

/// Tells a person in the application, and queues the letter about it, in the transaction of what happened.
///
/// The letter goes to the confirmed mail address. About security it always goes, and where there is no such address, to the
/// confirmed phone; all else goes by mail only while the person wants that.
pub async fn notify(tx: &mut Tx, notice: Notice<'_>, ambient: &Ambient) -> Result<(), Error> {
    notify_with(tx, notice, &[], ambient).await
}

/// The same, with words for the letter alone: they are sealed, and the notification does not have them. A `path` becomes
/// the link of the letter.
pub async fn notify_with(
    tx: &mut Tx,
    notice: Notice<'_>,
    words: &[(&'static str, String)],
    ambient: &Ambient,
) -> Result<(), Error> {
    let Notice {
        person,
        kind,
        account,
        detail,
    } = notice;
    let (id, now): (NotificationId, _) = (ambient.id(), ambient.now());
    let insert = sql!(
        "INSERT INTO notifications (id, person_id, kind, account_id, detail, at)
         VALUES ($1, $2, $3, $4, $5, $6)"
    );
    let values = args![id, person, kind.as_str(), account, detail, now];
    tx.run(insert, values).await?;
    let Some((to, language)) = find_way(tx, person, kind).await? else {
        return Ok(());
    };
    let mut words = words.to_vec();
    words.push(("detail", detail.to_owned()));
    if let Some(account) = account {
        words.push(("account", find_name(tx, account).await?));
    }
    let letter = Letter {
        to,
        person: Some(person),
        language: &language,
        kind: LetterKind::Notice(kind),
        words: &words,
        expires_at: now.plus(KEEP),
    };
    outbox::queue(tx, letter, ambient).await
}

/// By which way the letter about a notification goes, and in which language; nothing where none goes.
async fn find_way(
    tx: &mut Tx,
    person: PersonId,
    kind: NoticeKind,
) -> Result<Option<(To, String)>, Error> {
    let find = sql!(
        "SELECT p.language, m.address, f.address, r.refused_at
         FROM persons p
         LEFT JOIN confirmed_contact m ON m.person_id = p.id AND m.kind = 'email'
         LEFT JOIN confirmed_contact f ON f.person_id = p.id AND f.kind = 'phone'
         LEFT JOIN mail_refusals r ON r.person_id = p.id AND r.kind = $2
         WHERE p.id = $1"
    );
    let row = tx.get(find, args![person, kind.as_str()]).await?;
    let (mail, phone) = (row.opt_text(1)?, row.opt_text(2)?);
    let refused = row.opt_time(3)?.is_some();
    let to = match (mail, phone) {
        (Some(mail), _) if kind.is_about_security() || !refused => Some(To::Mail(mail)),
        (None, Some(phone)) if kind.is_about_security() => Some(To::Phone(phone)),
        _ => None,
    };
    let language = row.text(0)?;
    Ok(to.map(|to| (to, language)))
}

async fn find_name(tx: &mut Tx, account: AccountId) -> Result<String, Error> {
    let find = sql!("SELECT name FROM scope_name WHERE scope_id = $1");
    let row = tx.find(find, args![account]).await?;
    row.map_or(Ok(String::new()), |row| row.text(0))
}
