//! People and roles of a place: who has which, giving one, taking one away, and giving it back.

mod page;

use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tutela_access::{AddPerson, Guarded, Held, ListRoles, ViewPeople};
use tutela_core::{GrantId, Role, Scope};
use tutela_web::{Error, FieldErrors, Flash, Form, Page, Path, Reach, Redirect, Visit};

use super::choice::label;
use super::{Whom, above};
use crate::invitation::screen::list::look;
use crate::people::typed::username;
use crate::place::{self, Spot};
use crate::refusal::settle;
use crate::{people, roles};

/// Who is to have which role.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    pub username: String,
    pub role: String,
}

/// `GET /…/roles`.
pub async fn show<I>(visit: Visit, Path(place): Path<I>) -> Result<Page, Error>
where
    I: Into<Scope> + DeserializeOwned + Send,
{
    page(
        &visit,
        place.into(),
        &Typed::default(),
        FieldErrors::default(),
    )
    .await
}

/// `POST /…/roles`: gives a role.
pub async fn grant<I>(
    visit: Visit,
    Path(place): Path<I>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error>
where
    I: Into<Scope> + DeserializeOwned + Send,
{
    let scope = place.into();
    match try_to_grant(&visit, scope, &typed).await {
        Ok(()) => {
            let to = format!("{}/roles", place::path(scope));
            let flash = Flash::new("role-given");
            Ok(Redirect::to(to).saying(&flash, &visit).into_response())
        }
        Err(Error::Fields(errors)) => {
            let page = page(&visit, scope, &typed, errors).await?;
            Ok(page.invalid().into_response())
        }
        Err(error) => Err(error),
    }
}

async fn try_to_grant(visit: &Visit, scope: Scope, typed: &Typed) -> Result<(), Error> {
    let mut errors = FieldErrors::default();
    let username = username(&typed.username, "username", &mut errors);
    let role = typed.role.parse::<Role>().ok();
    if role.is_none() {
        let code = if typed.role.is_empty() {
            "required"
        } else {
            "choice"
        };
        errors.add("role", code);
    }
    let (username, role) = settle(errors, username.zip(role))?;
    let mut guarded = visit.write().await?;
    let whom = Whom::Username(&username);
    roles::grant(&mut guarded, scope, role, (whom, None)).await?;
    Ok(guarded.commit().await?)
}

/// `POST /roles/{grant}/removal`: takes a role away, at once, and offers to give it back.
pub async fn revoke(visit: Visit, Path(grant): Path<GrantId>) -> Result<Redirect, Error> {
    let mut guarded = visit.write().await?;
    let held = roles::revoke(&mut guarded, grant).await?;
    let to = where_to(&mut guarded, held.scope).await?;
    guarded.commit().await?;
    let flash = told("role-removed", &visit, &held).undo(format!("/roles/{grant}/removal/undo"));
    Ok(Redirect::to(to).saying(&flash, &visit))
}

/// `POST /roles/{grant}/removal/undo`: gives it back.
pub async fn restore(visit: Visit, Path(grant): Path<GrantId>) -> Result<Redirect, Error> {
    let mut guarded = visit.write().await?;
    let held = roles::restore(&mut guarded, grant).await?;
    let to = where_to(&mut guarded, held.scope).await?;
    guarded.commit().await?;
    Ok(Redirect::to(to).saying(&told("role-back", &visit, &held), &visit))
}

/// The page of the place; whoever has just taken his own role from himself goes home.
async fn where_to(guarded: &mut Guarded<'_>, scope: Scope) -> Result<String, Error> {
    match guarded.authorize(ListRoles, scope).await {
        Ok(_) => Ok(format!("{}/roles", place::path(scope))),
        Err(tutela_access::Error::Db(error)) => Err(error.into()),
        Err(_) => Ok("/".to_owned()),
    }
}

fn told(key: &str, visit: &Visit, held: &Held) -> Flash {
    let role = label(&visit.words(), held.role);
    let flash = Flash::new(key).with("person", held.person_name.as_str());
    flash.with("role", role)
}

/// The page, with the form as it was typed.
async fn page(
    visit: &Visit,
    scope: Scope,
    typed: &Typed,
    errors: FieldErrors,
) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ListRoles, scope).await?;
    let (somebody, held) = (
        authorized.somebody().clone(),
        roles::list(&mut authorized).await?,
    );
    let grantable = roles::grantable(&authorized);
    let may_add = authorized.also(AddPerson);
    let reach = Reach::of(&authorized);
    let spot = Spot::find(&mut authorized).await?;
    let above = above(&mut guarded, scope, spot.place).await?;
    let known = known(&mut guarded, &spot).await?;
    let invited = look(visit, &mut guarded, scope).await?;
    let spot = spot.look_around(&mut guarded).await?;
    let shown = page::Shown {
        reach,
        held,
        above,
        grantable,
        may_add,
        known,
        invited,
        spot,
    };
    page::page(visit, &somebody, &shown, (typed, errors))
}

/// Names to choose from, for those who may see the people of the account; none where that would be too many.
async fn known(guarded: &mut Guarded<'_>, spot: &Spot) -> Result<Vec<people::Member>, Error> {
    let Some(account) = spot.place.account else {
        return Ok(Vec::new());
    };
    match guarded.authorize(ViewPeople, account).await {
        Ok(mut authorized) => {
            let all = people::Wanted {
                like: "",
                after: None,
                limit: people::MOST,
            };
            let part = people::list(&mut authorized, all).await?;
            Ok(match part.next {
                None => part.members,
                Some(_) => Vec::new(),
            })
        }
        Err(tutela_access::Error::Db(error)) => Err(error.into()),
        Err(_) => Ok(Vec::new()),
    }
}
