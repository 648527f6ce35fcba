//! `GET /trust/destinations`. The names of the servers are for those who are signed in.

use askama::Template;
use axum::extract::State;
use tutela_web::{Error, Page, Visit, When, Words};

use super::sent;
use crate::Trust;
use crate::nav::{Nav, Part};
use crate::reader::Reader;

#[derive(Template)]
#[template(path = "destinations/page.html")]
struct Main<'a> {
    t: &'a Words,
    nav: Nav<'a>,
    lines: Vec<Line>,
    sees_figures: bool,
}

struct Line {
    purpose: String,
    receives: String,
    host: String,
    sent: Option<(u64, String, When)>,
}

/// The page.
pub async fn show(visit: Visit, State(trust): State<Trust>) -> Result<Page, Error> {
    let reader = Reader::of(&visit).await?;
    let t = reader.words(&visit);
    let sent = sent(visit.gate()).await?;
    let line = |one: &crate::Destination| {
        let word = one.purpose.replace(' ', "-");
        let went = sent
            .iter()
            .find(|sent| sent.purpose == one.purpose && sent.host == one.host);
        Line {
            purpose: t.say(&format!("destination-{word}")).into_owned(),
            receives: t.say(&format!("destination-{word}.receives")).into_owned(),
            host: one.host.clone(),
            sent: went.map(|sent| (sent.times, t.size(sent.bytes), t.ago(sent.last_at))),
        }
    };
    let main = Main {
        nav: Nav::new(&t, Part::Destinations),
        lines: trust.destinations.iter().map(line).collect(),
        sees_figures: reader.sees_figures(),
        t: &t,
    };
    let page = reader.page(&visit, t.say("destinations-title"));
    page.fill(&main)
}
