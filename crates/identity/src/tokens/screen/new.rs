//! The form that makes a token, and the page that shows it, once.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tutela_access::token::{Made, NewToken, Spot, Use, places};
use tutela_access::{Myself, Somebody, ViewSelf};
use tutela_core::Time;
use tutela_web::{Error, FieldErrors, Form, Input, Inputs, Layout, Page, Summary, Visit, Words};

use super::HERE;
use crate::place;
use crate::refusal::{of_token, settle};
use crate::tokens::typed::{self, Typed as Asked};
use crate::tokens::{USUAL_DAYS, create, word};

/// What was typed. Each use is a box of its own.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    name: String,
    purpose: String,
    place: String,
    days: String,
    read: String,
    learn: String,
    content: String,
    people: String,
    record: String,
    platform: String,
}

impl Typed {
    fn uses(&self) -> Vec<&'static str> {
        let all = Use::ALL.into_iter();
        let ticked = all.filter(|one| !self.of(*one).is_empty());
        ticked.map(Use::as_str).collect()
    }

    fn of(&self, one: Use) -> &str {
        match one {
            Use::Read => &self.read,
            Use::Learn => &self.learn,
            Use::Content => &self.content,
            Use::People => &self.people,
            Use::Record => &self.record,
            Use::Platform => &self.platform,
        }
    }

    fn read(&self, now: Time) -> Result<NewToken, FieldErrors> {
        let mut errors = FieldErrors::default();
        let (level, id) = match self.place.split_once(':') {
            Some((level, id)) => (level, Some(id)),
            None => (self.place.as_str(), None),
        };
        let mut unknown = FieldErrors::default();
        let scope = place::parse(level, id, &mut unknown);
        if scope.is_none() {
            errors.add("place", "choice");
        }
        let days = match self.days.trim() {
            "" => None,
            days => Some(days.parse().unwrap_or(0)),
        };
        let asked = Asked {
            name: &self.name,
            purpose: &self.purpose,
            uses: &self.uses(),
            days,
        };
        let new = typed::read(&asked, scope, now, &mut errors);
        settle(errors, new)
    }
}

/// `GET /me/tokens/new`.
pub async fn ask(visit: Visit) -> Result<Page, Error> {
    let typed = Typed {
        days: USUAL_DAYS.to_string(),
        read: "yes".to_owned(),
        ..Typed::default()
    };
    form(&visit, &typed, FieldErrors::default()).await
}

/// `POST /me/tokens`: makes it, and shows it in the answer itself, because asking again would not show it again.
pub async fn make(visit: Visit, Form(typed): Form<Typed>) -> Result<Response, Error> {
    match try_to(&visit, &typed).await {
        Ok(page) => Ok(page.into_response()),
        Err(Error::Fields(errors)) => {
            let page = form(&visit, &typed, errors).await?;
            Ok(page.invalid().into_response())
        }
        Err(error) => Err(error),
    }
}

async fn try_to(visit: &Visit, typed: &Typed) -> Result<Page, Error> {
    let mut guarded = visit.write().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let new = typed.read(authorized.now())?;
    let made = create(&mut authorized, &new).await;
    let made = made.map_err(|error| of_token(error, "place"))?;
    let somebody = authorized.somebody().clone();
    guarded.commit().await?;
    shown(visit, &somebody, (&new, &made))
}

#[derive(Template)]
#[template(path = "tokens/shown.html")]
struct Shown<'a> {
    t: &'a Words,
    lede: String,
    token: String,
    here: &'a str,
}

fn shown(
    visit: &Visit,
    somebody: &Somebody,
    (new, made): (&NewToken, &Made),
) -> Result<Page, Error> {
    let t = visit.words_for(somebody);
    let until = t.day(new.until);
    let main = Shown {
        t: &t,
        lede: t.with(
            "token-shown-lede",
            &[("name", new.name.as_str()), ("until", &until)],
        ),
        token: made.token.reveal_api(),
        here: HERE,
    };
    let page = visit.page(somebody, t.say("token-shown-title"));
    page.crumb(t.say("tokens-title"), HERE)
        .layout(Layout::Medium)
        .script("js/copy.js")
        .fill(&main)
}

struct Choice {
    value: String,
    label: String,
    hint: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "tokens/new.html")]
struct Main<'a> {
    t: &'a Words,
    summary: Summary,
    name: Input,
    purpose: Input,
    days: Input,
    places: Vec<Choice>,
    place_error: Option<String>,
    uses: Vec<Choice>,
    uses_error: Option<String>,
    here: &'a str,
}

async fn form(visit: &Visit, typed: &Typed, errors: FieldErrors) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
    let spots = places(&mut authorized).await?;
    let somebody = authorized.somebody();
    let t = visit.words_for(somebody);
    let inputs = Inputs::with(&t, errors);
    let main = Main {
        t: &t,
        summary: inputs.summary(),
        name: line(&t, &inputs, "name", &typed.name).max(60),
        purpose: line(&t, &inputs, "purpose", &typed.purpose).max(200),
        days: line(&t, &inputs, "days", &typed.days)
            .attribute("inputmode=numeric")
            .short(),
        uses: uses(&t, &spots, typed),
        uses_error: inputs.error("allows"),
        places: spots
            .iter()
            .map(|spot| choice(&t, spot, &typed.place))
            .collect(),
        place_error: inputs.error("place"),
        here: HERE,
    };
    let page = visit.page(somebody, t.say("token-new"));
    page.crumb(t.say("tokens-title"), HERE)
        .layout(Layout::Medium)
        .fill(&main)
}

fn line(t: &Words, inputs: &Inputs, name: &'static str, typed: &str) -> Input {
    let input = inputs.line(name, t.say(&format!("token-{name}")), typed);
    let hint = t.say(&format!("token-{name}.hint"));
    input.hint(hint).required().autocomplete("off")
}

fn choice(t: &Words, spot: &Spot, chosen: &str) -> Choice {
    let value = word(spot.scope);
    Choice {
        chosen: value == chosen,
        label: match spot.names.is_empty() {
            true => t.say("token-at-platform").into_owned(),
            false => spot.names.join(" › "),
        },
        hint: String::new(),
        value,
    }
}

/// What can be ticked: for the platform only where somebody has a role there.
fn uses(t: &Words, spots: &[Spot], typed: &Typed) -> Vec<Choice> {
    let all = Use::ALL.into_iter();
    let fitting = all.filter(|one| spots.iter().any(|spot| one.fits(spot.scope.level())));
    let choice = |one: Use| Choice {
        value: one.as_str().to_owned(),
        label: t.say(&format!("token-use-{}", one.as_str())).into_owned(),
        hint: t
            .say(&format!("token-use-{}.hint", one.as_str()))
            .into_owned(),
        chosen: !typed.of(one).is_empty(),
    };
    fitting.map(choice).collect()
}
