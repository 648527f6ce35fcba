//! The form that changes until when somebody holds a role, and why.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tutela_access::{GrantRole, Held, find_grant};
use tutela_core::GrantId;
use tutela_web::{
    Error, FieldErrors, Form, Inputs, Layout, Page, Path, Redirect, Summary, Visit, Words,
};

use super::page::{Terms as TermInputs, term_inputs};
use crate::place::{self, Spot};
use crate::roles;
use crate::roles::choice::label;
use crate::roles::terms;

/// What was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    until: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "roles/change.html")]
struct Main<'a> {
    t: &'a Words,
    title: &'a str,
    lede: &'a str,
    summary: Summary,
    action: String,
    back: &'a str,
    terms: TermInputs,
}

/// `GET /roles/{grant}/terms`.
pub async fn ask(visit: Visit, Path(grant): Path<GrantId>) -> Result<Page, Error> {
    form(&visit, grant, None).await
}

/// `POST /roles/{grant}/terms`.
pub async fn change(
    visit: Visit,
    Path(grant): Path<GrantId>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    match try_to(&visit, grant, &typed).await {
        Ok(held) => {
            let to = format!("{}/roles", place::path(held.scope));
            let flash = super::told("role-changed", &visit, &held);
            Ok(Redirect::to(to).saying(&flash, &visit).into_response())
        }
        Err(Error::Fields(errors)) => {
            let page = form(&visit, grant, Some((typed, errors))).await?;
            Ok(page.invalid().into_response())
        }
        Err(error) => Err(error),
    }
}

async fn try_to(visit: &Visit, grant: GrantId, typed: &Typed) -> Result<Held, Error> {
    let mut errors = FieldErrors::default();
    let terms = terms::typed(&typed.until, &typed.reason, visit.now(), &mut errors);
    let terms = errors.settle(terms)?;
    let mut guarded = visit.write().await?;
    let held = roles::change(&mut guarded, grant, &terms).await?;
    guarded.commit().await?;
    Ok(held)
}

async fn form(
    visit: &Visit,
    grant: GrantId,
    sent: Option<(Typed, FieldErrors)>,
) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let (mut authorized, held) = find_grant(&mut guarded, grant).await?;
    let somebody = authorized.somebody().clone();
    let spot = Spot::find::<GrantRole>(&mut authorized).await?;
    drop(authorized);
    let spot = spot.look_around(&mut guarded).await?;
    let t = visit.words_for(&somebody);
    let (typed, errors) = sent.unwrap_or_else(|| (as_held(&held), FieldErrors::default()));
    let inputs = Inputs::with(&t, errors);
    let role = label(&t, held.role);
    let facts = [("role", role.as_str()), ("person", &held.person_name)];
    let title = t.with("role-change-of", &facts);
    let back = format!("{}/roles", place::path(held.scope));
    let main = Main {
        t: &t,
        title: &title,
        lede: &t.say("role-change-lede"),
        summary: inputs.summary(),
        action: format!("/roles/{grant}/terms"),
        back: &back,
        terms: term_inputs(&t, &inputs, (&typed.until, &typed.reason)),
    };
    let page = visit.page(&somebody, &*title).layout(Layout::Medium);
    let page = spot.dress(page).crumb(t.say("roles"), &*back);
    page.fill(&main)
}

fn as_held(held: &Held) -> Typed {
    Typed {
        until: held.until.map(terms::day).unwrap_or_default(),
        reason: held.reason.clone().unwrap_or_default(),
    }
}
