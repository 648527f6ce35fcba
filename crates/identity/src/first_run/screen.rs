//! The page that makes the first administrator.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tutela_core::Secret;
use tutela_web::{
    Error, FieldErrors, Form, Input, Inputs, Layout, Page, Redirect, Summary, Visit, Words,
};

use super::{FirstRunCode, is_open, typed};
use crate::desk::Desk;
use crate::password::field::NewPasswordField;
use crate::password::{Rules, STAFF_FLOOR};
use crate::sign_in::SignedIn;
use crate::sign_in::device::Device;
use crate::sign_in::screen::enter;

/// What was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    name: String,
    username: String,
    password: String,
    code: String,
}

/// `GET /first-run`: the form, as long as there is nobody.
pub async fn show(visit: Visit, State(desk): State<Desk>) -> Result<Response, Error> {
    if !is_open(visit.gate()).await? {
        return Ok(Redirect::to("/sign-in").into_response());
    }
    let page = page(
        &visit,
        &desk.first_run,
        &Typed::default(),
        FieldErrors::default(),
    )?;
    Ok(page.into_response())
}

/// `POST /first-run`. Whoever comes second is led to the sign-in.
pub async fn begin(
    visit: Visit,
    State(desk): State<Desk>,
    device: Device,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    if !is_open(visit.gate()).await? {
        return Ok(Redirect::to("/sign-in").into_response());
    }
    match try_to(&visit, &desk, &typed, &device).await {
        Ok(signed_in) => {
            Ok(enter(&visit, &signed_in, "/me/security?next=%2Faccounts").into_response())
        }
        Err(Error::Fields(errors)) => {
            let page = page(&visit, &desk.first_run, &typed, errors)?;
            Ok(page.invalid().into_response())
        }
        Err(Error::Conflict(_)) => Ok(Redirect::to("/sign-in").into_response()),
        Err(error) => Err(error),
    }
}

async fn try_to(
    visit: &Visit,
    desk: &Desk,
    typed: &Typed,
    device: &Device,
) -> Result<SignedIn, Error> {
    let typed = typed::Typed {
        name: &typed.name,
        username: &typed.username,
        password: Secret::new(typed.password.clone()),
        code: &typed.code,
        language: visit.language(),
    };
    let first = typed::read(typed, &desk.first_run)?;
    let from = (device.origin(), visit.device());
    Ok(super::begin(visit.gate(), &desk.hasher, &first, from).await?)
}

#[derive(Template)]
#[template(path = "first_run/page.html")]
struct Main<'a> {
    t: &'a Words,
    summary: Summary,
    code: Option<Input>,
    name: Input,
    username: Input,
    password: NewPasswordField<'a>,
}

fn page(
    visit: &Visit,
    code: &FirstRunCode,
    typed: &Typed,
    errors: FieldErrors,
) -> Result<Page, Error> {
    let t = visit.words();
    let inputs = Inputs::with(&t, errors);
    let floor = [("floor", STAFF_FLOOR)];
    let hint = t.with("password-hint-staff", &floor);
    let main = Main {
        t: &t,
        summary: inputs.summary(),
        code: code.is_needed().then(|| {
            let input = inputs.line("code", t.say("first-run-code"), &typed.code);
            let input = input.hint(t.say("first-run-code.hint")).required();
            input.autocomplete("off").attribute("spellcheck=false")
        }),
        name: inputs
            .line("name", t.say("first-run-name"), &typed.name)
            .hint(t.say("first-run-name.hint"))
            .required()
            .max(120)
            .autocomplete("name"),
        username: inputs
            .line("username", t.say("username"), &typed.username)
            .hint(t.say("username-own-hint"))
            .required()
            .max(190)
            .autocomplete("username")
            .attribute("autocapitalize=none")
            .attribute("spellcheck=false"),
        password: NewPasswordField::new(&t, &inputs, &Rules::new(STAFF_FLOOR), hint),
    };
    let page = visit
        .open_page(t.say("first-run-title"))
        .layout(Layout::Door);
    page.script("js/password.js").fill(&main)
}
