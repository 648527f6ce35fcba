//! API tokens: what somebody lets a program do in his name. A token allows nothing by itself: each request asks what its person
//! may do now, by the very grants that he held when he made it, and the policy takes away what lies outside the token's place
//! or is not what it is for (`policy/tokens.cedar`). A grant that ended never counts again, so neither does the token.

mod allows;
mod list;
mod places;

use std::time::Duration;

use tutela_core::{
    AccountId, Ambient, ApiTokenId, GrantId, Level, PersonId, Scope, ScopeId, Time, Token,
};
use tutela_db::{Db, Error, Lock, Row, Tx, args, sql};

use crate::authorized::Place;
use crate::{Authorized, ViewSelf, removal};

pub use allows::{Allows, Use};
pub use list::{Listed, list_mine, list_of, standing};
pub use places::{Spot, places};

/// How long a token lasts at most.
pub const LONGEST: Duration = Duration::from_secs(366 * 24 * 3600);

/// For how long it is kept what a token was, after its end.
pub const KEPT: Duration = Duration::from_secs(30 * 24 * 3600);

/// How exactly the last use is known; finer would be a write for each read.
const GRAIN: Duration = Duration::from_secs(60);

/// Within this time of a removal, giving the role back is taking the removal back.
const UNDONE: Duration = Duration::from_secs(60);

/// The API token of a request, as the policy is told of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ByToken {
    pub id: ApiTokenId,
    /// The place of the token.
    pub place: ScopeId,
    pub allows: Allows,
}

/// A token to be.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// What its person calls it.
    pub name: String,
    /// What it is for, in words.
    pub purpose: String,
    pub scope: Scope,
    pub allows: Allows,
    pub until: Time,
}

/// A token that was just made.
#[derive(Debug)]
pub struct Made {
    pub id: ApiTokenId,
    /// What the program is given. It cannot be shown again.
    pub token: Token,
    /// The account of its place, if that is in one.
    pub account: Option<AccountId>,
}

/// Makes a token of the caller, by the grants that he holds at its place, above it and below it. Nothing when he holds none, or there
/// is no such place: the two are one on purpose.
pub async fn make(
    authorized: &mut Authorized<'_, ViewSelf>,
    new: &NewToken,
) -> Result<Option<Made>, Error> {
    let (person, ambient) = (authorized.somebody().id, authorized.ambient());
    let tx = authorized.tx();
    let Some(place) = find_place(tx, new.scope).await? else {
        return Ok(None);
    };
    let made = Made {
        id: ambient.id(),
        token: Token::new(ambient),
        account: place.account,
    };
    let insert = sql!(
        "INSERT INTO api_tokens (id, person_id, digest, name, purpose, scope_id, account_id, allows,
                                 made_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    );
    let values = args![
        made.id,
        person,
        made.token.digest(),
        &new.name,
        &new.purpose,
        new.scope,
        place.account,
        new.allows.written(),
        ambient.now(),
        new.until
    ];
    tx.run(insert, values).await?;
    let derived = derive(tx, (made.id, person), (new.scope, place), ambient.now()).await?;
    Ok((derived > 0).then_some(made))
}

/// Ties a token to the grants that it derives from; gives how many.
async fn derive(
    tx: &mut Tx,
    (token, person): (ApiTokenId, PersonId),
    (scope, place): (Scope, Place),
    now: Time,
) -> Result<u64, Error> {
    let derive = sql!(
        "INSERT INTO token_grants (token_id, grant_id)
         SELECT CAST($1 AS TEXT), g.id
         FROM effective_grant g
         JOIN scopes s ON s.id = g.scope_id
         WHERE g.person_id = $2 AND (g.until_at IS NULL OR g.until_at > $7)
           AND (s.id IN ($3, $4, $5, $6) OR s.account_id = $3 OR s.channel_id = $3)"
    );
    let values = args![
        token,
        person,
        scope,
        place.course,
        place.channel,
        place.account,
        now
    ];
    tx.run(derive, values).await
}

async fn find_place(tx: &mut Tx, scope: Scope) -> Result<Option<Place>, Error> {
    let find = sql!(
        "SELECT account_id, channel_id, course_id FROM scopes
         WHERE id = $1 AND kind = $2 AND kind <> 'lesson' AND closed_at IS NULL"
    );
    let row = tx.find(find, args![scope, scope.level()]).await?;
    let read = |row: Row| {
        Ok(Place {
            account: row.opt_id(0)?,
            channel: row.opt_id(1)?,
            course: row.opt_id(2)?,
        })
    };
    row.map(read).transpose()
}

