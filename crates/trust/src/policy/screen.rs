//! `GET /trust/policy`: the policy as a page.

use askama::Template;
use tutela_access::{OPEN_DOORS, OpenDoor};
use tutela_web::{Error, Page, Visit, Words};

use super::{Level, Rule, claims, levels, rules};

/// A table with the roles in words.
struct Table {
    title: String,
    /// Whether something here depends on being published.
    has_drafts: bool,
    lines: Vec<Line>,
}

struct Line {
    action: &'static str,
    always: Vec<String>,
    once_published: Vec<String>,
}

#[derive(Template)]
#[template(path = "policy/page.html")]
struct Main<'a> {
    t: &'a Words,
    tables: Vec<Table>,
    claims: Vec<Rule>,
    files: Vec<(&'static str, Vec<Rule>)>,
    doors: &'a [&'a OpenDoor],
}

/// The page.
pub async fn show(visit: Visit) -> Result<Page, Error> {
    let t = visit.words();
    let main = Main {
        t: &t,
        tables: levels().into_iter().map(|level| table(&t, level)).collect(),
        claims: claims(),
        files: rules(),
        doors: OPEN_DOORS,
    };
    visit.open_page(t.say("policy-title")).fill(&main)
}

fn table(t: &Words, level: Level) -> Table {
    let named = |roles: Vec<String>| {
        let names = roles
            .iter()
            .map(|role| t.say(&format!("policy-role-{role}")));
        names.map(|name| name.into_owned()).collect()
    };
    let title = t.say(&format!("policy-{}", level.word())).into_owned();
    let has_drafts = level
        .lines
        .iter()
        .any(|line| !line.once_published.is_empty());
    let lines = level.lines.into_iter().map(|line| Line {
        action: line.action,
        always: named(line.always),
        once_published: named(line.once_published),
    });
    Table {
        title,
        has_drafts,
        lines: lines.collect(),
    }
}
