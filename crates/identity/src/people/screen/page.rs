//! The list of the people of an account.

use askama::Template;
use tutela_access::{Held, Somebody};
use tutela_web::{Error, Page, Reach, Tab, Tabs, Visit, When, Words, initials};

use super::Search;
use crate::invitation::Listed;
use crate::invitation::screen::list::Invited;
use crate::people::{Member, Part};
use crate::place::{Spot, path};
use crate::roles::choice::label;

/// What the page is made of.
pub struct Shown {
    pub part: Part,
    /// How many there are in all.
    pub total: u64,
    /// The roles held at the account itself.
    pub held: Vec<Held>,
    /// The latest invitations to the account itself.
    pub invited: Vec<Listed>,
    pub may_add: bool,
    pub may_unlock: bool,
    pub spot: Spot,
    pub reach: Reach,
    pub search: Search,
}

struct Line {
    page: String,
    name: String,
    username: String,
    initials: String,
    roles: String,
    ready: bool,
    joined: When,
    link: Option<String>,
    link_label: String,
    /// That, and until when, too many failed sign-ins keep him out.
    locked: Option<String>,
    unlock: Option<String>,
    unlock_label: String,
}

#[derive(Template)]
#[template(path = "people/page.html")]
struct Main<'a> {
    t: &'a Words,
    account: &'a str,
    here: &'a str,
    caption: &'a str,
    tabs: Tabs<'a>,
    may_add: bool,
    looked_for: &'a str,
    is_empty: bool,
    lines: Vec<Line>,
    /// The address of what follows, and of the beginning where this is not it.
    next: Option<String>,
    first: Option<String>,
    count: &'a str,
    invited: Invited<'a>,
}

/// The page: a search, a table, and pages of it where it is long.
pub fn page(visit: &Visit, somebody: &Somebody, shown: Shown) -> Result<Page, Error> {
    let t = visit.words_for(somebody);
    let here = path(shown.spot.scope);
    let account = shown.spot.name().unwrap_or_default();
    let lines = shown.part.members.iter();
    let total = [("total", shown.total)];
    let query = query(&shown.search.q);
    let next = shown.part.next;
    let main = Main {
        t: &t,
        account,
        here: &here,
        caption: &t.with("people-of", &[("account", account)]),
        tabs: Tabs::new(&t, (account, &here), Tab::People, shown.reach),
        may_add: shown.may_add,
        looked_for: &shown.search.q,
        is_empty: shown.part.members.is_empty(),
        lines: lines
            .map(|member| line(&t, &shown, &here, member))
            .collect(),
        count: &t.with("people-count", &total),
        next: next.map(|last| format!("{here}/people?after={last}{query}")),
        first: shown
            .search
            .after
            .map(|_| format!("{here}/people?{}", query.trim_start_matches('&'))),
        invited: Invited::new(&t, shown.spot.scope, &shown.invited),
    };
    let page = visit.page(somebody, t.say("people")).brand(account);
    page.fill(&main)
}

/// What is looked for, as a part of an address.
fn query(looked_for: &str) -> String {
    if looked_for.is_empty() {
        return String::new();
    }
    let mut query = String::from("&q=");
    for byte in looked_for.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                query.push(char::from(byte));
            }
            other => query.push_str(&format!("%{other:02X}")),
        }
    }
    query
}

fn line(t: &Words, shown: &Shown, here: &str, member: &Member) -> Line {
    let held = shown
        .held
        .iter()
        .filter(|held| held.person == member.person);
    let roles: Vec<_> = held.map(|held| label(t, held.role)).collect();
    let link = !member.ready && shown.may_add;
    let name = [("name", member.name.as_str())];
    let locked = member.locked_until;
    Line {
        page: format!("{here}/people/{}", member.person),
        name: member.name.clone(),
        username: member.username.clone(),
        initials: initials(&member.name),
        roles: roles.join(", "),
        ready: member.ready,
        joined: t.ago(member.joined_at),
        link: link.then(|| format!("{here}/people/{}/link", member.person)),
        link_label: t.with("link-again-for", &name),
        locked: locked.map(|until| t.with("person-locked", &[("until", t.ago(until).text())])),
        unlock: locked
            .filter(|_| shown.may_unlock)
            .map(|_| format!("{here}/people/{}/lock/removal", member.person)),
        unlock_label: t.with("lock-lift-of", &name),
    }
}
