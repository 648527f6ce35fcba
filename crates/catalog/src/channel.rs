//! Channels: the shelves of an account.

use tutela_access::{
    Authorized, CreateChannel, EditChannel, EnterAccount, Error, NewScope, Place, ViewChannel,
    open_scope,
};
use tutela_audit::{Activity, record};
use tutela_core::{AccountId, ChannelId};
use tutela_db::{Row, Tx, args, sql};

use crate::{Line, Prose};

/// What is said about a channel.
#[derive(Debug, Clone)]
pub struct Wording {
    pub name: Line,
    pub summary: Prose,
}

/// A channel as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    pub id: ChannelId,
    pub account: AccountId,
    pub name: String,
    pub summary: String,
    /// How many courses stand on it, drafts included.
    pub courses: u64,
}

/// Makes a channel.
pub async fn create(
    authorized: &mut Authorized<'_, CreateChannel>,
    wording: &Wording,
) -> Result<ChannelId, Error> {
    let (account, now) = (authorized.on(), authorized.now());
    let channel: ChannelId = authorized.ambient().id();
    let within = Place {
        account: Some(account),
        ..Place::default()
    };
    let tx = authorized.tx();
    open_scope(
        tx,
        NewScope {
            scope: channel.into(),
            within,
        },
        now,
    )
    .await?;
    let insert = sql!(
        "INSERT INTO channels (id, account_id, name, summary, created_at) VALUES ($1, $2, $3, $4, $5)"
    );
    let (name, summary) = (wording.name.as_str(), wording.summary.as_str());
    tx.run(insert, args![channel, account, name, summary, now])
        .await?;
    let (by, policy) = (authorized.somebody().id, authorized.policy().to_owned());
    let activity = Activity {
        actor: Some(by),
        account: Some(account),
        scope: channel.into(),
        action: "createChannel",
        policy: &policy,
        subject: channel.to_string(),
        detail: name,
    };
    let ambient = authorized.ambient();
    record(authorized.tx(), activity, ambient).await?;
    Ok(channel)
}

/// Says something else about a channel.
pub async fn edit(
    authorized: &mut Authorized<'_, EditChannel>,
    wording: &Wording,
) -> Result<(), Error> {
    let channel = authorized.on();
    let update = sql!("UPDATE channels SET name = $2, summary = $3 WHERE id = $1");
    let (name, summary) = (wording.name.as_str(), wording.summary.as_str());
    authorized
        .tx()
        .run(update, args![channel, name, summary])
        .await?;
    Ok(())
}

/// The channels of the account that the caller may open, by name.
pub async fn list(authorized: &mut Authorized<'_, EnterAccount>) -> Result<Vec<Channel>, Error> {
    let (account, person, now) = (authorized.on(), authorized.somebody().id, authorized.now());
    let list = sql!(
        "SELECT c.id, c.account_id, c.name, c.summary,
                (SELECT COUNT(*) FROM courses o WHERE o.channel_id = c.id)
         FROM channels c
         WHERE c.account_id = $1 AND EXISTS (
             SELECT 1 FROM viewable_channel v
             WHERE v.channel_id = c.id AND v.person_id = $2 AND (v.until_at IS NULL OR v.until_at > $3))
         ORDER BY c.name, c.id"
    );
    let rows = authorized
        .tx()
        .rows(list, args![account, person, now])
        .await?;
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// The channel itself.
pub async fn get(authorized: &mut Authorized<'_, ViewChannel>) -> Result<Channel, Error> {
    let channel = authorized.on();
    let get = sql!(
        "SELECT c.id, c.account_id, c.name, c.summary,
                (SELECT COUNT(*) FROM courses o WHERE o.channel_id = c.id)
         FROM channels c WHERE c.id = $1"
    );
    Ok(read(&authorized.tx().get(get, args![channel]).await?)?)
}

/// The name of a channel, for a breadcrumb of somebody who is inside it.
pub async fn name(tx: &mut Tx, channel: ChannelId) -> Result<String, Error> {
    Ok(tx
        .get(
            sql!("SELECT name FROM channels WHERE id = $1"),
            args![channel],
        )
        .await?
        .text(0)?)
}

fn read(row: &Row) -> Result<Channel, tutela_db::Error> {
    Ok(Channel {
        id: row.id(0)?,
        account: row.id(1)?,
        name: row.text(2)?,
        summary: row.text(3)?,
        courses: row.count(4)?,
    })
}
