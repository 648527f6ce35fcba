//! `GET /trust/data`.

use askama::Template;
use tutela_web::{Error, Page, Visit, Words};

use super::{Kept, kept};
use crate::nav::{Nav, Part};
use crate::reader::Reader;

#[derive(Template)]
#[template(path = "processing/page.html")]
struct Main<'a> {
    t: &'a Words,
    nav: Nav<'a>,
    purposes: Vec<(String, String, Vec<Line>)>,
}

/// What one table keeps for one purpose, for one time.
struct Line {
    table: &'static str,
    columns: Vec<&'static str>,
    retention: &'static str,
    erasure: String,
}

/// The page.
pub async fn show(visit: Visit) -> Result<Page, Error> {
    let reader = Reader::of(&visit).await?;
    let t = reader.words(&visit);
    let mut purposes: Vec<(&'static str, Vec<Line>)> = Vec::new();
    for one in kept() {
        let known = purposes
            .iter()
            .position(|(purpose, _)| *purpose == one.purpose);
        let at = known.unwrap_or_else(|| {
            purposes.push((one.purpose, Vec::new()));
            purposes.len() - 1
        });
        add(&t, &mut purposes[at].1, &one);
    }
    let named = purposes.into_iter().map(|(purpose, lines)| {
        let title = t.say(&format!("purpose-{purpose}")).into_owned();
        let means = t.say(&format!("purpose-{purpose}.means")).into_owned();
        (title, means, lines)
    });
    let main = Main {
        nav: Nav::new(&t, Part::Data),
        purposes: named.collect(),
        t: &t,
    };
    let page = reader.page(&visit, t.say("data-title"));
    page.fill(&main)
}

fn add(t: &Words, lines: &mut Vec<Line>, kept: &Kept) {
    let erasure = t.say(&format!("erasure-{}", kept.erasure)).into_owned();
    let same = lines.iter_mut().find(|line| {
        line.table == kept.table && line.retention == kept.retention && line.erasure == erasure
    });
    match same {
        Some(line) => line.columns.push(kept.column),
        None => lines.push(Line {
            table: kept.table,
            columns: vec![kept.column],
            retention: kept.retention,
            erasure,
        }),
    }
}
