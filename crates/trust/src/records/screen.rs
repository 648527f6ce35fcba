//! `GET /trust/records`.

use std::time::Duration;

use askama::Template;
use serde::Deserialize;
use tutela_access::{Platform, ViewRecords};
use tutela_web::{Error, Icon, Page, Query, Visit, When, Words, icon};

use super::{Record, list};
use crate::register::probes;

/// Which records are wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub control: String,
}

impl Asked {
    /// The control that is named, if one is.
    pub fn control(&self) -> Option<&str> {
        Some(self.control.as_str()).filter(|name| !name.is_empty())
    }
}

#[derive(Template)]
#[template(path = "records/page.html")]
struct Main<'a> {
    t: &'a Words,
    controls: Vec<(&'static str, String, bool)>,
    lines: Vec<Line>,
}

/// A record on a page.
pub struct Line {
    pub at: When,
    pub control: String,
    pub state: &'static str,
    pub mark: Icon,
    pub outcome: String,
    pub took: String,
    pub found: String,
}

/// The page.
pub async fn show(visit: Visit, Query(asked): Query<Asked>) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewRecords, Platform).await?;
    let records = list(&mut authorized, asked.control()).await?;
    let t = visit.words_for(authorized.somebody());
    let choice = |(name, _): (&'static str, Duration)| {
        let title = t.say(&format!("control-{name}")).into_owned();
        (name, title, asked.control() == Some(name))
    };
    let main = Main {
        controls: probes().map(choice).collect(),
        lines: records.iter().map(|record| line(&t, record)).collect(),
        t: &t,
    };
    let page = visit.page(authorized.somebody(), t.say("records-title"));
    page.crumb(t.say("trust-title"), "/trust").fill(&main)
}

/// A record in words, with all there is.
pub fn line(t: &Words, record: &Record) -> Line {
    let figures = record.figures.iter();
    let figures: Vec<String> = figures
        .map(|(name, figure)| format!("{name} {figure}"))
        .collect();
    let found = [figures.join(", "), record.words.clone()];
    let found: Vec<String> = found.into_iter().filter(|text| !text.is_empty()).collect();
    let state = match record.outcome.as_str() {
        "passed" => "proven",
        "off" => "off",
        _ => "failing",
    };
    Line {
        at: t.ago(record.at),
        control: record.control.clone(),
        state,
        mark: icon(state),
        outcome: t.say(&format!("record-{}", record.outcome)).into_owned(),
        took: format!("{} ms", record.took.div_ceil(1000)),
        found: found.join(": "),
    }
}
