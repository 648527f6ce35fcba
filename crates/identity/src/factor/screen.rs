//! The page with all that keeps a sign-in safe, and the steps of setting up a second factor.

mod account;
mod codes;
mod half;
mod setup;

use askama::Template;
use serde::Deserialize;
use tutela_access::{Myself, Somebody, ViewSelf, factor_asked_since};
use tutela_core::Scope;
use tutela_db::{Tx, args, sql};
use tutela_web::{Error, Layout, Page, Query, Visit, When, Words, is_local};

pub use account::ask;
pub use codes::renew;
#[cfg(feature = "passkeys")]
pub use half::half_of;
pub use half::{accept as finish, half_cookie, show as owe};
pub use setup::{confirm, offer, remove};

use super::{Factors, mine};

/// Where one wanted to go before a second factor was asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub next: String,
}

/// A path of ours to go on to.
pub(super) fn local(next: &str) -> &str {
    match is_local(next) {
        true => next,
        false => "",
    }
}

struct Line {
    id: String,
    name: String,
    created: When,
    used: Option<When>,
    remove_label: String,
}

#[derive(Template)]
#[template(path = "factor/page.html")]
struct Main<'a> {
    t: &'a Words,
    next: &'a str,
    app: Option<When>,
    passkeys: Vec<Line>,
    has_passkeys: bool,
    is_any: bool,
    codes: String,
    codes_left: u64,
    asked: Option<String>,
}

/// `GET /me/security`.
pub async fn show(visit: Visit, Query(asked): Query<Asked>) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let factors = mine(&mut authorized).await?;
    let somebody = authorized.somebody().clone();
    let asked_by = names(authorized.tx(), &factors).await?;
    draw(&visit, &somebody, (&factors, asked_by), local(&asked.next))
}

fn draw(
    visit: &Visit,
    somebody: &Somebody,
    (factors, asked_by): (&Factors, Option<Vec<String>>),
    next: &str,
) -> Result<Page, Error> {
    let t = visit.words_for(somebody);
    let line = |kept: &super::KeptPasskey| Line {
        id: kept.id.clone(),
        name: kept.name.clone(),
        created: t.ago(kept.created_at),
        used: kept.used_at.map(|at| t.ago(at)),
        remove_label: t.with("passkey-remove", &[("name", kept.name.as_str())]),
    };
    let main = Main {
        t: &t,
        next,
        app: factors.app_since.map(|since| t.ago(since)),
        passkeys: factors.passkeys.iter().map(line).collect(),
        has_passkeys: cfg!(feature = "passkeys"),
        is_any: factors.is_any(),
        codes: t.with("codes-left", &[("count", factors.codes_left)]),
        codes_left: factors.codes_left,
        asked: asked_by.map(|names| match names.as_slice() {
            [] => t.say("factor-asked-platform").into_owned(),
            names => t.with("factor-asked", &[("account", names.join(", "))]),
        }),
    };
    let page = visit.page(somebody, t.say("security-title"));
    page.layout(Layout::Medium)
        .script("js/passkey.js")
        .fill(&main)
}

/// The accounts that ask for a second factor; none of them when it is the platform alone, nothing when nobody asks.
async fn names(tx: &mut Tx, factors: &Factors) -> Result<Option<Vec<String>>, Error> {
    if factors.asked_by.is_empty() {
        return Ok(None);
    }
    let mut names = Vec::new();
    for scope in &factors.asked_by {
        let find = sql!("SELECT name FROM accounts WHERE id = $1");
        if let Some(row) = tx.find(find, args![*scope]).await? {
            names.push(row.text(0)?);
        }
    }
    Ok(Some(names))
}

/// Whether the platform lets its staff work without a second factor, as in a demo, and somebody has none.
pub(crate) async fn is_spared(tx: &mut Tx, somebody: &Somebody) -> Result<bool, tutela_db::Error> {
    let asked = factor_asked_since(tx, Scope::Platform).await?;
    Ok(asked.is_none() && !super::needed(tx, somebody.id).await?)
}
