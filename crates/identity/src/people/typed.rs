//! A person as a form or a document asks for one.

use std::borrow::Cow;

use tutela_core::{Country, InvalidUsername, MOST, Secret, Username};
use tutela_web::{FieldErrors, Input, Inputs, Words};

use super::PersonName;
use crate::password::{NewPassword, Rules};
use crate::refusal;

/// Under which names a person is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Fields {
    pub name: &'static str,
    pub username: &'static str,
    pub password: &'static str,
}

/// Where nobody else is asked for.
pub const PERSON: Fields = Fields {
    name: "name",
    username: "username",
    password: "password",
};

/// Beside the name of an account.
pub const OWNER: Fields = Fields {
    name: "owner.name",
    username: "owner.username",
    password: "owner.password",
};

/// What was typed about a person.
#[derive(Debug, Clone, Copy)]
pub struct Typed<'a> {
    pub name: &'a str,
    pub username: &'a str,
    /// Where phone numbers count that name no country.
    pub country: Option<Country>,
    pub password: Option<&'a Secret<String>>,
}

/// What was typed, understood.
#[derive(Debug)]
pub struct Understood {
    pub name: PersonName,
    pub username: Username,
    pub password: Option<NewPassword>,
}

/// Reads a person; whatever is wrong is noted at its field.
pub fn read(
    typed: Typed<'_>,
    fields: Fields,
    floor: usize,
    errors: &mut FieldErrors,
) -> Option<Understood> {
    let name = PersonName::parse(typed.name)
        .map_err(|invalid| refusal::name(errors, fields.name, invalid))
        .ok();
    let name_given = typed.username.trim();
    let username = username_in(name_given, typed.country, fields.username, errors);
    let names = [typed.name.trim(), name_given];
    let password = typed.password.map(|password| {
        NewPassword::check(password, &Rules::new(floor).own(&names))
            .map_err(|weak| refusal::weak(errors, fields.password, weak))
    });
    Some(Understood {
        name: name?,
        username: username?,
        password: password.transpose().ok()?,
    })
}

/// Reads a user name.
pub fn username(typed: &str, field: &'static str, errors: &mut FieldErrors) -> Option<Username> {
    username_in(typed, None, field, errors)
}

/// Reads a user name where phone numbers may be written as within a country.
pub fn username_in(
    typed: &str,
    country: Option<Country>,
    field: &'static str,
    errors: &mut FieldErrors,
) -> Option<Username> {
    match Username::parse_in(typed, country) {
        Ok(username) => return Some(username),
        Err(_) if typed.trim().is_empty() => errors.add(field, "required"),
        Err(invalid) => invalid_username(errors, field, invalid),
    }
    None
}

/// Notes what is wrong with a user name.
pub fn invalid_username(errors: &mut FieldErrors, field: &'static str, invalid: InvalidUsername) {
    match invalid {
        InvalidUsername::TooShort => {
            errors.add_with(field, "too-short", refusal::number("min", 3));
        }
        InvalidUsername::TooLong => {
            errors.add_with(field, "too-long", refusal::number("max", MOST));
        }
        InvalidUsername::Character => errors.add(field, "username"),
        InvalidUsername::Confusable => errors.add(field, "confusable"),
        InvalidUsername::Email => errors.add(field, "email"),
        InvalidUsername::Phone => errors.add(field, "phone"),
    }
}

/// The fields for the name and the user name of somebody else, under these labels.
pub fn inputs(
    t: &Words,
    inputs: &Inputs,
    fields: Fields,
    labels: (Cow<'_, str>, Cow<'_, str>),
    typed: (&str, &str),
) -> [Input; 2] {
    let name = inputs.line(fields.name, labels.0, typed.0);
    let username = inputs.line(fields.username, labels.1, typed.1);
    [
        name.required().max(120).autocomplete("off"),
        username
            .hint(t.say("username.hint"))
            .required()
            .max(190)
            .autocomplete("off")
            .attribute("autocapitalize=none")
            .attribute("spellcheck=false"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_wrong_is_named_at_once() {
        let password = Secret::new("short".to_owned());
        let typed = Typed {
            name: " ",
            username: "a b",
            country: None,
            password: Some(&password),
        };
        let mut errors = FieldErrors::default();
        assert!(read(typed, OWNER, 6, &mut errors).is_none());
        let wrong: Vec<_> = errors
            .iter()
            .map(|error| (&*error.field, error.code))
            .collect();
        assert_eq!(
            wrong,
            [
                ("owner.name", "required"),
                ("owner.username", "username"),
                ("owner.password", "too-short")
            ]
        );
    }

    #[test]
    fn a_good_person_is_understood() {
        let password = Secret::new("correct horse".to_owned());
        let typed = Typed {
            name: " Anna  Lind ",
            username: "ANNA",
            country: None,
            password: Some(&password),
        };
        let mut errors = FieldErrors::default();
        let read = read(typed, PERSON, 6, &mut errors);
        let names = read.map(|person| (person.name.to_string(), person.username.to_string()));
        assert_eq!(names, Some(("Anna Lind".to_owned(), "anna".to_owned())));
        assert!(errors.is_empty());
    }
}
