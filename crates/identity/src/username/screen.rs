//! The page with the names by which one signs in, and the form for another id.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tutela_access::{ChangeUsername, Myself, ViewSelf};
use tutela_core::{MOST, NameKind};
use tutela_web::{
    Error, FieldErrors, Flash, Form, Input, Inputs, Layout, Page, Redirect, Summary, Visit, Words,
};

use super::Own;

/// What was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    username: String,
}

/// `GET /me/username`.
pub async fn show(visit: Visit) -> Result<Page, Error> {
    page(&visit, None, FieldErrors::default()).await
}

/// `POST /me/username`.
pub async fn change(visit: Visit, Form(typed): Form<Typed>) -> Result<Response, Error> {
    match try_to(&visit, &typed.username).await {
        Ok(()) => {
            let flash = Flash::new("username-changed");
            let again = Redirect::to("/me/username").saying(&flash, &visit);
            Ok(again.into_response())
        }
        Err(Error::Fields(errors)) => {
            let page = page(&visit, Some(&typed.username), errors).await?;
            Ok(page.invalid().into_response())
        }
        Err(error) => Err(error),
    }
}

async fn try_to(visit: &Visit, typed: &str) -> Result<(), Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(ChangeUsername, Myself).await?;
    super::change(&mut authorized, typed).await?;
    Ok(guarded.commit().await?)
}

struct Line {
    label: String,
    name: Option<String>,
}

#[derive(Template)]
#[template(path = "username/page.html")]
struct Main<'a> {
    t: &'a Words,
    summary: Summary,
    lines: Vec<Line>,
    username: Input,
}

async fn page(visit: &Visit, typed: Option<&str>, errors: FieldErrors) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let somebody = authorized.somebody().clone();
    let own = super::mine(&mut authorized).await?;
    let t = visit.words_for(&somebody);
    let inputs = Inputs::with(&t, errors);
    let name = |kind| name_of(&own, kind);
    let now = name(NameKind::Id).unwrap_or_default();
    let kinds = [
        (NameKind::Id, "username-kind-id"),
        (NameKind::Email, "username-kind-email"),
        (NameKind::Phone, "username-kind-phone"),
    ];
    let line = |(kind, key): (NameKind, &str)| Line {
        label: t.say(key).into_owned(),
        name: name(kind),
    };
    let main = Main {
        t: &t,
        summary: inputs.summary(),
        lines: kinds.into_iter().map(line).collect(),
        username: field(&t, &inputs, typed.unwrap_or(&now)),
    };
    let page = visit.page(&somebody, t.say("usernames-title"));
    page.layout(Layout::Narrow)
        .crumb(t.say("security-title"), "/me/security")
        .fill(&main)
}

fn name_of(own: &[Own], kind: NameKind) -> Option<String> {
    let found = own.iter().find(|own| own.kind == kind);
    found.map(|own| own.name.clone())
}

fn field(t: &Words, inputs: &Inputs, typed: &str) -> Input {
    let most = u32::try_from(MOST).unwrap_or(u32::MAX);
    inputs
        .line("username", t.say("username-new"), typed)
        .hint(t.say("username-new.hint"))
        .required()
        .max(most)
        .autocomplete("username")
        .attribute("autocapitalize=none")
        .attribute("spellcheck=false")
}
