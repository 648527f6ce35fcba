//! Which part of the record is asked for, as the page and the operation write it into the address.

use std::time::Duration;

use serde::Deserialize;
use tutela_core::{ActivityId, PersonId, Time};
use tutela_web::FieldErrors;

use super::Wanted;

const DAY: Duration = Duration::from_secs(24 * 3600);

/// What stands after the question mark. A form sends what was left empty as an empty text.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub before: Option<ActivityId>,
    pub limit: Option<u32>,
    /// The id of a person.
    pub person: String,
    pub action: String,
    /// A day, or a moment (RFC 3339).
    pub from: String,
    /// The same; a day is meant to its end.
    pub to: String,
}

impl Asked {
    /// What it means.
    ///
    /// # Errors
    /// The field that means nothing.
    pub fn wanted(&self) -> Result<Wanted, FieldErrors> {
        let mut errors = FieldErrors::default();
        let actor = some(&self.person).map(str::parse::<PersonId>).transpose();
        let wanted = Wanted {
            actor: actor.unwrap_or_else(|_| {
                errors.add("person", "invalid");
                None
            }),
            action: some(&self.action).map(str::to_owned),
            from: moment(&mut errors, "from", &self.from, Duration::ZERO),
            to: moment(&mut errors, "to", &self.to, DAY),
        };
        errors.settle(wanted)
    }

    /// Whether anything is left out.
    pub fn is_narrow(&self) -> bool {
        let fields = [&self.person, &self.action, &self.from, &self.to];
        fields.iter().any(|field| !field.is_empty())
    }

    /// The same wishes as they stand in an address, without a place to read on from: `&action=grantRole`.
    pub fn query(&self) -> String {
        let fields = [
            ("person", &self.person),
            ("action", &self.action),
            ("from", &self.from),
            ("to", &self.to),
        ];
        let plain = |text: &str| {
            text.chars()
                .all(|c| c.is_ascii_alphanumeric() || "-:".contains(c))
        };
        let said = fields
            .iter()
            .filter(|(_, text)| !text.is_empty() && plain(text));
        said.map(|(name, text)| format!("&{name}={text}")).collect()
    }
}

fn some(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

fn moment(
    errors: &mut FieldErrors,
    field: &'static str,
    text: &str,
    of_a_day: Duration,
) -> Option<Time> {
    let text = some(text)?;
    let day = format!("{text}T00:00:00Z").parse::<Time>();
    let day = day.map(|day| day.plus(of_a_day));
    match text.parse().or(day) {
        Ok(time) => Some(time),
        Err(_) => {
            errors.add(field, "no-day");
            None
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn days_are_meant_whole_and_moments_to_the_second() {
        let asked = Asked {
            from: "2026-11-23".to_owned(),
            to: "2026-11-23".to_owned(),
            ..Asked::default()
        };
        let wanted = asked.wanted().unwrap();
        let (from, to) = (wanted.from.unwrap(), wanted.to.unwrap());
        assert_eq!(from.to_string(), "2026-11-23T00:00:00Z");
        assert_eq!(to.since(from), DAY);
        let exact = Asked {
            to: "2026-11-23T10:00:00+01:00".to_owned(),
            ..Asked::default()
        };
        let to = exact.wanted().unwrap().to.unwrap();
        assert_eq!(to.to_string(), "2026-11-23T09:00:00Z");
        let wrong = Asked {
            from: "yesterday".to_owned(),
            person: "anna".to_owned(),
            ..Asked::default()
        };
        assert_eq!(wrong.wanted().unwrap_err().len(), 2);
    }

    #[test]
    fn wishes_go_on_in_the_address_and_nothing_else_does() {
        let asked = Asked {
            action: "grantRole".to_owned(),
            from: "2026-11-23".to_owned(),
            to: "\"><script>".to_owned(),
            ..Asked::default()
        };
        assert_eq!(asked.query(), "&action=grantRole&from=2026-11-23");
    }
}
