//! `grantRole`, `changeGrant`, `revokeRole`, `listRoles`.

pub(crate) mod several;

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use tutela_access::{Held, ListRoles};
use tutela_core::{GrantId, PersonId, Role, Scope, ScopeId, Username};
use tutela_web::{Error, FieldErrors, Json, Path, Query, Visit};
use utoipa::ToSchema;

use super::{Terms, grant, terms};
use crate::people::typed::username;
use crate::refusal::settle;
use crate::{place, roles};

/// A role to give, to somebody of the account: named by the user name or by the id.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleToGive {
    #[schema(example = "anna")]
    username: Option<String>,
    /// Counts before `username`.
    #[schema(value_type = Option<String>, format = "uuid")]
    person_id: Option<PersonId>,
    #[schema(example = "course_learner")]
    role: String,
    /// `platform`, `account`, `channel` or `course`.
    #[schema(example = "course")]
    level: String,
    /// The id of the account, channel or course; the platform has none.
    scope_id: Option<String>,
    /// When the role ends by itself (RFC 3339).
    #[schema(format = DateTime)]
    until: Option<String>,
    /// Why it is given, 500 characters at most.
    reason: Option<String>,
}

/// The terms of a role that somebody holds; what is left out is taken off.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantTerms {
    /// When the role ends by itself (RFC 3339); nothing for a role without an end.
    #[schema(format = DateTime)]
    until: Option<String>,
    /// Why it is given, 500 characters at most.
    reason: Option<String>,
}

/// A role that somebody holds.
#[derive(Debug, Serialize, ToSchema)]
pub struct GrantedRole {
    /// The id of the grant, by which it is taken away.
    #[schema(value_type = String, format = "uuid")]
    id: GrantId,
    #[schema(value_type = String, format = "uuid")]
    person_id: PersonId,
    role: &'static str,
    level: &'static str,
    #[schema(value_type = String, format = "uuid")]
    scope_id: ScopeId,
    #[schema(format = DateTime)]
    until: Option<String>,
    reason: Option<String>,
}

/// A role in the list of a place.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListedRole {
    #[serde(flatten)]
    role: GrantedRole,
    person_name: String,
    #[schema(format = DateTime)]
    granted_at: String,
    granted_by: Option<String>,
}

/// The roles of a place.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoleList {
    roles: Vec<ListedRole>,
    /// The grant to read on from, if there is more.
    #[schema(value_type = Option<String>, format = "uuid")]
    next: Option<GrantId>,
}

/// Which place is asked about.
#[derive(Debug, Deserialize)]
pub struct AskedPlace {
    #[serde(default)]
    level: String,
    scope_id: Option<String>,
    after: Option<GrantId>,
}

