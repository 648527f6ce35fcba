//! People and roles of a place: who has which, giving one, changing its terms, taking one away, and giving it back.

pub(crate) mod change;
mod page;
pub(crate) mod several;

use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tutela_access::{AddPerson, Guarded, Held, ListRoles, ViewPeople, held_below};
use tutela_core::{GrantId, PersonId, Role, Scope};
use tutela_web::{Error, FieldErrors, Flash, Form, Page, Path, Query, Reach, Redirect, Visit};

use super::choice::label;
use super::{Terms, above, terms};
use crate::invitation::screen::list::look;
use crate::people::typed::username;
use crate::place::{self, Spot};
use crate::refusal::settle;
use crate::{people, roles};

/// Who is to have which role, on which terms.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    pub username: String,
    pub role: String,
    pub until: String,
    pub reason: String,
    /// The lines of the list that were ticked, as `grant:person`: one tick serves both acts.
    pub grant: Vec<String>,
}

/// Which part of the list is asked for, and to which page an act leads back.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    pub after: Option<GrantId>,
    pub back: Option<String>,
}

/// What is shown besides the list: what was typed, and what is wrong with it.
#[derive(Debug, Default)]
pub struct Sent {
    pub typed: Typed,
    pub errors: FieldErrors,
    pub after: Option<GrantId>,
    pub outcome: Option<page::Outcome>,
}

/// `GET /…/roles`.
pub async fn show<I>(
    visit: Visit,
    Path(place): Path<I>,
    Query(asked): Query<Asked>,
) -> Result<Page, Error>
where
    I: Into<Scope> + DeserializeOwned + Send,
{
    let sent = Sent {
        after: asked.after,
        ..Sent::default()
    };
    page(&visit, place.into(), sent).await
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
            let sent = Sent {
                typed,
                errors,
                ..Sent::default()
            };
            Ok(page(&visit, scope, sent).await?.invalid().into_response())
        }
        Err(error) => Err(error),
    }
}

async fn try_to_grant(visit: &Visit, scope: Scope, typed: &Typed) -> Result<(), Error> {
    let mut errors = FieldErrors::default();
    let username = username(&typed.username, "username", &mut errors);
    let role = read_role(&typed.role, &mut errors);
    let terms = terms::typed(&typed.until, &typed.reason, visit.now(), &mut errors);
    let (username, role) = settle(errors, username.zip(role))?;
    let mut looking = visit.read().await?;
    let person = roles::find(&mut looking, (scope, role), &username).await?;
    drop(looking);
    let mut guarded = visit.write().await?;
    roles::grant(&mut guarded, scope, role, (person, terms)).await?;
    Ok(guarded.commit().await?)
}

fn read_role(typed: &str, errors: &mut FieldErrors) -> Option<Role> {
    let role = typed.parse::<Role>().ok();
    if role.is_none() {
        let code = if typed.is_empty() {
            "required"
        } else {
            "choice"
        };
        errors.add("role", code);
    }
    role
}

/// `POST /roles/{grant}/removal`: takes a role away, at once, and offers to give it back.
pub async fn revoke(
    visit: Visit,
    Path(grant): Path<GrantId>,
    Query(asked): Query<Asked>,
) -> Result<Redirect, Error> {
    let mut guarded = visit.write().await?;
    let held = roles::revoke(&mut guarded, grant).await?;
    let to = where_to(&mut guarded, held.scope, asked.back.as_deref()).await?;
    guarded.commit().await?;
    let undo = with_back(format!("/roles/{grant}/removal/undo"), &asked);
    let flash = told("role-removed", &visit, &held).undo(undo);
    Ok(Redirect::to(to).saying(&flash, &visit))
}

/// `POST /roles/{grant}/removal/undo`: gives it back.
pub async fn restore(
    visit: Visit,
    Path(grant): Path<GrantId>,
    Query(asked): Query<Asked>,
) -> Result<Redirect, Error> {
    let mut guarded = visit.write().await?;
    let held = roles::restore(&mut guarded, grant).await?;
    let to = where_to(&mut guarded, held.scope, asked.back.as_deref()).await?;
    guarded.commit().await?;
    Ok(Redirect::to(to).saying(&told("role-back", &visit, &held), &visit))
}

/// The page from which one came, or that of the place; whoever has just taken his own role from himself goes home.
async fn where_to(
    guarded: &mut Guarded<'_>,
    scope: Scope,
    back: Option<&str>,
) -> Result<String, Error> {
    match guarded.authorize(ListRoles, scope).await {
        Ok(_) => Ok(match back.filter(|back| tutela_web::is_local(back)) {
            Some(back) => back.to_owned(),
            None => format!("{}/roles", place::path(scope)),
        }),
        Err(tutela_access::Error::Db(error)) => Err(error.into()),
        Err(_) => Ok("/".to_owned()),
    }
}

/// The address of an act that leads back to where this one began. What is no plain path of ours is left out.
fn with_back(path: String, asked: &Asked) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/-".contains(c);
    match asked.back.as_deref() {
        Some(back) if tutela_web::is_local(back) && back.chars().all(plain) => {
            format!("{path}?back={back}")
        }
        _ => path,
    }
}

fn told(key: &str, visit: &Visit, held: &Held) -> Flash {
    let role = label(&visit.words(), held.role);
    let flash = Flash::new(key).with("person", held.person_name.as_str());
    flash.with("role", role)
}

/// The page, with the form as it was typed.
async fn page(visit: &Visit, scope: Scope, sent: Sent) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ListRoles, scope).await?;
    let (somebody, part) = (
        authorized.somebody().clone(),
        roles::list(&mut authorized, sent.after).await?,
    );
    let grantable = roles::grantable(&authorized);
    let may_add = authorized.also(AddPerson);
    let reach = Reach::of(&authorized);
    let below = match scope {
        Scope::Channel(channel) => held_below(&mut authorized, channel).await?,
        _ => Vec::new(),
    };
    let spot = Spot::find(&mut authorized).await?;
    let shown = page::Shown {
        reach,
        part,
        below,
        grantable,
        may_add,
        above: above(&mut guarded, scope, spot.place).await?,
        known: known(&mut guarded, &spot).await?,
        invited: look(visit, &mut guarded, scope).await?,
        spot: spot.look_around(&mut guarded).await?,
    };
    page::page(visit, &somebody, &shown, sent)
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

/// The lines that were ticked; at least one, and not too many. What names no line is as one that is not there.
fn ticked(typed: &[String], errors: &mut FieldErrors) -> Vec<(GrantId, PersonId)> {
    if typed.is_empty() {
        errors.add("grant", "tick-one");
    }
    if typed.len() > super::MOST {
        errors.add_with(
            "grant",
            "too-many",
            crate::refusal::number("max", super::MOST),
        );
    }
    let read = |line: &String| {
        let (grant, person) = line.split_once(':')?;
        Some((grant.parse().ok()?, person.parse().ok()?))
    };
    typed.iter().filter_map(read).collect()
}

/// People and the terms on which they are to have a role.
type ForSeveral = (Role, Vec<PersonId>, Terms);
