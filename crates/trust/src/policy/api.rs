//! `getPolicy`.

use serde::Serialize;
use tutela_web::{Error, Json};
use utoipa::ToSchema;

use super::{Level, Rule, claims, levels, rules};

/// The policy in force.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyInForce {
    /// Who may do what, level by level.
    levels: Vec<PolicyLevel>,
    /// The rules, in Cedar.
    rules: Vec<PolicyRule>,
    /// What is proved of the rules for every request there can be.
    claims: Vec<PolicyRule>,
}

/// What the roles may do at one kind of place.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyLevel {
    title: String,
    actions: Vec<PolicyAction>,
}

/// Who may do one thing.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyAction {
    #[schema(example = "create channel")]
    action: String,
    /// The roles that may always.
    always: Vec<String>,
    /// The roles that may when the course is published.
    once_published: Vec<String>,
}

/// A rule, or a claim.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyRule {
    id: String,
    /// The promises that it keeps.
    promises: Vec<String>,
    sentence: String,
    cedar: String,
}

/// The policy that decides every request here: the table of roles and actions, the rules, and what is proved of them.
#[utoipa::path(
    get,
    path = "/api/v1/trust/policy",
    operation_id = "getPolicy",
    tag = "trust",
    responses((status = 200, description = "The policy.", body = PolicyInForce)),
)]
pub async fn get_policy() -> Result<Json<PolicyInForce>, Error> {
    let rules = rules().into_iter().flat_map(|(_, rules)| rules);
    Ok(Json(PolicyInForce {
        levels: levels().into_iter().map(PolicyLevel::from).collect(),
        rules: rules.map(PolicyRule::from).collect(),
        claims: claims().into_iter().map(PolicyRule::from).collect(),
    }))
}

impl From<Level> for PolicyLevel {
    fn from(level: Level) -> Self {
        let actions = level.lines.into_iter().map(|line| PolicyAction {
            action: line.action.to_owned(),
            always: line.always,
            once_published: line.once_published,
        });
        Self {
            title: level.title.to_owned(),
            actions: actions.collect(),
        }
    }
}

impl From<Rule> for PolicyRule {
    fn from(rule: Rule) -> Self {
        Self {
            id: rule.id,
            promises: rule.promises,
            sentence: rule.sentence,
            cedar: rule.text,
        }
    }
}
