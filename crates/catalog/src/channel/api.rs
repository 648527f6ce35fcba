//! Channels for programs.

use http::StatusCode;
use serde::Serialize;
use tutela_access::{CreateChannel, EditChannel, EnterAccount, ViewChannel};
use tutela_core::{AccountId, ChannelId};
use tutela_web::{Error, Json, Path, Visit};
use utoipa::ToSchema;

use super::typed::Typed;
use super::{Channel, create, edit, find, get, list};

/// A channel.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Channel)]
pub struct Answer {
    id: String,
    account: String,
    account_name: String,
    name: String,
    summary: String,
    /// How many courses stand on it, drafts included.
    courses: u64,
    /// How many of these are drafts.
    drafts: u64,
}

/// The channels of an account that the caller may open, by name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Channels)]
pub struct Answers {
    channels: Vec<Answer>,
}

/// Makes a channel.
#[utoipa::path(post, path = "/api/v1/accounts/{account}/channels", operation_id = "createChannel", tag = "channels",
    params(("account" = String, Path, format = Uuid)), request_body = Typed,
    responses((status = 201, body = Answer)))]
pub async fn create_channel(
    visit: Visit,
    Path(account): Path<AccountId>,
    sent: Result<Json<Typed>, Error>,
) -> Result<(StatusCode, Json<Answer>), Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(CreateChannel, account).await?;
    let wording = sent?.0.read()?;
    let channel = create(&mut authorized, &wording).await?;
    let channel = find(authorized.tx(), channel).await?;
    guarded.commit().await?;
    Ok((StatusCode::CREATED, Json(channel.into())))
}

/// The channels of an account that the caller may open.
#[utoipa::path(get, path = "/api/v1/accounts/{account}/channels", operation_id = "listChannels", tag = "channels",
    params(("account" = String, Path, format = Uuid)),
    responses((status = 200, body = Answers)))]
pub async fn list_channels(
    visit: Visit,
    Path(account): Path<AccountId>,
) -> Result<Json<Answers>, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(EnterAccount, account).await?;
    let channels = list(&mut authorized).await?;
    let channels = channels.into_iter().map(Answer::from).collect();
    Ok(Json(Answers { channels }))
}

/// A channel.
#[utoipa::path(get, path = "/api/v1/channels/{channel}", operation_id = "getChannel", tag = "channels",
    params(("channel" = String, Path, format = Uuid)),
    responses((status = 200, body = Answer)))]
pub async fn get_channel(
    visit: Visit,
    Path(channel): Path<ChannelId>,
) -> Result<Json<Answer>, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewChannel, channel).await?;
    Ok(Json(get(&mut authorized).await?.into()))
}

/// Gives a channel another name and summary.
#[utoipa::path(put, path = "/api/v1/channels/{channel}", operation_id = "updateChannel", tag = "channels",
    params(("channel" = String, Path, format = Uuid)), request_body = Typed,
    responses((status = 200, body = Answer)))]
pub async fn update_channel(
    visit: Visit,
    Path(channel): Path<ChannelId>,
    sent: Result<Json<Typed>, Error>,
) -> Result<Json<Answer>, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(EditChannel, channel).await?;
    edit(&mut authorized, &sent?.0.read()?).await?;
    let channel = find(authorized.tx(), channel).await?;
    guarded.commit().await?;
    Ok(Json(channel.into()))
}

impl From<Channel> for Answer {
    fn from(channel: Channel) -> Self {
        Self {
            id: channel.id.to_string(),
            account: channel.account.to_string(),
            account_name: channel.account_name,
            name: channel.name,
            summary: channel.summary,
            courses: channel.courses,
            drafts: channel.drafts,
        }
    }
}
