//! The short form before a sensitive act, and the way back to it with nothing lost.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tutela_access::{Myself, Somebody, ViewSelf};
use tutela_core::Secret;
use tutela_web::{
    Error, FieldErrors, Form, Input, Inputs, Layout, Page, Query, Redirect, Summary, Visit, Words,
    is_local,
};

use super::{CannotProve, Proof, prove};
use crate::desk::Desk;
use crate::factor::{self, Factors};
use crate::refusal::at_field;
use crate::sign_in::screen::{enter, later};

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
    let next = local(&typed.next);
    if typed.is_empty() && is_fresh(&visit).await? {
        return match typed.form.is_empty() {
            true => Ok(Redirect::to(next).into_response()),
            false => Ok(go_on(&visit, next, &typed.form)?.into_response()),
        };
    }
    let (proof, field) = typed.proof();
    let proved = match prove((visit.gate(), visit.caller()), &desk.hasher, proof).await {
        Ok(proved) => proved,
        Err(CannotProve::Wrong) => {
            let page = page(&visit, &typed, FieldErrors::one(field, "wrong-proof")).await?;
            return Ok(page.invalid().into_response());
        }
        Err(CannotProve::Locked(lock)) => {
            let page = page(&visit, &typed, at_field(field, lock)).await?;
            return Ok(later(page, lock));
        }
        Err(error) => return Err(error.into()),
    };
    if typed.form.is_empty() {
        return Ok(enter(&visit, &proved, next).into_response());
    }
    let lasts = Some(tutela_access::session::ABSOLUTE);
    let cookie = visit.app().session_cookie(&proved.session.token, lasts);
    let mut answer = go_on(&visit, next, &typed.form)?.into_response();
    answer
        .headers_mut()
        .extend(cookie.map(|cookie| (http::header::SET_COOKIE, cookie)));
    Ok(answer)
}

impl Typed {
    /// What is to be looked at, and the field in which it stands.
    fn proof(&self) -> (Proof, &'static str) {
        match self.code.trim() {
            "" => (
                Proof::Password(Secret::new(self.password.clone())),
                "password",
            ),
            code => (Proof::Code(code.to_owned()), "code"),
        }
    }

    /// Nothing was typed: a passkey has proved it already.
    fn is_empty(&self) -> bool {
        self.password.is_empty() && self.code.trim().is_empty()
    }
}

async fn is_fresh(visit: &Visit) -> Result<bool, Error> {
    let mut guarded = visit.read().await?;
    let authorized = guarded.authorize(ViewSelf, Myself).await?;
    Ok(authorized.demand_proof().is_ok())
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
    /// Whether a passkey can be shown instead.
    passkey: bool,
    next: &'a str,
    form: &'a str,
}

async fn page(visit: &Visit, typed: &Typed, errors: FieldErrors) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let somebody = authorized.somebody().clone();
    let factors = factor::mine(&mut authorized).await?;
    draw(visit, &somebody, typed, (errors, &factors))
}

fn draw(
    visit: &Visit,
    somebody: &Somebody,
    typed: &Typed,
    (errors, factors): (FieldErrors, &Factors),
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
        code: factors.is_any().then_some(code),
        passkey: cfg!(feature = "passkeys") && !factors.passkeys.is_empty(),
        next: local(&typed.next),
        form: &typed.form,
    };
    let page = visit.page(somebody, t.say("proof-title"));
    page.layout(Layout::Narrow)
        .script("js/password.js")
        .script("js/passkey.js")
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
