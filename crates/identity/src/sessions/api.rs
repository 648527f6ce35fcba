//! `listSessions`, `endSession`, `endAllSessions`, `endSessionsOfMember`.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use tutela_access::session::Listed;
use tutela_access::{Myself, ViewSelf};
use tutela_core::{AccountId, PersonId, SessionId};
use tutela_web::{Error, Json, Path, Query, Visit, Words};
use utoipa::ToSchema;

use super::Described;

/// A device on which the caller is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListedSession {
    #[schema(value_type = String, format = "uuid")]
    id: SessionId,
    /// The device in words.
    #[schema(example = "Firefox on Linux")]
    device: String,
    /// The network of the sign-in; never the whole address.
    #[schema(example = "192.0.2.0/24")]
    network: Option<String>,
    #[schema(format = DateTime)]
    started_at: String,
    /// To five minutes.
    #[schema(format = DateTime)]
    last_used_at: String,
    /// When it ends however much it is used.
    #[schema(format = DateTime)]
    expires_at: String,
    /// Whether it is the session of this very request.
    current: bool,
}

/// The sessions of the caller, this one first.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionList {
    sessions: Vec<ListedSession>,
}

/// How many sessions ended.
#[derive(Debug, Serialize, ToSchema)]
pub struct EndedSessions {
    ended: u64,
}

/// Which sessions are to end.
#[derive(Debug, Deserialize)]
pub struct Which {
    #[serde(default)]
    all: bool,
}

/// Where am I signed in?
#[utoipa::path(
    get,
    path = "/api/v1/me/sessions",
    operation_id = "listSessions",
    tag = "identity",
    responses((status = 200, description = "The sessions.", body = SessionList)),
)]
pub async fn list_sessions(visit: Visit) -> Result<Json<SessionList>, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let t = visit.words_for(authorized.somebody());
    let sessions = super::list(&mut authorized).await?;
    let sessions = sessions.into_iter().map(|one| listed(&t, one)).collect();
    Ok(Json(SessionList { sessions }))
}

/// End one of my sessions. Its token opens nothing from the next request on.
#[utoipa::path(
    delete,
    path = "/api/v1/me/sessions/{session}",
    operation_id = "endSession",
    tag = "identity",
    params(("session" = String, Path, description = "The id of the session.")),
    responses((status = 204, description = "Ended.")),
)]
pub async fn end_session(visit: Visit, Path(session): Path<SessionId>) -> Result<Response, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    super::end(&mut authorized, session).await?;
    guarded.commit().await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// End my sessions on all other devices; with `all=true` the one of this request too.
#[utoipa::path(
    delete,
    path = "/api/v1/me/sessions",
    operation_id = "endAllSessions",
    tag = "identity",
    params(("all" = Option<bool>, Query, description = "Whether this session ends too.")),
    responses((status = 200, description = "Ended.", body = EndedSessions)),
)]
pub async fn end_all_sessions(
    visit: Visit,
    Query(which): Query<Which>,
) -> Result<Json<EndedSessions>, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let ended = super::end_all(&mut authorized, which.all).await?;
    guarded.commit().await?;
    Ok(Json(EndedSessions { ended }))
}

/// Sign a member of an account out on all devices. On an owner only another owner may do it.
#[utoipa::path(
    delete,
    path = "/api/v1/accounts/{account}/people/{person}/sessions",
    operation_id = "endSessionsOfMember",
    tag = "identity",
    params(
        ("account" = String, Path, description = "The id of the account."),
        ("person" = String, Path, description = "The id of the member."),
    ),
    responses((status = 200, description = "Signed out.", body = EndedSessions)),
)]
pub async fn end_sessions_of_member(
    visit: Visit,
    Path((account, person)): Path<(AccountId, PersonId)>,
) -> Result<Json<EndedSessions>, Error> {
    let mut guarded = visit.write().await?;
    let (_, ended) = super::end_of_member(&mut guarded, account, person).await?;
    guarded.commit().await?;
    Ok(Json(EndedSessions { ended }))
}

fn listed(t: &Words, session: Listed) -> ListedSession {
    ListedSession {
        id: session.id,
        device: Described::read(&session.user_agent).told(t),
        network: session.network,
        started_at: session.started_at.to_string(),
        last_used_at: session.seen_at.to_string(),
        expires_at: session.until.to_string(),
        current: session.is_this,
    }
}
