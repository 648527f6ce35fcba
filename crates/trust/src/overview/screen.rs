//! `GET /trust`: the page that nobody writes by hand, and the same as a document for programs.

use askama::Template;
use axum::response::{IntoResponse, Response};
use tutela_core::Time;
use tutela_web::{Audience, Error, Icon, Json, Visit, When, Words, icon};

use super::api::TrustReport;
use super::{count, look, standings};
use crate::nav::{Nav, Part};
use crate::reader::Reader;
use crate::register::GROUPS;
use crate::state::{Reason, Standing, State};

#[derive(Template)]
#[template(path = "overview/page.html")]
struct Main<'a> {
    t: &'a Words,
    nav: Nav<'a>,
    proven: usize,
    total: usize,
    failing: usize,
    checked: Option<When>,
    groups: Vec<(String, Vec<Row>)>,
    legend: Vec<(&'static str, Icon, String, String)>,
    sees_records: bool,
}

/// A promise as a line of the page.
struct Row {
    id: &'static str,
    say: &'static str,
    state: State,
    mark: Icon,
    word: String,
    /// Why it is not proven, where there is a reason to give.
    why: String,
    since: Option<When>,
    checked: Option<When>,
}

/// The page, or the document where a program asks.
pub async fn show(visit: Visit) -> Result<Response, Error> {
    let known = look(visit.gate()).await?;
    let standings = standings(&known, visit.gate());
    if visit.audience() == Audience::Program {
        let report = TrustReport::of(&standings, &visit.words(), false);
        return Ok(Json(report).into_response());
    }
    let reader = Reader::of(&visit).await?;
    let t = reader.words(&visit);
    let checked: Option<Time> = standings.iter().filter_map(|one| one.checked_at).max();
    let of_group = |group: &str| {
        let those = standings.iter().filter(|one| one.promise.group() == group);
        let title = t.say(&format!("trust-group-{}", group.to_lowercase()));
        (title.into_owned(), those.map(|one| row(&t, one)).collect())
    };
    let explained = |state: State| {
        let name = state.as_str();
        let means = t.say(&format!("trust-means-{name}")).into_owned();
        (name, icon(name), word(&t, state), means)
    };
    let main = Main {
        nav: Nav::new(&t, Part::Promises),
        proven: count(&standings, State::Proven),
        total: standings.len(),
        failing: count(&standings, State::Failing),
        checked: checked.map(|at| t.ago(at)),
        groups: GROUPS.into_iter().map(of_group).collect(),
        legend: State::ALL.into_iter().map(explained).collect(),
        sees_records: reader.sees_records,
        t: &t,
    };
    let page = reader.page(&visit, t.say("trust-title"));
    Ok(page.fill(&main)?.into_response())
}

fn row(t: &Words, standing: &Standing<'_>) -> Row {
    let state = standing.state;
    Row {
        id: standing.promise.id,
        say: standing.promise.say.to(t.language()),
        state,
        mark: icon(state.as_str()),
        word: word(t, state),
        why: why(t, standing),
        since: standing.since.map(|at| t.ago(at)),
        checked: standing.checked_at.map(|at| t.ago(at)),
    }
}

/// Why a promise is not proven, in a sentence; nothing where it is.
pub fn why(t: &Words, standing: &Standing<'_>) -> String {
    match (standing.reason, standing.promise.missing) {
        (Reason::None, _) => String::new(),
        (Reason::NotBuilt, Some(missing)) => missing.to(t.language()).to_owned(),
        (Reason::Off, _) => {
            let off = standing.held.iter().find_map(|held| held.run);
            let key = off.map_or("", |run| run.words.as_str());
            t.say(&format!("trust-off-{key}")).into_owned()
        }
        (reason, _) => t
            .say(&format!("trust-why-{}", reason.as_str()))
            .into_owned(),
    }
}

/// The word for a state.
pub fn word(t: &Words, state: State) -> String {
    t.say(&format!("trust-state-{}", state.as_str()))
        .into_owned()
}
