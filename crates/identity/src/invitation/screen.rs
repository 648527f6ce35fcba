//! The page behind an invitation: somebody new chooses how to sign in, somebody who is signed in comes along.

pub(crate) mod list;
pub(crate) mod new;
mod page;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tutela_access::{Myself, Somebody, ViewSelf};
use tutela_core::{Secret, Token};
use tutela_web::{Error, FieldErrors, Flash, Form, Path, Redirect, Visit};

use super::typed::{Answer, choose};
use super::{CannotAccept, Offer, accept_as_me};
use crate::desk::Desk;
use crate::sign_in::device::Device;
use crate::sign_in::screen::enter;

/// What was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    pub name: String,
    pub username: String,
    pub password: String,
}

/// `GET /invitations/{invitation}`.
pub async fn show(visit: Visit, Path(token): Path<String>) -> Result<Response, Error> {
    let Some((_, offer)) = find(&visit, &token).await? else {
        return Ok(page::gone(&visit)?.into_response());
    };
    let me = find_me(&visit).await?;
    let typed = Typed {
        name: offer.name.clone().unwrap_or_default(),
        ..Typed::default()
    };
    let form = (&typed, FieldErrors::default());
    Ok(page::page(&visit, (&token, &offer), me.as_ref(), form)?.into_response())
}

/// `POST /invitations/{invitation}`: takes it up.
pub async fn take(
    visit: Visit,
    State(desk): State<Desk>,
    device: Device,
    Path(token): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let Some((known, offer)) = find(&visit, &token).await? else {
        return Ok(page::gone(&visit)?.into_response());
    };
    let me = find_me(&visit).await?;
    let taken = match (&me, offer.person) {
        (Some(_), None) => as_me(&visit, &known).await,
        _ => as_new(&visit, &desk, (&known, &offer), (&typed, &device)).await,
    };
    match taken {
        Ok(response) => Ok(response),
        Err(Error::NotFound) => Ok(page::gone(&visit)?.into_response()),
        Err(Error::Fields(errors)) => {
            let form = (&typed, errors);
            let page = page::page(&visit, (&token, &offer), me.as_ref(), form)?;
            Ok(page.invalid().into_response())
        }
        Err(other) => Err(other),
    }
}

async fn as_me(visit: &Visit, token: &Token) -> Result<Response, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let offer = accept_as_me(visit.gate(), &mut authorized, token).await?;
    guarded.commit().await?;
    let place = offer.place_name.unwrap_or_default();
    let flash = Flash::new("invitation-accepted").with("place", place);
    Ok(Redirect::to("/").saying(&flash, visit).into_response())
}

async fn as_new(
    visit: &Visit,
    desk: &Desk,
    (token, offer): (&Token, &Offer),
    (typed, device): (&Typed, &Device),
) -> Result<Response, Error> {
    let password = Secret::new(typed.password.clone());
    let answer = Answer {
        name: &typed.name,
        username: &typed.username,
        password: &password,
        language: visit.language(),
        from: (device.origin(), visit.device()),
    };
    let chosen = choose(offer, &answer)?;
    let signed_in = super::accept(visit.gate(), &desk.hasher, token, &chosen).await?;
    Ok(enter(visit, &signed_in, "/").into_response())
}

async fn find(visit: &Visit, token: &str) -> Result<Option<(Token, Offer)>, Error> {
    let Some(token) = Token::parse(token) else {
        return Ok(None);
    };
    match super::find(visit.gate(), &token).await {
        Ok(offer) => Ok(Some((token, offer))),
        Err(CannotAccept::Gone) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Who is signed in, if anybody is.
async fn find_me(visit: &Visit) -> Result<Option<Somebody>, Error> {
    if visit.caller().is_anonymous() {
        return Ok(None);
    }
    let mut guarded = visit.read().await?;
    match guarded.authorize(ViewSelf, Myself).await {
        Ok(authorized) => Ok(Some(authorized.somebody().clone())),
        Err(tutela_access::Error::Db(error)) => Err(error.into()),
        Err(_) => Ok(None),
    }
}
