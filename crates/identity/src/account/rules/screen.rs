//! The page about the security of an account: its rules about signing in, and whether those who run it need a second
//! factor.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tutela_access::{EditAccount, place_names};
use tutela_core::AccountId;
use tutela_web::{
    Error, FieldErrors, Flash, Form, Input, Inputs, Layout, Page, Path, Reach, Redirect, Summary,
    Tab, Tabs, Visit, When, Words,
};

use super::SignInRules;
use crate::factor::asked_since;
use crate::password::FLOORS;

/// What was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    password_floor: String,
    country: String,
}

/// `GET /accounts/{account}/security`.
pub async fn show(visit: Visit, Path(account): Path<AccountId>) -> Result<Page, Error> {
    page(&visit, account, None).await
}

/// `POST /accounts/{account}/security`.
pub async fn set(
    visit: Visit,
    Path(account): Path<AccountId>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let rules = match SignInRules::read(&typed.password_floor, &typed.country) {
        Ok(rules) => rules,
        Err(errors) => {
            let page = page(&visit, account, Some((&typed, errors))).await?;
            return Ok(page.invalid().into_response());
        }
    };
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(EditAccount, account).await?;
    super::set(&mut authorized, &rules).await?;
    guarded.commit().await?;
    let to = Redirect::to(format!("/accounts/{account}/security"));
    let flash = Flash::new("sign-in-rules-saved");
    Ok(to.saying(&flash, &visit).into_response())
}

struct Choice {
    floor: usize,
    label: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "account/rules/page.html")]
struct Main<'a> {
    t: &'a Words,
    account: &'a str,
    here: &'a str,
    tabs: Tabs<'a>,
    summary: Summary,
    choices: Vec<Choice>,
    floor_error: Option<String>,
    country: Input,
    /// Since when a second factor is asked of those who run the account.
    asked: Option<When>,
}

async fn page(
    visit: &Visit,
    account: AccountId,
    refused: Option<(&Typed, FieldErrors)>,
) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(EditAccount, account).await?;
    let (somebody, place) = (authorized.somebody().clone(), authorized.place());
    let rules = super::get(&mut authorized).await?;
    let asked = asked_since(&mut authorized).await?;
    let reach = Reach::of(&authorized);
    let names = place_names(authorized.tx(), place).await?;
    let name = names.account.unwrap_or_default();
    let t = visit.words_for(&somebody);
    let (typed, errors) = match refused {
        Some((typed, errors)) => (Some(typed), errors),
        None => (None, FieldErrors::default()),
    };
    let inputs = Inputs::with(&t, errors);
    let floor = typed.map_or_else(
        || rules.floor.to_string(),
        |typed| typed.password_floor.clone(),
    );
    let now = rules.country.unwrap_or_default();
    let country = typed.map_or(now.as_str(), |typed| &typed.country);
    let here = format!("/accounts/{account}");
    let main = Main {
        t: &t,
        account: &name,
        here: &here,
        tabs: Tabs::new(&t, (&name, &here), Tab::Security, reach),
        summary: inputs.summary(),
        choices: FLOORS.map(|at| choice(&t, at, &floor)).into(),
        floor_error: inputs.error("password_floor"),
        country: field(&t, &inputs, country),
        asked: asked.map(|since| t.ago(since)),
    };
    let page = visit.page(&somebody, t.say("tab-security")).brand(&name);
    page.layout(Layout::Medium).fill(&main)
}

fn choice(t: &Words, floor: usize, chosen: &str) -> Choice {
    Choice {
        floor,
        label: t.with("password-floor-of", &[("floor", floor)]),
        chosen: floor.to_string() == chosen,
    }
}

fn field(t: &Words, inputs: &Inputs, typed: &str) -> Input {
    let line = inputs.line("country", t.say("account-country"), typed);
    let line = line.hint(t.say("account-country.hint")).optional();
    line.max(2).short().autocomplete("country")
}