/// Give a role. Giving what is held already gives back the same grant, with the new end.
#[utoipa::path(
    post,
    path = "/api/v1/roles",
    operation_id = "grantRole",
    tag = "identity",
    request_body = RoleToGive,
    responses((status = 201, description = "Given.", body = GrantedRole)),
)]
pub async fn grant_role(visit: Visit, Json(wanted): Json<RoleToGive>) -> Result<Response, Error> {
    let (scope, role, whom, terms) = read(&wanted)?;
    let person = match whom {
        Named::Person(person) => person,
        Named::Username(username) => {
            let mut looking = visit.read().await?;
            roles::find(&mut looking, (scope, role), &username).await?
        }
    };
    let mut guarded = visit.write().await?;
    let given = grant(&mut guarded, scope, role, (person, terms.clone())).await;
    let given = given.map_err(|error| at_person(error.into(), &wanted))?;
    guarded.commit().await?;
    let answer = GrantedRole {
        id: given.grant,
        person_id: given.person,
        role: role.as_str(),
        level: scope.level().as_str(),
        scope_id: scope.id(),
        until: terms.until.map(|until| until.to_string()),
        reason: terms.reason,
    };
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

/// Change until when somebody holds a role, and why. An earlier end takes away at once what lies after it.
#[utoipa::path(
    put,
    path = "/api/v1/roles/{grant}/terms",
    operation_id = "changeGrant",
    tag = "identity",
    params(("grant" = String, Path, description = "The id of the grant.")),
    request_body = GrantTerms,
    responses((status = 204, description = "Changed.")),
)]
pub async fn change_grant(
    visit: Visit,
    Path(grant): Path<GrantId>,
    Json(wanted): Json<GrantTerms>,
) -> Result<StatusCode, Error> {
    let mut errors = FieldErrors::default();
    let (until, reason) = (wanted.until.as_deref(), wanted.reason.as_deref());
    let terms = terms::given(until, reason, &mut errors);
    let terms = errors.settle(terms)?;
    let mut guarded = visit.write().await?;
    roles::change(&mut guarded, grant, &terms).await?;
    guarded.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

enum Named {
    Person(PersonId),
    Username(Username),
}

type Wanted = (Scope, Role, Named, Terms);

fn read(wanted: &RoleToGive) -> Result<Wanted, FieldErrors> {
    let mut errors = FieldErrors::default();
    let scope = place::parse(&wanted.level, wanted.scope_id.as_deref(), &mut errors);
    let role = wanted.role.parse::<Role>().ok();
    if role.is_none() {
        errors.add("role", "choice");
    }
    let whom = match (wanted.person_id, &wanted.username) {
        (Some(person), _) => Some(Named::Person(person)),
        (None, Some(name)) => username(name, "username", &mut errors).map(Named::Username),
        (None, None) => {
            errors.add("username", "required");
            None
        }
    };
    let (until, reason) = (wanted.until.as_deref(), wanted.reason.as_deref());
    let terms = terms::given(until, reason, &mut errors);
    let all = scope.zip(role).zip(whom);
    let ((scope, role), whom) = settle(errors, all)?;
    Ok((scope, role, whom, terms))
}

/// Nobody found is told at the field that named him.
fn at_person(error: Error, wanted: &RoleToGive) -> Error {
    match error {
        Error::Fields(fields)
            if wanted.person_id.is_some() && fields == FieldErrors::one("username", "nobody") =>
        {
            FieldErrors::one("person_id", "nobody").into()
        }
        other => other,
    }
}

/// Take a role away. It ends at once, whatever its holder is doing.
#[utoipa::path(
    post,
    path = "/api/v1/roles/{grant}/removal",
    operation_id = "revokeRole",
    tag = "identity",
    params(("grant" = String, Path, description = "The id of the grant.")),
    responses((status = 204, description = "Taken away.")),
)]
pub async fn revoke_role(visit: Visit, Path(grant): Path<GrantId>) -> Result<StatusCode, Error> {
    let mut guarded = visit.write().await?;
    roles::revoke(&mut guarded, grant).await?;
    guarded.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who holds a role at a place itself, by name.
#[utoipa::path(
    get,
    path = "/api/v1/roles",
    operation_id = "listRoles",
    tag = "identity",
    params(
        ("level" = String, Query, description = "`platform`, `account`, `channel` or `course`."),
        ("scope_id" = Option<String>, Query, description = "The id of the place; the platform has none."),
        ("after" = Option<String>, Query, description = "The grant to read on from."),
    ),
    responses((status = 200, description = "The roles of the place.", body = RoleList)),
)]
pub async fn list_roles(
    visit: Visit,
    Query(asked): Query<AskedPlace>,
) -> Result<Json<RoleList>, Error> {
    let mut errors = FieldErrors::default();
    let scope = place::parse(&asked.level, asked.scope_id.as_deref(), &mut errors);
    let scope = settle(errors, scope)?;
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ListRoles, scope).await?;
    let part = roles::list(&mut authorized, asked.after).await?;
    Ok(Json(RoleList {
        roles: part.held.into_iter().map(listed).collect(),
        next: part.next,
    }))
}

fn listed(held: Held) -> ListedRole {
    ListedRole {
        role: GrantedRole {
            id: held.grant,
            person_id: held.person,
            role: held.role.as_str(),
            level: held.scope.level().as_str(),
            scope_id: held.scope.id(),
            until: held.until.map(|until| until.to_string()),
            reason: held.reason,
        },
        person_name: held.person_name,
        granted_at: held.granted_at.to_string(),
        granted_by: held.granted_by,
    }
}
