//! The people of an account, and a new link for somebody who has not used his.

mod page;

use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tutela_access::{AddPerson, ListRoles, ViewPeople};
use tutela_core::{AccountId, PersonId, Scope};
use tutela_web::{Error, Flash, Page, Path, Query, Reach, Redirect, Visit};

use super::handover::{self, Handover};
use super::{CannotAdd, link_again as link_once_more};
use crate::invitation::USUAL;
use crate::invitation::link::Host;
use crate::invitation::screen::list::{back, look};
use crate::place::Spot;
use crate::{people, roles};

/// How many people a page shows.
const LINES: u32 = 50;

/// What is looked for, and after whom the page begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Search {
    pub q: String,
    pub after: Option<PersonId>,
}

/// `GET /accounts/{account}/people`.
pub async fn list(
    visit: Visit,
    Path(account): Path<AccountId>,
    Query(search): Query<Search>,
) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewPeople, account).await?;
    let wanted = people::Wanted {
        like: &search.q,
        after: search.after,
        limit: LINES,
    };
    let part = people::list(&mut authorized, wanted).await?;
    let total = people::count(&mut authorized).await?;
    let may_add = authorized.allows("addPerson", None);
    let reach = Reach::of(&authorized);
    let may_unlock = authorized.allows("unlockMember", None);
    drop(authorized);
    let mut authorized = guarded.authorize(ListRoles, account.into()).await?;
    let held = roles::list(&mut authorized, None).await?.held;
    let spot = Spot::find(&mut authorized).await?;
    let somebody = authorized.somebody().clone();
    let invited = look(&visit, &mut guarded, account.into()).await?;
    let shown = page::Shown {
        invited,
        part,
        total,
        held,
        may_add,
        may_unlock,
        reach,
        spot,
        search,
    };
    page::page(&visit, &somebody, shown)
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
    let handover = Handover {
        name: Some(&name),
        token: &welcome,
        until: visit.now().plus(USUAL),
        uses: 1,
        back: back(scope),
    };
    let page = handover::page((&visit, &host), &somebody, &handover)?;
    let title = page.words().say("people").into_owned();
    Ok(spot.dress(page).crumb(title, back(scope)).into_response())
}
