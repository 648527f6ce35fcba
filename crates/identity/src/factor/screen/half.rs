//! The page between password and session: it asks for the code.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue};
use serde::Deserialize;
use tutela_core::Token;
use tutela_web::{
    Error, FieldErrors, Form, Input, Inputs, Layout, Page, Query, Redirect, Summary, Visit, Words,
    cookie,
};

use super::{Asked, local};
use crate::factor::half::{self, CannotFinish, Half};
use crate::sign_in::screen::enter;

/// What was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    code: String,
    next: String,
}

/// The `Set-Cookie` line of a half sign-in.
pub fn half_cookie(visit: &Visit, half: &Half) -> Option<HeaderValue> {
    let secure = visit.app().settings().secure;
    let token = half.token.reveal();
    cookie::set(cookie_name(visit), &token, Some(half::LASTS), secure)
}

/// `GET /sign-in/code`; without a half sign-in it begins anew.
pub async fn show(
    visit: Visit,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let Some(half) = half_of(&visit, &headers) else {
        return Ok(anew(&visit));
    };
    if half::person(visit.gate(), &half).await?.is_none() {
        return Ok(anew(&visit));
    }
    let page = page(&visit, &asked.next, FieldErrors::default())?;
    Ok(page.into_response())
}

/// `POST /sign-in/code`.
pub async fn accept(
    visit: Visit,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let Some(half) = half_of(&visit, &headers) else {
        return Ok(anew(&visit));
    };
    match half::finish(visit.gate(), (&half, visit.device()), &typed.code).await {
        Ok(signed_in) => {
            let next = local(&typed.next);
            let to = if next.is_empty() { "/" } else { next };
            let entered = enter(&visit, &signed_in, to).cookie(forget(&visit));
            Ok(entered.into_response())
        }
        Err(CannotFinish::Wrong) => {
            let errors = FieldErrors::one("code", "wrong-code-typed");
            let page = page(&visit, &typed.next, errors)?;
            Ok(page.invalid().into_response())
        }
        Err(CannotFinish::Gone) => Ok(anew(&visit)),
        Err(error) => Err(error.into()),
    }
}

/// The half sign-in that a request claims, not yet believed.
pub fn half_of(visit: &Visit, headers: &HeaderMap) -> Option<Token> {
    cookie::find(headers, cookie_name(visit)).and_then(Token::parse)
}

fn anew(visit: &Visit) -> Response {
    let to = Redirect::to("/sign-in").cookie(forget(visit));
    to.into_response()
}

fn forget(visit: &Visit) -> Option<HeaderValue> {
    cookie::clear(cookie_name(visit), visit.app().settings().secure)
}

fn cookie_name(visit: &Visit) -> &'static str {
    match visit.app().settings().secure {
        true => "__Host-tutela_half",
        false => "tutela_half",
    }
}

#[derive(Template)]
#[template(path = "factor/half.html")]
struct Main<'a> {
    t: &'a Words,
    summary: Summary,
    code: Input,
    next: &'a str,
    has_passkeys: bool,
}

fn page(visit: &Visit, next: &str, errors: FieldErrors) -> Result<Page, Error> {
    let t = visit.words();
    let inputs = Inputs::with(&t, errors);
    let code = inputs
        .line("code", t.say("half-code"), "")
        .hint(t.say("half-code.hint"))
        .required()
        .autocomplete("one-time-code")
        .attribute("autocapitalize=none")
        .attribute("spellcheck=false")
        .attribute("autofocus");
    let main = Main {
        t: &t,
        summary: inputs.summary(),
        code,
        next: local(next),
        has_passkeys: cfg!(feature = "passkeys"),
    };
    let page = visit.open_page(t.say("half-title")).layout(Layout::Door);
    page.script("js/passkey.js").fill(&main)
}
