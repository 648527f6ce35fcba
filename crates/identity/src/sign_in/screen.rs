//! The page with a name and a password, and the button that ends it all.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::RETRY_AFTER;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use tutela_access::{Myself, ViewSelf, session};
use tutela_core::Secret;
use tutela_web::{
    Error, Form, Input, Inputs, Layout, Page, Query, Redirect, Visit, Words, is_local,
};

use super::device::Device;
use super::{Attempt, CannotSignIn, SignedIn};
use crate::desk::Desk;
use crate::factor::screen::half_cookie;
use crate::first_run;
use crate::limiter::Locked;

/// Where somebody wanted to go before he was asked who he is.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    next: String,
}

/// What was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    username: String,
    password: String,
    next: String,
}

/// `GET /sign-in`: the form; an installation without anybody leads to its set-up, those who are in go on.
pub async fn show(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Error> {
    if first_run::is_open(visit.gate()).await? {
        return Ok(Redirect::to("/first-run").into_response());
    }
    let next = wanted(&asked.next);
    if is_in(&visit).await? {
        return Ok(Redirect::to(next.unwrap_or("/")).into_response());
    }
    Ok(page(&visit, "", next, Shown::Fresh)?.into_response())
}

/// `POST /sign-in`.
pub async fn sign_in(
    visit: Visit,
    State(desk): State<Desk>,
    device: Device,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let next = wanted(&typed.next);
    let attempt = Attempt {
        username: typed.username.clone(),
        password: Secret::new(typed.password),
        user_agent: device.0,
        network: device.1,
        device: visit.device().cloned(),
    };
    match super::sign_in(visit.gate(), &desk.hasher, attempt).await {
        Ok(signed_in) => Ok(enter(&visit, &signed_in, next.unwrap_or("/")).into_response()),
        Err(CannotSignIn::HalfWay(half)) => {
            let to = owe(next).cookie(half_cookie(&visit, &half));
            Ok(to.into_response())
        }
        Err(CannotSignIn::Wrong) => {
            let page = page(&visit, &typed.username, next, Shown::Wrong)?;
            Ok(page.invalid().into_response())
        }
        Err(CannotSignIn::Locked(lock)) => {
            let page = page(&visit, &typed.username, next, Shown::Locked(lock))?;
            Ok(later(page, lock))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /sign-out`: the browser forgets the cookie, and whatever else it may have kept.
pub async fn sign_out(visit: Visit) -> Result<Redirect, Error> {
    super::sign_out(visit.gate(), visit.caller()).await?;
    let forget = visit.app().forget_session_cookie();
    Ok(Redirect::to("/sign-in").cookie(forget).clearing())
}

/// Leads somebody who has just proved who he is to a page, with the cookies of his session and of his device.
pub fn enter(visit: &Visit, signed_in: &SignedIn, to: &str) -> Redirect {
    let token = &signed_in.session.token;
    let cookie = visit.app().session_cookie(token, Some(session::ABSOLUTE));
    let device = signed_in.device.as_ref();
    let device = device.and_then(|device| visit.app().device_cookie(device));
    Redirect::to(to).cookie(cookie).cookie(device)
}

/// A page that says to come back later, to programs too.
pub fn later(page: Page, lock: Locked) -> Response {
    let mut answer = page.status(StatusCode::TOO_MANY_REQUESTS).into_response();
    let seconds = lock.wait.as_secs();
    answer.headers_mut().insert(RETRY_AFTER, seconds.into());
    answer
}

/// The page that asks for the second factor.
fn owe(next: Option<&str>) -> Redirect {
    let to = match next {
        Some(next) => format!(
            "/sign-in/code?next={}",
            utf8_percent_encode(next, NON_ALPHANUMERIC)
        ),
        None => "/sign-in/code".to_owned(),
    };
    Redirect::to(to)
}

/// A path of ours that one may be led to; the door itself would lead in a circle.
fn wanted(next: &str) -> Option<&str> {
    let path = next.split(['?', '#']).next().unwrap_or("");
    let door = ["/sign-in", "/sign-out", "/first-run"].contains(&path);
    (is_local(next) && !door).then_some(next)
}

/// Whether the credential of the request still counts.
async fn is_in(visit: &Visit) -> Result<bool, Error> {
    if visit.caller().is_anonymous() {
        return Ok(false);
    }
    let mut guarded = visit.read().await?;
    match guarded.authorize(ViewSelf, Myself).await {
        Ok(_) => Ok(true),
        Err(tutela_access::Error::Db(error)) => Err(error.into()),
        Err(_) => Ok(false),
    }
}

#[derive(Template)]
#[template(path = "sign_in/page.html")]
struct Main<'a> {
    t: &'a Words,
    username: Input,
    password: Input,
    next: Option<&'a str>,
    wrong: bool,
    has_passkeys: bool,
    /// Too many tries have failed; the sentence says until when.
    locked: Option<String>,
}

/// What the form says besides its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Fresh,
    Wrong,
    Locked(Locked),
}

fn page(visit: &Visit, username: &str, next: Option<&str>, shown: Shown) -> Result<Page, Error> {
    let t = visit.words();
    let inputs = Inputs::fresh(&t);
    let name = inputs
        .line("username", t.say("sign-in-name"), username)
        .required()
        .autocomplete("username")
        .attribute("autocapitalize=none")
        .attribute("spellcheck=false");
    let password = inputs
        .password("password", t.say("password"))
        .required()
        .autocomplete("current-password");
    let main = Main {
        t: &t,
        username: match shown {
            Shown::Fresh => name.attribute("autofocus"),
            Shown::Wrong | Shown::Locked(_) => name,
        },
        password,
        next,
        has_passkeys: cfg!(feature = "passkeys"),
        wrong: shown == Shown::Wrong,
        locked: match shown {
            Shown::Locked(lock) => Some(locked(&t, lock)),
            Shown::Fresh | Shown::Wrong => None,
        },
    };
    let page = visit.open_page(t.say("sign-in-title")).layout(Layout::Door);
    page.script("js/password.js")
        .script("js/passkey.js")
        .fill(&main)
}

/// How long to wait, in words. It names nobody: a name that nobody has is told the same.
pub fn locked(t: &Words, lock: Locked) -> String {
    let wait = t.duration(lock.wait);
    t.with("sign-in-locked-lede", &[("wait", wait.as_str())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_led_to_pages_of_ours_alone() {
        assert_eq!(wanted("/courses/1?a=b"), Some("/courses/1?a=b"));
        for away in [
            "",
            "courses",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example/",
            "/sign-in",
            "/sign-in?next=/sign-in",
            "/sign-out",
        ] {
            assert_eq!(wanted(away), None, "{away}");
        }
    }
}
