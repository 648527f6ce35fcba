//! The people of an account, and the form that brings somebody in, at any kind of place.

mod form;
mod page;

use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tutela_access::{AddPerson, ListRoles, ViewPeople};
use tutela_core::{AccountId, PersonId, Scope};
use tutela_web::{Error, FieldErrors, Flash, Form, Page, Path, Query, Redirect, Visit};

use super::invitation::{self, Invitation};
use super::{CannotAdd, link_again as link_once_more};
use crate::place::{self, Spot};
use crate::welcome::link::Host;
use crate::{people, roles};

/// What is looked for, and which page of it is shown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Search {
    pub q: String,
    pub page: Option<usize>,
}

/// What was typed about somebody new.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    pub name: String,
    pub username: String,
    pub role: String,
}

/// `GET /accounts/{account}/people`.
pub async fn list(
    visit: Visit,
    Path(account): Path<AccountId>,
    Query(search): Query<Search>,
) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewPeople, account).await?;
    let members = people::list(&mut authorized).await?;
    let may_add = authorized.allows("addPerson", None);
    let may_unlock = authorized.allows("unlockMember", None);
    drop(authorized);
    let mut authorized = guarded.authorize(ListRoles, account.into()).await?;
    let held = roles::list(&mut authorized).await?;
    let spot = Spot::find(&mut authorized).await?;
    let shown = page::Shown {
        members,
        held,
        may_add,
        may_unlock,
        spot,
        search,
    };
    page::page(&visit, authorized.somebody(), shown)
}

/// `GET /…/people/new`.
pub async fn ask<I>(visit: Visit, Path(place): Path<I>) -> Result<Page, Error>
where
    I: Into<Scope> + DeserializeOwned + Send,
{
    form::page(
        &visit,
        place.into(),
        &Typed::default(),
        FieldErrors::default(),
    )
    .await
}

/// `POST /…/people`: brings somebody in and shows the link, once.
pub async fn add<I>(
    visit: Visit,
    host: Host,
    Path(place): Path<I>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error>
where
    I: Into<Scope> + DeserializeOwned + Send,
{
    let scope = place.into();
    match try_to_add((&visit, &host), scope, &typed).await {
        Ok(page) => Ok(page.into_response()),
        Err(Error::Fields(errors)) => {
            let page = form::page(&visit, scope, &typed, errors).await?;
            Ok(page.invalid().into_response())
        }
        Err(error) => Err(error),
    }
}

async fn try_to_add(
    (visit, host): (&Visit, &Host),
    scope: Scope,
    typed: &Typed,
) -> Result<Page, Error> {
    let country = place::country(visit, scope, &typed.username).await?;
    let (newcomer, role) = form::read(typed, country)?;
    let mut guarded = visit.write().await?;
    let added = people::add(&mut guarded, scope, &newcomer, role).await?;
    let mut authorized = guarded.authorize(AddPerson, scope).await?;
    let (somebody, spot) = (
        authorized.somebody().clone(),
        Spot::find(&mut authorized).await?,
    );
    guarded.commit().await?;
    let welcome = added.welcome.ok_or(Error::NotFound)?;
    let invitation = Invitation {
        name: newcomer.name.as_str(),
        welcome: &welcome,
        back: back(scope),
    };
    let page = invitation::page((visit, host), &somebody, &invitation)?;
    Ok(under(&spot, page))
}

/// `POST /accounts/{account}/people/{person}/link`: a new link for somebody who has not used his.
pub async fn link_again(
    visit: Visit,
    host: Host,
    Path((account, person)): Path<(AccountId, PersonId)>,
) -> Result<Response, Error> {
    let mut guarded = visit.write().await?;
    let scope = Scope::Account(account);
    let mut authorized = guarded.authorize(AddPerson, scope).await?;
    let (name, welcome) = match link_once_more(&mut authorized, person).await {
        Ok(made) => made,
        Err(CannotAdd::Ready) => {
            let flash = Flash::new("person-is-ready");
            let list = Redirect::to(back(scope)).saying(&flash, &visit);
            return Ok(list.into_response());
        }
        Err(error) => return Err(error.into()),
    };
    let (somebody, spot) = (
        authorized.somebody().clone(),
        Spot::find(&mut authorized).await?,
    );
    guarded.commit().await?;
    let invitation = Invitation {
        name: &name,
        welcome: &welcome,
        back: back(scope),
    };
    let page = invitation::page((&visit, &host), &somebody, &invitation)?;
    Ok(under(&spot, page).into_response())
}

/// Puts a page below the list that shows whom one has brought in.
fn under(spot: &Spot, page: Page) -> Page {
    let key = match spot.scope {
        Scope::Account(_) => "people",
        _ => "roles-title",
    };
    let title = page.words().say(key).into_owned();
    spot.dress(page).crumb(title, back(spot.scope))
}

/// Where one sees whom one has brought in.
fn back(scope: Scope) -> String {
    match scope {
        Scope::Account(_) => format!("{}/people", place::path(scope)),
        _ => format!("{}/roles", place::path(scope)),
    }
}
