//! The review of an account as a page: the grants with their last use, and the signature under them.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tutela_access::{Grant, ReviewAccess, Somebody, place_names};
use tutela_core::{AccountId, GrantId};
use tutela_web::{
    Error, FieldErrors, Flash, Form, Input, Inputs, Page, Path, Query, Reach, Redirect, Summary,
    Tab, Tabs, Visit, When, Words, initials,
};

use super::{Mark, Review, Signed, Wanted, look, signed};
use crate::place;
use crate::roles::choice::label;
use crate::roles::terms::last;

/// Which part is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    mark: String,
    after: Option<GrantId>,
}

/// What was typed under the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    digest: String,
    note: String,
}

/// What the page shows.
struct Shown {
    account: AccountId,
    name: String,
    review: Review,
    signed: Vec<Signed>,
    asked: Asked,
    reach: Reach,
}

struct Line {
    id: GrantId,
    name: String,
    initials: String,
    role: String,
    place: String,
    page: String,
    used: Option<When>,
    mark: Option<String>,
    until: Option<When>,
    since: When,
    by: Option<String>,
    remove: String,
    is_owner: bool,
}

struct SignedLine {
    by: String,
    at: When,
    note: String,
    facts: String,
    digest: String,
}

#[derive(Template)]
#[template(path = "review/page.html")]
struct Main<'a> {
    t: &'a Words,
    account: &'a str,
    here: &'a str,
    tabs: Tabs<'a>,
    summary: Summary,
    state: String,
    is_due: bool,
    facts: String,
    choices: Vec<(&'static str, String, bool)>,
    lines: Vec<Line>,
    next: Option<GrantId>,
    mark: &'a str,
    is_part: bool,
    digest: &'a str,
    note: Input,
    signed: Vec<SignedLine>,
    may_remove: bool,
}

/// `GET /accounts/{account}/review`.
pub async fn show(
    visit: Visit,
    Path(account): Path<AccountId>,
    Query(asked): Query<Asked>,
) -> Result<Page, Error> {
    let nothing = (Typed::default(), FieldErrors::default());
    page(&visit, account, asked, nothing).await
}

/// `POST /accounts/{account}/review`: signs for what was shown.
pub async fn sign(
    visit: Visit,
    Path(account): Path<AccountId>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let mut errors = FieldErrors::default();
    let note = errors.line("note", &typed.note, signed::LONGEST);
    if !errors.is_empty() {
        let page = page(&visit, account, Asked::default(), (typed, errors)).await?;
        return Ok(page.invalid().into_response());
    }
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(ReviewAccess, account).await?;
    super::sign(&mut authorized, (&typed.digest, &note)).await?;
    guarded.commit().await?;
    let to = format!("{}/review", place::path(account.into()));
    let flash = Flash::new("review-was-signed");
    Ok(Redirect::to(to).saying(&flash, &visit).into_response())
}

async fn page(
    visit: &Visit,
    account: AccountId,
    asked: Asked,
    sent: (Typed, FieldErrors),
) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ReviewAccess, account).await?;
    let wanted = Wanted {
        mark: Mark::parse(&asked.mark),
        after: asked.after,
    };
    let review = look(&mut authorized, wanted).await?;
    let signed = super::list(&mut authorized).await?;
    let at = authorized.place();
    let name = place_names(authorized.tx(), at).await?.account;
    // Who runs the account takes roles; an auditor looks.
    let may_remove = authorized.allows("editAccount", None);
    let shown = Shown {
        account,
        name: name.unwrap_or_default(),
        review,
        signed,
        asked,
        reach: Reach::of(&authorized),
    };
    draw((visit, authorized.somebody()), (&shown, may_remove), sent)
}

