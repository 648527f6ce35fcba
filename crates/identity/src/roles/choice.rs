//! Roles in people's words, and the choice of one in a form.

use tutela_core::Role;
use tutela_web::Words;

/// What a role is called.
pub fn label(t: &Words, role: Role) -> String {
    t.say(&format!("role-{role}")).into_owned()
}

/// One role that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub value: &'static str,
    pub label: String,
    pub hint: String,
    pub chosen: bool,
}

impl Choice {
    /// The roles to choose from; the only one is chosen already.
    pub fn of(roles: &[Role], t: &Words, chosen: &str) -> Vec<Self> {
        let choice = |role: &Role| Self {
            value: role.as_str(),
            label: label(t, *role),
            hint: t.say(&format!("role-{role}.hint")).into_owned(),
            chosen: role.as_str() == chosen || roles.len() == 1,
        };
        roles.iter().map(choice).collect()
    }

    /// No role for now.
    pub fn none(t: &Words, chosen: &str) -> Self {
        Self {
            value: "",
            label: t.say("no-role").into_owned(),
            hint: t.say("no-role.hint").into_owned(),
            chosen: chosen.is_empty(),
        }
    }
}
