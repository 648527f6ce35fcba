//! The page of the roles of a place.

use askama::Template;
use tutela_access::{Held, Somebody};
use tutela_core::{Role, Scope};
use tutela_web::{
    Error, FieldErrors, Input, Inputs, Page, Reach, Summary, Tab, Tabs, Visit, When, Words,
    initials,
};

use super::Typed;
use crate::invitation::Listed;
use crate::invitation::screen::list::Invited;
use crate::people::Member;
use crate::place::{Spot, path};
use crate::roles::choice::{Choice, label};

/// What the page is made of.
pub struct Shown {
    pub held: Vec<Held>,
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

struct Line {
    name: String,
    initials: String,
    role: String,
    /// Where the role is held, when that is above.
    of: Option<String>,
    since: When,
    until: Option<When>,
    /// Where a form posts that takes the role away, and what its button is called.
    removal: Option<(String, String)>,
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
    summary: Summary,
    may_give: bool,
    may_add: bool,
    username: Input,
    known: &'a [Member],
    choices: Vec<Choice>,
    role_error: Option<String>,
    invited: Invited<'a>,
}

/// The page: a table of who has which role, and beside it the form that gives one.
pub fn page(
    visit: &Visit,
    somebody: &Somebody,
    shown: &Shown,
    (typed, errors): (&Typed, FieldErrors),
) -> Result<Page, Error> {
    let t = visit.words_for(somebody);
    let here = path(shown.spot.scope);
    let product = visit.app().settings().product.as_str();
    let place = shown.spot.name().unwrap_or(product);
    let in_account = matches!(shown.spot.scope, Scope::Account(_));
    let inputs = Inputs::with(&t, errors);
    let named = [("place", place)];
    let main = Main {
        t: &t,
        tabs: in_account.then(|| Tabs::new(&t, (place, &here), Tab::Roles, shown.reach)),
        place,
        caption: &t.with("roles-of", &named),
        lede: &t.with("roles-lede", &named),
        here: &here,
        lines: lines(&t, shown),
        summary: inputs.summary(),
        may_give: !shown.grantable.is_empty(),
        may_add: shown.may_add,
        username: username(&t, &inputs, &typed.username),
        known: &shown.known,
        choices: Choice::of(&shown.grantable, &t, &typed.role),
        role_error: inputs.error("role"),
        invited: Invited::new(&t, shown.spot.scope, &shown.invited),
    };
    let page = visit.page(somebody, t.say("roles-title"));
    let page = match (in_account, shown.spot.scope) {
        (true, _) => page.brand(place),
        (_, Scope::Platform) => page.crumb(t.say("accounts-title"), "/accounts"),
        _ => shown.spot.dress(page),
    };
    page.fill(&main)
}

fn username(t: &Words, inputs: &Inputs, typed: &str) -> Input {
    let input = inputs.line("username", t.say("role-whom"), typed);
    let input = input.hint(t.say("role-whom.hint")).required();
    let input = input.autocomplete("off").attribute("list=known");
    input
        .attribute("autocapitalize=none")
        .attribute("spellcheck=false")
}

fn lines(t: &Words, shown: &Shown) -> Vec<Line> {
    let above = shown.above.iter().map(|held| Line {
        of: of(shown, held.scope),
        ..line(t, held)
    });
    let here = shown.held.iter().map(|held| Line {
        removal: removal(t, shown, held),
        ..line(t, held)
    });
    above.chain(here).collect()
}

fn line(t: &Words, held: &Held) -> Line {
    Line {
        name: held.person_name.clone(),
        initials: initials(&held.person_name),
        role: label(t, held.role),
        of: None,
        since: t.ago(held.granted_at),
        until: held.until.map(|until| t.ago(until)),
        removal: None,
    }
}

fn of(shown: &Shown, scope: Scope) -> Option<String> {
    let names = &shown.spot.names;
    match scope {
        Scope::Account(_) => names.account.clone(),
        Scope::Channel(_) => names.channel.clone(),
        _ => None,
    }
}

/// What one may give one may take; the policy says so of both alike.
fn removal(t: &Words, shown: &Shown, held: &Held) -> Option<(String, String)> {
    let may = shown.grantable.contains(&held.role);
    let role = label(t, held.role);
    let names = [("role", role.as_str()), ("person", &held.person_name)];
    may.then(|| {
        let label = t.with("role-remove-from", &names);
        (format!("/roles/{}/removal", held.grant), label)
    })
}
