//! Channels: the shelves of an account.

pub(crate) mod api;
pub(crate) mod screen;
mod typed;

use tutela_access::{
    Authorized, CreateChannel, EditChannel, EnterAccount, Error, NewScope, Place, ViewChannel,
    ViewSelf, open_scope,
};
use tutela_audit::{Activity, record};
use tutela_core::{AccountId, ChannelId, PersonId, Time};
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
    pub account_name: String,
    pub name: String,
    pub summary: String,
    /// How many courses stand on it, drafts included.
    pub courses: u64,
    /// How many of these are drafts.
    pub drafts: u64,
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
    let scope = NewScope {
        scope: channel.into(),
        within,
    };
    let tx = authorized.tx();
    open_scope(tx, scope, now).await?;
    let insert = sql!(
        "INSERT INTO channels (id, account_id, name, summary, created_at) VALUES ($1, $2, $3, $4, $5)"
    );
    let (name, summary) = (wording.name.as_str(), wording.summary.as_str());
    tx.run(insert, args![channel, account, name, summary, now])
        .await?;
    note(authorized, channel, name).await?;
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
        "SELECT c.id, c.account_id, a.name, c.name, c.summary,
                (SELECT COUNT(*) FROM courses o JOIN scopes s ON s.id = o.id
                 WHERE o.channel_id = c.id AND s.closed_at IS NULL),
                (SELECT COUNT(*) FROM courses o JOIN scopes s ON s.id = o.id
                 WHERE o.channel_id = c.id AND s.closed_at IS NULL AND s.published_at IS NULL)
         FROM channels c JOIN accounts a ON a.id = c.account_id
         WHERE c.account_id = $1 AND c.id IN (
             SELECT v.channel_id FROM viewable_channel v
             WHERE v.person_id = $2 AND (v.until_at IS NULL OR v.until_at > $3))
         ORDER BY c.name, c.id"
    );
    let rows = authorized
        .tx()
        .rows(list, args![account, person, now])
        .await?;
    read_all(&rows)
}

/// The channels that the caller may open, in all accounts, by account and name; at most `most` of them.
pub async fn mine(
    authorized: &mut Authorized<'_, ViewSelf>,
    most: u32,
) -> Result<Vec<Channel>, Error> {
    let (person, now) = (authorized.somebody().id, authorized.now());
    let list = sql!(
        "SELECT c.id, c.account_id, a.name, c.name, c.summary,
                (SELECT COUNT(*) FROM courses o JOIN scopes s ON s.id = o.id
                 WHERE o.channel_id = c.id AND s.closed_at IS NULL),
                (SELECT COUNT(*) FROM courses o JOIN scopes s ON s.id = o.id
                 WHERE o.channel_id = c.id AND s.closed_at IS NULL AND s.published_at IS NULL)
         FROM channels c JOIN accounts a ON a.id = c.account_id
         WHERE c.id IN (
             SELECT v.channel_id FROM viewable_channel v
             WHERE v.person_id = $1 AND (v.until_at IS NULL OR v.until_at > $2))
         ORDER BY a.name, c.name, c.id
         LIMIT $3"
    );
    let rows = authorized.tx().rows(list, args![person, now, most]).await?;
    read_all(&rows)
}

/// The channel itself.
pub async fn get(authorized: &mut Authorized<'_, ViewChannel>) -> Result<Channel, Error> {
    let channel = authorized.on();
    find(authorized.tx(), channel).await
}

/// The same for somebody who has been allowed something else there.
pub async fn find(tx: &mut Tx, channel: ChannelId) -> Result<Channel, Error> {
    let get = sql!(
        "SELECT c.id, c.account_id, a.name, c.name, c.summary,
                (SELECT COUNT(*) FROM courses o JOIN scopes s ON s.id = o.id
                 WHERE o.channel_id = c.id AND s.closed_at IS NULL),
                (SELECT COUNT(*) FROM courses o JOIN scopes s ON s.id = o.id
                 WHERE o.channel_id = c.id AND s.closed_at IS NULL AND s.published_at IS NULL)
         FROM channels c JOIN accounts a ON a.id = c.account_id
         WHERE c.id = $1"
    );
    Ok(read(&tx.get(get, args![channel]).await?)?)
}

/// Whether somebody may open a channel, by the same view as the lists: for the link in a breadcrumb.
pub async fn opens(
    tx: &mut Tx,
    channel: ChannelId,
    person: PersonId,
    now: Time,
) -> Result<bool, Error> {
    let find = sql!(
        "SELECT v.channel_id FROM viewable_channel v
         WHERE v.channel_id = $1 AND v.person_id = $2 AND (v.until_at IS NULL OR v.until_at > $3)
         LIMIT 1"
    );
    Ok(tx.find(find, args![channel, person, now]).await?.is_some())
}

async fn note(
    authorized: &mut Authorized<'_, CreateChannel>,
    channel: ChannelId,
    name: &str,
) -> Result<(), Error> {
    let (by, policy) = (authorized.somebody().id, authorized.policy().to_owned());
    let activity = Activity {
        actor: Some(by),
        account: Some(authorized.on()),
        scope: channel.into(),
        action: "createChannel",
        policy: &policy,
        subject: channel.to_string(),
        detail: name,
    };
    let ambient = authorized.ambient();
    Ok(record(authorized.tx(), activity, ambient).await?)
}

fn read_all(rows: &[Row]) -> Result<Vec<Channel>, Error> {
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

fn read(row: &Row) -> Result<Channel, tutela_db::Error> {
    Ok(Channel {
        id: row.id(0)?,
        account: row.id(1)?,
        account_name: row.text(2)?,
        name: row.text(3)?,
        summary: row.text(4)?,
        courses: row.count(5)?,
        drafts: row.count(6)?,
    })
}
