//! The form that asks for another address.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tutela_access::{Myself, ViewSelf};
use tutela_core::Secret;
use tutela_web::{
    Error, FieldErrors, Flash, Form, Input, Inputs, Layout, Page, Path, Redirect, Summary, Visit,
    Words,
};

use super::{HERE, typed};
use crate::contact::{self, CannotAsk, Kind};
use crate::desk::Desk;

/// What was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    email: String,
    phone: String,
    password: String,
}

#[derive(Template)]
#[template(path = "contact/form.html")]
struct Main<'a> {
    t: &'a Words,
    title: &'a str,
    kind: &'static str,
    summary: Summary,
    address: Input,
    password: Input,
    warning: Option<String>,
}

/// `GET /me/contacts/{kind}`.
pub async fn show_form(visit: Visit, Path(kind): Path<String>) -> Result<Page, Error> {
    let kind = kind.parse().map_err(|_| Error::NotFound)?;
    page(&visit, kind, "", FieldErrors::default()).await
}

/// `POST /me/contacts/{kind}`: a code and a link go to the new address.
pub async fn ask(
    visit: Visit,
    State(desk): State<Desk>,
    Path(kind): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let kind: Kind = kind.parse().map_err(|_| Error::NotFound)?;
    let text = match kind {
        Kind::Email => &typed.email,
        Kind::Phone => &typed.phone,
    };
    let address = match typed::read(kind, text, None) {
        Ok(address) => address,
        Err(errors) => return refused(&visit, kind, text, errors).await,
    };
    let password = Secret::new(typed.password.clone());
    let caller = (visit.gate(), visit.caller());
    match contact::ask(caller, &desk.hasher, &password, &address).await {
        Ok(_) => {
            let said = Flash::new("contact-asked").with("address", address.as_str());
            Ok(Redirect::to(HERE).saying(&said, &visit).into_response())
        }
        Err(error) => refused(&visit, kind, text, refusal(error, kind)?).await,
    }
}

/// What can be put right in the form; all else leaves by the error door.
fn refusal(error: CannotAsk, kind: Kind) -> Result<FieldErrors, Error> {
    match error {
        CannotAsk::Wrong => Ok(FieldErrors::one("password", "not-your-password")),
        CannotAsk::Same => Ok(FieldErrors::one(kind.as_str(), "same-address")),
        other => Err(other.into()),
    }
}

async fn refused(
    visit: &Visit,
    kind: Kind,
    text: &str,
    errors: FieldErrors,
) -> Result<Response, Error> {
    let page = page(visit, kind, text, errors).await?;
    Ok(page.invalid().into_response())
}

async fn page(visit: &Visit, kind: Kind, text: &str, errors: FieldErrors) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let authorized = guarded.authorize(ViewSelf, Myself).await?;
    let somebody = authorized.somebody();
    let t = visit.words_for(somebody);
    let inputs = Inputs::with(&t, errors);
    let word = kind.as_str();
    let title = t.say(&format!("contact-new-{word}"));
    let ways = visit.app().settings().ways;
    let sent = match kind {
        Kind::Email => ways.mail,
        Kind::Phone => ways.phone,
    };
    let warning = (!sent).then(|| t.say(&format!("contact-not-sent-{word}")).into_owned());
    let main = Main {
        t: &t,
        title: &title,
        kind: word,
        summary: inputs.summary(),
        address: address(&t, &inputs, kind, text),
        password: inputs
            .password("password", t.say("contact-password"))
            .hint(t.say("contact-password.hint"))
            .required()
            .autocomplete("current-password"),
        warning,
    };
    let page = visit.page(somebody, &*title).layout(Layout::Narrow);
    page.crumb(t.say("contacts"), HERE)
        .script("js/password.js")
        .fill(&main)
}

fn address(t: &Words, inputs: &Inputs, kind: Kind, text: &str) -> Input {
    let input = match kind {
        Kind::Email => inputs
            .line("email", t.say("contact-email"), text)
            .kind("email")
            .autocomplete("email"),
        Kind::Phone => inputs
            .line("phone", t.say("contact-phone"), text)
            .kind("tel")
            .hint(t.say("contact-phone.hint"))
            .autocomplete("tel"),
    };
    input.required().max(254)
}
