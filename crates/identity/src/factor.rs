//! The second factor: what somebody has, beside the password that he knows. An authenticator app, passkeys, and
//! recovery codes for the day on which neither is at hand.

pub(crate) mod api;
pub(crate) mod ask;
pub mod codes;
pub mod half;
#[cfg(feature = "passkeys")]
pub mod passkey;
mod reset;
pub(crate) mod screen;
pub mod totp;

use tutela_access::{
    Authorized, Error, ViewSelf, asks_factor_of, factor_since, removal, set_factor,
};
use tutela_audit::{Activity, Notice, NoticeKind, notify, record};
use tutela_core::{Ambient, PersonId, Scope, ScopeId, Time};
use tutela_db::{Row, Tx, args, sql};

pub use ask::{CannotAsk, ask_managers, asked_since};
pub use reset::reset;

/// What somebody has set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Factors {
    /// Since when there is an authenticator app.
    pub app_since: Option<Time>,
    pub passkeys: Vec<KeptPasskey>,
    /// How many recovery codes are left.
    pub codes_left: u64,
    /// The accounts, or the platform, where his role waits for a second factor.
    pub asked_by: Vec<ScopeId>,
}

/// A passkey as its person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptPasskey {
    pub id: String,
    pub name: String,
    pub created_at: Time,
    pub used_at: Option<Time>,
}

impl Factors {
    /// Whether there is any second factor.
    pub const fn is_any(&self) -> bool {
        self.app_since.is_some() || !self.passkeys.is_empty()
    }
}

/// How a code was right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    App,
    /// By a recovery code; so many are left.
    Recovery(u64),
}

/// Whether a person who has shown the password still owes a second factor.
pub async fn needed(tx: &mut Tx, person: PersonId) -> Result<bool, tutela_db::Error> {
    Ok(factor_since(tx, person).await?.is_some())
}

/// What the caller has set up.
pub async fn mine(authorized: &mut Authorized<'_, ViewSelf>) -> Result<Factors, Error> {
    let person = authorized.somebody().id;
    let tx = authorized.tx();
    Ok(Factors {
        app_since: totp::since(tx, person).await?,
        passkeys: passkeys(tx, person).await?,
        codes_left: codes::left(tx, person).await?,
        asked_by: asks_factor_of(tx, person).await?,
    })
}

/// Whether a typed code is one of the person's: of the app, or a recovery code, which is used up by this.
pub(crate) async fn check(
    tx: &mut Tx,
    person: PersonId,
    typed: &str,
    ambient: &Ambient,
) -> Result<Option<Shown>, tutela_db::Error> {
    if totp::check(tx, person, typed, ambient).await? {
        return Ok(Some(Shown::App));
    }
    if !codes::spend(tx, person, typed, ambient.now()).await? {
        return Ok(None);
    }
    let left = codes::left(tx, person).await?;
    let notice = Notice {
        person,
        kind: NoticeKind::RecoveryCodeUsed,
        account: None,
        detail: &left.to_string(),
    };
    notify(tx, notice, ambient).await?;
    Ok(Some(Shown::Recovery(left)))
}

/// What changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    Added,
    Removed,
}

/// After a factor came or went: notes whether there is any, drops recovery codes that stand for nothing, records it,
/// and tells the person.
pub(crate) async fn settle(
    authorized: &mut Authorized<'_, ViewSelf>,
    change: Change,
    which: &str,
) -> Result<(), Error> {
    let (person, policy) = (authorized.somebody().id, authorized.policy().to_owned());
    let ambient = authorized.ambient();
    let tx = authorized.tx();
    count_again(tx, person, ambient.now()).await?;
    let (action, kind) = match change {
        Change::Added => ("addSecondFactor", NoticeKind::FactorAdded),
        Change::Removed => ("removeSecondFactor", NoticeKind::FactorRemoved),
    };
    if change == Change::Removed {
        // Roles that wait for a factor end with the last one.
        removal::note(tx, ambient).await?;
    }
    let activity = Activity {
        actor: Some(person),
        account: None,
        scope: Scope::Platform,
        action,
        policy: &policy,
        subject: person.to_string(),
        detail: which,
    };
    record(tx, activity, ambient).await?;
    let notice = Notice {
        person,
        kind,
        account: None,
        detail: which,
    };
    Ok(notify(tx, notice, ambient).await?)
}

async fn count_again(tx: &mut Tx, person: PersonId, now: Time) -> Result<(), tutela_db::Error> {
    let app = totp::since(tx, person).await?;
    let is_any = app.is_some() || !passkeys(tx, person).await?.is_empty();
    match (is_any, factor_since(tx, person).await?) {
        (true, None) => set_factor(tx, person, Some(now)).await,
        (false, _) => {
            codes::forget(tx, person).await?;
            set_factor(tx, person, None).await
        }
        (true, Some(_)) => Ok(()),
    }
}

async fn passkeys(tx: &mut Tx, person: PersonId) -> Result<Vec<KeptPasskey>, tutela_db::Error> {
    let list = sql!(
        "SELECT id, name, created_at, used_at FROM passkeys WHERE person_id = $1
         ORDER BY created_at, id"
    );
    let rows = tx.rows(list, args![person]).await?;
    let read = |row: &Row| {
        Ok(KeptPasskey {
            id: row.text(0)?,
            name: row.text(1)?,
            created_at: row.time(2)?,
            used_at: row.opt_time(3)?,
        })
    };
    rows.iter().map(read).collect()
}
