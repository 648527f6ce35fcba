//! `GET /trust/history`.

use askama::Template;
use tutela_web::{Error, Icon, Page, Visit, When, Words, icon};

use super::latest;
use crate::nav::{Nav, Part};
use crate::overview::screen::word;
use crate::reader::Reader;
use crate::register::find;
use crate::state::State;

#[derive(Template)]
#[template(path = "history/page.html")]
struct Main<'a> {
    t: &'a Words,
    nav: Nav<'a>,
    days: Vec<(String, Vec<Line>)>,
}

struct Line {
    at: When,
    id: &'static str,
    say: &'static str,
    state: &'static str,
    mark: Icon,
    word: String,
}

/// The page.
pub async fn show(visit: Visit) -> Result<Page, Error> {
    let changes = latest(visit.gate()).await?;
    let reader = Reader::of(&visit).await?;
    let t = reader.words(&visit);
    let mut days: Vec<(String, Vec<Line>)> = Vec::new();
    for change in changes {
        let state = State::ALL
            .into_iter()
            .find(|state| state.as_str() == change.state);
        let (Some(promise), Some(state)) = (find(&change.promise), state) else {
            continue;
        };
        let line = Line {
            at: t.ago(change.at),
            id: promise.id,
            say: promise.say.to(t.language()),
            state: state.as_str(),
            mark: icon(state.as_str()),
            word: word(&t, state),
        };
        let day = t.day(change.at);
        match days.last_mut() {
            Some((last, lines)) if *last == day => lines.push(line),
            _ => days.push((day, vec![line])),
        }
    }
    let main = Main {
        t: &t,
        nav: Nav::new(&t, Part::History),
        days,
    };
    let page = reader.page(&visit, t.say("history-title"));
    page.fill(&main)
}
