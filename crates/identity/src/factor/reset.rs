//! When somebody has lost his second factor and his recovery codes: who runs his account, or the platform, takes it away.

use tutela_access::{
    Error, Guarded, ResetSecondFactor, find_person_name, is_staff, session, set_factor,
};
use tutela_audit::{Activity, Notice, NoticeKind, notify, record};
use tutela_core::{AccountId, PersonId, Scope};
use tutela_db::{Tx, args, sql};

use super::{codes, half, totp};
use crate::sessions::is_beneath;

/// Takes a person's second factor away: app, passkeys and recovery codes. The password stays; all sessions end. Gives
/// the name.
///
/// In an account it is for people of this account alone: who also belongs elsewhere, or to the platform's staff, has
/// something to lose there that is not this account's to decide about.
///
/// # Errors
/// [`Error::NotFound`] for who is not there, [`Error::Forbidden`] for an owner and for those who belong elsewhere too.
pub async fn reset(
    guarded: &mut Guarded<'_>,
    scope: Scope,
    person: PersonId,
) -> Result<String, Error> {
    guarded.removing_from(person);
    let mut authorized = guarded.authorize(ResetSecondFactor, scope).await?;
    authorized.demand_proof()?;
    let (by, now) = (authorized.somebody().clone(), authorized.now());
    let (policy, ambient) = (authorized.policy().to_owned(), authorized.ambient());
    let account = authorized.place().account;
    let tx = authorized.tx();
    if let Some(account) = account {
        is_beneath(tx, (by.id, person), account, now).await?;
        if is_elsewhere(tx, account, person).await? || is_staff(tx, person, now).await? {
            return Err(Error::Forbidden);
        }
    }
    let name = find_person_name(tx, person).await?.ok_or(Error::NotFound)?;
    forget_all(tx, person).await?;
    session::end_all(tx, person, None, ambient).await?;
    let activity = Activity {
        actor: Some(by.id),
        account,
        scope,
        action: "resetSecondFactor",
        policy: &policy,
        subject: person.to_string(),
        detail: &name,
    };
    record(tx, activity, ambient).await?;
    let notice = Notice {
        person,
        kind: NoticeKind::FactorRemoved,
        account,
        detail: &by.name,
    };
    notify(tx, notice, ambient).await?;
    Ok(name)
}

async fn forget_all(tx: &mut Tx, person: PersonId) -> Result<(), tutela_db::Error> {
    totp::forget(tx, person).await?;
    codes::forget(tx, person).await?;
    half::forget(tx, person).await?;
    let forget = sql!("DELETE FROM passkeys WHERE person_id = $1");
    tx.run(forget, args![person]).await?;
    set_factor(tx, person, None).await
}

async fn is_elsewhere(
    tx: &mut Tx,
    account: AccountId,
    person: PersonId,
) -> Result<bool, tutela_db::Error> {
    let count = sql!(
        "SELECT COUNT(*) FROM members
         WHERE person_id = $1 AND account_id <> $2 AND left_at IS NULL"
    );
    let row = tx.get(count, args![person, account]).await?;
    Ok(row.int(0)? > 0)
}
