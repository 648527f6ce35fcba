//! The link that lets a new person set a password: for one use, for a week.

pub(crate) mod api;
pub(crate) mod link;
pub(crate) mod screen;

use std::time::Duration;

use tutela_access::session::Origin;
use tutela_access::{Gate, OpenDoor};
use tutela_audit::{Activity, record};
use tutela_core::{Ambient, PersonId, Scope, Secret, Time, Token};
use tutela_db::{Tx, args, sql};

use crate::password::{Hasher, NewPassword, Rules, TooBusy, WeakPassword, store};
use crate::sign_in::{SignedIn, let_in};

/// How long a link stays good.
pub const LASTS: Duration = Duration::from_secs(7 * 24 * 3600);

/// Whom a link is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Welcome {
    pub person: PersonId,
    pub name: String,
    pub username: String,
    /// Who made the link, and where he belongs who got it.
    pub from: Option<String>,
    pub account: Option<String>,
    /// When the link stops working.
    pub until: Time,
    /// What the password must keep to.
    pub rules: Rules,
}

/// Why a link does not work.
#[derive(Debug, thiserror::Error)]
pub enum CannotWelcome {
    #[error("this link was used already, or its time is over")]
    Gone,
    #[error(transparent)]
    Weak(#[from] WeakPassword),
    #[error(transparent)]
    TooBusy(#[from] TooBusy),
    #[error(transparent)]
    Db(#[from] tutela_db::Error),
}

/// Makes a link for a person; links made before stop working.
pub async fn create(
    tx: &mut Tx,
    person: PersonId,
    by: Option<PersonId>,
    ambient: &Ambient,
) -> Result<Token, tutela_db::Error> {
    let (token, now) = (Token::new(ambient), ambient.now());
    tx.run(
        sql!("DELETE FROM welcomes WHERE person_id = $1"),
        args![person],
    )
    .await?;
    let insert = sql!(
        "INSERT INTO welcomes (token_digest, person_id, created_by, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5)"
    );
    tx.run(
        insert,
        args![token.digest(), person, by, now, now.plus(LASTS)],
    )
    .await?;
    Ok(token)
}

/// Whom a link is for, while it works.
pub async fn find(gate: &Gate, token: &Token) -> Result<Welcome, CannotWelcome> {
    let mut tx = gate.look(OpenDoor::WELCOME).await?;
    find_in(&mut tx, gate, token).await
}

/// Sets the password that the link allows to set, and signs its person in.
pub async fn accept(
    gate: &Gate,
    hasher: &Hasher,
    token: &Token,
    (typed, from): (&Secret<String>, (Origin<'_>, Option<&Token>)),
) -> Result<SignedIn, CannotWelcome> {
    let welcome = find(gate, token).await?;
    let password = NewPassword::check(typed, &welcome.rules)?;
    let hash = hasher.hash(password).await?;
    let mut tx = gate.enter(OpenDoor::WELCOME).await?;
    let now = gate.ambient().now();
    let redeem = sql!(
        "UPDATE welcomes SET used_at = $2
         WHERE token_digest = $1 AND used_at IS NULL AND expires_at > $2"
    );
    if tx.run(redeem, args![token.digest(), now]).await? == 0 {
        return Err(CannotWelcome::Gone);
    }
    store(&mut tx, welcome.person, &hash, now).await?;
    write_down(&mut tx, gate, welcome.person).await?;
    let whose = (welcome.person, welcome.name);
    let signed_in = let_in(&mut tx, gate, whose, from).await?;
    tx.commit().await?;
    Ok(signed_in)
}

async fn write_down(tx: &mut Tx, gate: &Gate, person: PersonId) -> Result<(), tutela_db::Error> {
    let activity = Activity {
        actor: Some(person),
        account: None,
        scope: Scope::Platform,
        action: "setPassword",
        policy: OpenDoor::WELCOME.name,
        subject: person.to_string(),
        detail: "",
    };
    record(tx, activity, gate.ambient()).await
}

async fn find_in(tx: &mut Tx, gate: &Gate, token: &Token) -> Result<Welcome, CannotWelcome> {
    let now = gate.ambient().now();
    let find = sql!(
        "SELECT p.id, p.name, MIN(u.username), MIN(b.name), w.expires_at
         FROM welcomes w
         JOIN persons p ON p.id = w.person_id
         JOIN shown_username u ON u.person_id = p.id
         LEFT JOIN persons b ON b.id = w.created_by
         WHERE w.token_digest = $1 AND w.used_at IS NULL AND w.expires_at > $2 AND p.blocked_at IS NULL
         GROUP BY p.id, p.name, w.expires_at"
    );
    let row = tx.find(find, args![token.digest(), now]).await?;
    let row = row.ok_or(CannotWelcome::Gone)?;
    let person: PersonId = row.id(0)?;
    Ok(Welcome {
        person,
        name: row.text(1)?,
        username: row.text(2)?,
        from: row.opt_text(3)?,
        account: find_account(tx, person).await?,
        until: row.time(4)?,
        rules: Rules::of(tx, person, now).await?,
    })
}

/// The account that somebody was brought into first.
async fn find_account(tx: &mut Tx, person: PersonId) -> Result<Option<String>, tutela_db::Error> {
    let find = sql!(
        "SELECT a.name FROM members m
         JOIN accounts a ON a.id = m.account_id
         WHERE m.person_id = $1 AND m.left_at IS NULL
         ORDER BY m.joined_at, a.id
         LIMIT 1"
    );
    let row = tx.find(find, args![person]).await?;
    row.map(|row| row.text(0)).transpose()
}
