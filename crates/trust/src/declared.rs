//! What only a person can know: who says it, and until when. It is shown as declared and never as proven; when its time is
//! over it counts as stale until somebody says it again. What was said before stays.

pub mod api;
pub mod screen;

use std::time::Duration;

use tutela_access::{Authorized, DeclarePromise, Error};
use tutela_audit::{Activity, record};
use tutela_core::{Scope, Time};
use tutela_db::{Tx, args, sql};
use tutela_web::FieldErrors;
use uuid::Uuid;

use crate::register::declarable;
use crate::rows::{Declaration, read_declaration};

/// The longest that a declaration is good for.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 3600);
/// The most characters of who declares, and of what.
const NAME: u64 = 120;
const STATEMENT: u64 = 1_000;

/// What somebody typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    pub part: String,
    pub name: String,
    pub statement: String,
    /// A day, `2027-03-31`.
    pub until: String,
}

/// A declaration to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    part: &'static str,
    name: String,
    statement: String,
    until: Time,
}

impl Typed {
    /// Checks it, all fields at once.
    ///
    /// # Errors
    /// What is wrong, at its field.
    pub fn check(&self, now: Time) -> Result<Declared, FieldErrors> {
        let mut errors = FieldErrors::default();
        let part = declarable()
            .map(|(_, part, _)| part)
            .find(|part| *part == self.part);
        if part.is_none() {
            errors.add("part", "choice");
        }
        let name = errors.line("name", &self.name, NAME);
        let statement = errors.line("statement", &self.statement, STATEMENT);
        let until: Option<Time> = format!("{}T23:59:59Z", self.until.trim()).parse().ok();
        match until {
            None => errors.add("until", "invalid"),
            Some(until) if until <= now => errors.add("until", "past"),
            Some(until) if until > now.plus(LONGEST) => errors.add("until", "too-far"),
            Some(_) => {}
        }
        match (part, until, errors.is_empty()) {
            (Some(part), Some(until), true) => Ok(Declared {
                part,
                name,
                statement,
                until,
            }),
            _ => Err(errors),
        }
    }
}

/// Keeps a declaration; the one before stays in the history.
pub async fn declare(
    authorized: &mut Authorized<'_, DeclarePromise>,
    declared: &Declared,
) -> Result<(), Error> {
    let (by, ambient) = (authorized.somebody().id, authorized.ambient());
    let (policy, now) = (authorized.policy().to_owned(), authorized.now());
    let id = ambient.id::<Uuid>().to_string();
    let tx = authorized.tx();
    let add = sql!(
        "INSERT INTO declarations (id, part, name, statement, expires_at, entered_by, entered_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)"
    );
    let Declared {
        part,
        name,
        statement,
        until,
    } = declared;
    tx.run(add, args![&id, *part, name, statement, *until, by, now])
        .await?;
    let activity = Activity {
        actor: Some(by),
        account: None,
        scope: Scope::Platform,
        action: "declarePromise",
        policy: &policy,
        subject: id,
        detail: part,
    };
    record(tx, activity, ambient).await?;
    Ok(())
}

/// Everything that was ever declared, newest first, at most a hundred.
pub async fn history(tx: &mut Tx) -> Result<Vec<Declaration>, tutela_db::Error> {
    let list = sql!(
        "SELECT part, name, statement, expires_at, entered_at FROM declarations
         ORDER BY entered_at DESC, id DESC LIMIT 100"
    );
    let rows = tx.rows(list, args![]).await?;
    rows.iter().map(read_declaration).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const NOW: Time = Time::from_micros(1_795_458_240_000_000);

    fn typed() -> Typed {
        Typed {
            part: "machine-access".to_owned(),
            name: "Eva Dahl".to_owned(),
            statement: "One person, to renew the disk.".to_owned(),
            until: "2027-05-31".to_owned(),
        }
    }

    #[test]
    fn a_declaration_has_a_name_a_statement_and_an_end() {
        assert!(typed().check(NOW).is_ok());
        let empty = Typed::default().check(NOW).unwrap_err();
        assert_eq!(empty.len(), 4);
        for until in ["2026-11-22", "2028-01-01", "soon", "2027-02-30"] {
            let wrong = Typed {
                until: until.to_owned(),
                ..typed()
            };
            assert_eq!(wrong.check(NOW).unwrap_err().len(), 1, "{until}");
        }
        let long = Typed {
            statement: "x".repeat(1_001),
            ..typed()
        };
        assert!(long.check(NOW).is_err());
        let other = Typed {
            part: "lock".to_owned(),
            ..typed()
        };
        assert!(
            other.check(NOW).is_err(),
            "what a probe checks nobody declares"
        );
    }
}
