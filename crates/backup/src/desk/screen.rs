//! `/platform/backups`, and the sheet to print.

use askama::Template;
use axum::extract::State as Shared;
use tutela_access::{Platform, StartBackup, ViewBackups};
use tutela_web::{Error, Flash, Page, Redirect, Visit, When, Words};

use super::calendar::{Square, calendar};
use super::{Standing, standing};
use crate::Backups;
use crate::alarm::Alarm;
use crate::runs::{Run, State};

struct Warning {
    tone: &'static str,
    title: String,
    more: String,
}

struct Day {
    label: String,
    state: &'static str,
    shape: &'static str,
}

struct Line {
    when: When,
    state: &'static str,
    shape: &'static str,
    word: String,
    trouble: Option<String>,
    size: Option<String>,
    added: Option<String>,
    holds: Option<String>,
    proof: Option<String>,
    took: Option<String>,
}

#[derive(Template)]
#[template(path = "desk/page.html")]
struct Main<'a> {
    t: &'a Words,
    place: &'a str,
    warnings: Vec<Warning>,
    proved: Option<When>,
    newest: Option<When>,
    restore: Option<String>,
    points: usize,
    days: Vec<Day>,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "desk/sheet.html")]
struct Sheet<'a> {
    t: &'a Words,
    installation: &'a str,
    version: &'a str,
    place: &'a str,
    proved: Option<When>,
    is_folder: bool,
}

/// `GET /platform/backups`.
pub async fn show(visit: Visit, Shared(backups): Shared<Backups>) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewBackups, Platform).await?;
    let standing = standing(&mut authorized, &backups).await?;
    let somebody = authorized.somebody();
    let t = visit.words_for(somebody);
    let now = visit.now();
    let main = Main {
        t: &t,
        place: &backups.place_name,
        warnings: warnings(&t, &standing),
        proved: standing.proved_at.map(|at| t.ago(at)),
        newest: standing.newest_at.map(|at| t.ago(at)),
        restore: standing.restore.map(|took| t.duration(took)),
        points: standing.points,
        days: calendar(&standing.runs, now)
            .iter()
            .map(|square| day(&t, square))
            .collect(),
        lines: standing
            .runs
            .iter()
            .take(20)
            .map(|run| line(&t, run, run.state(now)))
            .collect(),
    };
    let title = t.say("backups-title");
    let page = visit.page(somebody, &*title);
    page.crumb(t.say("backups-above"), "/accounts").fill(&main)
}

/// `POST /platform/backups`.
pub async fn start(visit: Visit) -> Result<Redirect, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(StartBackup, Platform).await?;
    super::start(&mut authorized).await?;
    guarded.commit().await?;
    Ok(Redirect::to("/platform/backups").saying(&Flash::new("backups-started"), &visit))
}

/// `GET /platform/backups/recovery-sheet`.
pub async fn sheet(visit: Visit, Shared(backups): Shared<Backups>) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewBackups, Platform).await?;
    let standing = standing(&mut authorized, &backups).await?;
    let somebody = authorized.somebody();
    let t = visit.words_for(somebody);
    let main = Sheet {
        t: &t,
        installation: &backups.installation,
        version: backups.version,
        place: &backups.place_name,
        proved: standing.proved_at.map(|at| t.ago(at)),
        is_folder: !backups.place_name.contains("://"),
    };
    let title = t.say("sheet-title");
    let page = visit.page(somebody, &*title);
    page.crumb(t.say("backups-title"), "/platform/backups")
        .fill(&main)
}

fn warnings(t: &Words, standing: &Standing) -> Vec<Warning> {
    let warning = |alarm: &Alarm| {
        let word = alarm.as_str();
        Warning {
            tone: if *alarm == Alarm::SameDisk {
                "warn"
            } else {
                "bad"
            },
            title: t.say(&format!("alarm-{word}")).into_owned(),
            more: t.with(&format!("alarm-{word}.more"), &[("detail", alarm.detail())]),
        }
    };
    standing.alarms.iter().map(warning).collect()
}

fn day(t: &Words, square: &Square) -> Day {
    let word = square.state.map_or("nothing", State::as_str);
    Day {
        label: t.with(&format!("backups-day-{word}"), &[("day", t.day(square.at))]),
        state: square.state.map_or("nothing", look),
        shape: square.state.map_or("off", look),
    }
}

fn line(t: &Words, run: &Run, state: State) -> Line {
    let bytes = |bytes: Option<u64>| bytes.map(|bytes| t.size(bytes));
    let holds = run.rows.zip(run.objects).map(|(rows, objects)| {
        t.with(
            "backup-holds",
            &[("rows", rows.to_string()), ("objects", objects.to_string())],
        )
    });
    let took = run.taking.zip(run.verifying).map(|(taking, proving)| {
        let words = [
            ("taking", t.duration(taking)),
            ("proving", t.duration(proving)),
        ];
        t.with("backup-took", &words)
    });
    Line {
        when: t.ago(run.begun_at),
        state: look(state),
        shape: look(state),
        word: t
            .say(&format!("backup-state-{}", state.as_str()))
            .into_owned(),
        trouble: run.trouble.clone(),
        size: bytes(run.size),
        added: bytes(run.added),
        holds,
        proof: run.opened.map(|opened| proof(t, run, opened)),
        took,
    }
}

fn proof(t: &Words, run: &Run, opened: u64) -> String {
    let opened = i64::try_from(opened).unwrap_or(i64::MAX);
    let mut words = vec![t.with("backup-proof", &[("opened", opened)])];
    if run.rehearsal.is_some() {
        words.push(t.say("backup-proof-app").into_owned());
    }
    if run.drilled_at.is_some() {
        words.push(t.say("backup-drilled").into_owned());
    }
    words.join(", ")
}

/// The state of a promise that looks the same.
const fn look(state: State) -> &'static str {
    match state {
        State::Proved => "proven",
        State::Unproved => "failing",
        State::Failed => "failed",
        State::Running => "stale",
    }
}
