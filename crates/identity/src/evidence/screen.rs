//! The evidence of an account as pages.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use serde::Deserialize;
use tutela_access::{Somebody, ViewActivities, place_names};
use tutela_audit::evidence::Numbered;
use tutela_core::{AccountId, ActivityId};
use tutela_web::{
    Error, FieldErrors, Flash, Form, Input, Inputs, Page, Path, Reach, Redirect, Summary, Tab,
    Tabs, Visit, When, Words,
};

use super::api::word;
use super::{Log, about, compare, look, prove, written};
use crate::activities::screen::{Told, told};
use crate::place::path;

/// What somebody pasted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    checkpoint: String,
}

/// What the pages of one account share.
struct Here {
    account: AccountId,
    name: String,
    reach: Reach,
}

#[derive(Template)]
#[template(path = "evidence/page.html")]
struct Main<'a> {
    t: &'a Words,
    account: &'a str,
    here: &'a str,
    tabs: Tabs<'a>,
    summary: Summary,
    signed: When,
    facts: String,
    note: &'a str,
    keys: Vec<String>,
    kept: Input,
    /// How the pasted checkpoint stands, what that means, and whether all is well.
    standing: Option<(String, String, bool)>,
}

/// `GET /accounts/{account}/evidence`.
pub async fn show(visit: Visit, Path(account): Path<AccountId>) -> Result<Page, Error> {
    page(&visit, account, None).await
}

/// `POST /accounts/{account}/evidence`: compares a checkpoint that was kept. Nothing changes.
pub async fn check(
    visit: Visit,
    Path(account): Path<AccountId>,
    Form(typed): Form<Typed>,
) -> Result<Page, Error> {
    page(&visit, account, Some(typed)).await
}

async fn page(visit: &Visit, account: AccountId, typed: Option<Typed>) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewActivities, account).await?;
    let log = look(&mut authorized).await?;
    let pasted = typed.as_ref().map(|typed| typed.checkpoint.trim());
    let standing = match pasted {
        None | Some("") => None,
        Some(older) => {
            let standing = compare(&mut authorized, older).await?;
            Some(word(&standing))
        }
    };
    let place = authorized.place();
    let names = place_names(authorized.tx(), place).await?;
    let here = Here {
        account,
        name: names.account.unwrap_or_default(),
        reach: Reach::of(&authorized),
    };
    let is_empty = pasted == Some("");
    let sent = (typed.unwrap_or_default(), is_empty, standing);
    draw((visit, authorized.somebody()), (&here, &log), sent)
}

fn draw(
    (visit, somebody): (&Visit, &Somebody),
    (at, log): (&Here, &Log),
    (typed, is_empty, standing): (Typed, bool, Option<&'static str>),
) -> Result<Page, Error> {
    let t = visit.words_for(somebody);
    let mut errors = FieldErrors::default();
    if is_empty {
        errors.add("checkpoint", "required");
    }
    let inputs = Inputs::with(&t, errors);
    let here = path(at.account.into());
    let kept = inputs.area("checkpoint", t.say("evidence-kept"), &typed.checkpoint, 6);
    let main = Main {
        t: &t,
        account: &at.name,
        here: &here,
        tabs: Tabs::new(&t, (&at.name, &here), Tab::Activities, at.reach),
        summary: inputs.summary(),
        signed: t.ago(log.checkpoint.signed_at),
        facts: t.with("evidence-facts", &[("entries", log.checkpoint.size)]),
        note: &log.checkpoint.signed,
        keys: log.keys.iter().map(ToString::to_string).collect(),
        kept: kept.hint(t.say("evidence-kept.hint")).required(),
        standing: standing.map(|word| in_words(&t, word)),
    };
    let page = visit.page(somebody, t.say("evidence")).brand(&at.name);
    match is_empty {
        true => page.invalid().fill(&main),
        false => page.fill(&main),
    }
}

fn in_words(t: &Words, word: &str) -> (String, String, bool) {
    let said = t.say(&format!("evidence-{word}")).into_owned();
    let more = t.say(&format!("evidence-{word}.more")).into_owned();
    (said, more, word == "holds")
}

/// `POST /accounts/{account}/evidence/letter`: mails the checkpoint to who asks.
pub async fn mail(visit: Visit, Path(account): Path<AccountId>) -> Result<Redirect, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(ViewActivities, account).await?;
    let is_mailed = super::mail(&mut authorized).await?;
    guarded.commit().await?;
    let said = if is_mailed {
        "evidence-mailed"
    } else {
        "evidence-not-mailed"
    };
    let to = format!("{}/evidence", path(account.into()));
    Ok(Redirect::to(to).saying(&Flash::new(said), &visit))
}

/// `GET /accounts/{account}/evidence/checkpoint`: the note as a file.
pub async fn checkpoint(visit: Visit, Path(account): Path<AccountId>) -> Result<Response, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewActivities, account).await?;
    let checkpoint = look(&mut authorized).await?.checkpoint;
    let name = format!("checkpoint-{}.txt", checkpoint.size);
    Ok(file(&name, checkpoint.signed))
}

/// `GET /accounts/{account}/evidence/entries/{number}/proof`: a proof as a file.
pub async fn proof(
    visit: Visit,
    Path((account, number)): Path<(AccountId, u64)>,
) -> Result<Response, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewActivities, account).await?;
    let (entry, proof) = prove(&mut authorized, number).await?;
    let name = format!("entry-{number}.tlog-proof");
    Ok(file(&name, written(&entry, &proof)))
}

fn file(name: &str, text: String) -> Response {
    let mut response = text.into_response();
    let headers = response.headers_mut();
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    headers.insert(CONTENT_TYPE, kind);
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    headers.extend(disposition.ok().map(|value| (CONTENT_DISPOSITION, value)));
    response
}

struct EntryLine {
    number: Option<u64>,
    what: String,
    when: When,
    details: String,
    text: String,
}

#[derive(Template)]
#[template(path = "evidence/about.html")]
struct About<'a> {
    t: &'a Words,
    account: &'a str,
    here: &'a str,
    tabs: Tabs<'a>,
    act: Told,
    entries: Vec<EntryLine>,
}

/// `GET /accounts/{account}/activities/{activity}/evidence`.
pub async fn of_activity(
    visit: Visit,
    Path((account, activity)): Path<(AccountId, ActivityId)>,
) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewActivities, account).await?;
    let (line, entries) = about(&mut authorized, activity).await?;
    let place = authorized.place();
    let names = place_names(authorized.tx(), place).await?;
    let (name, reach) = (names.account.unwrap_or_default(), Reach::of(&authorized));
    let somebody = authorized.somebody();
    let t = visit.words_for(somebody);
    let here = path(account.into());
    let main = About {
        t: &t,
        account: &name,
        here: &here,
        tabs: Tabs::new(&t, (&name, &here), Tab::Activities, reach),
        act: told(&t, &line),
        entries: entries.into_iter().map(|entry| shown(&t, entry)).collect(),
    };
    let page = visit.page(somebody, t.say("evidence-of-act"));
    page.brand(&name).fill(&main)
}

fn shown(t: &Words, entry: Numbered) -> EntryLine {
    EntryLine {
        number: entry.number,
        what: t
            .say(&format!("evidence-kind-{}", entry.kind.as_str()))
            .into_owned(),
        when: t.ago(entry.at),
        details: entry.details.unwrap_or_default(),
        text: entry.leaf,
    }
}
