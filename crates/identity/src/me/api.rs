//! `whoAmI`, `updateMe`.

use http::StatusCode;
use serde::{Deserialize, Serialize};
use tutela_access::{Held, Myself, ViewSelf};
use tutela_core::{GrantId, PersonId, ScopeId, SessionId};
use tutela_web::{Error, FieldErrors, Json, Language, Visit};
use utoipa::ToSchema;

use super::Update;
use crate::people::PersonName;
use crate::refusal;

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

/// What changes about the caller; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MyUpdate {
    name: Option<String>,
    /// The language of pages and letters, as a BCP 47 tag.
    #[schema(example = "en")]
    language: Option<String>,
}

/// Change what I am called, or the language of my pages and letters.
#[utoipa::path(
    patch,
    path = "/api/v1/me",
    operation_id = "updateMe",
    tag = "identity",
    request_body = MyUpdate,
    responses((status = 204, description = "Changed.")),
)]
pub async fn update_me(visit: Visit, Json(wanted): Json<MyUpdate>) -> Result<StatusCode, Error> {
    let update = read(wanted.name.as_deref(), wanted.language.as_deref())?;
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    super::update(&mut authorized, &update).await?;
    guarded.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Reads what is to change; whatever is wrong is noted at its field.
pub(super) fn read(name: Option<&str>, language: Option<&str>) -> Result<Update, FieldErrors> {
    let mut errors = FieldErrors::default();
    let name = name.and_then(|name| {
        PersonName::parse(name)
            .map_err(|invalid| refusal::name(&mut errors, "name", invalid))
            .ok()
    });
    let known = language.map(Language::parse);
    if known == Some(None) {
        errors.add("language", "choice");
    }
    errors.settle(Update {
        name,
        language: known.flatten(),
    })
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
