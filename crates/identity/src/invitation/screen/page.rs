//! How the page behind an invitation looks, for each who may open it.

use askama::Template;
use http::StatusCode;
use tutela_access::Somebody;
use tutela_web::{Error, FieldErrors, Input, Inputs, Layout, Page, Summary, Visit, Words};

use super::Typed;
use crate::invitation::Offer;
use crate::password::field::NewPasswordField;
use crate::roles::choice::label;

#[derive(Template)]
#[template(path = "invitation/page.html")]
struct Main<'a> {
    t: &'a Words,
    title: &'a str,
    lede: String,
    role: Option<String>,
    summary: Summary,
    token: &'a str,
    /// Who is signed in and comes along with one click.
    me: Option<&'a str>,
    /// The address at which somebody signs in already, who is to do so.
    known: Option<&'a str>,
    /// With what he will sign in, where that is not his to choose.
    username: Option<&'a str>,
    name: Option<Input>,
    own_username: Option<Input>,
    password: NewPasswordField<'a>,
}

/// The page, with the form as it was typed.
pub fn page(
    visit: &Visit,
    (token, offer): (&str, &Offer),
    me: Option<&Somebody>,
    (typed, errors): (&Typed, FieldErrors),
) -> Result<Page, Error> {
    let me = me.filter(|_| offer.person.is_none());
    let t = me.map_or_else(|| visit.words(), |me| visit.words_for(me));
    let inputs = Inputs::with(&t, errors);
    let title = title(&t, offer);
    let address = offer.address.as_ref();
    let is_new = offer.person.is_none();
    let main = Main {
        t: &t,
        title: &title,
        lede: lede(&t, offer),
        role: offer.role.map(|role| label(&t, role)),
        summary: inputs.summary(),
        token,
        me: me.map(|me| me.name.as_str()),
        known: address
            .filter(|_| is_new && offer.is_known)
            .map(|address| address.written()),
        username: offer
            .username
            .as_deref()
            .or_else(|| address.map(|address| address.username().as_str())),
        name: is_new.then(|| name(&t, &inputs, &typed.name)),
        own_username: (is_new && address.is_none()).then(|| username(&t, &inputs, &typed.username)),
        password: NewPasswordField::new(&t, &inputs, &offer.rules, hint(&t, offer)),
    };
    match me {
        Some(me) => visit.page(me, &*title).layout(Layout::Narrow).fill(&main),
        None => {
            let page = visit.open_page(&*title).layout(Layout::Door);
            page.script("js/password.js").fill(&main)
        }
    }
}

fn title(t: &Words, offer: &Offer) -> String {
    match (&offer.name, &offer.place_name) {
        (Some(name), _) => t.with("welcome-title", &[("name", name.as_str())]),
        (None, Some(place)) => t.with("invitation-to", &[("place", place.as_str())]),
        (None, None) => t.say("invitation-to-house").into_owned(),
    }
}

fn lede(t: &Words, offer: &Offer) -> String {
    let place = offer.place_name.as_ref().or(offer.account_name.as_ref());
    match (offer.registered, place, &offer.account_name) {
        (true, Some(place), _) => t.with("registration-goes-on", &[("account", place.as_str())]),
        (false, Some(place), Some(account)) if place != account => {
            let names = [
                ("from", offer.from.as_str()),
                ("account", account.as_str()),
                ("place", place.as_str()),
            ];
            t.with("welcome-lede-place", &names)
        }
        (false, Some(place), _) => {
            let names = [("from", offer.from.as_str()), ("account", place.as_str())];
            t.with("welcome-lede-both", &names)
        }
        _ => t.with("welcome-lede", &[("from", offer.from.as_str())]),
    }
}

fn name(t: &Words, inputs: &Inputs, typed: &str) -> Input {
    let input = inputs.line("name", t.say("first-run-name"), typed);
    let input = input.hint(t.say("first-run-name.hint")).required();
    input.max(120).autocomplete("name")
}

fn username(t: &Words, inputs: &Inputs, typed: &str) -> Input {
    let input = inputs.line("username", t.say("username"), typed);
    let input = input.hint(t.say("username-own-hint")).required().max(190);
    let input = input.autocomplete("username");
    input
        .attribute("autocapitalize=none")
        .attribute("spellcheck=false")
}

fn hint(t: &Words, offer: &Offer) -> String {
    let ends = t.ago(offer.until);
    let floor = offer.rules.floor().to_string();
    let facts = [("floor", floor.as_str()), ("until", ends.text())];
    t.with("welcome-hint", &facts)
}

#[derive(Template)]
#[template(path = "invitation/gone.html")]
struct Gone<'a> {
    t: &'a Words,
}

/// Used up, run out, taken back, or never made: the page is the same.
pub fn gone(visit: &Visit) -> Result<Page, Error> {
    let t = visit.words();
    let page = visit.open_page(t.say("welcome-gone")).layout(Layout::Door);
    page.status(StatusCode::NOT_FOUND).fill(&Gone { t: &t })
}
