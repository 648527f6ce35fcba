//! What I did, as a page and as `listOwnActivities`.

use askama::Template;
use serde::Deserialize;
use tutela_access::{Myself, ViewSelf};
use tutela_core::ActivityId;
use tutela_web::{Error, Json, Page, Query, Visit, Words};

use super::api::{ActivityList, listed};
use super::screen::{Told, told};
use super::{USUAL, list_own};

/// Which part is asked for.
#[derive(Debug, Deserialize)]
pub struct AskedPart {
    before: Option<ActivityId>,
    limit: Option<u32>,
}

#[derive(Template)]
#[template(path = "activities/own.html")]
struct Main<'a> {
    t: &'a Words,
    lines: Vec<Told>,
    next: Option<ActivityId>,
}

/// `GET /me/activities`.
pub async fn show(visit: Visit, Query(asked): Query<AskedPart>) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let part = list_own(&mut authorized, asked.before, USUAL).await?;
    let somebody = authorized.somebody();
    let t = visit.words_for(somebody);
    let main = Main {
        t: &t,
        lines: part.lines.iter().map(|line| told(&t, line)).collect(),
        next: part.next,
    };
    visit.page(somebody, t.say("activities-own")).fill(&main)
}

/// What did I do? Newest first.
#[utoipa::path(
    get,
    path = "/api/v1/me/activities",
    operation_id = "listOwnActivities",
    tag = "identity",
    params(
        ("before" = Option<String>, Query, description = "The id of the line to read on from."),
        ("limit" = Option<u32>, Query, description = "How many lines, 200 at most; 50 without it."),
    ),
    responses((status = 200, description = "A part of the record.", body = ActivityList)),
)]
pub async fn list_own_activities(
    visit: Visit,
    Query(asked): Query<AskedPart>,
) -> Result<Json<ActivityList>, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let limit = asked.limit.unwrap_or(USUAL);
    let part = list_own(&mut authorized, asked.before, limit).await?;
    Ok(Json(listed(part)))
}
