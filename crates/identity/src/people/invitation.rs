//! The page that shows a link, once: to somebody who may hand it over.

use askama::Template;
use tutela_access::Somebody;
use tutela_core::Token;
use tutela_web::{Error, Layout, Page, Visit, Words};

use crate::welcome;
use crate::welcome::link::Host;

/// For whom a link is, and where its maker goes on.
#[derive(Debug)]
pub struct Invitation<'a> {
    pub name: &'a str,
    pub welcome: &'a Token,
    pub back: String,
}

#[derive(Template)]
#[template(path = "people/invitation.html")]
struct Main<'a> {
    t: &'a Words,
    title: &'a str,
    lede: &'a str,
    label: &'a str,
    link: &'a str,
    back: &'a str,
}

/// The page with the link. Asking for it again would not show it again, so it is the answer to the form itself.
pub fn page(
    (visit, host): (&Visit, &Host),
    somebody: &Somebody,
    invitation: &Invitation<'_>,
) -> Result<Page, Error> {
    let t = visit.words_for(somebody);
    let ends = t.ago(visit.now().plus(welcome::LASTS));
    let name = [("name", invitation.name)];
    let title = t.with("invitation-title", &name);
    let main = Main {
        t: &t,
        title: &title,
        lede: &t.with("invitation-lede", &[("until", ends.text())]),
        label: &t.with("invitation-link", &name),
        link: &host.link(visit, invitation.welcome),
        back: &invitation.back,
    };
    let page = visit.page(somebody, &*title).layout(Layout::Medium);
    page.script("js/copy.js").fill(&main)
}
