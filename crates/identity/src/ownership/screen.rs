//! The page on which an account changes hands: what its owner offers, and what a manager answers.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tutela_access::{AcceptOwnership, Held, ListRoles, OfferOwnership, Somebody, place_names};
use tutela_core::{AccountId, OfferId, PersonId, Role};
use tutela_web::{
    Error, FieldErrors, Flash, Form, Inputs, Layout, Page, Path, Redirect, Summary, Visit, When,
    Words,
};

use super::{Offer, standing};
use crate::place;
use crate::roles;
use crate::roles::choice::label;

/// To whom, and what the owner keeps.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    person_id: String,
    keeps: String,
}

/// Somebody to whom the account can be offered.
struct Candidate {
    id: PersonId,
    name: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "ownership/page.html")]
struct Main<'a> {
    t: &'a Words,
    here: &'a str,
    owner: String,
    summary: Summary,
    person_error: Option<String>,
    offer: Option<&'a Offer>,
    sentence: String,
    until: Option<When>,
    candidates: Vec<Candidate>,
    keeps: bool,
    may_offer: bool,
    may_withdraw: bool,
    may_answer: bool,
}

/// `GET /accounts/{account}/ownership`.
pub async fn show(visit: Visit, Path(account): Path<AccountId>) -> Result<Page, Error> {
    page(&visit, account, &Typed::kept(), FieldErrors::default()).await
}

/// `POST /accounts/{account}/ownership`: offers the account.
pub async fn offer(
    visit: Visit,
    Path(account): Path<AccountId>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    match try_to_offer(&visit, account, &typed).await {
        Ok(()) => {
            let flash = Flash::new("ownership-was-offered");
            let to = Redirect::to(address(account)).saying(&flash, &visit);
            Ok(to.into_response())
        }
        Err(Error::Fields(errors)) => {
            let page = page(&visit, account, &typed, errors).await?;
            Ok(page.invalid().into_response())
        }
        Err(error) => Err(error),
    }
}

async fn try_to_offer(visit: &Visit, account: AccountId, typed: &Typed) -> Result<(), Error> {
    let Ok(to) = typed.person_id.parse::<PersonId>() else {
        return Err(FieldErrors::one("person_id", "required").into());
    };
    let keeps = typed.keeps_role();
    let mut guarded = visit.write().await?;
    super::offer(&mut guarded, account, (to, keeps)).await?;
    Ok(guarded.commit().await?)
}

/// `POST /ownership/{offer}/acceptance`.
pub async fn accept(visit: Visit, Path(offer): Path<OfferId>) -> Result<Redirect, Error> {
    let account = super::accept((visit.gate(), visit.caller()), offer).await?;
    Ok(back(&visit, account, "ownership-was-accepted"))
}

/// `POST /ownership/{offer}/refusal`.
pub async fn decline(visit: Visit, Path(offer): Path<OfferId>) -> Result<Redirect, Error> {
    let account = super::decline((visit.gate(), visit.caller()), offer).await?;
    Ok(back(&visit, account, "ownership-was-declined"))
}

/// `POST /ownership/{offer}/withdrawal`.
pub async fn withdraw(visit: Visit, Path(offer): Path<OfferId>) -> Result<Redirect, Error> {
    let account = super::withdraw((visit.gate(), visit.caller()), offer).await?;
    Ok(back(&visit, account, "ownership-was-withdrawn"))
}

fn back(visit: &Visit, account: AccountId, key: &str) -> Redirect {
    Redirect::to(address(account)).saying(&Flash::new(key), visit)
}

fn address(account: AccountId) -> String {
    format!("{}/ownership", place::path(account.into()))
}

impl Typed {
    /// The form before anybody typed.
    fn kept() -> Self {
        Self {
            keeps: "manager".to_owned(),
            ..Self::default()
        }
    }

    fn keeps_role(&self) -> Option<Role> {
        (self.keeps == "manager").then_some(Role::AccountManager)
    }
}

async fn page(
    visit: &Visit,
    account: AccountId,
    typed: &Typed,
    errors: FieldErrors,
) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(ListRoles, account.into()).await?;
    let held = roles::list(&mut authorized, None).await?.held;
    let (now, at) = (authorized.now(), authorized.place());
    let offer = standing(authorized.tx(), account, now).await?;
    let name = place_names(authorized.tx(), at).await?.account;
    let shown = Shown {
        account,
        name: name.unwrap_or_default(),
        held,
        offer,
        may_offer: authorized.also(OfferOwnership),
        may_accept: authorized.also(AcceptOwnership),
    };
    draw((visit, authorized.somebody()), &shown, (typed, errors))
}

/// What the page shows.
struct Shown {
    account: AccountId,
    name: String,
    held: Vec<Held>,
    offer: Option<Offer>,
    may_offer: bool,
    may_accept: bool,
}

fn draw(
    (visit, somebody): (&Visit, &Somebody),
    shown: &Shown,
    (typed, errors): (&Typed, FieldErrors),
) -> Result<Page, Error> {
    let t = visit.words_for(somebody);
    let inputs = Inputs::with(&t, errors);
    let (here, me) = (address(shown.account), somebody.id);
    let offer = shown.offer.as_ref();
    let main = Main {
        t: &t,
        here: &here,
        owner: owners(&shown.held),
        summary: inputs.summary(),
        person_error: inputs.error("person_id"),
        sentence: sentence(&t, offer, somebody),
        until: offer.map(|offer| t.ago(offer.expires_at)),
        candidates: candidates(&shown.held, (me, &typed.person_id)),
        keeps: typed.keeps_role().is_some(),
        may_offer: shown.may_offer && offer.is_none(),
        may_withdraw: shown.may_offer && offer.is_some_and(|offer| offer.from == me),
        may_answer: shown.may_accept && offer.is_some_and(|offer| offer.to == me),
        offer,
    };
    let account = place::path(shown.account.into());
    let page = visit.page(somebody, t.say("ownership-title"));
    let page = page.layout(Layout::Medium).brand(&*shown.name);
    let page = page.crumb(&*shown.name, &*account);
    let roles = format!("{account}/roles");
    page.crumb(t.say("roles"), roles).fill(&main)
}

fn owners(held: &[Held]) -> String {
    let owners = held.iter().filter(|held| held.role == Role::AccountOwner);
    let names: Vec<_> = owners.map(|held| held.person_name.as_str()).collect();
    names.join(", ")
}

fn candidates(held: &[Held], (me, chosen): (PersonId, &str)) -> Vec<Candidate> {
    let managers = held.iter().filter(|held| held.role == Role::AccountManager);
    let others = managers.filter(|held| held.person != me);
    let candidate = |held: &Held| Candidate {
        id: held.person,
        name: held.person_name.clone(),
        chosen: held.person.to_string() == chosen,
    };
    others.map(candidate).collect()
}

fn sentence(t: &Words, offer: Option<&Offer>, somebody: &Somebody) -> String {
    let Some(offer) = offer else {
        return String::new();
    };
    let role = offer.keeps.map(|role| label(t, role));
    let keeps = role.unwrap_or_else(|| t.say("ownership-keeps-nothing").into_owned());
    let facts = [
        ("from", offer.from_name.as_str()),
        ("to", &offer.to_name),
        ("keeps", &keeps),
    ];
    let key = match offer.to == somebody.id {
        true => "ownership-offered-to-you",
        false => "ownership-offered-to",
    };
    t.with(key, &facts)
}
