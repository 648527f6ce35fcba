//! `GET /trust/{promise}`: all that stands behind one promise.

use askama::Template;
use axum::response::{IntoResponse, Response};
use tutela_access::OpenDoor;
use tutela_web::{Arg, Audience, Error, Icon, Json, Path, Visit, When, Words, icon};

use super::{claims, latest, rules};
use crate::nav::{Nav, Part};
use crate::overview::api::PromiseReport;
use crate::overview::screen::{why, word};
use crate::reader::Reader;
use crate::register::{Kind, Promise, find};
use crate::rows::{self, Known, Run};
use crate::state::{Held, standing};

#[derive(Template)]
#[template(path = "promise/page.html")]
struct Main<'a> {
    t: &'a Words,
    nav: Nav<'a>,
    id: &'static str,
    say: &'static str,
    means: &'static str,
    state: &'static str,
    mark: Icon,
    word: String,
    why: String,
    since: Option<When>,
    checks: Vec<Check>,
    enforced: &'a [&'static str],
    rules: Vec<String>,
    claims: Vec<String>,
    tests: &'a [&'static str],
    sees_figures: bool,
}

/// A control on the page.
struct Check {
    title: String,
    state: &'static str,
    mark: Icon,
    word: String,
    checked: Option<When>,
    /// What was found or declared, in words; nothing for those who may not see it.
    found: String,
    /// Who declared it, until when.
    declared: Option<(String, When)>,
    how_often: String,
    broken_by: Option<&'static str>,
    runs: Vec<(When, &'static str, Icon, String)>,
}

/// The page, or the document where a program asks.
pub async fn show(visit: Visit, Path(id): Path<String>) -> Result<Response, Error> {
    let promise = find(&id).ok_or(Error::NotFound)?;
    let reader = Reader::of(&visit).await?;
    let mut tx = visit.gate().look(OpenDoor::TRUST).await?;
    let known = rows::known(&mut tx).await?;
    let t = reader.words(&visit);
    if visit.audience() == Audience::Program {
        let standing = standing(promise, &known, visit.now());
        let report = PromiseReport::of(&standing, &t, reader.sees_figures());
        return Ok(Json(report).into_response());
    }
    let mut runs = Vec::new();
    for control in &promise.controls {
        runs.push(latest(&mut tx, control.name).await?);
    }
    drop(tx);
    let main = page(&t, (promise, &known, runs), &visit, &reader);
    let title = format!("{}: {}", promise.id, promise.say.to(t.language()));
    let page = reader
        .page(&visit, title)
        .crumb(t.say("trust-title"), "/trust");
    Ok(page.fill(&main)?.into_response())
}

fn page<'a>(
    t: &'a Words,
    (promise, known, runs): (&'static Promise, &Known, Vec<Vec<Run>>),
    visit: &Visit,
    reader: &Reader,
) -> Main<'a> {
    let standing = standing(promise, known, visit.now());
    let checks = standing.held.iter().zip(runs);
    let sees_figures = reader.sees_figures();
    Main {
        t,
        nav: Nav::new(t, Part::Promises),
        id: promise.id,
        say: promise.say.to(t.language()),
        means: promise.means.to(t.language()),
        state: standing.state.as_str(),
        mark: icon(standing.state.as_str()),
        word: word(t, standing.state),
        why: why(t, &standing),
        since: standing.since.map(|at| t.ago(at)),
        checks: checks
            .map(|(held, runs)| check(t, held, runs, reader))
            .collect(),
        enforced: &promise.enforced,
        rules: rules(promise),
        claims: claims(promise),
        tests: &promise.tests,
        sees_figures,
    }
}

fn check(t: &Words, held: &Held<'_>, runs: Vec<Run>, reader: &Reader) -> Check {
    let (title, how_often, broken_by) = named(t, held);
    let found = match (held.run, held.declaration) {
        (Some(run), _) if reader.sees_figures() => told(t, run, reader.sees_records),
        (_, Some(said)) => said.statement.clone(),
        _ => String::new(),
    };
    let at = held.declaration.map(|said| said.entered_at);
    let shown = runs.iter().filter(|_| reader.sees_figures());
    Check {
        title,
        state: held.state.as_str(),
        mark: icon(held.state.as_str()),
        word: word(t, held.state),
        checked: held.run.map(|run| run.at).or(at).map(|at| t.ago(at)),
        found,
        declared: held.declaration.map(|said| {
            let until = t.ago(said.expires_at);
            (said.name.clone(), until)
        }),
        how_often,
        broken_by,
        runs: shown
            .map(|run| {
                let state = state_of(run);
                let found = told(t, run, reader.sees_records);
                (t.ago(run.at), state, icon(state), found)
            })
            .collect(),
    }
}

/// What a check is called, how often it comes, and the test that saw it fail.
fn named(t: &Words, held: &Held<'_>) -> (String, String, Option<&'static str>) {
    match held.control.kind {
        Kind::Probe {
            every, broken_by, ..
        } => {
            let often = t.with("trust-every", &[("every", t.duration(every))]);
            let title = t.say(&format!("control-{}", held.control.name));
            (title.into_owned(), often, Some(broken_by))
        }
        Kind::Declared(said) => (said.to(t.language()).to_owned(), String::new(), None),
    }
}

fn state_of(run: &Run) -> &'static str {
    match run.outcome.as_str() {
        "passed" => "proven",
        "off" => "off",
        _ => "failing",
    }
}

/// What a run found, in words: the figures where it held; what did not hold for auditors alone.
pub fn told(t: &Words, run: &Run, in_full: bool) -> String {
    match run.outcome.as_str() {
        "passed" => {
            let figures = run.figures.iter();
            let figures: Vec<(&str, Arg<'_>)> = figures
                .filter_map(|(name, figure)| Some((name.as_str(), Arg::from(figure.as_i64()?))))
                .collect();
            t.with(&format!("control-{}-found", run.control), &figures)
        }
        "off" => t.say(&format!("trust-off-{}", run.words)).into_owned(),
        _ if in_full => run.words.clone(),
        _ => t.say("trust-why-failed").into_owned(),
    }
}
