//! The page of what an account keeps: how much, of what, in which course, and what was removed lately.

use askama::Template;
use axum::extract::State;
use tutela_access::ViewStorage;
use tutela_catalog::removal;
use tutela_core::AccountId;
use tutela_web::{Error, Page, Path, Reach, Tab, Tabs, Visit, Words};

use super::{OfAccount, OfCourse, Usage, in_account};
use crate::Media;
use crate::removed;
use crate::removed::screen::{Line, lines};

/// How much of what was removed stands on the page; the pages of courses and channels show all.
const MOST: u32 = 100;

/// `GET /accounts/{account}/storage`
pub async fn show(
    _: State<Media>,
    visit: Visit,
    Path(account): Path<AccountId>,
) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewStorage, account).await?;
    let (whole, courses) = in_account(&mut authorized).await?;
    let now = authorized.now();
    let places = removal::in_account(authorized.tx(), (account, now), MOST).await?;
    let files = removed::in_account(authorized.tx(), (account, now), MOST)
        .await
        .map_err(tutela_access::Error::Db)?;
    let t = visit.words_for(authorized.somebody());
    let here = format!("/accounts/{account}");
    let reach = Reach::of(&authorized);
    let may_restore = authorized.allows("createChannel", None);
    let main = Main {
        tabs: Tabs::new(&t, (&whole.name, &here), Tab::Storage, reach),
        facts: facts(&t, &whole.usage),
        total: t.size(whole.usage.total()),
        gauge: Gauge::of(&t, &whole),
        courses: courses.iter().map(|one| Row::new(&t, one)).collect(),
        lines: lines(&t, &places, &files),
        may_restore,
        t: &t,
    };
    let page = visit
        .page(authorized.somebody(), t.say("storage-title"))
        .brand(&whole.name);
    page.fill(&main)
}

/// What is kept, in words, without what there is none of.
pub(super) fn facts(t: &Words, usage: &Usage) -> Vec<(String, String)> {
    let all = [
        ("storage-films", usage.films),
        ("storage-documents", usage.documents),
        ("storage-others", usage.others),
        ("storage-renditions", usage.renditions),
        ("storage-removed", usage.removed),
    ];
    let there = all.into_iter().filter(|(_, bytes)| *bytes > 0);
    there
        .map(|(key, bytes)| (t.say(key).into_owned(), t.size(bytes)))
        .collect()
}

#[derive(Template)]
#[template(path = "storage/page.html")]
struct Main<'a> {
    t: &'a Words,
    tabs: Tabs<'a>,
    total: String,
    gauge: Option<Gauge>,
    facts: Vec<(String, String)>,
    courses: Vec<Row<'a>>,
    lines: Vec<Line>,
    may_restore: bool,
}

/// How much of the quota is used.
struct Gauge {
    percent: u64,
    words: String,
    left: String,
}

impl Gauge {
    fn of(t: &Words, whole: &OfAccount) -> Option<Self> {
        let quota = whole.quota?;
        let used = whole.usage.total();
        let sizes = [("used", t.size(used)), ("quota", t.size(quota))];
        let left = [("left", t.size(quota.saturating_sub(used)))];
        Some(Self {
            percent: whole.percent()?.min(100),
            words: t.with("storage-of-quota", &sizes),
            left: t.with("storage-left", &left),
        })
    }
}

/// A course with what it keeps.
struct Row<'a> {
    title: &'a str,
    channel: &'a str,
    is_removed: bool,
    films: String,
    documents: String,
    renditions: String,
    removed: String,
    total: String,
}

impl<'a> Row<'a> {
    fn new(t: &Words, course: &'a OfCourse) -> Self {
        let usage = &course.usage;
        Self {
            title: &course.title,
            channel: &course.channel_name,
            is_removed: course.is_removed,
            films: t.size(usage.films),
            documents: t.size(usage.documents + usage.others),
            renditions: t.size(usage.renditions),
            removed: t.size(usage.removed),
            total: t.size(usage.total()),
        }
    }
}
