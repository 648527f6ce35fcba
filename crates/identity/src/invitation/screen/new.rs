//! The form that invites somebody, at any kind of place, and the page that shows the link, once.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tutela_access::AddPerson;
use tutela_core::Scope;
use tutela_web::{
    Error, FieldErrors, Flash, Form, Input, Inputs, Layout, Page, Path, Redirect, Summary, Visit,
    Words,
};

use super::list::back;
use crate::invitation::link::Host;
use crate::invitation::{NewInvitation, create, typed};
use crate::people::handover::{self, Handover};
use crate::place::{self, Spot};
use crate::roles::{self, choice::Choice};

/// What was typed.
#[derive(Debug, Deserialize)]
#[serde(default)]
pub struct Typed {
    name: String,
    email: String,
    role: String,
    days: String,
    uses: String,
}

impl Default for Typed {
    fn default() -> Self {
        Self {
            name: String::new(),
            email: String::new(),
            role: String::new(),
            days: "14".to_owned(),
            uses: "1".to_owned(),
        }
    }
}

/// `GET /…/invitations/new`.
pub async fn ask<I>(visit: Visit, Path(place): Path<I>) -> Result<Page, Error>
where
    I: Into<Scope> + DeserializeOwned + Send,
{
    form(
        &visit,
        place.into(),
        &Typed::default(),
        FieldErrors::default(),
    )
    .await
}

/// `POST /…/invitations`: mails the invitation, or shows its link, once.
pub async fn make<I>(
    visit: Visit,
    host: Host,
    Path(place): Path<I>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error>
where
    I: Into<Scope> + DeserializeOwned + Send,
{
    let scope = place.into();
    match try_to((&visit, &host), scope, &typed).await {
        Ok(response) => Ok(response),
        Err(Error::Fields(errors)) => {
            let page = form(&visit, scope, &typed, errors).await?;
            Ok(page.invalid().into_response())
        }
        Err(error) => Err(error),
    }
}

async fn try_to(
    (visit, host): (&Visit, &Host),
    scope: Scope,
    typed: &Typed,
) -> Result<Response, Error> {
    let new = read(typed)?;
    let mut guarded = visit.write().await?;
    let made = create(&mut guarded, scope, &new).await?;
    let mut authorized = guarded.authorize(AddPerson, scope).await?;
    let (somebody, spot) = (
        authorized.somebody().clone(),
        Spot::find(&mut authorized).await?,
    );
    guarded.commit().await?;
    let Some(token) = &made.token else {
        let address = new.to.map(|to| to.written().to_owned());
        let flash = Flash::new("invitation-mailed").with("address", address.unwrap_or_default());
        return Ok(Redirect::to(back(scope))
            .saying(&flash, visit)
            .into_response());
    };
    let handover = Handover {
        name: new.name.as_ref().map(crate::people::PersonName::as_str),
        token,
        until: made.until,
        uses: new.uses,
        back: back(scope),
    };
    let page = handover::page((visit, host), &somebody, &handover)?;
    Ok(under(&spot, page).into_response())
}

fn read(typed: &Typed) -> Result<NewInvitation, FieldErrors> {
    let mut errors = FieldErrors::default();
    let number = |field, text: &str, errors: &mut FieldErrors| match text.trim() {
        "" => None,
        text => {
            let number = text.parse::<u32>();
            if number.is_err() {
                errors.add(field, "number");
            }
            Some(number.unwrap_or(1))
        }
    };
    let typed = typed::Typed {
        role: &typed.role,
        name: &typed.name,
        email: &typed.email,
        days: number("days", &typed.days, &mut errors),
        uses: number("uses", &typed.uses, &mut errors),
    };
    let new = typed::read(&typed, &mut errors);
    errors.settle(new)
}

#[derive(Template)]
#[template(path = "invitation/form.html")]
struct Main<'a> {
    t: &'a Words,
    summary: Summary,
    action: String,
    back: String,
    name: Input,
    email: Input,
    days: Input,
    uses: Input,
    choices: Vec<Choice>,
    role_error: Option<String>,
}

async fn form(
    visit: &Visit,
    scope: Scope,
    typed: &Typed,
    errors: FieldErrors,
) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(AddPerson, scope).await?;
    let roles = roles::grantable(&authorized);
    let (somebody, spot) = (
        authorized.somebody().clone(),
        Spot::find(&mut authorized).await?,
    );
    let spot = spot.look_around(&mut guarded).await?;
    let t = visit.words_for(&somebody);
    let inputs = Inputs::with(&t, errors);
    let mut choices = Choice::of(&roles, &t, &typed.role);
    if matches!(scope, Scope::Account(_)) {
        choices.insert(0, Choice::none(&t, &typed.role));
    }
    let main = Main {
        t: &t,
        summary: inputs.summary(),
        action: format!("{}/invitations", place::path(scope)),
        back: back(scope),
        name: name(&t, &inputs, &typed.name),
        email: email(&t, &inputs, &typed.email),
        days: number(&inputs, "days", t.say("invitation-days"), &typed.days),
        uses: number(&inputs, "uses", t.say("invitation-uses"), &typed.uses)
            .hint(t.say("invitation-uses.hint")),
        choices,
        role_error: inputs.error("role"),
    };
    let page = visit
        .page(&somebody, t.say("person-new"))
        .layout(Layout::Medium);
    under(&spot, page).fill(&main)
}

fn name(t: &Words, inputs: &Inputs, typed: &str) -> Input {
    let input = inputs.line("name", t.say("person-name"), typed);
    input.optional().max(120).autocomplete("off")
}

fn email(t: &Words, inputs: &Inputs, typed: &str) -> Input {
    let input = inputs.line("email", t.say("invitation-email"), typed);
    let input = input.hint(t.say("invitation-email.hint")).optional();
    input.kind("email").max(190).autocomplete("off")
}

fn number(inputs: &Inputs, name: &'static str, label: impl ToString, typed: &str) -> Input {
    let input = inputs.line(name, label, typed).short();
    input.attribute("inputmode=numeric").autocomplete("off")
}

/// Puts a page below the list that shows whom one has invited.
fn under(spot: &Spot, page: Page) -> Page {
    let key = match spot.scope {
        Scope::Account(_) => "people",
        _ => "roles-title",
    };
    let title = page.words().say(key).into_owned();
    spot.dress(page).crumb(title, back(spot.scope))
}
