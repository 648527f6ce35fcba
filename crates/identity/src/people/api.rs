//! `addPerson`, `listPeople`.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use tutela_access::{AddPerson, ViewPeople};
use tutela_core::{AccountId, GrantId, PersonId, Role, Scope, Secret};
use tutela_web::{Error, FieldErrors, Json, Path, Query, Visit};
use utoipa::ToSchema;

use super::typed::{self, PERSON, Understood};
use super::{MOST, Newcomer, Wanted, add, floor, list};
use crate::desk::Desk;
use crate::invitation::link;
use crate::place;
use crate::refusal::settle;

/// Somebody to bring in, at an account, a channel, a course, or the platform.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonToAdd {
    /// `platform`, `account`, `channel` or `course`.
    #[schema(example = "course")]
    level: String,
    /// The id of the account, channel or course; the platform has none.
    scope_id: Option<String>,
    name: String,
    username: String,
    /// The role that he gets there. In an account it may be left out.
    #[schema(example = "course_learner")]
    role: Option<String>,
    /// Sets a password at once, for scripts. Better leave it out and hand over the link: then nobody else has
    /// ever known the password.
    #[schema(value_type = Option<String>, format = Password)]
    password: Option<Secret<String>>,
}

/// Somebody who was brought in.
#[derive(Debug, Serialize, ToSchema)]
pub struct AddedPerson {
    #[schema(value_type = String, format = "uuid")]
    id: PersonId,
    /// The grant of his role.
    #[schema(value_type = Option<String>, format = "uuid")]
    grant: Option<GrantId>,
    /// The path behind which he sets his password, once, within two weeks; null when one was set for him.
    welcome_path: Option<String>,
}

/// Somebody who belongs to an account.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListedPerson {
    #[schema(value_type = String, format = "uuid")]
    id: PersonId,
    name: String,
    username: String,
    /// Whether he has set a password and can sign in.
    ready: bool,
    #[schema(format = DateTime)]
    joined_at: String,
    /// Until when too many failed tries keep him out of devices that are new to him.
    #[schema(format = DateTime)]
    locked_until: Option<String>,
}

/// The people of an account.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonList {
    people: Vec<ListedPerson>,
    /// Give it as `after` to read on; null at the end.
    #[schema(value_type = Option<String>, format = "uuid")]
    next: Option<PersonId>,
}

/// Which part is asked for.
#[derive(Debug, Deserialize)]
pub struct AskedPart {
    #[serde(default)]
    q: String,
    after: Option<PersonId>,
    limit: Option<u32>,
}

/// Bring a new person in, with a role: both or neither.
#[utoipa::path(
    post,
    path = "/api/v1/people",
    operation_id = "addPerson",
    tag = "identity",
    request_body = PersonToAdd,
    responses((status = 201, description = "Brought in.", body = AddedPerson)),
)]
pub async fn add_person(
    visit: Visit,
    State(desk): State<Desk>,
    Json(wanted): Json<PersonToAdd>,
) -> Result<Response, Error> {
    let (scope, role, person) = read(&visit, &wanted).await?;
    let caller = (visit.gate(), visit.caller());
    let password = match person.password {
        Some(password) => {
            let what = (AddPerson, scope);
            Some(desk.hasher.hash_for(caller, what, password).await?)
        }
        None => None,
    };
    let newcomer = Newcomer {
        name: person.name,
        username: person.username,
        password,
    };
    let mut guarded = visit.write().await?;
    let added = add(&mut guarded, scope, &newcomer, role).await?;
    guarded.commit().await?;
    let answer = AddedPerson {
        id: added.person,
        grant: added.grant,
        welcome_path: added.welcome.as_ref().map(link::path),
    };
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

async fn read(
    visit: &Visit,
    wanted: &PersonToAdd,
) -> Result<(Scope, Option<Role>, Understood), Error> {
    let mut errors = FieldErrors::default();
    let scope = place::parse(&wanted.level, wanted.scope_id.as_deref(), &mut errors);
    let role = wanted.role.as_deref().map(str::parse::<Role>).transpose();
    if role.is_err() {
        errors.add("role", "choice");
    }
    let person = typed::Typed {
        name: &wanted.name,
        username: &wanted.username,
        country: match scope {
            Some(scope) => place::country(visit, scope, &wanted.username).await?,
            None => None,
        },
        password: wanted.password.as_ref(),
    };
    let floor = floor(scope.unwrap_or(Scope::Platform));
    let person = typed::read(person, PERSON, floor, &mut errors);
    let all = scope.zip(role.ok()).zip(person);
    let ((scope, role), person) = settle(errors, all)?;
    Ok((scope, role, person))
}

/// Those who belong to an account, by name, part by part.
#[utoipa::path(
    get,
    path = "/api/v1/accounts/{account}/people",
    operation_id = "listPeople",
    tag = "identity",
    params(
        ("account" = String, Path, description = "The id of the account."),
        ("q" = Option<String>, Query, description = "A part of the name or of the user name."),
        ("after" = Option<String>, Query, description = "`next` of the part before."),
        ("limit" = Option<u32>, Query, description = "How many at most, up to 200."),
    ),
    responses((status = 200, description = "The people.", body = PersonList)),
)]
pub async fn list_people(
    visit: Visit,
    Path(account): Path<AccountId>,
    Query(asked): Query<AskedPart>,
) -> Result<Json<PersonList>, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewPeople, account).await?;
    let listed = |member: super::Member| ListedPerson {
        id: member.person,
        name: member.name,
        username: member.username,
        ready: member.ready,
        joined_at: member.joined_at.to_string(),
        locked_until: member.locked_until.map(|until| until.to_string()),
    };
    let wanted = Wanted {
        like: &asked.q,
        after: asked.after,
        limit: asked.limit.unwrap_or(MOST),
    };
    let part = list(&mut authorized, wanted).await?;
    Ok(Json(PersonList {
        people: part.members.into_iter().map(listed).collect(),
        next: part.next,
    }))
}
