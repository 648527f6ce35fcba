//! The pages of somebody who has forgotten the password: the wish, the code, the link.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use tutela_core::{Secret, Token};
use tutela_web::{
    Error, FieldErrors, Flash, Form, Input, Inputs, Layout, Page, Path, Redirect, Summary, Visit,
    Words,
};

use super::{CannotReset, Open, Proof};
use crate::desk::Desk;
use crate::password::field::NewPasswordField;
use crate::password::{FLOOR, Rules};
use crate::sign_in::screen::{later, locked};

/// Whom a new password is wished for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wish {
    username: String,
}

/// What was typed beside the code.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Coded {
    ticket: String,
    code: String,
    password: String,
}

/// What was typed behind the link.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Linked {
    password: String,
}

#[derive(Template)]
#[template(path = "reset/ask.html")]
struct Ask<'a> {
    t: &'a Words,
    username: Input,
}

/// `GET /password/forgotten`.
pub async fn ask(visit: Visit) -> Result<Page, Error> {
    let t = visit.words();
    let username = Inputs::fresh(&t)
        .line("username", t.say("sign-in-name"), "")
        .required()
        .autocomplete("username")
        .attribute("autocapitalize=none")
        .attribute("spellcheck=false")
        .attribute("autofocus");
    let page = visit.open_page(t.say("forgotten-title"));
    page.layout(Layout::Door).fill(&Ask { t: &t, username })
}

/// `POST /password/forgotten`: the same page for every name.
pub async fn request(visit: Visit, Form(wish): Form<Wish>) -> Result<Page, Error> {
    let ticket = super::request(visit.gate(), &wish.username).await?;
    let coded = Coded {
        ticket: ticket.reveal(),
        ..Coded::default()
    };
    code_page(&visit, &coded, FieldErrors::default(), None)
}

/// `POST /password/reset`: the code and a new password.
pub async fn set_by_code(
    visit: Visit,
    State(desk): State<Desk>,
    Form(coded): Form<Coded>,
) -> Result<Response, Error> {
    let Some(ticket) = Token::parse(&coded.ticket) else {
        return Ok(Redirect::to("/password/forgotten").into_response());
    };
    let proof = Proof::Code {
        ticket,
        code: coded.code.clone(),
    };
    let t = visit.words();
    match set(&visit, &desk, &proof, &coded.password).await {
        Ok(done) => Ok(done.into_response()),
        Err(CannotReset::Wrong) => {
            let why = t.say("reset-wrong-code").into_owned();
            let page = code_page(&visit, &coded, FieldErrors::default(), Some(why))?;
            Ok(page.invalid().into_response())
        }
        Err(CannotReset::Locked(lock)) => {
            let why = locked(&t, lock);
            let page = code_page(&visit, &coded, FieldErrors::default(), Some(why))?;
            Ok(later(page, lock))
        }
        Err(error) => {
            let errors = fields(error)?;
            let page = code_page(&visit, &coded, errors, None)?;
            Ok(page.invalid().into_response())
        }
    }
}

/// `GET /password/reset/{link}`.
pub async fn show(visit: Visit, Path(link): Path<String>) -> Result<Page, Error> {
    match find(&visit, &link).await? {
        Some((_, open)) => link_page(&visit, &link, &open, FieldErrors::default()),
        None => gone(&visit),
    }
}

/// `POST /password/reset/{link}`.
pub async fn set_by_link(
    visit: Visit,
    State(desk): State<Desk>,
    Path(link): Path<String>,
    Form(linked): Form<Linked>,
) -> Result<Response, Error> {
    let Some((token, open)) = find(&visit, &link).await? else {
        return Ok(gone(&visit)?.into_response());
    };
    match set(&visit, &desk, &Proof::Link(token), &linked.password).await {
        Ok(done) => Ok(done.into_response()),
        Err(CannotReset::Wrong) => Ok(gone(&visit)?.into_response()),
        Err(error) => {
            let errors = fields(error)?;
            let page = link_page(&visit, &link, &open, errors)?;
            Ok(page.invalid().into_response())
        }
    }
}

async fn set(
    visit: &Visit,
    desk: &Desk,
    proof: &Proof,
    typed: &str,
) -> Result<Redirect, CannotReset> {
    let typed = Secret::new(typed.to_owned());
    super::set(visit.gate(), &desk.hasher, proof, &typed).await?;
    let to = Redirect::to("/sign-in").cookie(visit.app().forget_session_cookie());
    Ok(to.saying(&Flash::new("reset-done"), visit))
}

async fn find(visit: &Visit, link: &str) -> Result<Option<(Token, Open)>, Error> {
    let Some(token) = Token::parse(link) else {
        return Ok(None);
    };
    match super::find(visit.gate(), &token).await {
        Ok(open) => Ok(Some((token, open))),
        Err(CannotReset::Wrong) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// What belongs at a field; the rest leaves by the one door.
fn fields(error: CannotReset) -> Result<FieldErrors, Error> {
    match error.into() {
        Error::Fields(errors) => Ok(errors),
        other => Err(other),
    }
}

#[derive(Template)]
#[template(path = "reset/code.html")]
struct Code<'a> {
    t: &'a Words,
    summary: Summary,
    refused: Option<String>,
    ticket: &'a str,
    code: Input,
    password: NewPasswordField<'a>,
}

fn code_page(
    visit: &Visit,
    coded: &Coded,
    errors: FieldErrors,
    refused: Option<String>,
) -> Result<Page, Error> {
    let t = visit.words();
    let inputs = Inputs::with(&t, errors);
    let code = inputs
        .line("code", t.say("reset-code"), &coded.code)
        .hint(t.say("reset-code.hint"))
        .required()
        .autocomplete("one-time-code")
        .attribute("autocapitalize=characters")
        .attribute("spellcheck=false");
    // Whose password it is, and how long it must be, is told to nobody before the code was right.
    let rules = Rules::new(FLOOR);
    let hint = t.with("password-hint", &[("floor", rules.floor())]);
    let main = Code {
        t: &t,
        summary: inputs.summary(),
        refused,
        ticket: &coded.ticket,
        code,
        password: NewPasswordField::new(&t, &inputs, &rules, hint),
    };
    let page = visit.open_page(t.say("reset-title")).layout(Layout::Door);
    page.script("js/password.js").fill(&main)
}

#[derive(Template)]
#[template(path = "reset/link.html")]
struct Link<'a> {
    t: &'a Words,
    summary: Summary,
    link: &'a str,
    username: &'a str,
    password: NewPasswordField<'a>,
}

fn link_page(visit: &Visit, link: &str, open: &Open, errors: FieldErrors) -> Result<Page, Error> {
    let t = visit.words();
    let inputs = Inputs::with(&t, errors);
    let hint = t.with("password-hint", &[("floor", open.rules.floor())]);
    let main = Link {
        t: &t,
        summary: inputs.summary(),
        link,
        username: &open.username,
        password: NewPasswordField::new(&t, &inputs, &open.rules, hint),
    };
    let page = visit.open_page(t.say("reset-title")).layout(Layout::Door);
    page.script("js/password.js").fill(&main)
}

#[derive(Template)]
#[template(path = "reset/gone.html")]
struct Gone<'a> {
    t: &'a Words,
}

fn gone(visit: &Visit) -> Result<Page, Error> {
    let t = visit.words();
    let page = visit.open_page(t.say("error-reset-gone"));
    let page = page.layout(Layout::Door).status(StatusCode::NOT_FOUND);
    page.fill(&Gone { t: &t })
}
