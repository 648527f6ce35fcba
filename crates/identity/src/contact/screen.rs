//! Where I can be reached, as pages: the list with the code that waits, the form that asks for another, and the links.

mod form;
mod links;
pub mod typed;

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tutela_access::{Myself, ViewSelf};
use tutela_web::{
    Error, FieldErrors, Flash, Form, Input, Inputs, Page, Redirect, Summary, Visit, When, Words,
};

pub use form::{ask, show_form};
pub use links::{confirm, show_confirm, show_undo, take_back};

use super::{CannotConfirm, Contact, Kind, confirm_by_code};
use crate::sign_in::screen::later;

/// The page of both contacts.
pub const HERE: &str = "/me/contacts";

/// The code that was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    code: String,
}

struct Line {
    kind: &'static str,
    icon: &'static str,
    label: String,
    address: Option<(String, When)>,
    waiting: Option<(String, When)>,
    change: String,
    /// Whether letters go this way at all.
    sent: bool,
    not_sent: String,
}

#[derive(Template)]
#[template(path = "contact/page.html")]
struct Main<'a> {
    t: &'a Words,
    summary: Summary,
    lines: Vec<Line>,
    code: Option<Input>,
}

/// `GET /me/contacts`.
pub async fn show(visit: Visit) -> Result<Page, Error> {
    page(&visit, FieldErrors::default()).await
}

/// `POST /me/contacts/confirmation`: the code that went to the new address.
pub async fn confirm_code(visit: Visit, Form(typed): Form<Typed>) -> Result<Response, Error> {
    match confirm_by_code(visit.gate(), visit.caller(), &typed.code).await {
        Ok(confirmed) => Ok(done(&visit, confirmed.kind).into_response()),
        Err(CannotConfirm::Access(error)) => Err(error.into()),
        Err(CannotConfirm::Locked(lock)) => {
            let errors = FieldErrors::one("code", "contact-code-locked");
            Ok(later(page(&visit, errors).await?, lock))
        }
        Err(error) => {
            let code = match error {
                CannotConfirm::Wrong => "wrong-contact-code",
                CannotConfirm::Taken => "address-taken",
                _ => "code-gone",
            };
            let page = page(&visit, FieldErrors::one("code", code)).await?;
            Ok(page.invalid().into_response())
        }
    }
}

/// Back to the list, saying what counts now.
fn done(visit: &Visit, kind: Kind) -> Redirect {
    let said = match kind {
        Kind::Email => "contact-done-email",
        Kind::Phone => "contact-done-phone",
    };
    Redirect::to(HERE).saying(&Flash::new(said), visit)
}

async fn page(visit: &Visit, errors: FieldErrors) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let contacts = super::list(&mut authorized).await?;
    let somebody = authorized.somebody();
    let t = visit.words_for(somebody);
    let inputs = Inputs::with(&t, errors);
    let waits = contacts.iter().any(|contact| contact.waiting.is_some());
    let main = Main {
        t: &t,
        summary: inputs.summary(),
        lines: contacts.iter().map(|one| line(visit, &t, one)).collect(),
        code: waits.then(|| code(&t, &inputs)),
    };
    visit.page(somebody, t.say("contacts")).fill(&main)
}

fn code(t: &Words, inputs: &Inputs) -> Input {
    inputs
        .line("code", t.say("contact-code"), "")
        .hint(t.say("contact-code.hint"))
        .required()
        .short()
        .autocomplete("one-time-code")
        .attribute("inputmode=numeric")
}

fn line(visit: &Visit, t: &Words, contact: &Contact) -> Line {
    let kind = contact.kind.as_str();
    let ways = visit.app().settings().ways;
    let (icon, sent) = match contact.kind {
        Kind::Email => ("mail", ways.mail),
        Kind::Phone => ("phone", ways.phone),
    };
    let told = |address: &Option<(String, _)>| {
        let address = address.as_ref();
        address.map(|(address, at)| (address.clone(), t.ago(*at)))
    };
    let change = match contact.address {
        Some(_) => "change",
        None => "add",
    };
    Line {
        kind,
        icon,
        label: t.say(&format!("contact-{kind}")).into_owned(),
        address: told(&contact.address),
        waiting: told(&contact.waiting),
        change: t.say(&format!("contact-{change}-{kind}")).into_owned(),
        sent,
        not_sent: t.say(&format!("contact-not-sent-{kind}")).into_owned(),
    }
}
