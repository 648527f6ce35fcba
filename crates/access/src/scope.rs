//! The tree of places: platform, accounts, channels, courses, lessons.

use tutela_core::{Ambient, Scope, ScopeId, Time};
use tutela_db::{Error, Tx, args, sql};

use crate::authorized::Place;
use crate::removal;

/// A place to be, and the ancestors it will stand in (itself not included).
#[derive(Debug, Clone, Copy)]
pub struct NewScope {
    pub scope: Scope,
    pub within: Place,
}

/// Opens a place in the tree, unpublished.
pub async fn open_scope(tx: &mut Tx, new: NewScope, now: Time) -> Result<(), Error> {
    let mut place = new.within;
    match new.scope {
        Scope::Account(id) => place.account = Some(id),
        Scope::Channel(id) => place.channel = Some(id),
        Scope::Course(id) => place.course = Some(id),
        Scope::Platform | Scope::Lesson(_) => {}
    }
    let insert = sql!(
        "INSERT INTO scopes (id, kind, account_id, channel_id, course_id, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)"
    );
    let kind = new.scope.level();
    let args = args![
        new.scope,
        kind,
        place.account,
        place.channel,
        place.course,
        now
    ];
    tx.run(insert, args).await?;
    Ok(())
}

/// What a place and its ancestors are called.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlaceNames {
    pub account: Option<String>,
    pub channel: Option<String>,
    pub course: Option<String>,
}

/// The names along a place, for the breadcrumb of somebody who was let in there.
pub async fn place_names(tx: &mut Tx, place: Place) -> Result<PlaceNames, Error> {
    let list = sql!("SELECT scope_id, name FROM scope_name WHERE scope_id IN ($1, $2, $3)");
    let args = args![place.account, place.channel, place.course];
    let mut names = PlaceNames::default();
    for row in tx.rows(list, args).await? {
        let (scope, name): (ScopeId, _) = (row.id(0)?, Some(row.text(1)?));
        if place.account.map(ScopeId::from) == Some(scope) {
            names.account = name;
        } else if place.channel.map(ScopeId::from) == Some(scope) {
            names.channel = name;
        } else {
            names.course = name;
        }
    }
    Ok(names)
}

/// Lets learners see a place. What is published already keeps its time.
pub async fn publish(tx: &mut Tx, scope: Scope, now: Time) -> Result<(), Error> {
    let publish =
        sql!("UPDATE scopes SET published_at = $2 WHERE id = $1 AND published_at IS NULL");
    tx.run(publish, args![scope, now]).await?;
    Ok(())
}

/// Hides a place from learners again.
pub async fn unpublish(tx: &mut Tx, scope: Scope, ambient: &Ambient) -> Result<(), Error> {
    tx.run(
        sql!("UPDATE scopes SET published_at = NULL WHERE id = $1"),
        args![scope],
    )
    .await?;
    removal::note(tx, ambient).await
}

/// Closes a place for everybody, with all that is in it. What is closed already keeps its time.
pub async fn close(tx: &mut Tx, scope: Scope, ambient: &Ambient) -> Result<(), Error> {
    let close = sql!(
        "UPDATE scopes SET closed_at = $2
         WHERE (id = $1 OR account_id = $1 OR channel_id = $1 OR course_id = $1) AND closed_at IS NULL"
    );
    tx.run(close, args![scope, ambient.now()]).await?;
    removal::note(tx, ambient).await
}

/// Opens a place again, with what was closed together with it; what was closed before stays closed. Whether it was closed.
pub async fn reopen(tx: &mut Tx, scope: Scope) -> Result<bool, Error> {
    let find = sql!("SELECT closed_at FROM scopes WHERE id = $1 AND closed_at IS NOT NULL");
    let Some(row) = tx.find(find, args![scope]).await? else {
        return Ok(false);
    };
    let reopen = sql!(
        "UPDATE scopes SET closed_at = NULL
         WHERE (id = $1 OR account_id = $1 OR channel_id = $1 OR course_id = $1) AND closed_at = $2"
    );
    tx.run(reopen, args![scope, row.time(0)?]).await?;
    Ok(true)
}

/// Asks a second factor of everybody who runs an account, or of the platform's staff, from a moment on; or of nobody.
/// Whoever has none keeps what he may do as a learner, and nothing more until he has one.
pub async fn ask_for_factor(
    tx: &mut Tx,
    scope: Scope,
    since: Option<Time>,
    ambient: &Ambient,
) -> Result<(), Error> {
    let ask = sql!("UPDATE scopes SET second_factor_at = $2 WHERE id = $1");
    tx.run(ask, args![scope, since]).await?;
    removal::note(tx, ambient).await
}

/// Since when a second factor is asked there.
pub async fn factor_asked_since(tx: &mut Tx, scope: Scope) -> Result<Option<Time>, Error> {
    let find = sql!("SELECT second_factor_at FROM scopes WHERE id = $1");
    let row = tx.find(find, args![scope]).await?;
    Ok(row.map(|row| row.opt_time(0)).transpose()?.flatten())
}
