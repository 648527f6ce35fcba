//! The page of one member.

use askama::Template;
use tutela_access::{
    Action, EndSessionsOfMember, ListRoles, ResetSecondFactor, ViewPeople, place_names,
};
use tutela_core::{AccountId, PersonId};
use tutela_web::{Error, Flash, Layout, Page, Path, Redirect, Visit, When, Words};

use super::{Seen, get};
use crate::reach::{self, screen::Tree};
use crate::tokens::{self, Line};
use crate::{factor, place};

#[derive(Template)]
#[template(path = "member/page.html")]
struct Main<'a> {
    t: &'a Words,
    here: String,
    seen: &'a Seen,
    devices: String,
    factor: Option<When>,
    may_end: bool,
    may_reset: bool,
    lines: Vec<Line>,
    tokens_here: String,
    may_end_tokens: bool,
    reach: Tree<'a>,
}

/// `GET /accounts/{account}/people/{person}`.
pub async fn show(
    visit: Visit,
    Path((account, person)): Path<(AccountId, PersonId)>,
) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewPeople, account).await?;
    let seen = get(&mut authorized, person).await?;
    let tokens = tokens::of_member(&mut authorized, person).await?;
    let at = authorized.place();
    let account_name = place_names(authorized.tx(), at).await?.account;
    let account_name = account_name.unwrap_or_default();
    let (may_end, may_reset) = (
        authorized.allows(EndSessionsOfMember::NAME, None),
        authorized.allows(ResetSecondFactor::NAME, None),
    );
    let somebody = &authorized.somebody().clone();
    let mut listing = guarded.authorize(ListRoles, account.into()).await?;
    let reach = reach::get(&mut listing, person).await?;
    let t = visit.words_for(somebody);
    let people = format!("{}/people", place::path(account.into()));
    let main = Main {
        t: &t,
        here: format!("{people}/{person}"),
        devices: t.with("member-devices", &[("count", seen.devices)]),
        factor: seen.factor_since.map(|since| t.ago(since)),
        lines: Line::all(&t, tokens, visit.now()),
        tokens_here: format!("{people}/{person}/tokens"),
        may_end_tokens: may_end,
        may_end: may_end && seen.devices > 0,
        may_reset: may_reset && seen.factor_since.is_some(),
        seen: &seen,
        reach: Tree::new(&t, &reach),
    };
    let page = visit.page(somebody, &*seen.name).layout(Layout::Medium);
    let page = page.brand(&*account_name);
    let page = page.crumb(&*account_name, place::path(account.into()));
    page.crumb(t.say("people"), people).fill(&main)
}

/// `POST /accounts/{account}/people/{person}/second-factor/removal`, for somebody who has lost it.
pub async fn reset_factor(
    visit: Visit,
    Path((account, person)): Path<(AccountId, PersonId)>,
) -> Result<Redirect, Error> {
    let mut guarded = visit.write().await?;
    let name = factor::reset(&mut guarded, account.into(), person).await?;
    guarded.commit().await?;
    let to = format!("{}/people/{person}", place::path(account.into()));
    let flash = Flash::new("factor-was-reset").with("name", name);
    Ok(Redirect::to(to).saying(&flash, &visit))
}
