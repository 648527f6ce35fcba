//! The pages of a channel: its courses, and the form for its name and summary.

use askama::Template;
use askama::filters::HtmlSafe;
use axum::response::{IntoResponse as _, Response};
use tutela_access::{
    Authorized, CreateChannel, CreateCourse, EditChannel, RestoreCourse, Somebody, ViewChannel,
};
use tutela_core::{AccountId, ChannelId};
use tutela_web::{Error, Flash, Form, Inputs, Layout, Page, Path, Redirect, Visit, Words};

use super::typed::Typed;
use super::{Channel, create, edit, find, get};
use crate::course::{self, Card};
use crate::{Filled, account};

/// `GET /channels/{channel}`
pub async fn channel(visit: Visit, Path(channel): Path<ChannelId>) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewChannel, channel).await?;
    let channel = get(&mut authorized).await?;
    let courses = course::list(&mut authorized).await?;
    let page = room(&visit, authorized.somebody(), &channel, &channel.name);
    let t = page.words().clone();
    let may_create = authorized.also(CreateCourse);
    let card = |listed| match may_create {
        true => Card::to_edit(&t, listed),
        false => Card::to_view(&t, listed),
    };
    page.fill(&Main {
        courses: courses.iter().map(card).collect(),
        may_create,
        may_edit: authorized.also(EditChannel),
        may_restore: authorized.also(RestoreCourse),
        sees_roles: authorized.allows("listRoles", None),
        channel: &channel,
        t: &t,
    })
}

/// `GET /accounts/{account}/channels/new`
pub async fn new(visit: Visit, Path(account): Path<AccountId>) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(CreateChannel, account).await?;
    new_page(&visit, &mut authorized, Filled::default()).await
}

/// `POST /accounts/{account}/channels/new`
pub async fn make(
    visit: Visit,
    Path(account): Path<AccountId>,
    form: Result<Form<Typed>, Error>,
) -> Result<Response, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(CreateChannel, account).await?;
    let Form(typed) = form?;
    let wording = match typed.read() {
        Ok(wording) => wording,
        Err(errors) => {
            let filled = Filled::wrong(typed, errors);
            let page = new_page(&visit, &mut authorized, filled).await?;
            return Ok(page.into_response());
        }
    };
    let channel = create(&mut authorized, &wording).await?;
    guarded.commit().await?;
    Ok(Redirect::to(format!("/channels/{channel}")).into_response())
}

/// `GET /channels/{channel}/edit`
pub async fn editing(visit: Visit, Path(channel): Path<ChannelId>) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(EditChannel, channel).await?;
    let there = find(authorized.tx(), channel).await?;
    let filled = Filled::with(Typed {
        name: there.name.clone(),
        summary: there.summary.clone(),
    });
    edit_page(&visit, authorized.somebody(), &there, filled)
}

/// `POST /channels/{channel}/edit`
pub async fn change(
    visit: Visit,
    Path(channel): Path<ChannelId>,
    form: Result<Form<Typed>, Error>,
) -> Result<Response, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(EditChannel, channel).await?;
    let Form(typed) = form?;
    let wording = match typed.read() {
        Ok(wording) => wording,
        Err(errors) => {
            let there = find(authorized.tx(), channel).await?;
            let filled = Filled::wrong(typed, errors);
            let page = edit_page(&visit, authorized.somebody(), &there, filled)?;
            return Ok(page.into_response());
        }
    };
    edit(&mut authorized, &wording).await?;
    guarded.commit().await?;
    let there = Redirect::to(format!("/channels/{channel}"));
    Ok(there
        .saying(&Flash::new("catalog-saved"), &visit)
        .into_response())
}

/// A page inside a channel, for somebody who may open it.
fn room(visit: &Visit, somebody: &Somebody, channel: &Channel, title: &str) -> Page {
    let account = format!("/accounts/{}", channel.account);
    visit
        .page(somebody, title)
        .brand(channel.account_name.as_str())
        .crumb(channel.account_name.as_str(), account)
}

async fn new_page(
    visit: &Visit,
    authorized: &mut Authorized<'_, CreateChannel>,
    filled: Filled<Typed>,
) -> Result<Page, Error> {
    let id = authorized.on();
    let account = account::name(authorized.tx(), id).await?;
    let t = visit.words_for(authorized.somebody());
    let back = format!("/accounts/{id}");
    let page = visit
        .page(authorized.somebody(), t.say("channel-new"))
        .brand(account.as_str())
        .crumb(account.as_str(), &back)
        .layout(Layout::Medium);
    let main = FormMain {
        title: t.say("channel-new").into_owned(),
        lede: Some(t.say("channel-what").into_owned()),
        action: format!("/accounts/{id}/channels/new"),
        submit: t.say("channel-make").into_owned(),
        back,
        inputs: filled.inputs(&t),
        typed: &filled.typed,
        t: &t,
    };
    filled.on(page).fill(&main)
}

fn edit_page(
    visit: &Visit,
    somebody: &Somebody,
    channel: &Channel,
    filled: Filled<Typed>,
) -> Result<Page, Error> {
    let t = visit.words_for(somebody);
    let back = format!("/channels/{}", channel.id);
    let page = room(visit, somebody, channel, &t.say("channel-edit"))
        .crumb(channel.name.as_str(), &back)
        .layout(Layout::Medium);
    let main = FormMain {
        title: t.say("channel-edit").into_owned(),
        lede: None,
        action: format!("/channels/{}/edit", channel.id),
        submit: t.say("catalog-save").into_owned(),
        back,
        inputs: filled.inputs(&t),
        typed: &filled.typed,
        t: &t,
    };
    filled.on(page).fill(&main)
}

#[derive(Template)]
#[template(path = "channel/page.html")]
struct Main<'a> {
    t: &'a Words,
    channel: &'a Channel,
    courses: Vec<Card>,
    may_create: bool,
    may_edit: bool,
    may_restore: bool,
    sees_roles: bool,
}

#[derive(Template)]
#[template(path = "channel/form.html")]
struct FormMain<'a> {
    t: &'a Words,
    title: String,
    lede: Option<String>,
    action: String,
    submit: String,
    back: String,
    inputs: Inputs,
    typed: &'a Typed,
}

/// Prints a channel as an item of a list.
#[derive(Debug, Template)]
#[template(path = "channel/shelf.html")]
pub(crate) struct Shelf {
    id: ChannelId,
    name: String,
    facts: Vec<String>,
}

/// The template escapes what people typed.
impl HtmlSafe for Shelf {}

impl Shelf {
    /// With how much stands on it.
    pub fn new(t: &Words, channel: &Channel) -> Self {
        let courses = t.with("channel-courses", &[("count", channel.courses)]);
        let mut facts = vec![courses];
        if channel.drafts > 0 {
            facts.push(t.with("channel-drafts", &[("count", channel.drafts)]));
        }
        Self {
            id: channel.id,
            name: channel.name.clone(),
            facts,
        }
    }

    /// The same with the name of its account first.
    pub fn in_account(t: &Words, channel: &Channel) -> Self {
        let mut shelf = Self::new(t, channel);
        shelf.facts.insert(0, channel.account_name.clone());
        shelf
    }
}
