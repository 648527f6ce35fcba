//! The page with what one is called and the language in which one reads.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tutela_access::{Myself, ViewSelf};
use tutela_web::{
    Error, FieldErrors, Flash, Form, Input, Inputs, Language, Layout, Page, Redirect, Summary,
    Visit, Words,
};

use super::api::read;

/// What was typed and chosen.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    name: String,
    language: String,
}

struct Choice {
    tag: &'static str,
    name: &'static str,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "me/page.html")]
struct Main<'a> {
    t: &'a Words,
    summary: Summary,
    name: Input,
    choices: Vec<Choice>,
    language_error: Option<String>,
}

/// `GET /me/profile`.
pub async fn show(visit: Visit) -> Result<Page, Error> {
    page(&visit, None, FieldErrors::default()).await
}

/// `POST /me/profile`.
pub async fn change(visit: Visit, Form(typed): Form<Typed>) -> Result<Response, Error> {
    let update = match read(Some(&typed.name), Some(&typed.language)) {
        Ok(update) => update,
        Err(errors) => {
            let page = page(&visit, Some(&typed), errors).await?;
            return Ok(page.invalid().into_response());
        }
    };
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    super::update(&mut authorized, &update).await?;
    guarded.commit().await?;
    let keep = update
        .language
        .and_then(|it| visit.app().language_cookie(it));
    let again = Redirect::to("/me/profile").cookie(keep);
    Ok(again
        .saying(&Flash::new("profile-saved"), &visit)
        .into_response())
}

async fn page(visit: &Visit, typed: Option<&Typed>, errors: FieldErrors) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let authorized = guarded.authorize(ViewSelf, Myself).await?;
    let somebody = authorized.somebody();
    let t = visit.words_for(somebody);
    let inputs = Inputs::with(&t, errors);
    let name = typed.map_or(somebody.name.as_str(), |typed| &typed.name);
    let name = inputs.line("name", t.say("profile-name"), name);
    let language = typed.map_or(somebody.language.as_str(), |typed| &typed.language);
    let choice = |it: Language| Choice {
        tag: it.tag(),
        name: it.own_name(),
        chosen: it.tag() == language,
    };
    let main = Main {
        t: &t,
        summary: inputs.summary(),
        name: name
            .hint(t.say("profile-name.hint"))
            .required()
            .max(120)
            .autocomplete("name"),
        choices: Language::ALL.map(choice).into(),
        language_error: inputs.error("language"),
    };
    let page = visit.page(somebody, t.say("profile-title"));
    page.layout(Layout::Narrow)
        .crumb(t.say("security-title"), "/me/security")
        .fill(&main)
}
