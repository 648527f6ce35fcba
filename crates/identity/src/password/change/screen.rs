//! The page on which one changes one's own password.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tutela_access::{Myself, ViewSelf};
use tutela_core::Secret;
use tutela_web::{
    Error, FieldErrors, Flash, Form, Input, Inputs, Layout, Page, Redirect, Summary, Visit, Words,
};

use super::{CannotChange, Change};
use crate::desk::Desk;
use crate::password::Rules;
use crate::password::field::NewPasswordField;
use crate::people;
use crate::sign_in::screen::{later, locked};

/// What was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    current: String,
    password: String,
}

/// `GET /me/password`.
pub async fn show(visit: Visit) -> Result<Page, Error> {
    page(&visit, FieldErrors::default(), None).await
}

/// `POST /me/password`.
pub async fn change(
    visit: Visit,
    State(desk): State<Desk>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let change = Change {
        current: Secret::new(typed.current),
        new: Secret::new(typed.password),
    };
    match super::change(visit.gate(), &desk.hasher, visit.caller(), &change).await {
        Ok(()) => {
            let flash = Flash::new("password-changed");
            let again = Redirect::to("/me/password").saying(&flash, &visit);
            Ok(again.into_response())
        }
        Err(CannotChange::Locked(lock)) => {
            let why = locked(&visit.words(), lock);
            let page = page(&visit, FieldErrors::default(), Some(why)).await?;
            Ok(later(page, lock))
        }
        Err(error) => match error.into() {
            Error::Fields(errors) => {
                Ok(page(&visit, errors, None).await?.invalid().into_response())
            }
            other => Err(other),
        },
    }
}

#[derive(Template)]
#[template(path = "password/change/page.html")]
struct Main<'a> {
    t: &'a Words,
    summary: Summary,
    locked: Option<String>,
    username: String,
    current: Input,
    password: NewPasswordField<'a>,
}

async fn page(visit: &Visit, errors: FieldErrors, locked: Option<String>) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let (somebody, now) = (authorized.somebody().clone(), authorized.now());
    let username = people::my_username(&mut authorized).await?;
    let rules = Rules::of(authorized.tx(), somebody.id, now).await?;
    let t = visit.words_for(&somebody);
    let inputs = Inputs::with(&t, errors);
    let current = inputs.password("current", t.say("password-current"));
    let hint = t.with("password-hint", &[("floor", rules.floor())]);
    let main = Main {
        t: &t,
        summary: inputs.summary(),
        locked,
        username,
        current: current.required().autocomplete("current-password"),
        password: NewPasswordField::new(&t, &inputs, &rules, hint).called(t.say("password-new")),
    };
    let page = visit.page(&somebody, t.say("password-change"));
    let page = page.layout(Layout::Narrow).script("js/password.js");
    page.crumb(t.say("security-title"), "/me/security")
        .fill(&main)
}
