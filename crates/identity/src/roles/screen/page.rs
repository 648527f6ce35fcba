//! The page of the roles of a place.

use askama::Template;
use tutela_access::{Below, Held, Part, Somebody};
use tutela_core::{GrantId, Role, Scope};
use tutela_web::{
    Error, Input, Inputs, Page, Reach, Summary, Tab, Tabs, Visit, When, Words, initials,
};

use super::Sent;
use crate::invitation::Listed;
use crate::invitation::screen::list::Invited;
use crate::people::Member;
use crate::place::{Spot, path};
use crate::roles::choice::{Choice, label};
use crate::roles::{Why, terms};

/// What the page is made of.
pub struct Shown {
    pub part: Part,
    /// The courses of a channel, with those who run them.
    pub below: Vec<Below>,
    /// The heads above, whose roles count here too.
    pub above: Vec<Held>,
    pub grantable: Vec<Role>,
    pub may_add: bool,
    pub known: Vec<Member>,
    /// The latest invitations to the place itself.
    pub invited: Vec<Listed>,
    pub spot: Spot,
    pub reach: Reach,
}

/// What was done with several, and who was left out.
#[derive(Debug)]
pub struct Outcome {
    pub key: &'static str,
    pub count: usize,
    pub left_out: Vec<(String, Why)>,
    pub undo: Option<String>,
}

/// The outcome in words.
struct Told {
    sentence: String,
    left_out: Vec<(String, String)>,
    undo: Option<String>,
}

struct Line {
    grant: GrantId,
    person: tutela_core::PersonId,
    name: String,
    initials: String,
    role: String,
    /// Where the role is held, when that is above, and the page on which it is given.
    of: Option<(String, String)>,
    since: When,
    by: String,
    until: Option<When>,
    reason: Option<String>,
    /// Whether it can be taken and changed by whoever looks, and what the buttons are called.
    acts: Option<Acts>,
    /// The page that shows what the person can see here.
    reach: Option<String>,
}

struct Acts {
    /// Where the form posts that takes the role.
    path: String,
    remove: String,
    change: String,
    tick: String,
}

/// A course of the channel, with those who run it.
struct Group {
    name: String,
    page: String,
    learners: String,
    lines: Vec<Line>,
}

/// The two fields that say on which terms.
pub struct Terms {
    pub until: Input,
    pub reason: Input,
}

#[derive(Template)]
#[template(path = "roles/page.html")]
struct Main<'a> {
    t: &'a Words,
    tabs: Option<Tabs<'a>>,
    place: &'a str,
    caption: &'a str,
    lede: &'a str,
    here: &'a str,
    lines: Vec<Line>,
    groups: Vec<Group>,
    next: Option<GrantId>,
    is_part: bool,
    outcome: Option<Told>,
    summary: Summary,
    tick_error: Option<String>,
    may_give: bool,
    may_add: bool,
    username: Input,
    known: &'a [Member],
    choices: Vec<Choice>,
    role_error: Option<String>,
    terms: Terms,
    invited: Invited<'a>,
}

/// The page: a table of who has which role, and beside it the form that gives one.
pub fn page(visit: &Visit, somebody: &Somebody, shown: &Shown, sent: Sent) -> Result<Page, Error> {
    let t = visit.words_for(somebody);
    let (here, typed) = (path(shown.spot.scope), &sent.typed);
    let product = visit.app().settings().product.as_str();
    let place = shown.spot.name().unwrap_or(product);
    let in_account = matches!(shown.spot.scope, Scope::Account(_));
    let inputs = Inputs::with(&t, sent.errors);
    let named = [("place", place)];
    let main = Main {
        t: &t,
        tabs: in_account.then(|| Tabs::new(&t, (place, &here), Tab::Roles, shown.reach)),
        place,
        caption: &t.with("roles-of", &named),
        lede: &t.with("roles-lede", &named),
        here: &here,
        lines: lines(&t, shown, sent.after.is_some()),
        groups: shown
            .below
            .iter()
            .map(|one| group(&t, shown, one))
            .collect(),
        next: shown.part.next,
        is_part: sent.after.is_some(),
        outcome: sent.outcome.map(|outcome| tell(&t, shown, outcome)),
        summary: inputs.summary(),
        tick_error: inputs.error("grant"),
        may_give: !shown.grantable.is_empty(),
        may_add: shown.may_add,
        username: username(&t, &inputs, &typed.username),
        known: &shown.known,
        choices: Choice::of(&shown.grantable, &t, &typed.role),
        role_error: inputs.error("role"),
        terms: term_inputs(&t, &inputs, (&typed.until, &typed.reason)),
        invited: Invited::new(&t, shown.spot.scope, &shown.invited),
    };
    dress(visit, somebody, shown).fill(&main)
}

/// The page around it: in an account its tabs lead on, elsewhere the breadcrumb.
fn dress(visit: &Visit, somebody: &Somebody, shown: &Shown) -> Page {
    let t = visit.words_for(somebody);
    let page = visit.page(somebody, t.say("roles-title"));
    match shown.spot.scope {
        Scope::Account(_) => page.brand(shown.spot.name().unwrap_or_default()),
        Scope::Platform => page.crumb(t.say("accounts-title"), "/accounts"),
        _ => shown.spot.dress(page),
    }
}

