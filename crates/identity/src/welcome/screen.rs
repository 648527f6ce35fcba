//! The page behind the link: a new person sets the password.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use tutela_core::{Secret, Token};
use tutela_web::{Error, FieldErrors, Form, Inputs, Layout, Page, Path, Summary, Visit, Words};

use super::{CannotWelcome, Welcome};
use crate::desk::Desk;
use crate::password::field::NewPasswordField;
use crate::sign_in::device::Device;
use crate::sign_in::screen::enter;

/// What was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    password: String,
}

/// `GET /welcome/{token}`.
pub async fn show(visit: Visit, Path(token): Path<String>) -> Result<Response, Error> {
    let page = match find(&visit, &token).await? {
        Some((_, welcome)) => page(&visit, &token, &welcome, FieldErrors::default())?,
        None => gone(&visit)?,
    };
    Ok(page.into_response())
}

/// `POST /welcome/{token}`: sets the password and goes in.
pub async fn accept(
    visit: Visit,
    State(desk): State<Desk>,
    device: Device,
    Path(token): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let Some((known, welcome)) = find(&visit, &token).await? else {
        return Ok(gone(&visit)?.into_response());
    };
    let password = Secret::new(typed.password);
    let with = (&password, (device.origin(), visit.device()));
    match super::accept(visit.gate(), &desk.hasher, &known, with).await {
        Ok(signed_in) => Ok(enter(&visit, &signed_in, "/").into_response()),
        Err(CannotWelcome::Gone) => Ok(gone(&visit)?.into_response()),
        Err(error) => match error.into() {
            Error::Fields(errors) => {
                let page = page(&visit, &token, &welcome, errors)?;
                Ok(page.invalid().into_response())
            }
            other => Err(other),
        },
    }
}

async fn find(visit: &Visit, token: &str) -> Result<Option<(Token, Welcome)>, Error> {
    let Some(token) = Token::parse(token) else {
        return Ok(None);
    };
    match super::find(visit.gate(), &token).await {
        Ok(welcome) => Ok(Some((token, welcome))),
        Err(CannotWelcome::Gone) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

#[derive(Template)]
#[template(path = "welcome/page.html")]
struct Main<'a> {
    t: &'a Words,
    title: &'a str,
    lede: String,
    summary: Summary,
    token: &'a str,
    username: &'a str,
    password: NewPasswordField<'a>,
}

fn page(visit: &Visit, token: &str, welcome: &Welcome, errors: FieldErrors) -> Result<Page, Error> {
    let t = visit.words();
    let inputs = Inputs::with(&t, errors);
    let title = t.with("welcome-title", &[("name", welcome.name.as_str())]);
    let main = Main {
        t: &t,
        title: &title,
        lede: lede(&t, welcome),
        summary: inputs.summary(),
        token,
        username: &welcome.username,
        password: NewPasswordField::new(&t, &inputs, &welcome.rules, hint(&t, welcome)),
    };
    let page = visit.open_page(&*title).layout(Layout::Door);
    page.script("js/password.js").fill(&main)
}

fn lede(t: &Words, welcome: &Welcome) -> String {
    match (&welcome.from, &welcome.account) {
        (Some(from), Some(account)) => {
            let names = [("from", from.as_str()), ("account", account.as_str())];
            t.with("welcome-lede-both", &names)
        }
        (None, Some(account)) => t.with("welcome-lede-account", &[("account", account.as_str())]),
        _ => t.say("welcome-lede").into_owned(),
    }
}

fn hint(t: &Words, welcome: &Welcome) -> String {
    let ends = t.ago(welcome.until);
    let floor = welcome.rules.floor().to_string();
    let facts = [("floor", floor.as_str()), ("until", ends.text())];
    t.with("welcome-hint", &facts)
}

#[derive(Template)]
#[template(path = "welcome/gone.html")]
struct Gone<'a> {
    t: &'a Words,
}

/// Used, run out, or never made: the page is the same.
fn gone(visit: &Visit) -> Result<Page, Error> {
    let t = visit.words();
    let page = visit.open_page(t.say("welcome-gone")).layout(Layout::Door);
    page.status(StatusCode::NOT_FOUND).fill(&Gone { t: &t })
}
