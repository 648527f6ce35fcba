//! An invitation, and taking one up, as a form or a document asks for them.

use std::time::Duration;

use tutela_access::session::Origin;
use tutela_core::{Role, Secret, Token, Username};
use tutela_web::{FieldErrors, Language};

use super::{Address, Chosen, LONGEST, MOST_USES, NewInvitation, Offer};
use crate::people::PersonName;
use crate::people::typed::username;
use crate::refusal::{self, between};

/// What was typed about somebody to invite.
#[derive(Debug, Clone, Copy, Default)]
pub struct Typed<'a> {
    pub role: &'a str,
    pub name: &'a str,
    pub email: &'a str,
    /// Nothing stands for the usual.
    pub days: Option<u32>,
    pub uses: Option<u32>,
}

const DAY: Duration = Duration::from_secs(24 * 3600);

/// Reads an invitation; whatever is wrong is noted at its field.
pub fn read(typed: &Typed<'_>, errors: &mut FieldErrors) -> NewInvitation {
    let days = typed.days.map_or(super::USUAL, |days| DAY * days);
    if days.is_zero() || days > LONGEST {
        errors.add_with("days", "between", between(1, 90));
    }
    let uses = typed.uses.unwrap_or(1);
    if !(1..=MOST_USES).contains(&uses) {
        errors.add_with("uses", "between", between(1, 10_000));
    }
    NewInvitation {
        role: role(typed.role, errors),
        to: email(typed.email, errors),
        name: name(typed.name, errors),
        lasts: days,
        uses,
    }
}

fn role(typed: &str, errors: &mut FieldErrors) -> Option<Role> {
    if typed.is_empty() {
        return None;
    }
    let role = typed.parse().ok();
    if role.is_none() {
        errors.add("role", "choice");
    }
    role
}

fn email(typed: &str, errors: &mut FieldErrors) -> Option<Address> {
    if typed.trim().is_empty() {
        return None;
    }
    let address = Address::mail(typed).ok();
    if address.is_none() {
        errors.add("email", "email");
    }
    address
}

fn name(typed: &str, errors: &mut FieldErrors) -> Option<PersonName> {
    if typed.trim().is_empty() {
        return None;
    }
    PersonName::parse(typed)
        .map_err(|invalid| refusal::name(errors, "name", invalid))
        .ok()
}

/// What was typed by somebody who takes an invitation up.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    pub name: &'a str,
    pub username: &'a str,
    pub password: &'a Secret<String>,
    pub language: Language,
    pub from: (Origin<'a>, Option<&'a Token>),
}

/// Reads what an offer leaves to choose.
pub fn choose<'a>(offer: &Offer, answer: &Answer<'a>) -> Result<Chosen<'a>, FieldErrors> {
    let mut errors = FieldErrors::default();
    let (mut name, mut chosen): (_, Option<Username>) = (None, None);
    if offer.person.is_none() {
        name = PersonName::parse(answer.name)
            .map_err(|invalid| refusal::name(&mut errors, "name", invalid))
            .ok();
        if offer.address.is_none() {
            chosen = username(answer.username, "username", &mut errors);
        }
    }
    errors.settle(Chosen {
        name,
        username: chosen,
        password: answer.password,
        language: answer.language.tag(),
        from: answer.from,
    })
}
