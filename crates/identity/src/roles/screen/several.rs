//! Acts on several lines of the list at once.

use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use tutela_core::{GrantId, Role, Scope, Time};
use tutela_web::{Error, FieldErrors, Flash, Form, Path, Query, Redirect, Visit};

use super::page::Outcome;
use super::{Asked, ForSeveral, Sent, Typed, page, read_role, ticked, where_to, with_back};
use crate::place;
use crate::roles::{LeftOut, Why, grant_several, restore_several, revoke_several, terms};

/// `POST /…/roles/removals`: takes the roles that were ticked.
pub async fn revoke<I>(
    visit: Visit,
    Path(place): Path<I>,
    Query(asked): Query<Asked>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error>
where
    I: Into<Scope> + DeserializeOwned + Send,
{
    let scope = place.into();
    let mut errors = FieldErrors::default();
    let ticked = ticked(&typed.grant, &mut errors);
    let grants: Vec<GrantId> = ticked.into_iter().map(|(grant, _)| grant).collect();
    if !errors.is_empty() {
        return refuse(&visit, scope, (typed, errors)).await;
    }
    let mut guarded = visit.write().await?;
    let several = revoke_several(&mut guarded, &grants).await?;
    let to = where_to(&mut guarded, scope, asked.back.as_deref()).await?;
    guarded.commit().await?;
    let undo = format!(
        "{}/roles/removals/{}/undo",
        place::path(scope),
        several.at.micros()
    );
    let undo = with_back(undo, &asked);
    if several.left_out.is_empty() {
        let flash = Flash::new("roles-removed").with("count", several.done.len().to_string());
        let answer = Redirect::to(to).saying(&flash.undo(undo), &visit);
        return Ok(answer.into_response());
    }
    let outcome = Outcome {
        key: "roles-removed",
        count: several.done.len(),
        left_out: named(several.left_out),
        undo: Some(undo),
    };
    tell(&visit, scope, outcome).await
}

/// `POST /…/roles/removals/{at}/undo`: gives back what was taken as one act.
pub async fn restore<I>(
    visit: Visit,
    Path((place, at)): Path<(I, i64)>,
    Query(asked): Query<Asked>,
) -> Result<Redirect, Error>
where
    I: Into<Scope> + DeserializeOwned + Send,
{
    give_back(&visit, (place.into(), at), &asked).await
}

/// The same on the platform, which has no id.
pub async fn restore_staff(
    visit: Visit,
    Path(at): Path<i64>,
    Query(asked): Query<Asked>,
) -> Result<Redirect, Error> {
    give_back(&visit, (Scope::Platform, at), &asked).await
}

async fn give_back(
    visit: &Visit,
    (scope, at): (Scope, i64),
    asked: &Asked,
) -> Result<Redirect, Error> {
    let mut guarded = visit.write().await?;
    let several = restore_several(&mut guarded, Time::from_micros(at)).await?;
    let to = where_to(&mut guarded, scope, asked.back.as_deref()).await?;
    guarded.commit().await?;
    let flash = Flash::new("roles-back").with("count", several.done.len().to_string());
    Ok(Redirect::to(to).saying(&flash, visit))
}

/// `POST /…/roles/several`: gives a role to the people who were ticked.
pub async fn grant<I>(
    visit: Visit,
    Path(place): Path<I>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error>
where
    I: Into<Scope> + DeserializeOwned + Send,
{
    let scope = place.into();
    let (role, people, terms) = match read(&visit, &typed) {
        Ok(read) => read,
        Err(errors) => return refuse(&visit, scope, (typed, errors)).await,
    };
    let mut guarded = visit.write().await?;
    let several = grant_several(&mut guarded, (scope, role), &people, &terms).await?;
    guarded.commit().await?;
    if several.left_out.is_empty() {
        let flash = Flash::new("roles-given").with("count", several.done.len().to_string());
        let to = format!("{}/roles", place::path(scope));
        return Ok(Redirect::to(to).saying(&flash, &visit).into_response());
    }
    let outcome = Outcome {
        key: "roles-given",
        count: several.done.len(),
        left_out: named(several.left_out),
        undo: None,
    };
    tell(&visit, scope, outcome).await
}

fn read(visit: &Visit, typed: &Typed) -> Result<ForSeveral, FieldErrors> {
    let mut errors = FieldErrors::default();
    let ticked = ticked(&typed.grant, &mut errors);
    let people = ticked.into_iter().map(|(_, person)| person).collect();
    let role: Option<Role> = read_role(&typed.role, &mut errors);
    let terms = terms::typed(&typed.until, &typed.reason, visit.now(), &mut errors);
    let role = crate::refusal::settle(errors, role)?;
    Ok((role, people, terms))
}

/// The page once more, with what is wrong.
async fn refuse(
    visit: &Visit,
    scope: Scope,
    (typed, errors): (Typed, FieldErrors),
) -> Result<Response, Error> {
    let sent = Sent {
        typed,
        errors,
        ..Sent::default()
    };
    Ok(page(visit, scope, sent).await?.invalid().into_response())
}

/// The page with what was done, and who was left out.
async fn tell(visit: &Visit, scope: Scope, outcome: Outcome) -> Result<Response, Error> {
    let sent = Sent {
        outcome: Some(outcome),
        ..Sent::default()
    };
    Ok(page(visit, scope, sent).await?.into_response())
}

fn named<I: std::fmt::Display>(left_out: Vec<LeftOut<I>>) -> Vec<(String, Why)> {
    let all = left_out.into_iter();
    all.map(|one| (one.id.to_string(), one.why)).collect()
}
