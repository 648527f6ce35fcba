//! The page behind the link that opens a device. Looking at it changes nothing: programs that read mail follow links.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use tutela_core::Token;
use tutela_web::{Error, Flash, Layout, Page, Path, Redirect, Visit, Words};

use super::CannotOpen;

#[derive(Template)]
#[template(path = "unlock/page.html")]
struct Main<'a> {
    t: &'a Words,
    title: &'a str,
    token: &'a str,
}

/// `GET /unlock/{token}`.
pub async fn show(visit: Visit, Path(token): Path<String>) -> Result<Page, Error> {
    let Some(name) = find(&visit, &token).await? else {
        return gone(&visit);
    };
    let t = visit.words();
    let title = t.with("unlock-title", &[("name", name.as_str())]);
    let main = Main {
        t: &t,
        title: &title,
        token: &token,
    };
    let page = visit.open_page(title.clone()).layout(Layout::Door);
    page.fill(&main)
}

/// `POST /unlock/{token}`: opens the device and leads to the sign-in.
pub async fn open(visit: Visit, Path(token): Path<String>) -> Result<Response, Error> {
    let Some(token) = Token::parse(&token) else {
        return Ok(gone(&visit)?.into_response());
    };
    match super::open(visit.gate(), &token, visit.device()).await {
        Ok(device) => {
            let to = Redirect::to("/sign-in").cookie(visit.app().device_cookie(&device));
            let flash = Flash::new("unlock-done");
            Ok(to.saying(&flash, &visit).into_response())
        }
        Err(CannotOpen::Gone) => Ok(gone(&visit)?.into_response()),
        Err(error) => Err(error.into()),
    }
}

async fn find(visit: &Visit, token: &str) -> Result<Option<String>, Error> {
    let Some(token) = Token::parse(token) else {
        return Ok(None);
    };
    match super::find(visit.gate(), &token).await {
        Ok(name) => Ok(Some(name)),
        Err(CannotOpen::Gone) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

#[derive(Template)]
#[template(path = "unlock/gone.html")]
struct Gone<'a> {
    t: &'a Words,
}

/// Used, run out, or never made: the page is the same.
fn gone(visit: &Visit) -> Result<Page, Error> {
    let t = visit.words();
    let page = visit.open_page(t.say("unlock-gone")).layout(Layout::Door);
    page.status(StatusCode::NOT_FOUND).fill(&Gone { t: &t })
}
