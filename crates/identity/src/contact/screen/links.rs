//! The pages behind the links of letters. Looking at one changes nothing, since programs look at links too; a button does.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use tutela_access::{Myself, Somebody, ViewSelf};
use tutela_core::Token;
use tutela_web::{Error, Flash, Layout, Page, Path, Redirect, Visit, Words};

use super::done;
use crate::contact::{
    Address, CannotConfirm, CannotUndo, confirm_by_link, find_by_link, find_undo, undo,
};

#[derive(Template)]
#[template(path = "contact/link.html")]
struct Main<'a> {
    t: &'a Words,
    title: &'a str,
    lede: String,
    action: String,
    label: String,
}

#[derive(Template)]
#[template(path = "contact/gone.html")]
struct Gone<'a> {
    t: &'a Words,
}

/// `GET /contact/{token}`.
pub async fn show_confirm(visit: Visit, Path(token): Path<String>) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let somebody = authorized.somebody().clone();
    let Some(known) = Token::parse(&token) else {
        return gone(&visit, Some(&somebody));
    };
    let address = match find_by_link(&mut authorized, &known).await {
        Ok(address) => address,
        Err(CannotConfirm::Access(error)) => return Err(error.into()),
        Err(_) => return gone(&visit, Some(&somebody)),
    };
    let t = visit.words_for(&somebody);
    let title = t.say("contact-confirm");
    let main = Main {
        t: &t,
        title: &title,
        lede: t.with("contact-confirm-lede", &[("address", address.as_str())]),
        action: format!("/contact/{token}"),
        label: t.say("contact-confirm-do").into_owned(),
    };
    let page = visit.page(&somebody, &*title).layout(Layout::Narrow);
    page.fill(&main)
}

/// `POST /contact/{token}`.
pub async fn confirm(visit: Visit, Path(token): Path<String>) -> Result<Response, Error> {
    let token = Token::parse(&token).ok_or(Error::NotFound)?;
    match confirm_by_link(visit.gate(), visit.caller(), &token).await {
        Ok(confirmed) => Ok(done(&visit, confirmed.kind).into_response()),
        Err(error) => Err(error.into()),
    }
}

/// `GET /contact/undo/{token}`.
pub async fn show_undo(visit: Visit, Path(token): Path<String>) -> Result<Page, Error> {
    let Some(address) = find(&visit, &token).await? else {
        return gone(&visit, None);
    };
    let t = visit.words();
    let title = t.say("contact-undo");
    let main = Main {
        t: &t,
        title: &title,
        lede: t.with("contact-undo-lede", &[("address", address.as_str())]),
        action: format!("/contact/undo/{token}"),
        label: t.say("contact-undo-do").into_owned(),
    };
    visit.open_page(&*title).layout(Layout::Door).fill(&main)
}

/// `POST /contact/undo/{token}`.
pub async fn take_back(visit: Visit, Path(token): Path<String>) -> Result<Response, Error> {
    let Some(known) = Token::parse(&token) else {
        return Ok(gone(&visit, None)?.into_response());
    };
    match undo(visit.gate(), &known).await {
        Ok(_) => {
            let said = Flash::new("contact-undone");
            let to = Redirect::to("/sign-in").saying(&said, &visit);
            Ok(to.into_response())
        }
        Err(CannotUndo::Gone) => Ok(gone(&visit, None)?.into_response()),
        Err(error) => Err(error.into()),
    }
}

async fn find(visit: &Visit, token: &str) -> Result<Option<Address>, Error> {
    let Some(token) = Token::parse(token) else {
        return Ok(None);
    };
    match find_undo(visit.gate(), &token).await {
        Ok(address) => Ok(Some(address)),
        Err(CannotUndo::Gone) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Used, run out, never made, or somebody else's: the page is the same.
fn gone(visit: &Visit, somebody: Option<&Somebody>) -> Result<Page, Error> {
    let t = match somebody {
        Some(somebody) => visit.words_for(somebody),
        None => visit.words(),
    };
    let page = match somebody {
        Some(somebody) => visit
            .page(somebody, t.say("contact-gone"))
            .layout(Layout::Narrow),
        None => visit.open_page(t.say("contact-gone")).layout(Layout::Door),
    };
    page.status(StatusCode::NOT_FOUND).fill(&Gone { t: &t })
}
