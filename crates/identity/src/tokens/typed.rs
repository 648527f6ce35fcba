//! A token as a form or a document asks for it.

use std::time::Duration;

use tutela_access::token::{Allows, NewToken, Use};
use tutela_core::{Scope, Time};
use tutela_web::FieldErrors;

use super::USUAL_DAYS;
use crate::refusal::between;

const DAY: Duration = Duration::from_secs(24 * 3600);

/// At most a year.
const LONGEST: u32 = 365;

/// What was typed, apart from the place.
#[derive(Debug, Clone, Copy)]
pub struct Typed<'a> {
    pub name: &'a str,
    pub purpose: &'a str,
    pub uses: &'a [&'a str],
    /// Nothing stands for the usual.
    pub days: Option<u32>,
}

/// Reads a token; whatever is wrong is noted at its field. Without a place there is none.
pub fn read(
    typed: &Typed<'_>,
    scope: Option<Scope>,
    now: Time,
    errors: &mut FieldErrors,
) -> Option<NewToken> {
    let days = typed.days.unwrap_or(USUAL_DAYS);
    if !(1..=LONGEST).contains(&days) {
        errors.add_with("days", "between", between(1, 365));
    }
    let name = errors.line("name", typed.name, 60);
    let purpose = errors.line("purpose", typed.purpose, 200);
    let allows = allows(typed.uses, scope, errors);
    Some(NewToken {
        name,
        purpose,
        scope: scope?,
        allows,
        until: now.plus(DAY * days),
    })
}

fn allows(typed: &[&str], scope: Option<Scope>, errors: &mut FieldErrors) -> Allows {
    let mut uses = Vec::with_capacity(typed.len());
    for word in typed {
        match word.parse::<Use>() {
            Ok(one) => uses.push(one),
            Err(_) => errors.add("allows", "choice"),
        }
    }
    if typed.is_empty() {
        errors.add("allows", "token-for-nothing");
    }
    if scope.is_some_and(|scope| uses.iter().any(|one| !one.fits(scope.level()))) {
        errors.add("allows", "token-use-elsewhere");
    }
    uses.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(typed: &Typed<'_>, scope: Option<Scope>) -> Vec<(String, &'static str)> {
        let mut errors = FieldErrors::default();
        read(typed, scope, Time::from_micros(0), &mut errors);
        let said = |error: &tutela_web::FieldError| (error.field.to_string(), error.code);
        errors.iter().map(said).collect()
    }

    #[test]
    fn what_is_wrong_is_said_at_its_field() {
        let account = Some(Scope::Account(tutela_core::Ambient::system().id()));
        let good = Typed {
            name: " Nightly  copy ",
            purpose: "Copies",
            uses: &["read", "read", "people"],
            days: None,
        };
        assert!(wrong(&good, account).is_empty());
        let said = |typed: Typed<'_>, scope, field: &str, code| {
            assert_eq!(wrong(&typed, scope), [(field.to_owned(), code)]);
        };
        said(Typed { name: " ", ..good }, account, "name", "required");
        let long = "a".repeat(201);
        said(
            Typed {
                purpose: &long,
                ..good
            },
            account,
            "purpose",
            "too-long",
        );
        said(
            Typed { uses: &[], ..good },
            account,
            "allows",
            "token-for-nothing",
        );
        said(
            Typed {
                uses: &["all"],
                ..good
            },
            account,
            "allows",
            "choice",
        );
        let elsewhere = "token-use-elsewhere";
        said(
            Typed {
                uses: &["platform"],
                ..good
            },
            account,
            "allows",
            elsewhere,
        );
        said(good, Some(Scope::Platform), "allows", elsewhere);
        for days in [0, 366, u32::MAX] {
            said(
                Typed {
                    days: Some(days),
                    ..good
                },
                account,
                "days",
                "between",
            );
        }
    }

    #[test]
    fn a_token_lasts_as_long_as_is_said() {
        let typed = Typed {
            name: "x",
            purpose: "x",
            uses: &["platform"],
            days: None,
        };
        let read = |days| {
            let typed = Typed { days, ..typed };
            let mut errors = FieldErrors::default();
            let read = read(
                &typed,
                Some(Scope::Platform),
                Time::from_micros(0),
                &mut errors,
            );
            read.map(|new| new.until.seconds() / 86_400)
        };
        assert_eq!(read(None), Some(90));
        assert_eq!(read(Some(365)), Some(365));
    }
}
