//! The record of an account as a page.

use askama::Template;
use tutela_access::{Somebody, ViewActivities, place_names};
use tutela_audit::Line;
use tutela_core::{AccountId, ActivityId, PersonId, Role};
use tutela_web::{
    Error, FieldErrors, Input, Inputs, Page, Path, Query, Reach, Summary, Tab, Tabs, Visit, When,
    Words,
};

use super::asked::Asked;
use super::{Part, USUAL, Wanted, list};
use crate::place::path;
use crate::roles::choice::label;

/// The actions that the form offers: those that have a sentence.
const ACTIONS: &[&str] = &[
    "createAccount",
    "addPerson",
    "renewLink",
    "editAccount",
    "unlockMember",
    "grantRole",
    "revokeRole",
    "changeGrant",
    "offerOwnership",
    "acceptOwnership",
    "signReview",
    "createChannel",
    "createCourse",
    "publishCourse",
    "unpublishCourse",
    "createLesson",
    "uploadMedia",
    "removeMedia",
    "removeLesson",
    "restoreLesson",
    "removeCourse",
    "restoreCourse",
    "setQuota",
    "rotateKeys",
];

/// `GET /accounts/{account}/activities`.
pub async fn show(
    visit: Visit,
    Path(account): Path<AccountId>,
    Query(asked): Query<Asked>,
) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewActivities, account).await?;
    let (wanted, errors) = match asked.wanted() {
        Ok(wanted) => (wanted, FieldErrors::default()),
        Err(errors) => (Wanted::default(), errors),
    };
    let part = list(&mut authorized, &wanted, asked.before, USUAL).await?;
    let place = authorized.place();
    let names = place_names(authorized.tx(), place).await?;
    let shown = Shown {
        account,
        name: names.account.unwrap_or_default(),
        part,
        asked,
        errors,
        reach: Reach::of(&authorized),
    };
    page((&visit, authorized.somebody()), &shown)
}

/// What the page shows.
struct Shown {
    account: AccountId,
    name: String,
    part: Part,
    asked: Asked,
    errors: FieldErrors,
    reach: Reach,
}

/// A line of the record in words.
pub struct Told {
    pub when: When,
    pub who: String,
    pub person: Option<PersonId>,
    pub what: String,
    pub detail: String,
    pub place: String,
    pub policy: String,
}

#[derive(Template)]
#[template(path = "activities/page.html")]
struct Main<'a> {
    t: &'a Words,
    account: &'a str,
    here: &'a str,
    tabs: Tabs<'a>,
    summary: Summary,
    asked: &'a Asked,
    query: String,
    whose: Option<String>,
    actions: Vec<(&'static str, String, bool)>,
    from: Input,
    to: Input,
    lines: Vec<Told>,
    next: Option<ActivityId>,
}

fn page((visit, somebody): (&Visit, &Somebody), shown: &Shown) -> Result<Page, Error> {
    let t = visit.words_for(somebody);
    let inputs = Inputs::with(&t, shown.errors.clone());
    let (here, asked) = (path(shown.account.into()), &shown.asked);
    let lines: Vec<Told> = shown.part.lines.iter().map(|line| told(&t, line)).collect();
    let is_of_one = !asked.person.is_empty();
    let main = Main {
        t: &t,
        account: &shown.name,
        here: &here,
        tabs: Tabs::new(&t, (&shown.name, &here), Tab::Activities, shown.reach),
        summary: inputs.summary(),
        query: asked.query(),
        whose: lines
            .first()
            .filter(|_| is_of_one)
            .map(|line| line.who.clone()),
        actions: actions(&t, &asked.action),
        from: day(&inputs, "from", (&t.say("activities-from"), &asked.from)),
        to: day(&inputs, "to", (&t.say("activities-to"), &asked.to)),
        asked,
        lines,
        next: shown.part.next,
    };
    let page = visit.page(somebody, t.say("activities")).brand(&shown.name);
    match shown.errors.is_empty() {
        true => page.fill(&main),
        false => page.invalid().fill(&main),
    }
}

fn actions(t: &Words, chosen: &str) -> Vec<(&'static str, String, bool)> {
    let choice = |action: &&'static str| {
        let label = t.say(&format!("activity-{action}")).into_owned();
        (*action, label, *action == chosen)
    };
    ACTIONS.iter().map(choice).collect()
}

fn day(inputs: &Inputs, name: &'static str, (label, typed): (&str, &str)) -> Input {
    inputs.line(name, label, typed).kind("date")
}

/// A line of the record in words.
pub fn told(t: &Words, line: &Line) -> Told {
    let what = t.find(&format!("activity-{}", line.action));
    let nobody = || t.say("activity-by-machine").into_owned();
    Told {
        when: t.ago(line.at),
        who: line.actor.clone().unwrap_or_else(nobody),
        person: line.actor_id,
        what: what.map_or_else(|| line.action.clone(), |what| what.into_owned()),
        detail: detail(t, &line.detail),
        place: line.place.clone().unwrap_or_default(),
        policy: line.policy.clone(),
    }
}

/// The record names roles by their words in the policy; people read theirs.
fn detail(t: &Words, detail: &str) -> String {
    let (word, rest) = detail.split_once(' ').unwrap_or((detail, ""));
    match word.parse::<Role>() {
        Ok(role) if rest.is_empty() => label(t, role),
        Ok(role) => format!("{}: {rest}", label(t, role)),
        Err(_) => detail.to_owned(),
    }
}
