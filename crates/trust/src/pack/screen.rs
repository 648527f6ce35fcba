//! `GET /accounts/{account}/promises`, and the pack itself.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use tutela_access::{ViewEvidence, place_names, staff_since};
use tutela_core::AccountId;
use tutela_web::{Error, Page, Path, Reach, Tab, Tabs, Visit, Words};

use super::gather;
use crate::Trust;
use crate::records;
use crate::records::screen::{Line, line};

/// Since when the platform's staff is counted.
const QUARTER: std::time::Duration = std::time::Duration::from_secs(90 * 24 * 3600);

#[derive(Template)]
#[template(path = "pack/page.html")]
struct Main<'a> {
    t: &'a Words,
    tabs: Tabs<'a>,
    account: &'a str,
    here: &'a str,
    people: u64,
    lines: Vec<Line>,
}

/// What an owner or auditor of an account reads: the raw records, how many of the staff there are, and the way to the pack.
pub async fn show(visit: Visit, Path(account): Path<AccountId>) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewEvidence, account).await?;
    let records = records::list(&mut authorized, None).await?;
    let (place, now) = (authorized.place(), authorized.now());
    let names = place_names(authorized.tx(), place).await?;
    let staff = staff_since(authorized.tx(), now.minus(QUARTER), now).await?;
    let t = visit.words_for(authorized.somebody());
    let name = names.account.unwrap_or_default();
    let home = format!("/accounts/{account}");
    let here = format!("{home}/promises");
    let reach = Reach::of(&authorized);
    let main = Main {
        tabs: Tabs::new(&t, (&name, &home), Tab::Evidence, reach),
        account: &name,
        here: &here,
        people: staff.people,
        lines: records.iter().map(|record| line(&t, record)).collect(),
        t: &t,
    };
    let page = visit
        .page(authorized.somebody(), t.say("pack-title"))
        .brand(name.as_str());
    page.fill(&main)
}

/// The pack.
pub async fn pack(
    visit: Visit,
    State(trust): State<Trust>,
    Path(account): Path<AccountId>,
) -> Result<Response, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewEvidence, account).await?;
    let evidence = gather(&mut authorized).await?;
    let t = visit.words_for(authorized.somebody());
    let day = &evidence.made_at.minute()[..10];
    let name = format!("attachment; filename=\"evidence-{day}.tar\"");
    let mut response = evidence.archive(&trust, &t).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-tar"));
    headers.extend(
        HeaderValue::from_str(&name)
            .ok()
            .map(|value| (CONTENT_DISPOSITION, value)),
    );
    Ok(response)
}
