//! Who is locked out of the platform, and the buttons that let somebody in again.

use askama::Template;
use tutela_access::{Platform, UnlockMember, ViewPlatform};
use tutela_core::{AccountId, PersonId, Scope};
use tutela_web::{Error, Flash, Page, Path, Redirect, Visit, Words, initials};

use super::LockedPerson;

struct Line {
    person: PersonId,
    name: String,
    username: String,
    initials: String,
    locked: String,
    label: String,
}

#[derive(Template)]
#[template(path = "lock/page.html")]
struct Main<'a> {
    t: &'a Words,
    lines: Vec<Line>,
}

/// `GET /platform/locks`.
pub async fn list(visit: Visit) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewPlatform, Platform).await?;
    let locked = super::list(&mut authorized).await?;
    let somebody = authorized.somebody();
    let t = visit.words_for(somebody);
    let main = Main {
        t: &t,
        lines: locked.into_iter().map(|locked| line(&t, locked)).collect(),
    };
    let page = visit.page(somebody, t.say("locks-title"));
    let page = page.nav(t.say("accounts-title"), "/accounts", false);
    page.fill(&main)
}

fn line(t: &Words, locked: LockedPerson) -> Line {
    Line {
        person: locked.person,
        initials: initials(&locked.name),
        locked: t.with("person-locked", &[("until", t.ago(locked.until).text())]),
        label: t.with("lock-lift-of", &[("name", locked.name.as_str())]),
        name: locked.name,
        username: locked.username,
    }
}

/// `POST /platform/locks/{person}/removal`.
pub async fn lift_anybodys(visit: Visit, Path(person): Path<PersonId>) -> Result<Redirect, Error> {
    lift_at(&visit, Scope::Platform, person, "/platform/locks").await
}

/// `POST /accounts/{account}/people/{person}/lock/removal`.
pub async fn lift(
    visit: Visit,
    Path((account, person)): Path<(AccountId, PersonId)>,
) -> Result<Redirect, Error> {
    let back = format!("/accounts/{account}/people");
    lift_at(&visit, account.into(), person, &back).await
}

async fn lift_at(
    visit: &Visit,
    scope: Scope,
    person: PersonId,
    back: &str,
) -> Result<Redirect, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(UnlockMember, scope).await?;
    let name = super::lift(&mut authorized, person).await?;
    guarded.commit().await?;
    let flash = Flash::new("lock-lifted").with("name", name);
    Ok(Redirect::to(back).saying(&flash, visit))
}
