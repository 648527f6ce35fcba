//! The page with the devices on which one is signed in.

use askama::Template;
use serde::Deserialize;
use tutela_access::session::Listed;
use tutela_access::{Myself, Somebody, ViewSelf};
use tutela_core::{AccountId, PersonId, SessionId};
use tutela_web::{Error, Flash, Form, Layout, Page, Path, Redirect, Visit, When, Words};

use super::Described;
use crate::place;

struct Line {
    id: SessionId,
    device: String,
    network: Option<String>,
    started: When,
    used: When,
    is_this: bool,
    end_label: String,
}

#[derive(Template)]
#[template(path = "sessions/page.html")]
struct Main<'a> {
    t: &'a Words,
    lines: Vec<Line>,
}

/// `GET /me/sessions`.
pub async fn show(visit: Visit) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let sessions = super::list(&mut authorized).await?;
    page(&visit, authorized.somebody(), sessions)
}

/// `POST /me/sessions/{session}/end`.
pub async fn end(visit: Visit, Path(session): Path<SessionId>) -> Result<Redirect, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    super::end(&mut authorized, session).await?;
    guarded.commit().await?;
    let flash = Flash::new("session-ended");
    Ok(Redirect::to("/me/sessions").saying(&flash, &visit))
}

/// Whether this device is meant too.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    all: String,
}

/// `POST /me/sessions/end`: all others, or all.
pub async fn end_all(visit: Visit, Form(which): Form<Which>) -> Result<Redirect, Error> {
    let this_too = !which.all.is_empty();
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    super::end_all(&mut authorized, this_too).await?;
    guarded.commit().await?;
    if this_too {
        let forget = visit.app().forget_session_cookie();
        return Ok(Redirect::to("/sign-in").cookie(forget).clearing());
    }
    let flash = Flash::new("sessions-ended");
    Ok(Redirect::to("/me/sessions").saying(&flash, &visit))
}

/// `POST /accounts/{account}/people/{person}/sign-out`.
pub async fn end_of_member(
    visit: Visit,
    Path((account, person)): Path<(AccountId, PersonId)>,
) -> Result<Redirect, Error> {
    let mut guarded = visit.write().await?;
    let (name, _) = super::end_of_member(&mut guarded, account, person).await?;
    guarded.commit().await?;
    let to = format!("{}/people/{person}", place::path(account.into()));
    let flash = Flash::new("member-signed-out").with("name", name);
    Ok(Redirect::to(to).saying(&flash, &visit))
}

fn page(visit: &Visit, somebody: &Somebody, sessions: Vec<Listed>) -> Result<Page, Error> {
    let t = visit.words_for(somebody);
    let line = |session: Listed| {
        let device = Described::read(&session.user_agent).told(&t);
        Line {
            id: session.id,
            end_label: t.with("session-end-on", &[("device", device.as_str())]),
            device,
            network: session.network,
            started: t.ago(session.started_at),
            used: t.ago(session.seen_at),
            is_this: session.is_this,
        }
    };
    let main = Main {
        t: &t,
        lines: sessions.into_iter().map(line).collect(),
    };
    let title = t.say("sessions-title");
    let page = visit.page(somebody, &*title).layout(Layout::Medium);
    page.crumb(t.say("security-title"), "/me/security")
        .fill(&main)
}
