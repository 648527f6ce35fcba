//! `grantRoles`, `revokeRoles`: several at once.

use serde::{Deserialize, Serialize};
use tutela_core::{GrantId, PersonId, Role};
use tutela_web::{Error, FieldErrors, Json, Visit};
use utoipa::ToSchema;

use crate::place;
use crate::refusal::{number, settle};
use crate::roles::{LeftOut, MOST, grant_several, revoke_several, terms};

/// A role to give to several people of the account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RolesToGive {
    /// The people, 200 at most.
    #[schema(value_type = Vec<String>)]
    person_ids: Vec<PersonId>,
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
    reason: Option<String>,
}

/// Roles to take.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RolesToTake {
    /// The grants, 200 at most.
    #[schema(value_type = Vec<String>)]
    grant_ids: Vec<GrantId>,
}

/// What was done, all in one transaction, and who was left out.
#[derive(Debug, Serialize, ToSchema)]
pub struct DoneForSeveral {
    /// The grants that were given or taken.
    #[schema(value_type = Vec<String>)]
    grant_ids: Vec<GrantId>,
    left_out: Vec<Omitted>,
}

/// A person, or a grant, that was left out.
#[derive(Debug, Serialize, ToSchema)]
pub struct Omitted {
    id: String,
    /// `not-found`, `forbidden` or `own`.
    why: &'static str,
}

/// Give a role to several people. When nobody can have it, the reason is that of the first.
#[utoipa::path(
    post,
    path = "/api/v1/roles/several",
    operation_id = "grantRoles",
    tag = "identity",
    request_body = RolesToGive,
    responses((status = 200, description = "Given.", body = DoneForSeveral)),
)]
pub async fn grant_roles(
    visit: Visit,
    Json(wanted): Json<RolesToGive>,
) -> Result<Json<DoneForSeveral>, Error> {
    let mut errors = FieldErrors::default();
    let scope = place::parse(&wanted.level, wanted.scope_id.as_deref(), &mut errors);
    let role = wanted.role.parse::<Role>().ok();
    if role.is_none() {
        errors.add("role", "choice");
    }
    check_number("person_ids", wanted.person_ids.len(), &mut errors);
    let (until, reason) = (wanted.until.as_deref(), wanted.reason.as_deref());
    let terms = terms::given(until, reason, &mut errors);
    let on = settle(errors, scope.zip(role))?;
    let mut guarded = visit.write().await?;
    let several = grant_several(&mut guarded, on, &wanted.person_ids, &terms).await?;
    guarded.commit().await?;
    Ok(Json(DoneForSeveral {
        grant_ids: several.done.iter().map(|given| given.grant).collect(),
        left_out: several.left_out.iter().map(omitted).collect(),
    }))
}

/// Take several roles away. They end at once. When none can be taken, the reason is that of the first.
#[utoipa::path(
    post,
    path = "/api/v1/roles/removals",
    operation_id = "revokeRoles",
    tag = "identity",
    request_body = RolesToTake,
    responses((status = 200, description = "Taken away.", body = DoneForSeveral)),
)]
pub async fn revoke_roles(
    visit: Visit,
    Json(wanted): Json<RolesToTake>,
) -> Result<Json<DoneForSeveral>, Error> {
    let mut errors = FieldErrors::default();
    check_number("grant_ids", wanted.grant_ids.len(), &mut errors);
    errors.settle(())?;
    let mut guarded = visit.write().await?;
    let several = revoke_several(&mut guarded, &wanted.grant_ids).await?;
    guarded.commit().await?;
    Ok(Json(DoneForSeveral {
        grant_ids: several.done.iter().map(|held| held.grant).collect(),
        left_out: several.left_out.iter().map(omitted).collect(),
    }))
}

fn check_number(field: &'static str, count: usize, errors: &mut FieldErrors) {
    match count {
        0 => errors.add(field, "required"),
        count if count > MOST => errors.add_with(field, "too-many", number("max", MOST)),
        _ => {}
    }
}

fn omitted<I: std::fmt::Display>(one: &LeftOut<I>) -> Omitted {
    Omitted {
        id: one.id.to_string(),
        why: one.why.as_str(),
    }
}
