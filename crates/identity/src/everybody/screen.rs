//! The page on which those who run the platform look for somebody.

use askama::Template;
use serde::Deserialize;
use tutela_access::{FindPeople, Platform};
use tutela_core::PersonId;
use tutela_web::{Error, Page, Query, Visit, When, Words, initials};

use super::{Anybody, find};
use crate::paging::Pages;

/// Whom is looked for, and which page of those who were found is shown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Search {
    q: String,
    page: Option<usize>,
}

struct Line {
    person: PersonId,
    name: String,
    username: String,
    initials: String,
    created: When,
    blocked: Option<When>,
    reason: String,
    has_factor: bool,
    is_me: bool,
    block_label: String,
    unblock_label: String,
    reset_label: String,
}

#[derive(Template)]
#[template(path = "everybody/page.html")]
struct Main<'a> {
    t: &'a Words,
    looked_for: &'a str,
    lines: Vec<Line>,
    pages: Pages,
    count: &'a str,
}

/// `GET /people`.
pub async fn list(visit: Visit, Query(search): Query<Search>) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(FindPeople, Platform).await?;
    let (found, pages) = find(&mut authorized, &search.q, search.page).await?;
    let somebody = authorized.somebody();
    let t = visit.words_for(somebody);
    let main = Main {
        t: &t,
        looked_for: &search.q,
        lines: found
            .into_iter()
            .map(|anybody| line(&t, anybody, somebody.id))
            .collect(),
        count: &pages.sentence(&t),
        pages,
    };
    let title = t.say("everybody-title");
    let page = visit.page(somebody, &*title);
    page.crumb(t.say("accounts-title"), "/accounts").fill(&main)
}

fn line(t: &Words, anybody: Anybody, me: PersonId) -> Line {
    let label = |key| t.with(key, &[("name", anybody.name.as_str())]);
    Line {
        person: anybody.person,
        block_label: label("block-of"),
        unblock_label: label("unblock-of"),
        reset_label: label("factor-reset-of"),
        initials: initials(&anybody.name),
        name: anybody.name,
        username: anybody.username,
        created: t.ago(anybody.created_at),
        blocked: anybody.blocked_at.map(|at| t.ago(at)),
        reason: anybody.reason.unwrap_or_default(),
        has_factor: anybody.factor_at.is_some(),
        is_me: anybody.person == me,
    }
}
