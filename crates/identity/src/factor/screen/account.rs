//! The setting by which an account asks a second factor of those who run it.

use askama::Template;
use serde::Deserialize;
use tutela_access::{EditAccount, place_names};
use tutela_core::AccountId;
use tutela_web::{Error, Flash, Form, Layout, Page, Path, Redirect, Visit, When, Words};

use crate::factor::{ask_managers, asked_since};
use crate::place;

/// What was chosen.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Chosen {
    ask: String,
}

#[derive(Template)]
#[template(path = "factor/account.html")]
struct Main<'a> {
    t: &'a Words,
    here: &'a str,
    asked: Option<When>,
}

/// `GET /accounts/{account}/security`.
pub async fn asks(visit: Visit, Path(account): Path<AccountId>) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(EditAccount, account).await?;
    let asked = asked_since(&mut authorized).await?;
    let at = authorized.place();
    let name = place_names(authorized.tx(), at).await?.account;
    let name = name.unwrap_or_default();
    let somebody = authorized.somebody();
    let t = visit.words_for(somebody);
    let here = place::path(account.into());
    let main = Main {
        t: &t,
        here: &here,
        asked: asked.map(|since| t.ago(since)),
    };
    let page = visit.page(somebody, t.say("account-security"));
    let page = page.layout(Layout::Medium).brand(&*name);
    page.crumb(&*name, &here).fill(&main)
}

/// `POST /accounts/{account}/security`.
pub async fn ask(
    visit: Visit,
    Path(account): Path<AccountId>,
    Form(chosen): Form<Chosen>,
) -> Result<Redirect, Error> {
    let ask = chosen.ask == "yes";
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(EditAccount, account).await?;
    ask_managers(&mut authorized, ask).await?;
    guarded.commit().await?;
    let to = format!("{}/security", place::path(account.into()));
    let flash = Flash::new(if ask {
        "factor-is-asked"
    } else {
        "factor-is-not-asked"
    });
    Ok(Redirect::to(to).saying(&flash, &visit))
}
