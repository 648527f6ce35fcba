//! `whoAmI`.

use serde::Serialize;
use tutela_access::{Held, Myself, ViewSelf};
use tutela_core::{GrantId, PersonId, ScopeId, SessionId};
use tutela_web::{Error, Json, Visit};
use utoipa::ToSchema;

/// The caller.
#[derive(Debug, Serialize, ToSchema)]
pub struct WhoAmI {
    person: MyPerson,
    /// The roles that count now, the oldest first.
    roles: Vec<MyRole>,
    session: MySession,
}

/// The caller as a person.
#[derive(Debug, Serialize, ToSchema)]
pub struct MyPerson {
    #[schema(value_type = String, format = "uuid")]
    id: PersonId,
    name: String,
    username: String,
    /// The language of the pages, as a BCP 47 tag.
    #[schema(example = "en")]
    language: String,
}

/// A role that the caller holds.
#[derive(Debug, Serialize, ToSchema)]
pub struct MyRole {
    #[schema(value_type = String, format = "uuid")]
    grant: GrantId,
    #[schema(example = "channel_manager")]
    role: &'static str,
    #[schema(example = "channel")]
    level: &'static str,
    #[schema(value_type = String, format = "uuid")]
    scope_id: ScopeId,
    #[schema(format = DateTime)]
    until: Option<String>,
}

/// The session of this very request.
#[derive(Debug, Serialize, ToSchema)]
pub struct MySession {
    #[schema(value_type = String, format = "uuid")]
    id: SessionId,
    /// When it ends however much it is used.
    #[schema(format = DateTime)]
    expires_at: String,
}

/// Who am I, and what may I do where?
#[utoipa::path(
    get,
    path = "/api/v1/me",
    operation_id = "whoAmI",
    tag = "identity",
    responses((status = 200, description = "The caller.", body = WhoAmI)),
)]
pub async fn who_am_i(visit: Visit) -> Result<Json<WhoAmI>, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let me = super::get(&mut authorized).await?;
    Ok(Json(WhoAmI {
        person: MyPerson {
            id: me.id,
            name: me.name,
            username: me.username,
            language: me.language,
        },
        roles: me.roles.iter().map(role).collect(),
        session: MySession {
            id: me.session,
            expires_at: me.until.to_string(),
        },
    }))
}

fn role(held: &Held) -> MyRole {
    MyRole {
        grant: held.grant,
        role: held.role.as_str(),
        level: held.scope.level().as_str(),
        scope_id: held.scope.id(),
        until: held.until.map(|until| until.to_string()),
    }
}
