//! The policy: read from `policy/*.cedar`, validated strictly, asked about one slice at a time.

mod actions;
mod claims;
mod entities;
mod known;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use cedar_policy::{
    Authorizer, Context, Decision, PolicyId, PolicySet, Request, RestrictedExpression, Schema,
    ValidationMode, Validator,
};
use tutela_core::{Level, Role};

use actions::Asked;
pub use claims::CLAIMS;
use entities::{Words, World};
use known::{Facts, Known, Question};

use crate::Error;
use crate::action::Target;
use crate::slice::Slice;
use crate::token::ByToken;

/// The words of the policy.
pub const SCHEMA: &str = include_str!("../policy/tutela.cedarschema");

/// The files of the policy, by name.
pub const RULES: &[(&str, &str)] = &[
    ("platform.cedar", include_str!("../policy/platform.cedar")),
    ("account.cedar", include_str!("../policy/account.cedar")),
    ("content.cedar", include_str!("../policy/content.cedar")),
    ("roles.cedar", include_str!("../policy/roles.cedar")),
    ("tokens.cedar", include_str!("../policy/tokens.cedar")),
];

/// Who may do what, in words: computed by asking the policy, and checked by a test.
pub const MATRIX: &str = include_str!("../policy/MATRIX.md");

/// A policy that must not be started with.
#[derive(Debug, thiserror::Error)]
#[error("the access policy cannot be used: {0}")]
pub struct PolicyError(String);

/// The policy in force.
pub struct Policy {
    authorizer: Authorizer,
    actions: HashMap<String, Asked>,
    words: Words,
    known: Known,
}

/// One slice, ready to be asked about any number of actions.
pub struct Case {
    slice: Slice,
    facts: Arc<Facts>,
    /// The slice in the policy's words; made when something is asked for the first time.
    world: OnceLock<Option<World>>,
}

impl Case {
    /// What is known.
    pub const fn slice(&self) -> &Slice {
        &self.slice
    }
}

/// A decision for it, and the policy that made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    pub policy: Arc<str>,
}

impl Allowed {
    /// The record names the token as well, where one was used: `editors-change-their-course by token 0190…`.
    pub(crate) fn through(self, token: Option<&ByToken>) -> Self {
        match token {
            Some(token) => Self {
                policy: format!("{} by token {}", self.policy, token.id).into(),
            },
            None => self,
        }
    }
}

impl Policy {
    /// The policy that was compiled in.
    ///
    /// # Errors
    /// [`PolicyError`] when it cannot be read or does not fit its schema.
    pub fn built_in() -> Result<Self, PolicyError> {
        let wrong = |error: &dyn std::fmt::Display| PolicyError(error.to_string());
        let (schema, warnings) = Schema::from_cedarschema_str(SCHEMA).map_err(|e| wrong(&e))?;
        if let Some(warning) = warnings.into_iter().next() {
            return Err(wrong(&warning));
        }
        let rules = read_rules()?;
        let result = Validator::new(schema.clone()).validate(&rules, ValidationMode::Strict);
        if let Some(error) = result.validation_errors().next() {
            return Err(wrong(error));
        }
        Ok(Self {
            actions: actions::index(&schema, &rules).map_err(|e| wrong(&e))?,
            authorizer: Authorizer::new(),
            words: Words::new().ok_or_else(|| wrong(&"its words cannot be read"))?,
            known: Known::default(),
        })
    }

    /// Makes a slice ready to be asked about.
    pub fn case(&self, slice: Slice) -> Case {
        Case {
            facts: Facts::of(&slice),
            world: OnceLock::new(),
            slice,
        }
    }

    /// Decides one action. No is told apart by whether the caller may know of the place at all. A decision
    /// opens nothing: only the gate makes an `Authorized` of one, on a slice that it loaded itself.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when the caller may see the place, but not do this; [`Error::NotFound`] otherwise.
    pub fn decide(&self, case: &Case, action: &str, role: Option<Role>) -> Result<Allowed, Error> {
        if let Some(allowed) = self.ask(case, action, role) {
            return Ok(allowed);
        }
        if self.ask(case, sees(case.slice.target), None).is_some() {
            return Err(Error::Forbidden);
        }
        Err(Error::NotFound)
    }

    /// Whether an action is allowed, where it does not matter how no is said.
    pub fn allows(&self, case: &Case, action: &str, role: Option<Role>) -> bool {
        self.ask(case, action, role).is_some()
    }

    fn ask(&self, case: &Case, action: &str, role: Option<Role>) -> Option<Allowed> {
        let asked = self.actions.get(action)?;
        let question = Question {
            facts: Arc::clone(&case.facts),
            action: asked.number,
            role,
        };
        if let Some(answer) = self.known.find(&question) {
            return answer;
        }
        let answer = self.decide_anew(case, asked, role);
        self.known.keep(question, answer.clone());
        answer
    }

    /// Anything that goes wrong in asking is a no.
    fn decide_anew(&self, case: &Case, action: &Asked, role: Option<Role>) -> Option<Allowed> {
        let world = case
            .world
            .get_or_init(|| self.world(&case.slice))
            .as_ref()?;
        let context = match role {
            Some(role) => context(role)?,
            None => Context::empty(),
        };
        let (who, on) = (world.principal.clone(), world.resource.clone());
        let request = Request::new(who, action.uid.clone(), on, context, None).ok()?;
        let entities = match action.in_groups.clone() {
            Some(member) => Cow::Owned(world.entities.clone().add_entities([member], None).ok()?),
            None => Cow::Borrowed(&world.entities),
        };
        let answer = self
            .authorizer
            .is_authorized(&request, &action.rules, &entities);
        if answer.decision() != Decision::Allow || answer.diagnostics().errors().next().is_some() {
            return None;
        }
        let deciding = answer.diagnostics().reason().map(PolicyId::to_string);
        Some(Allowed {
            policy: deciding.min()?.into(),
        })
    }

    /// A place that does not exist has no words: the answer is always no.
    fn world(&self, slice: &Slice) -> Option<World> {
        let known = slice.exists || slice.target == Target::Myself;
        known.then(|| self.words.world(slice)).flatten()
    }
}

fn context(role: Role) -> Option<Context> {
    let role = RestrictedExpression::new_string(role.as_str().to_owned());
    Context::from_pairs([("role".to_owned(), role)]).ok()
}

/// Reads the rules and names each by its `@id`.
fn read_rules() -> Result<PolicySet, PolicyError> {
    let mut named = PolicySet::new();
    for (file, text) in RULES {
        let wrong = |error: &dyn std::fmt::Display| PolicyError(format!("{file}: {error}"));
        let read: PolicySet = text
            .parse()
            .map_err(|e: cedar_policy::ParseErrors| wrong(&e))?;
        for rule in read.policies() {
            let id = rule
                .annotation("id")
                .ok_or_else(|| wrong(&"a rule has no @id"))?;
            if rule.annotation("promise").is_none() {
                return Err(wrong(&format!("the rule {id} names no @promise")));
            }
            named
                .add(rule.new_id(PolicyId::new(id)))
                .map_err(|e| wrong(&e))?;
        }
    }
    Ok(named)
}

/// The action by which one comes to know of a place.
const fn sees(target: Target) -> &'static str {
    let Target::Place(place) = target else {
        return "viewSelf";
    };
    match place.level() {
        Level::Platform => "viewPlatform",
        Level::Account => "enterAccount",
        Level::Channel => "viewChannel",
        Level::Course => "viewCourse",
        Level::Lesson => "viewLesson",
    }
}
