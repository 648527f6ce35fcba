//! The page that shows a link, once: to somebody who may hand it over.

use askama::Template;
use tutela_access::Somebody;
use tutela_core::{Time, Token};
use tutela_web::{Arg, Error, Layout, Page, Visit, Words};

use crate::invitation::link::Host;
use crate::qr::QrCode;

/// For whom a link is, and where its maker goes on.
#[derive(Debug)]
pub struct Handover<'a> {
    pub name: Option<&'a str>,
    pub token: &'a Token,
    pub until: Time,
    pub uses: u32,
    pub back: String,
}

#[derive(Template)]
#[template(path = "people/handover.html")]
struct Main<'a> {
    t: &'a Words,
    title: &'a str,
    lede: &'a str,
    label: &'a str,
    link: &'a str,
    qr: Option<QrCode>,
    back: &'a str,
}

/// The page with the link. Asking for it again would not show it again, so it is the answer to the form itself.
pub fn page(
    (visit, host): (&Visit, &Host),
    somebody: &Somebody,
    handover: &Handover<'_>,
) -> Result<Page, Error> {
    let t = visit.words_for(somebody);
    let ends = t.ago(handover.until);
    let (title, label) = match handover.name {
        Some(name) => {
            let name = [("name", name)];
            let title = t.with("invitation-title", &name);
            (title, t.with("invitation-link", &name))
        }
        None => (
            t.say("invitation-ready").into_owned(),
            t.say("invitation-the-link").into_owned(),
        ),
    };
    let uses = u64::from(handover.uses);
    let facts: [(&str, Arg); 2] = [("until", ends.text().into()), ("uses", uses.into())];
    let link = host.link(visit, handover.token);
    let main = Main {
        t: &t,
        title: &title,
        lede: &t.with("invitation-lede", &facts),
        label: &label,
        qr: QrCode::of(&link, t.say("invitation-qr").into_owned()),
        link: &link,
        back: &handover.back,
    };
    let page = visit.page(somebody, &*title).layout(Layout::Medium);
    page.script("js/copy.js").fill(&main)
}
