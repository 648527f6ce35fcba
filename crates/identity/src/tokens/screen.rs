//! The page with one's API tokens, and ending them: by oneself, or by those who run the account.

pub(crate) mod new;

use askama::Template;
use tutela_access::{Myself, ViewSelf};
use tutela_core::{AccountId, ApiTokenId, PersonId};
use tutela_web::{Error, Flash, Page, Path, Redirect, Visit, Words};

use super::line::Line;
use crate::place;

/// Where the tokens stand.
pub(super) const HERE: &str = "/me/tokens";

#[derive(Template)]
#[template(path = "tokens/page.html")]
struct Main<'a> {
    t: &'a Words,
    lines: Vec<Line>,
    here: &'a str,
    may_end: bool,
}

/// `GET /me/tokens`.
pub async fn show(visit: Visit) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let tokens = super::list(&mut authorized).await?;
    let somebody = authorized.somebody();
    let t = visit.words_for(somebody);
    let main = Main {
        t: &t,
        lines: Line::all(&t, tokens, visit.now()),
        here: HERE,
        may_end: true,
    };
    visit.page(somebody, t.say("tokens-title")).fill(&main)
}

/// `POST /me/tokens/{token}/revocation`.
pub async fn revoke(visit: Visit, Path(token): Path<ApiTokenId>) -> Result<Redirect, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let name = super::revoke(&mut authorized, token).await?;
    guarded.commit().await?;
    let flash = Flash::new("token-was-ended").with("name", name);
    Ok(Redirect::to(HERE).saying(&flash, &visit))
}

/// `POST /accounts/{account}/people/{person}/tokens/{token}/revocation`.
pub async fn revoke_of_member(
    visit: Visit,
    Path((account, person, token)): Path<(AccountId, PersonId, ApiTokenId)>,
) -> Result<Redirect, Error> {
    let mut guarded = visit.write().await?;
    let name = super::revoke_of_member(&mut guarded, (account, person), token).await?;
    guarded.commit().await?;
    let to = format!("{}/people/{person}", place::path(account.into()));
    let flash = Flash::new("token-was-ended").with("name", name);
    Ok(Redirect::to(to).saying(&flash, &visit))
}
