//! The short form before a sensitive act, and the way back to it with nothing lost.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tutela_access::{Myself, Somebody, ViewSelf};
use tutela_core::Secret;
use tutela_web::{
    Error, FieldErrors, Form, Input, Inputs, Layout, Page, Query, Summary, Visit, Words, is_local,
};

use super::{CannotProve, Proof, prove};
use crate::desk::Desk;
use crate::factor;
use crate::sign_in::screen::enter;

/// Where one goes on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    next: String,
}

/// What was typed, and what had been sent before.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    password: String,
    code: String,
    next: String,
    form: String,
}

/// `GET /me/proof`.
pub async fn show(visit: Visit, Query(asked): Query<Asked>) -> Result<Page, Error> {
    let typed = Typed {
        next: asked.next,
        ..Typed::default()
    };
    page(&visit, &typed, FieldErrors::default()).await
}

/// `POST /me/proof`: back to where one came from, or on with the form that was sent.
pub async fn accept(
    visit: Visit,
    State(desk): State<Desk>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let (proof, field) = match typed.code.trim() {
        "" => (
            Proof::Password(Secret::new(typed.password.clone())),
            "password",
        ),
        code => (Proof::Code(code.to_owned()), "code"),
    };
    let proved = match prove((visit.gate(), visit.caller()), &desk.hasher, proof).await {
        Ok(proved) => proved,
        Err(CannotProve::Wrong) => {
            let errors = FieldErrors::one(field, "wrong-proof");
            let page = page(&visit, &typed, errors).await?;
            return Ok(page.invalid().into_response());
        }
        Err(error) => return Err(error.into()),
    };
    let next = local(&typed.next);
    if typed.form.is_empty() {
        return Ok(enter(&visit, &proved, next).into_response());
    }
    let cookie = visit.app().session_cookie(
        &proved.session.token,
        Some(tutela_access::session::ABSOLUTE),
    );
    let mut answer = go_on(&visit, next, &typed.form)?.into_response();
    let headers = answer.headers_mut();
    headers.extend(cookie.map(|cookie| (http::header::SET_COOKIE, cookie)));
    Ok(answer)
}

fn local(next: &str) -> &str {
    match is_local(next) {
        true => next,
        false => "/me/security",
    }
}

#[derive(Template)]
#[template(path = "reauth/page.html")]
struct Main<'a> {
    t: &'a Words,
    summary: Summary,
    password: Input,
    code: Option<Input>,
    next: &'a str,
    form: &'a str,
}

async fn page(visit: &Visit, typed: &Typed, errors: FieldErrors) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let somebody = authorized.somebody().clone();
    let has_factor = factor::needed(authorized.tx(), somebody.id).await?;
    draw(visit, &somebody, typed, (errors, has_factor))
}

fn draw(
    visit: &Visit,
    somebody: &Somebody,
    typed: &Typed,
    (errors, has_factor): (FieldErrors, bool),
) -> Result<Page, Error> {
    let t = visit.words_for(somebody);
    let inputs = Inputs::with(&t, errors);
    let password = inputs
        .password("password", t.say("proof-password"))
        .autocomplete("current-password");
    let code = inputs
        .line("code", t.say("proof-code"), "")
        .hint(t.say("proof-code.hint"))
        .autocomplete("one-time-code")
        .attribute("spellcheck=false");
    let main = Main {
        t: &t,
        summary: inputs.summary(),
        password: password.attribute("autofocus"),
        code: has_factor.then_some(code),
        next: local(&typed.next),
        form: &typed.form,
    };
    let page = visit.page(somebody, t.say("proof-title"));
    page.layout(Layout::Narrow)
        .script("js/password.js")
        .fill(&main)
}

#[derive(Template)]
#[template(path = "reauth/on.html")]
struct On<'a> {
    t: &'a Words,
    action: &'a str,
    fields: Vec<(String, String)>,
}

/// The form that was sent before, to be sent again: by a script at once, otherwise by one button.
fn go_on(visit: &Visit, action: &str, form: &str) -> Result<Page, Error> {
    let t = visit.words();
    let fields = form_urlencoded::parse(form.as_bytes());
    let fields = fields.into_owned().collect();
    let main = On {
        t: &t,
        action,
        fields,
    };
    let page = visit.open_page(t.say("proof-done"));
    page.layout(Layout::Narrow)
        .script("js/proceed.js")
        .fill(&main)
}
