//! The accounts of the platform, and the form that makes one.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tutela_access::{CreateAccount, Platform, ViewPlatform};
use tutela_web::{
    Error, FieldErrors, Form, Input, Inputs, Layout, Page, Query, Summary, Visit, When, Words,
};

use super::typed;
use super::{Account, create};
use crate::factor::screen::is_spared;
use crate::invitation::USUAL;
use crate::invitation::link::Host;
use crate::paging::{Pages, is_found};
use crate::people::handover::{self, Handover};
use crate::people::typed::{OWNER, inputs};

/// What is looked for, and which page of it is shown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Search {
    q: String,
    page: Option<usize>,
}

/// What was typed about a new account.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    name: String,
    #[serde(rename = "owner.name")]
    owner_name: String,
    #[serde(rename = "owner.username")]
    owner_username: String,
}

struct Line {
    name: String,
    owners: String,
    people: u64,
    made: When,
}

#[derive(Template)]
#[template(path = "account/page.html")]
struct List<'a> {
    t: &'a Words,
    looked_for: &'a str,
    is_first: bool,
    is_spared: bool,
    lines: Vec<Line>,
    pages: Pages,
    count: &'a str,
}

/// `GET /accounts`. The platform's staff see that an account is there, and never go in.
pub async fn list(visit: Visit, Query(search): Query<Search>) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewPlatform, Platform).await?;
    let accounts = super::list(&mut authorized).await?;
    let somebody = authorized.somebody().clone();
    let is_spared = is_spared(authorized.tx(), &somebody).await?;
    let t = visit.words_for(&somebody);
    let found: Vec<&Account> = accounts
        .iter()
        .filter(|account| is_found(&search.q, &[&account.name, &account.owners.join(" ")]))
        .collect();
    let pages = Pages::of(found.len(), search.page);
    let line = |account: &&Account| Line {
        name: account.name.clone(),
        owners: account.owners.join(", "),
        people: account.people,
        made: t.ago(account.created_at),
    };
    let main = List {
        t: &t,
        looked_for: &search.q,
        is_first: accounts.is_empty(),
        is_spared,
        lines: found[pages.range()].iter().map(line).collect(),
        count: &pages.sentence(&t),
        pages,
    };
    let title = t.say("accounts-title");
    let page = visit.page(&somebody, &*title);
    page.nav(&*title, "/accounts", true).fill(&main)
}

#[derive(Template)]
#[template(path = "account/form.html")]
struct Main<'a> {
    t: &'a Words,
    summary: Summary,
    name: Input,
    owner_name: Input,
    owner_username: Input,
}

/// `GET /accounts/new`.
pub async fn ask(visit: Visit) -> Result<Page, Error> {
    form(&visit, &Typed::default(), FieldErrors::default()).await
}

/// `POST /accounts`: makes an account and shows the link for its owner, once.
pub async fn make(visit: Visit, host: Host, Form(typed): Form<Typed>) -> Result<Response, Error> {
    match try_to(&visit, &host, &typed).await {
        Ok(page) => Ok(page.into_response()),
        Err(Error::Fields(errors)) => {
            let page = form(&visit, &typed, errors).await?;
            Ok(page.invalid().into_response())
        }
        Err(error) => Err(error),
    }
}

async fn try_to(visit: &Visit, host: &Host, typed: &Typed) -> Result<Page, Error> {
    let read = typed::read(typed::Typed {
        name: &typed.name,
        owner_name: &typed.owner_name,
        owner_username: &typed.owner_username,
        owner_password: None,
    })?;
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(CreateAccount, Platform).await?;
    let somebody = authorized.somebody().clone();
    let made = create(&mut authorized, &read.account).await;
    let made = made.map_err(typed::at_owner)?;
    guarded.commit().await?;
    let welcome = made.welcome.ok_or(Error::NotFound)?;
    let handover = Handover {
        name: Some(read.account.owner.name.as_str()),
        token: &welcome,
        until: visit.now().plus(USUAL),
        uses: 1,
        back: "/accounts".to_owned(),
    };
    let page = handover::page((visit, host), &somebody, &handover)?;
    let title = visit
        .words_for(&somebody)
        .say("accounts-title")
        .into_owned();
    Ok(page.crumb(title, "/accounts"))
}

async fn form(visit: &Visit, typed: &Typed, errors: FieldErrors) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let authorized = guarded.authorize(CreateAccount, Platform).await?;
    let somebody = authorized.somebody();
    let t = visit.words_for(somebody);
    let fields = Inputs::with(&t, errors);
    let name = fields.line("name", t.say("account-name"), &typed.name);
    let labels = (t.say("account-owner-name"), t.say("account-owner-username"));
    let owner = (typed.owner_name.as_str(), typed.owner_username.as_str());
    let [owner_name, owner_username] = inputs(&t, &fields, OWNER, labels, owner);
    let main = Main {
        t: &t,
        summary: fields.summary(),
        name: name.hint(t.say("account-name.hint")).required().max(120),
        owner_name,
        owner_username,
    };
    let page = visit
        .page(somebody, t.say("account-new"))
        .layout(Layout::Medium);
    page.crumb(t.say("accounts-title"), "/accounts").fill(&main)
}
