//! `getReach`.

use serde::{Deserialize, Serialize};
use tutela_access::{ListRoles, Reached};
use tutela_core::{PersonId, ScopeId};
use tutela_web::{Error, FieldErrors, Json, Path, Query, Visit};
use utoipa::ToSchema;

use crate::place;
use crate::refusal::settle;

/// The place at or below which is looked.
#[derive(Debug, Deserialize)]
pub struct AskedTop {
    #[serde(default)]
    level: String,
    scope_id: Option<String>,
}

/// What a person can see.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonReach {
    name: String,
    places: Vec<ReachedPlace>,
    /// Whether there is more than is given.
    more: bool,
}

/// A place that is open to the person.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReachedPlace {
    level: &'static str,
    #[schema(value_type = String, format = "uuid")]
    scope_id: ScopeId,
    name: String,
    published: bool,
    /// The roles that each by itself open it.
    by: Vec<OpeningRole>,
}

/// A role that opens a place, and where it is held.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpeningRole {
    role: &'static str,
    #[schema(value_type = String, format = "uuid")]
    scope_id: ScopeId,
}

/// What can this person see at a place and below it? Only places whose roles the caller may list are told of.
#[utoipa::path(
    get,
    path = "/api/v1/people/{person}/reach",
    operation_id = "getReach",
    tag = "identity",
    params(
        ("person" = String, Path, description = "The id of the person."),
        ("level" = String, Query, description = "`account`, `channel` or `course`."),
        ("scope_id" = String, Query, description = "The id of the place."),
    ),
    responses((status = 200, description = "What is open to the person.", body = PersonReach)),
)]
pub async fn get_reach(
    visit: Visit,
    Path(person): Path<PersonId>,
    Query(asked): Query<AskedTop>,
) -> Result<Json<PersonReach>, Error> {
    let mut errors = FieldErrors::default();
    let scope = place::parse(&asked.level, asked.scope_id.as_deref(), &mut errors);
    let scope = settle(errors, scope)?;
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ListRoles, scope).await?;
    let reach = super::get(&mut authorized, person).await?;
    Ok(Json(PersonReach {
        name: reach.name,
        places: reach.places.into_iter().map(shown).collect(),
        more: reach.more,
    }))
}

fn shown(reached: Reached) -> ReachedPlace {
    let opening = |(role, scope_id): (tutela_core::Role, ScopeId)| OpeningRole {
        role: role.as_str(),
        scope_id,
    };
    ReachedPlace {
        level: reached.scope.level().as_str(),
        scope_id: reached.scope.id(),
        name: reached.name,
        published: reached.published,
        by: reached.by.into_iter().map(opening).collect(),
    }
}
