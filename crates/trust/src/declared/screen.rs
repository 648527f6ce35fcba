//! `GET` and `POST /trust/declarations`.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tutela_access::{Authorized, DeclarePromise, Platform};
use tutela_web::{
    Error, FieldErrors, Flash, Form, Input, Inputs, Page, Redirect, Summary, Visit, When, Words,
};

use super::{Typed, declare as keep, history};
use crate::register::declarable;
use crate::rows::Declaration;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    part: String,
    name: String,
    statement: String,
    until: String,
}

#[derive(Template)]
#[template(path = "declared/page.html")]
struct Main<'a> {
    t: &'a Words,
    summary: Summary,
    parts: Vec<(&'static str, &'static str, &'static str, bool)>,
    part_error: Option<String>,
    name: Input,
    statement: Input,
    until: Input,
    said: Vec<Line>,
}

struct Line {
    entered: When,
    part: &'static str,
    name: String,
    statement: String,
    until: When,
}

/// The form, and what was declared before.
pub async fn show(visit: Visit) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(DeclarePromise, Platform).await?;
    let typed = Typed {
        name: authorized.somebody().name.clone(),
        ..Typed::default()
    };
    page(&visit, &mut authorized, &typed, FieldErrors::default()).await
}

/// A declaration is made.
pub async fn declare(visit: Visit, Form(sent): Form<Sent>) -> Result<Response, Error> {
    let typed = Typed {
        part: sent.part,
        name: sent.name,
        statement: sent.statement,
        until: sent.until,
    };
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(DeclarePromise, Platform).await?;
    match typed.check(authorized.now()) {
        Ok(declared) => keep(&mut authorized, &declared).await?,
        Err(errors) => {
            let page = page(&visit, &mut authorized, &typed, errors).await?;
            return Ok(page.invalid().into_response());
        }
    }
    guarded.commit().await?;
    crate::prove::note_changes(visit.gate()).await?;
    let done = Redirect::to("/trust/declarations");
    Ok(done
        .saying(&Flash::new("declared-done"), &visit)
        .into_response())
}

async fn page(
    visit: &Visit,
    authorized: &mut Authorized<'_, DeclarePromise>,
    typed: &Typed,
    errors: FieldErrors,
) -> Result<Page, Error> {
    let said = history(authorized.tx()).await?;
    let t = visit.words_for(authorized.somebody());
    let inputs = Inputs::with(&t, errors);
    let parts = declarable().map(|(promise, part, text)| {
        let text = text.to(t.language());
        (promise.id, part, text, part == typed.part)
    });
    let [name, statement, until] = fields(&t, &inputs, typed);
    let main = Main {
        summary: inputs.summary(),
        parts: parts.collect(),
        part_error: inputs.error("part"),
        name,
        statement,
        until,
        said: said.into_iter().map(|said| line(&t, said)).collect(),
        t: &t,
    };
    let page = visit.page(authorized.somebody(), t.say("declared-title"));
    page.crumb(t.say("trust-title"), "/trust").fill(&main)
}

fn line(t: &Words, said: Declaration) -> Line {
    let part = declarable().find(|(_, name, _)| *name == said.part);
    Line {
        entered: t.ago(said.entered_at),
        part: part.map_or("", |(_, _, text)| text.to(t.language())),
        name: said.name,
        statement: said.statement,
        until: t.ago(said.expires_at),
    }
}

/// Who says it, what is so, and until when.
fn fields(t: &Words, inputs: &Inputs, typed: &Typed) -> [Input; 3] {
    let statement = t.say("declared-statement");
    [
        inputs
            .line("name", t.say("declared-name"), &typed.name)
            .required()
            .max(120),
        inputs
            .area("statement", statement, &typed.statement, 4)
            .hint(t.say("declared-statement-hint"))
            .required()
            .max(1_000),
        inputs
            .line("until", t.say("declared-until"), &typed.until)
            .kind("date")
            .hint(t.say("declared-until-hint"))
            .required()
            .short(),
    ]
}