fn draw(
    (visit, somebody): (&Visit, &Somebody),
    (shown, may_remove): (&Shown, bool),
    (typed, errors): (Typed, FieldErrors),
) -> Result<Page, Error> {
    let t = visit.words_for(somebody);
    let inputs = Inputs::with(&t, errors);
    let here = place::path(shown.account.into());
    let review = &shown.review;
    let (is_due, state) = state(&t, shown, visit.now());
    let main = Main {
        t: &t,
        account: &shown.name,
        here: &here,
        tabs: Tabs::new(&t, (&shown.name, &here), Tab::Roles, shown.reach),
        summary: inputs.summary(),
        state,
        is_due,
        facts: facts(&t, review.counts),
        choices: choices(&t, &shown.asked.mark),
        lines: review
            .grants
            .iter()
            .map(|(grant, mark)| line(&t, grant, *mark))
            .collect(),
        next: review.next,
        mark: Mark::parse(&shown.asked.mark).map_or("", Mark::as_str),
        is_part: shown.asked.after.is_some(),
        digest: &review.digest,
        note: note(&t, &inputs, &typed.note),
        signed: shown
            .signed
            .iter()
            .map(|one| signed_line(&t, one))
            .collect(),
        may_remove,
    };
    let page = visit.page(somebody, t.say("review-title"));
    page.brand(&shown.name).fill(&main)
}

fn state(t: &Words, shown: &Shown, now: tutela_core::Time) -> (bool, String) {
    match shown.signed.first() {
        None => (true, t.say("review-never").into_owned()),
        Some(last) => {
            let when = t.ago(last.at);
            let facts = [("person", last.by.as_str()), ("when", when.text())];
            let is_old = last.is_old(now);
            let key = if is_old { "review-due" } else { "review-last" };
            (is_old, t.with(key, &facts))
        }
    }
}

fn facts(t: &Words, counts: super::Counts) -> String {
    let facts = [
        ("grants", counts.grants),
        ("unused", counts.unused),
        ("never", counts.never),
        ("ending", counts.ending),
    ];
    t.with("review-facts", &facts)
}

fn choices(t: &Words, chosen: &str) -> Vec<(&'static str, String, bool)> {
    let marks = ["", "unused", "never", "ending"];
    let choice = |mark: &'static str| {
        let key = match mark {
            "" => "review-all".to_owned(),
            mark => format!("review-mark-{mark}"),
        };
        (mark, t.say(&key).into_owned(), mark == chosen)
    };
    marks.map(choice).into()
}

fn note(t: &Words, inputs: &Inputs, typed: &str) -> Input {
    let note = inputs.area("note", t.say("review-note"), typed, 3);
    let longest = u32::try_from(signed::LONGEST).unwrap_or(u32::MAX);
    note.hint(t.say("review-note.hint")).required().max(longest)
}

fn line(t: &Words, grant: &Grant, mark: Mark) -> Line {
    let held = &grant.held;
    let role = label(t, held.role);
    let names = [("role", role.as_str()), ("person", &held.person_name)];
    let said = |mark: Mark| {
        t.say(&format!("review-mark-{}", mark.as_str()))
            .into_owned()
    };
    Line {
        id: held.grant,
        name: held.person_name.clone(),
        initials: initials(&held.person_name),
        place: grant.place.clone(),
        page: format!("{}/roles", place::path(held.scope)),
        used: grant.used_at.map(|used| t.ago(used)),
        mark: (mark != Mark::Fine).then(|| said(mark)),
        until: held.until.map(|until| t.ago(last(until))),
        since: t.ago(held.granted_at),
        by: held.granted_by.clone(),
        remove: t.with("role-remove-from", &names),
        is_owner: held.role == tutela_core::Role::AccountOwner,
        role,
    }
}

fn signed_line(t: &Words, signed: &Signed) -> SignedLine {
    SignedLine {
        by: signed.by.clone(),
        at: t.ago(signed.at),
        note: signed.note.clone(),
        facts: facts(t, signed.counts),
        digest: signed.digest.chars().take(16).collect(),
    }
}
