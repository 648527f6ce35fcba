//! `listActivities`.

use serde::Serialize;
use tutela_access::ViewActivities;
use tutela_audit::Line;
use tutela_core::{AccountId, ActivityId, PersonId, ScopeId};
use tutela_web::{Error, Json, Path, Query, Visit};
use utoipa::ToSchema;

use super::asked::Asked;
use super::{Part, USUAL, list};

/// Something that was done.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActivityLine {
    #[schema(value_type = String, format = "uuid")]
    id: ActivityId,
    #[schema(format = DateTime)]
    at: String,
    /// Who did it; null when the machine itself did.
    actor: Option<String>,
    #[schema(value_type = Option<String>, format = "uuid")]
    actor_id: Option<PersonId>,
    #[schema(example = "grantRole")]
    action: String,
    /// The level of the place where it was done.
    level: &'static str,
    #[schema(value_type = String, format = "uuid")]
    scope_id: ScopeId,
    /// What the place is called.
    place: Option<String>,
    /// The `@id` of the policy that allowed it.
    policy: String,
    detail: String,
}

/// A part of the record of an account, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActivityList {
    activities: Vec<ActivityLine>,
    /// Give it as `before` to read on; null at the end.
    #[schema(value_type = Option<String>, format = "uuid")]
    next: Option<ActivityId>,
}

/// Who did what in an account, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/accounts/{account}/activities",
    operation_id = "listActivities",
    tag = "identity",
    params(
        ("account" = String, Path, description = "The id of the account."),
        ("before" = Option<String>, Query, description = "The id of the line to read on from."),
        ("limit" = Option<u32>, Query, description = "How many lines, 200 at most; 50 without it."),
        ("person" = Option<String>, Query, description = "The id of a person: what he did alone."),
        ("action" = Option<String>, Query, description = "The name of an action, such as grantRole."),
        ("from" = Option<String>, Query, description = "A moment (RFC 3339) or a day, UTC."),
        ("to" = Option<String>, Query, description = "A moment, not included, or a day, included."),
    ),
    responses((status = 200, description = "A part of the record.", body = ActivityList)),
)]
pub async fn list_activities(
    visit: Visit,
    Path(account): Path<AccountId>,
    Query(asked): Query<Asked>,
) -> Result<Json<ActivityList>, Error> {
    let wanted = asked.wanted()?;
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewActivities, account).await?;
    let limit = asked.limit.unwrap_or(USUAL);
    let part = list(&mut authorized, &wanted, asked.before, limit).await?;
    Ok(Json(listed(part)))
}

/// A part of the record as programs get it.
pub fn listed(part: Part) -> ActivityList {
    ActivityList {
        activities: part.lines.into_iter().map(line).collect(),
        next: part.next,
    }
}

fn line(line: Line) -> ActivityLine {
    ActivityLine {
        id: line.id,
        at: line.at.to_string(),
        actor: line.actor,
        actor_id: line.actor_id,
        action: line.action,
        level: line.scope.level().as_str(),
        scope_id: line.scope.id(),
        place: line.place,
        policy: line.policy,
        detail: line.detail,
    }
}
