//! The page of an account: its channels, and the ways to its people.

use askama::Template;
use tutela_access::{
    Action as _, Authorized, CreateChannel, EnterAccount, Myself, Somebody, ViewSelf,
};
use tutela_core::AccountId;
use tutela_web::{Error, Page, Path, Reach, Tab, Tabs, Visit, Words};

use super::name;
use crate::channel::screen::Shelf;
use crate::channel::{self, Channel};
use crate::course::{self, Card};
use crate::home::screen::{learning_card, working_card};

/// How many courses outside of channels the page shows at most.
const MOST: u32 = 200;

/// `GET /accounts/{account}`
pub async fn account(visit: Visit, Path(account): Path<AccountId>) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(EnterAccount, account).await?;
    let room = Room::look(&mut authorized).await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let t = visit.words_for(&room.somebody);
    let courses = courses(&t, &mut authorized, account).await?;
    let here = format!("/accounts/{account}");
    let page = visit
        .page(&room.somebody, room.name.as_str())
        .brand(room.name.as_str());
    page.fill(&Main {
        t: &t,
        shelves: room
            .channels
            .iter()
            .map(|one| Shelf::new(&t, one))
            .collect(),
        courses,
        tabs: Tabs::new(&t, (&room.name, &here), Tab::Channels, room.reach),
        room: &room,
    })
}

/// The account as the caller may see it.
struct Room {
    id: AccountId,
    name: String,
    somebody: Somebody,
    channels: Vec<Channel>,
    may_create: bool,
    reach: Reach,
}

impl Room {
    async fn look(authorized: &mut Authorized<'_, EnterAccount>) -> Result<Self, Error> {
        let id = authorized.on();
        Ok(Self {
            id,
            name: name(authorized.tx(), id).await?,
            somebody: authorized.somebody().clone(),
            channels: channel::list(authorized).await?,
            may_create: authorized.allows(CreateChannel::NAME, None),
            reach: Reach::of(authorized),
        })
    }
}

/// The courses of this account in which the caller learns, or on which he works outside of his channels.
async fn courses(
    t: &Words,
    authorized: &mut Authorized<'_, ViewSelf>,
    account: AccountId,
) -> Result<Vec<Card>, Error> {
    let learning = course::learning(authorized).await?;
    let working = course::working(authorized, MOST).await?;
    let learns = learning
        .iter()
        .filter(|one| one.listed.course.account == account);
    let works = working
        .iter()
        .filter(|one| one.listed.course.account == account && !one.runs_channel);
    let cards = works.map(|one| working_card(t, one));
    Ok(cards
        .chain(learns.map(|one| learning_card(t, one)))
        .collect())
}

#[derive(Template)]
#[template(path = "account/page.html")]
struct Main<'a> {
    t: &'a Words,
    room: &'a Room,
    tabs: Tabs<'a>,
    shelves: Vec<Shelf>,
    courses: Vec<Card>,
}
