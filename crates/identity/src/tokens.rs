//! API tokens: what somebody lets a program do in his name, and who else sees and ends them. What a token allows is decided by the
//! gate (`tutela_access::token`); here they are made, listed and ended, and those are told whom it concerns.

pub(crate) mod api;
mod line;
pub(crate) mod routes;
pub(crate) mod screen;
mod typed;

use tutela_access::token::{self, Ended, Listed, Made, NewToken};
use tutela_access::{
    Authorized, EndSessionsOfMember, Error, Guarded, ViewPeople, ViewSelf, is_member,
};
use tutela_audit::{Activity, Notice, NoticeKind, notify, record};
use tutela_core::{AccountId, Ambient, ApiTokenId, PersonId, Scope};
use tutela_db::Tx;

pub(crate) use line::Line;

use crate::sessions::is_beneath;

/// How many tokens of one person stand at once.
pub const MOST: u64 = 50;

/// For how many days a token lasts, where nothing is said.
pub const USUAL_DAYS: u32 = 90;

/// Why no token was made.
#[derive(Debug, thiserror::Error)]
pub enum CannotMake {
    /// The caller holds nothing at that place, or there is no such place; the two are one on purpose.
    #[error("no role is held there")]
    NoRole,
    /// The caller has as many as anybody may have.
    #[error("there are too many tokens")]
    TooMany,
    #[error(transparent)]
    Access(#[from] Error),
}

impl From<tutela_db::Error> for CannotMake {
    fn from(error: tutela_db::Error) -> Self {
        Self::Access(error.into())
    }
}

/// Makes a token of the caller, and tells him so.
///
/// # Errors
/// [`CannotMake`]; [`Error::ProofNeeded`] without a fresh proof of who he is.
pub async fn create(
    authorized: &mut Authorized<'_, ViewSelf>,
    new: &NewToken,
) -> Result<Made, CannotMake> {
    authorized.demand_proof()?;
    let (person, now) = (authorized.somebody().id, authorized.now());
    if token::standing(authorized.tx(), person, now).await? >= MOST {
        return Err(CannotMake::TooMany);
    }
    let made = token::make(authorized, new).await?;
    let made = made.ok_or(CannotMake::NoRole)?;
    let (policy, ambient) = (authorized.policy().to_owned(), authorized.ambient());
    let tx = authorized.tx();
    let activity = Activity {
        actor: Some(person),
        account: made.account,
        scope: new.scope,
        action: "createApiToken",
        policy: &policy,
        subject: made.id.to_string(),
        detail: &new.name,
    };
    record(tx, activity, ambient).await?;
    let notice = Notice {
        person,
        kind: NoticeKind::TokenMade,
        account: made.account,
        detail: &new.name,
    };
    notify(tx, notice, ambient).await?;
    Ok(made)
}

/// The caller's tokens.
pub async fn list(authorized: &mut Authorized<'_, ViewSelf>) -> Result<Vec<Listed>, Error> {
    Ok(token::list_mine(authorized).await?)
}

/// Ends one of the caller's tokens, at once. Gives its name.
///
/// # Errors
/// [`Error::NotFound`] for what is not his, or has ended already.
pub async fn revoke(
    authorized: &mut Authorized<'_, ViewSelf>,
    id: ApiTokenId,
) -> Result<String, Error> {
    let (person, policy) = (authorized.somebody().id, authorized.policy().to_owned());
    let ambient = authorized.ambient();
    let tx = authorized.tx();
    let ended = token::end(tx, (person, id), None, (person, ambient)).await?;
    let ended = ended.ok_or(Error::NotFound)?;
    write_down(tx, (person, &policy), (id, &ended), ambient).await?;
    Ok(ended.name)
}

/// The tokens of a member that reach into the account.
///
/// # Errors
/// [`Error::NotFound`] for who is no member.
pub async fn of_member(
    authorized: &mut Authorized<'_, ViewPeople>,
    person: PersonId,
) -> Result<Vec<Listed>, Error> {
    let (account, now) = (authorized.on(), authorized.now());
    let tx = authorized.tx();
    if !is_member(tx, account, person).await? {
        return Err(Error::NotFound);
    }
    Ok(token::list_of(tx, person, Some(account), now).await?)
}

/// Ends a token of a member that reaches into the account, and tells him. Gives its name.
///
/// # Errors
/// [`Error::NotFound`] for who is no member and for other tokens, [`Error::Forbidden`] for an owner's, unless another owner does it.
pub async fn revoke_of_member(
    guarded: &mut Guarded<'_>,
    (account, person): (AccountId, PersonId),
    id: ApiTokenId,
) -> Result<String, Error> {
    guarded.removing_from(person);
    let mut authorized = guarded.authorize(EndSessionsOfMember, account).await?;
    let (by, now) = (authorized.somebody().id, authorized.now());
    let (policy, ambient) = (authorized.policy().to_owned(), authorized.ambient());
    let tx = authorized.tx();
    is_beneath(tx, (by, person), account, now).await?;
    let ended = token::end(tx, (person, id), Some(account), (by, ambient)).await?;
    let ended = ended.ok_or(Error::NotFound)?;
    write_down(tx, (by, &policy), (id, &ended), ambient).await?;
    if by != person {
        let notice = Notice {
            person,
            kind: NoticeKind::TokenEnded,
            account: Some(account),
            detail: &ended.name,
        };
        notify(tx, notice, ambient).await?;
    }
    Ok(ended.name)
}

async fn write_down(
    tx: &mut Tx,
    (by, policy): (PersonId, &str),
    (id, ended): (ApiTokenId, &Ended),
    ambient: &Ambient,
) -> Result<(), tutela_db::Error> {
    let activity = Activity {
        actor: Some(by),
        account: ended.account,
        scope: ended.scope,
        action: "revokeApiToken",
        policy,
        subject: id.to_string(),
        detail: &ended.name,
    };
    record(tx, activity, ambient).await
}

/// A place in one word of a form: `course:01890a5d-…`, or `platform`.
pub(crate) fn word(scope: Scope) -> String {
    match scope {
        Scope::Platform => "platform".to_owned(),
        place => format!("{}:{}", place.level().as_str(), place.id()),
    }
}
