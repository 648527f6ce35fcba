//! The form that brings somebody in.

use askama::Template;
use tutela_access::AddPerson;
use tutela_core::{Country, Role, Scope};
use tutela_web::{Error, FieldErrors, Input, Inputs, Layout, Page, Summary, Visit, Words};

use super::Typed;
use crate::people::Newcomer;
use crate::people::typed::{self, PERSON};
use crate::place::{self, Spot};
use crate::refusal::settle;
use crate::roles::{self, choice::Choice};

/// Reads the form. No role is a role too, where the rule allows it.
pub fn read(
    typed: &Typed,
    country: Option<Country>,
) -> Result<(Newcomer, Option<Role>), FieldErrors> {
    let mut errors = FieldErrors::default();
    let person = typed::Typed {
        name: &typed.name,
        username: &typed.username,
        country,
        password: None,
    };
    let person = typed::read(person, PERSON, 0, &mut errors);
    let role = match typed.role.as_str() {
        "" => None,
        word => match word.parse() {
            Ok(role) => Some(role),
            Err(_) => {
                errors.add("role", "choice");
                None
            }
        },
    };
    let person = settle(errors, person)?;
    Ok((Newcomer::new(person.name, person.username), role))
}

#[derive(Template)]
#[template(path = "people/form.html")]
struct Main<'a> {
    t: &'a Words,
    summary: Summary,
    action: String,
    back: String,
    name: Input,
    username: Input,
    choices: Vec<Choice>,
    role_error: Option<String>,
}

/// The form, as it was typed.
pub async fn page(
    visit: &Visit,
    scope: Scope,
    typed: &Typed,
    errors: FieldErrors,
) -> Result<Page, Error> {
    let mut guarded = visit.read().await?;
    let mut authorized = guarded.authorize(AddPerson, scope).await?;
    let roles = roles::grantable(&authorized);
    let (somebody, spot) = (
        authorized.somebody().clone(),
        Spot::find(&mut authorized).await?,
    );
    let spot = spot.look_around(&mut guarded).await?;
    let t = visit.words_for(&somebody);
    let inputs = Inputs::with(&t, errors);
    let labels = (t.say("person-name"), t.say("username"));
    let typed_names = (typed.name.as_str(), typed.username.as_str());
    let [name, username] = typed::inputs(&t, &inputs, PERSON, labels, typed_names);
    let mut choices = Choice::of(&roles, &t, &typed.role);
    if matches!(scope, Scope::Account(_)) {
        choices.insert(0, Choice::none(&t, &typed.role));
    }
    let main = Main {
        t: &t,
        summary: inputs.summary(),
        action: format!("{}/people", place::path(scope)),
        back: super::back(scope),
        name,
        username,
        choices,
        role_error: inputs.error("role"),
    };
    let page = visit
        .page(&somebody, t.say("person-new"))
        .layout(Layout::Medium);
    super::under(&spot, page).fill(&main)
}