/// A token that was ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    pub name: String,
    pub scope: Scope,
    pub account: Option<AccountId>,
}

/// Ends a token of a person, if it still stands; in an account, if one is given. Writes by it that are under way end first.
pub async fn end(
    tx: &mut Tx,
    (person, token): (PersonId, ApiTokenId),
    account: Option<AccountId>,
    (by, ambient): (PersonId, &Ambient),
) -> Result<Option<Ended>, Error> {
    tx.lock(Lock::exclusive(person.uuid())).await?;
    let find = sql!(
        "SELECT t.name, s.kind, t.scope_id, t.account_id
         FROM api_tokens t
         JOIN scopes s ON s.id = t.scope_id
         WHERE t.id = $1 AND t.person_id = $2 AND t.ended_at IS NULL
           AND (CAST($3 AS TEXT) IS NULL OR t.account_id = $3)"
    );
    let Some(row) = tx.find(find, args![token, person, account]).await? else {
        return Ok(None);
    };
    let end = sql!(
        "UPDATE api_tokens SET ended_at = $2, ended_by = $3 WHERE id = $1 AND ended_at IS NULL"
    );
    tx.run(end, args![token, ambient.now(), by]).await?;
    removal::note(tx, ambient).await?;
    let (level, scope): (Level, ScopeId) = (row.id(1)?, row.id(2)?);
    Ok(Some(Ended {
        name: row.text(0)?,
        scope: Scope::of(level, scope),
        account: row.opt_id(3)?,
    }))
}

/// Ends all tokens of a person, or those of one account; gives how many. Whoever calls this notes the removal.
pub(crate) async fn end_all(
    tx: &mut Tx,
    person: PersonId,
    account: Option<AccountId>,
    (by, now): (PersonId, Time),
) -> Result<u64, Error> {
    let end = sql!(
        "UPDATE api_tokens SET ended_at = $3, ended_by = $4
         WHERE person_id = $1 AND ended_at IS NULL
           AND (CAST($2 AS TEXT) IS NULL OR account_id = $2)"
    );
    tx.run(end, args![person, account, now, by]).await
}

/// A removal that is taken back at once takes nothing from the tokens that derive from the grant.
pub(crate) async fn follow_undo(
    tx: &mut Tx,
    (revoked, again): (GrantId, GrantId),
    now: Time,
) -> Result<(), Error> {
    let follow = sql!(
        "INSERT INTO token_grants (token_id, grant_id)
         SELECT d.token_id, CAST($2 AS TEXT)
         FROM token_grants d
         JOIN grants g ON g.id = d.grant_id
         WHERE d.grant_id = $1 AND g.revoked_at > $3"
    );
    tx.run(follow, args![revoked, again, now.minus(UNDONE)])
        .await?;
    Ok(())
}

/// Forgets tokens that ended or ran out as long ago as they are kept, and ends those whose grants were all taken; gives how
/// many were forgotten.
pub async fn sweep(tx: &mut Tx, now: Time) -> Result<u64, Error> {
    let end = sql!(
        "UPDATE api_tokens SET ended_at = $1
         WHERE ended_at IS NULL AND NOT EXISTS (
             SELECT d.grant_id FROM token_grants d
             JOIN grants g ON g.id = d.grant_id
             WHERE d.token_id = api_tokens.id AND g.revoked_at IS NULL)"
    );
    tx.run(end, args![now]).await?;
    let before = now.minus(KEPT);
    let untie = sql!(
        "DELETE FROM token_grants WHERE token_id IN (
             SELECT id FROM api_tokens WHERE expires_at < $1 OR ended_at < $1)"
    );
    tx.run(untie, args![before]).await?;
    let forget = sql!("DELETE FROM api_tokens WHERE expires_at < $1 OR ended_at < $1");
    tx.run(forget, args![before]).await
}

/// Whether a use is worth noting.
pub(crate) fn is_due(used_at: Time, now: Time) -> bool {
    now.since(used_at) >= GRAIN
}

pub(crate) async fn touch(db: &Db, token: ApiTokenId, now: Time) -> Result<(), Error> {
    let mut tx = db.write().await?;
    let touch = sql!(
        "UPDATE api_tokens SET used_at = $2
         WHERE id = $1 AND (used_at IS NULL OR used_at < $2)"
    );
    tx.run(touch, args![token, now]).await?;
    tx.commit().await
}
