//! The form that asks why, and the buttons that undo it.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tutela_access::{BlockUser, Platform};
use tutela_core::{PersonId, Scope};
use tutela_web::{
    Error, FieldErrors, Flash, Form, Input, Inputs, Layout, Page, Path, Redirect, Summary, Visit,
    Words,
};

use super::LONGEST;
use crate::{everybody, factor};

/// What was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    reason: String,
}

#[derive(Template)]
#[template(path = "blocking/form.html")]
struct Main<'a> {
    t: &'a Words,
    title: &'a str,
    summary: Summary,
    person: PersonId,
    reason: Input,
}

/// `GET /people/{person}/block`.
pub async fn ask(visit: Visit, Path(person): Path<PersonId>) -> Result<Page, Error> {
    form(&visit, person, &Typed::default(), FieldErrors::default()).await
}

/// `POST /people/{person}/block`.
pub async fn block(
    visit: Visit,
    Path(person): Path<PersonId>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let mut errors = FieldErrors::default();
    let reason = errors.line("reason", &typed.reason, LONGEST);
    if !errors.is_empty() {
        let page = form(&visit, person, &typed, errors).await?;
        return Ok(page.invalid().into_response());
    }
    let mut guarded = visit.write().await?;
    let name = super::block(&mut guarded, person, &reason).await?;
    guarded.commit().await?;
    let flash = Flash::new("person-blocked").with("name", name);
    let flash = flash.undo(format!("/people/{person}/block/removal"));
    Ok(Redirect::to("/people")
        .saying(&flash, &visit)
        .into_response())
}

/// `POST /people/{person}/block/removal`.
pub async fn unblock(visit: Visit, Path(person): Path<PersonId>) -> Result<Redirect, Error> {
    let mut guarded = visit.write().await?;
    let name = super::unblock(&mut guarded, person).await?;
    guarded.commit().await?;
    let flash = Flash::new("person-unblocked").with("name", name);
    Ok(Redirect::to("/people").saying(&flash, &visit))
}

/// `POST /people/{person}/second-factor/removal`, for somebody who has lost it.
pub async fn reset_factor(visit: Visit, Path(person): Path<PersonId>) -> Result<Redirect, Error> {
    let mut guarded = visit.write().await?;
    let name = factor::reset(&mut guarded, Scope::Platform, person).await?;
    guarded.commit().await?;
    let flash = Flash::new("factor-was-reset").with("name", name);
    Ok(Redirect::to("/people").saying(&flash, &visit))
}

async fn form(
    visit: &Visit,
    person: PersonId,
    typed: &Typed,
    errors: FieldErrors,
) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(BlockUser, Platform).await?;
    authorized.demand_proof()?;
    let name = everybody::name(&mut authorized, person).await?;
    let somebody = authorized.somebody();
    let t = visit.words_for(somebody);
    let inputs = Inputs::with(&t, errors);
    let reason = inputs
        .area("reason", t.say("block-reason"), &typed.reason, 3)
        .hint(t.say("block-reason.hint"))
        .required();
    let title = t.with("block-title", &[("name", name.as_str())]);
    let main = Main {
        t: &t,
        title: &title,
        summary: inputs.summary(),
        person,
        reason,
    };
    let page = visit.page(somebody, &*title).layout(Layout::Medium);
    page.crumb(t.say("everybody-title"), "/people").fill(&main)
}
