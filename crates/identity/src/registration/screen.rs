//! The page where newcomers ask to come in, and the one where a head of the account opens it to them.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use tutela_access::{AddPerson, EditAccount};
use tutela_core::{AccountId, CourseId};
use tutela_web::{
    Error, FieldErrors, Flash, Form, Input, Inputs, Layout, Page, Path, Redirect, Summary, Visit,
    Words,
};

use super::{Registration, choices, close, find, name, open, read_domains, register};
use crate::invitation::Address;
use crate::place::{self, Spot};

/// What a newcomer typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    email: String,
}

#[derive(Template)]
#[template(path = "registration/page.html")]
struct Main<'a> {
    t: &'a Words,
    title: &'a str,
    summary: Summary,
    action: String,
    email: Input,
}

#[derive(Template)]
#[template(path = "registration/sent.html")]
struct Sent<'a> {
    t: &'a Words,
    address: &'a str,
}

/// `GET /accounts/{account}/register`.
pub async fn ask(visit: Visit, Path(account): Path<AccountId>) -> Result<Page, Error> {
    page(&visit, account, "", FieldErrors::default()).await
}

/// `POST /accounts/{account}/register`: says the same whoever has the address.
pub async fn send(
    visit: Visit,
    Path(account): Path<AccountId>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    match try_to(&visit, account, &typed).await {
        Ok(()) => {
            let t = visit.words();
            let address = typed.email.trim();
            let page = visit.open_page(t.say("registration-sent"));
            let page = page.layout(Layout::Door).status(StatusCode::ACCEPTED);
            Ok(page.fill(&Sent { t: &t, address })?.into_response())
        }
        Err(Error::Fields(errors)) => {
            let page = page(&visit, account, &typed.email, errors).await?;
            Ok(page.invalid().into_response())
        }
        Err(error) => Err(error),
    }
}

async fn try_to(visit: &Visit, account: AccountId, typed: &Typed) -> Result<(), Error> {
    let address = Address::mail(&typed.email);
    let address = address.map_err(|_| FieldErrors::one("email", "email"))?;
    let language = visit.language();
    Ok(register(visit.gate(), account, (&address, language.tag())).await?)
}

async fn page(
    visit: &Visit,
    account: AccountId,
    typed: &str,
    errors: FieldErrors,
) -> Result<Page, Error> {
    let open = find(visit.gate(), account).await?;
    open.ok_or(Error::NotFound)?;
    let t = visit.words();
    let inputs = Inputs::with(&t, errors);
    let account_name = name(visit.gate(), account).await?;
    let title = t.with("registration-title", &[("account", account_name.as_str())]);
    let email = inputs
        .line("email", t.say("registration-email"), typed)
        .hint(t.say("registration-email.hint"))
        .kind("email")
        .required()
        .max(190)
        .autocomplete("email");
    let main = Main {
        t: &t,
        title: &title,
        summary: inputs.summary(),
        action: format!("{}/register", place::path(account.into())),
        email,
    };
    visit.open_page(&*title).layout(Layout::Door).fill(&main)
}

/// What a head of the account typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Setting {
    open: String,
    domains: String,
    course: Vec<CourseId>,
}

struct Course {
    id: CourseId,
    name: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "registration/setting.html")]
struct SettingMain<'a> {
    t: &'a Words,
    summary: Summary,
    action: String,
    back: String,
    is_open: bool,
    /// Where newcomers ask, while it is open.
    link: String,
    domains: Input,
    courses: Vec<Course>,
}

/// `GET /accounts/{account}/registration`.
pub async fn show(visit: Visit, Path(account): Path<AccountId>) -> Result<Page, Error> {
    setting(&visit, account, None, FieldErrors::default()).await
}

/// `POST /accounts/{account}/registration`.
pub async fn change(
    visit: Visit,
    Path(account): Path<AccountId>,
    Form(typed): Form<Setting>,
) -> Result<Response, Error> {
    match try_to_change(&visit, account, &typed).await {
        Ok(flash) => {
            let to = format!("{}/registration", place::path(account.into()));
            let flash = Flash::new(flash);
            Ok(Redirect::to(to).saying(&flash, &visit).into_response())
        }
        Err(Error::Fields(errors)) => {
            let page = setting(&visit, account, Some(typed), errors).await?;
            Ok(page.invalid().into_response())
        }
        Err(error) => Err(error),
    }
}

async fn try_to_change(
    visit: &Visit,
    account: AccountId,
    typed: &Setting,
) -> Result<&'static str, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(EditAccount, account).await?;
    let flash = if typed.open.is_empty() {
        close(&mut authorized).await?;
        "registration-closed"
    } else {
        let registration = Registration {
            domains: read_domains(&typed.domains)?,
            courses: typed.course.clone(),
        };
        open(&mut guarded, account, &registration).await?;
        "registration-opened"
    };
    guarded.commit().await?;
    Ok(flash)
}

/// What the form shows: what was typed, or what is set.
async fn shown(
    visit: &Visit,
    account: AccountId,
    typed: Option<Setting>,
) -> Result<(bool, String, Vec<CourseId>), Error> {
    if let Some(typed) = typed {
        return Ok((!typed.open.is_empty(), typed.domains, typed.course));
    }
    let found = find(visit.gate(), account).await?;
    let is_open = found.is_some();
    let found = found.unwrap_or_default();
    Ok((is_open, found.domains.join(" "), found.courses))
}

async fn setting(
    visit: &Visit,
    account: AccountId,
    typed: Option<Setting>,
    errors: FieldErrors,
) -> Result<Page, Error> {
    let (is_open, domains, chosen) = shown(visit, account, typed).await?;
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(EditAccount, account).await?;
    let courses = choices(&mut authorized).await?;
    let mut authorized = guarded.authorize(AddPerson, account.into()).await?;
    let (somebody, spot) = (
        authorized.somebody().clone(),
        Spot::find(&mut authorized).await?,
    );
    let t = visit.words_for(&somebody);
    let inputs = Inputs::with(&t, errors);
    let here = place::path(account.into());
    let course = |(id, name)| Course {
        chosen: chosen.contains(&id),
        id,
        name,
    };
    let main = SettingMain {
        t: &t,
        summary: inputs.summary(),
        action: format!("{here}/registration"),
        back: format!("{here}/people"),
        is_open,
        link: format!("{here}/register"),
        domains: domains_input(&t, &inputs, domains),
        courses: courses.into_iter().map(course).collect(),
    };
    let page = visit.page(&somebody, t.say("registration-setting"));
    let page = spot.dress(page.layout(Layout::Medium));
    page.crumb(t.say("people"), &main.back).fill(&main)
}

fn domains_input(t: &Words, inputs: &Inputs, typed: String) -> Input {
    let input = inputs.line("domains", t.say("registration-domains"), typed);
    let input = input.hint(t.say("registration-domains.hint")).optional();
    input.max(1_000).autocomplete("off")
}
