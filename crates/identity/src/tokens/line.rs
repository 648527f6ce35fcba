//! A token as a line of a table, on one's own page and on that of a member.

use tutela_access::token::Listed;
use tutela_core::{ApiTokenId, Time};
use tutela_web::{When, Words};

/// What a line shows.
pub struct Line {
    pub id: ApiTokenId,
    pub name: String,
    pub purpose: String,
    pub place: String,
    pub uses: String,
    pub made: When,
    pub used: Option<When>,
    pub ends: String,
    /// Why it allows nothing any more; nothing while it stands.
    pub over: Option<&'static str>,
    /// Whether it can still be ended.
    pub may_end: bool,
    pub end_label: String,
}

impl Line {
    /// The lines, in the order of the list.
    pub fn all(t: &Words, tokens: Vec<Listed>, now: Time) -> Vec<Self> {
        tokens
            .into_iter()
            .map(|token| Self::of(t, token, now))
            .collect()
    }

    fn of(t: &Words, token: Listed, now: Time) -> Self {
        let uses: Vec<_> = token
            .allows
            .iter()
            .map(|one| t.say(&format!("token-use-{}", one.as_str())).into_owned())
            .collect();
        Self {
            id: token.id,
            end_label: t.with("token-end-of", &[("name", token.name.as_str())]),
            place: place(t, &token),
            uses: uses.join(", "),
            made: t.ago(token.made_at),
            used: token.used_at.map(|at| t.ago(at)),
            ends: t.day(token.until),
            over: over(&token, now),
            may_end: token.ended_at.is_none() && token.until > now,
            name: token.name,
            purpose: token.purpose,
        }
    }
}

fn place(t: &Words, token: &Listed) -> String {
    match &token.place {
        Some(name) => name.clone(),
        None => t
            .say(&format!("token-at-{}", token.scope.level().as_str()))
            .into_owned(),
    }
}

fn over(token: &Listed, now: Time) -> Option<&'static str> {
    match token {
        token if token.ended_at.is_some() => Some("token-ended-state"),
        token if token.until <= now => Some("token-ran-out"),
        token if !token.is_held => Some("token-no-role"),
        _ => None,
    }
}
