//! `findPeople`.

use serde::{Deserialize, Serialize};
use tutela_access::{FindPeople, Platform};
use tutela_core::PersonId;
use tutela_web::{Error, Json, Query, Visit};
use utoipa::ToSchema;

use super::{Anybody, find};

/// Somebody of the installation.
#[derive(Debug, Serialize, ToSchema)]
pub struct FoundPerson {
    #[schema(value_type = String, format = "uuid")]
    id: PersonId,
    name: String,
    username: String,
    #[schema(format = DateTime)]
    created_at: String,
    /// Since when the person is blocked; null for who is not.
    #[schema(format = DateTime)]
    blocked_at: Option<String>,
    reason: Option<String>,
    second_factor: bool,
}

/// One page of those who were found.
#[derive(Debug, Serialize, ToSchema)]
pub struct FoundPeople {
    people: Vec<FoundPerson>,
    /// How many there are on all pages.
    total: usize,
}

/// What is looked for.
#[derive(Debug, Deserialize)]
pub struct AskedPeople {
    #[serde(default)]
    q: String,
    page: Option<usize>,
}

/// Look for people of the whole installation, fifty at a time, by name. For the platform's administrators.
#[utoipa::path(
    get,
    path = "/api/v1/people",
    operation_id = "findPeople",
    tag = "identity",
    params(
        ("q" = Option<String>, Query, description = "A part of a name or user name."),
        ("page" = Option<usize>, Query, description = "Counted from 1."),
    ),
    responses((status = 200, description = "Who was found.", body = FoundPeople)),
)]
pub async fn find_people(
    visit: Visit,
    Query(asked): Query<AskedPeople>,
) -> Result<Json<FoundPeople>, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(FindPeople, Platform).await?;
    let (found, pages) = find(&mut authorized, &asked.q, asked.page).await?;
    let people = found.into_iter().map(told).collect();
    let total = pages.total();
    Ok(Json(FoundPeople { people, total }))
}

fn told(anybody: Anybody) -> FoundPerson {
    FoundPerson {
        id: anybody.person,
        name: anybody.name,
        username: anybody.username,
        created_at: anybody.created_at.to_string(),
        blocked_at: anybody.blocked_at.map(|at| at.to_string()),
        reason: anybody.reason,
        second_factor: anybody.factor_at.is_some(),
    }
}
