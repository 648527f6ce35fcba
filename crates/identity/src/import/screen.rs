//! A file of people in a browser: chosen, looked through, brought in, taken back.

use askama::Template;
use axum::extract::{FromRequest as _, Multipart, Request};
use axum::response::{IntoResponse, Response};
use tutela_access::AddPerson;
use tutela_core::{AccountId, ImportId};
use tutela_web::{
    Error, FieldError, Flash, Inputs, Layout, Page, Path, Redirect, Summary, Visit, When, Words,
};

use super::{Import, LineError, Looked, State, list, look_through, run, undo};
use crate::place::{self, Spot};

struct Line {
    by: String,
    when: When,
    people: u64,
    state: String,
    /// Where a form posts that brings it in, or takes it back.
    run: Option<String>,
    undo: Option<String>,
}

struct Wrong {
    line: u64,
    field: &'static str,
    sentence: String,
}

#[derive(Template)]
#[template(path = "import/page.html")]
struct Main<'a> {
    t: &'a Words,
    here: String,
    summary: Summary,
    error: Option<String>,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "import/looked.html")]
struct Found<'a> {
    t: &'a Words,
    here: String,
    people: u64,
    wrong: Vec<Wrong>,
    sentence: String,
    more: Option<String>,
    run: Option<String>,
}

/// `GET /accounts/{account}/imports`.
pub async fn show(visit: Visit, Path(account): Path<AccountId>) -> Result<Page, Error> {
    form(&visit, account, Inputs::fresh).await
}

/// `POST /accounts/{account}/imports`: looks the file through.
pub async fn look(
    visit: Visit,
    Path(account): Path<AccountId>,
    request: Request,
) -> Result<Response, Error> {
    let mut guarded = visit.read().await?;
    guarded.authorize(AddPerson, account.into()).await?;
    drop(guarded);
    let mut form_sent = Multipart::from_request(request, &())
        .await
        .map_err(|_| Error::Malformed)?;
    while let Some(field) = form_sent.next_field().await.map_err(|_| Error::Malformed)? {
        if field.name() == Some("file") && field.file_name().is_some_and(|name| !name.is_empty()) {
            let caller = (visit.gate(), visit.caller());
            let looked = look_through(caller, account, field).await?;
            return found(&visit, account, &looked).await;
        }
    }
    let missing = |t: &Words| Inputs::with(t, tutela_web::FieldErrors::one("file", "required"));
    let page = form(&visit, account, missing).await?;
    Ok(page.invalid().into_response())
}

/// `POST /accounts/{account}/imports/{import}/run`.
pub async fn bring_in(
    visit: Visit,
    Path((account, import)): Path<(AccountId, ImportId)>,
) -> Result<Redirect, Error> {
    let people = run((visit.gate(), visit.caller()), account, import).await?;
    let flash = Flash::new("import-done").with("people", people.to_string());
    let flash = flash.undo(path_of(account, import, "undo"));
    Ok(Redirect::to(path(account)).saying(&flash, &visit))
}

/// `POST /accounts/{account}/imports/{import}/undo`.
pub async fn take_back(
    visit: Visit,
    Path((account, import)): Path<(AccountId, ImportId)>,
) -> Result<Redirect, Error> {
    let people = undo((visit.gate(), visit.caller()), account, import).await?;
    let flash = Flash::new("import-undone").with("people", people.to_string());
    Ok(Redirect::to(path(account)).saying(&flash, &visit))
}

async fn form(
    visit: &Visit,
    account: AccountId,
    inputs: impl FnOnce(&Words) -> Inputs,
) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(AddPerson, account.into()).await?;
    let imports = list(&mut authorized).await?;
    let spot = Spot::find(&mut authorized).await?;
    let somebody = authorized.somebody().clone();
    let t = visit.words_for(&somebody);
    let inputs = inputs(&t);
    let main = Main {
        t: &t,
        here: path(account),
        summary: inputs.summary(),
        error: inputs.error("file"),
        lines: imports.iter().map(|one| line(&t, account, one)).collect(),
    };
    let page = visit.page(&somebody, t.say("import-title"));
    let page = spot.dress(page.layout(Layout::Medium));
    page.crumb(
        t.say("people"),
        format!("{}/people", place::path(account.into())),
    )
    .fill(&main)
}

fn line(t: &Words, account: AccountId, one: &Import) -> Line {
    let may_run = matches!(one.state, State::Ready | State::Begun);
    Line {
        by: one.by.clone(),
        when: t.ago(one.created_at),
        people: one.lines,
        state: t.say(word(one.state)).into_owned(),
        run: may_run.then(|| path_of(account, one.id, "run")),
        undo: one.may_undo.then(|| path_of(account, one.id, "undo")),
    }
}

const fn word(state: State) -> &'static str {
    match state {
        State::Ready => "import-ready",
        State::Begun => "import-begun",
        State::Done => "import-is-done",
        State::Undone => "import-is-undone",
    }
}

async fn found(visit: &Visit, account: AccountId, looked: &Looked) -> Result<Response, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(AddPerson, account.into()).await?;
    let spot = Spot::find(&mut authorized).await?;
    let somebody = authorized.somebody().clone();
    let t = visit.words_for(&somebody);
    let shown = u64::try_from(looked.errors.len()).unwrap_or(u64::MAX);
    let left = looked.wrong.saturating_sub(shown);
    let main = Found {
        t: &t,
        here: path(account),
        people: looked.lines,
        wrong: looked.errors.iter().map(|error| wrong(&t, error)).collect(),
        sentence: match looked.import {
            Some(_) => t.with("import-looked", &[("people", looked.lines)]),
            None => t.with("import-wrong", &[("wrong", looked.wrong)]),
        },
        more: (left > 0).then(|| t.with("import-more", &[("left", left)])),
        run: looked.import.map(|import| path_of(account, import, "run")),
    };
    let page = visit.page(&somebody, t.say("import-title"));
    let page = spot.dress(page.layout(Layout::Medium));
    let page = page
        .crumb(t.say("import-title"), path(account))
        .fill(&main)?;
    match looked.import {
        Some(_) => Ok(page.into_response()),
        None => Ok(page.invalid().into_response()),
    }
}

fn wrong(t: &Words, error: &LineError) -> Wrong {
    let sentence = FieldError {
        field: error.field.into(),
        code: error.code,
        facts: Vec::new(),
    };
    Wrong {
        line: error.line,
        field: error.field,
        sentence: sentence.sentence(t),
    }
}

fn path(account: AccountId) -> String {
    format!("{}/imports", place::path(account.into()))
}

fn path_of(account: AccountId, import: ImportId, act: &str) -> String {
    format!("{}/{import}/{act}", path(account))
}
