//! The actions of the schema, each with the rules that can speak of it: the others need not be asked, which saves
//! half of a decision. That nothing is lost by it, `tests/policy` shows for every action.

use std::collections::HashMap;

use cedar_policy::{ActionConstraint, Entities, Entity, EntityUid, PolicySet, Schema};

/// One action.
pub struct Asked {
    /// Its place in the order in which they were read.
    pub number: usize,
    pub uid: EntityUid,
    /// The action as a member of its groups; nothing when it is in none.
    pub in_groups: Option<Entity>,
    pub rules: PolicySet,
}

/// Every action of the schema, by name.
///
/// # Errors
/// What the schema or a rule says is wrong, in words.
pub fn index(schema: &Schema, rules: &PolicySet) -> Result<HashMap<String, Asked>, String> {
    let all = schema.action_entities().map_err(|e| e.to_string())?;
    let mut index = HashMap::new();
    for (number, action) in all.iter().enumerate() {
        let uid = action.uid();
        let grouped = all
            .ancestors(&uid)
            .is_some_and(|mut up| up.next().is_some());
        let asked = Asked {
            number,
            in_groups: grouped.then(|| action.clone()),
            rules: about(&uid, &all, rules)?,
            uid: uid.clone(),
        };
        let name: &str = uid.id().as_ref();
        index.insert(name.to_owned(), asked);
    }
    Ok(index)
}

/// The rules whose first line lets them speak of the action.
fn about(action: &EntityUid, all: &Entities, rules: &PolicySet) -> Result<PolicySet, String> {
    let is_in = |group: &EntityUid| group == action || all.is_ancestor_of(group, action);
    let mut about = PolicySet::new();
    for rule in rules.policies() {
        let speaks = match rule.action_constraint() {
            ActionConstraint::Any => true,
            ActionConstraint::Eq(other) => other == *action,
            ActionConstraint::In(groups) => groups.iter().any(is_in),
        };
        if speaks {
            about.add(rule.clone()).map_err(|e| e.to_string())?;
        }
    }
    Ok(about)
}
