//! The record of an account as a page.

use askama::Template;
use serde::Deserialize;
use tutela_access::{Somebody, ViewActivities, place_names};
use tutela_audit::Line;
use tutela_core::{AccountId, ActivityId, Role};
use tutela_web::{Error, Page, Path, Query, Visit, When, Words};

use super::{Part, USUAL, list};
use crate::account::tabs::{Tab, Tabs};
use crate::place::path;
use crate::roles::choice::label;

/// Which part is asked for.
#[derive(Debug, Deserialize)]
pub struct AskedPart {
    before: Option<ActivityId>,
}

/// `GET /accounts/{account}/activities`.
pub async fn show(
    visit: Visit,
    Path(account): Path<AccountId>,
    Query(asked): Query<AskedPart>,
) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewActivities, account).await?;
    let part = list(&mut authorized, asked.before, USUAL).await?;
    let place = authorized.place();
    let names = place_names(authorized.tx(), place).await?;
    let name = names.account.unwrap_or_default();
    page((&visit, authorized.somebody()), (account, &name), &part)
}

struct Told {
    when: When,
    who: String,
    what: String,
    detail: String,
    place: String,
    policy: String,
}

#[derive(Template)]
#[template(path = "activities/page.html")]
struct Main<'a> {
    t: &'a Words,
    account: &'a str,
    here: &'a str,
    tabs: Tabs<'a>,
    lines: Vec<Told>,
    next: Option<ActivityId>,
}

fn page(
    (visit, somebody): (&Visit, &Somebody),
    (account, name): (AccountId, &str),
    part: &Part,
) -> Result<Page, Error> {
    let t = visit.words_for(somebody);
    let here = path(account.into());
    let main = Main {
        t: &t,
        account: name,
        here: &here,
        tabs: Tabs::new(&t, name, &here, Tab::Activities),
        lines: part.lines.iter().map(|line| told(&t, line)).collect(),
        next: part.next,
    };
    let page = visit.page(somebody, t.say("activities"));
    page.brand(name).fill(&main)
}

fn told(t: &Words, line: &Line) -> Told {
    let what = t.find(&format!("activity-{}", line.action));
    let nobody = || t.say("activity-by-machine").into_owned();
    Told {
        when: t.ago(line.at),
        who: line.actor.clone().unwrap_or_else(nobody),
        what: what.map_or_else(|| line.action.clone(), |what| what.into_owned()),
        detail: detail(t, &line.detail),
        place: line.place.clone().unwrap_or_default(),
        policy: line.policy.clone(),
    }
}

/// The record names roles by their words in the policy; people read theirs.
fn detail(t: &Words, detail: &str) -> String {
    let (word, rest) = detail.split_once(' ').unwrap_or((detail, ""));
    match word.parse::<Role>() {
        Ok(role) if rest.is_empty() => label(t, role),
        Ok(role) => format!("{}: {rest}", label(t, role)),
        Err(_) => detail.to_owned(),
    }
}