/// The fields for an end and a reason.
pub fn term_inputs(t: &Words, inputs: &Inputs, (until, reason): (&str, &str)) -> Terms {
    let until = inputs.line("until", t.say("role-last-day"), until);
    let until = until.kind("date").short().optional();
    let reason = inputs.line("reason", t.say("role-reason"), reason);
    let longest = u32::try_from(crate::roles::LONGEST).unwrap_or(u32::MAX);
    Terms {
        until: until.hint(t.say("role-last-day.hint")),
        reason: reason
            .hint(t.say("role-reason.hint"))
            .optional()
            .max(longest),
    }
}

fn username(t: &Words, inputs: &Inputs, typed: &str) -> Input {
    let input = inputs.line("username", t.say("role-whom"), typed);
    let input = input.hint(t.say("role-whom.hint")).required();
    let input = input.autocomplete("off").attribute("list=known");
    input
        .attribute("autocapitalize=none")
        .attribute("spellcheck=false")
}

/// Those above first, on the first page of the list alone.
fn lines(t: &Words, shown: &Shown, is_part: bool) -> Vec<Line> {
    let above = shown.above.iter().filter(|_| !is_part);
    let above = above.map(|held| Line {
        of: of(shown, held.scope),
        ..line(t, shown, held)
    });
    let here = shown.part.held.iter().map(|held| Line {
        acts: acts(t, (shown, held), shown.grantable.contains(&held.role)),
        ..line(t, shown, held)
    });
    above.chain(here).collect()
}

/// Whoever lists the courses of a channel gives their roles; each act asks the policy again.
fn group(t: &Words, shown: &Shown, below: &Below) -> Group {
    let may = shown.grantable.contains(&Role::ChannelManager);
    let lines = below.held.iter().map(|held| Line {
        acts: acts(t, (shown, held), may),
        ..line(t, shown, held)
    });
    Group {
        name: below.name.clone(),
        page: format!("{}/roles", path(below.course.into())),
        learners: t.with("roles-learners", &[("count", below.learners)]),
        lines: lines.collect(),
    }
}

fn line(t: &Words, shown: &Shown, held: &Held) -> Line {
    let by = held.granted_by.as_deref().map(|by| [("person", by)]);
    let reach = format!("{}/reach/{}", path(shown.spot.scope), held.person);
    Line {
        grant: held.grant,
        person: held.person,
        name: held.person_name.clone(),
        initials: initials(&held.person_name),
        role: label(t, held.role),
        of: None,
        since: t.ago(held.granted_at),
        by: by.map_or_else(
            || t.say("role-founded").into_owned(),
            |by| t.with("role-by", &by),
        ),
        until: held.until.map(|until| t.ago(terms::last(until))),
        reason: held.reason.clone(),
        acts: None,
        reach: (shown.spot.scope != Scope::Platform).then_some(reach),
    }
}

fn of(shown: &Shown, scope: Scope) -> Option<(String, String)> {
    let names = &shown.spot.names;
    let name = match scope {
        Scope::Account(_) => names.account.clone(),
        Scope::Channel(_) => names.channel.clone(),
        _ => None,
    };
    name.map(|name| (name, format!("{}/roles", path(scope))))
}

/// What one may give one may take; the policy says so of both alike. Who takes a role of a place below comes back here.
fn acts(t: &Words, (shown, held): (&Shown, &Held), may: bool) -> Option<Acts> {
    let role = label(t, held.role);
    let names = [("role", role.as_str()), ("person", &held.person_name)];
    let path = format!("/roles/{}/removal", held.grant);
    let here = crate::place::path(shown.spot.scope);
    may.then(|| Acts {
        path: match held.scope == shown.spot.scope {
            true => path,
            false => format!("{path}?back={here}/roles"),
        },
        remove: t.with("role-remove-from", &names),
        change: t.with("role-change-of", &names),
        tick: t.with("role-tick", &names),
    })
}

fn tell(t: &Words, shown: &Shown, outcome: Outcome) -> Told {
    let reason = |(id, why): (String, Why)| {
        let name = name_of(shown, &id).unwrap_or_else(|| t.say("roles-somebody").into_owned());
        let why = t.say(&format!("roles-left-{}", why.as_str())).into_owned();
        (name, why)
    };
    Told {
        sentence: t.with(outcome.key, &[("count", outcome.count.to_string())]),
        left_out: outcome.left_out.into_iter().map(reason).collect(),
        undo: outcome.undo,
    }
}

/// Only of those who stand on this page anyway.
fn name_of(shown: &Shown, id: &str) -> Option<String> {
    let below = shown.below.iter().flat_map(|one| &one.held);
    let mut all = shown.part.held.iter().chain(below);
    let is_it = |held: &&Held| held.grant.to_string() == id || held.person.to_string() == id;
    all.find(is_it).map(|held| held.person_name.clone())
}
