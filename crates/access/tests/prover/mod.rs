//! Holds a claim against a policy for every kind of request, by SMT, and puts a counterexample into words.

use cedar_policy::{
    Authorizer, Effect, EntityUid, EvalResult, PolicySet, RequestEnv, Schema, ValidationMode,
    Validator,
};
use cedar_policy_symcc::solver::LocalSolver;
use cedar_policy_symcc::{CedarSymCompiler, CompiledPolicySet, Env};
use tokio::process::Command;

/// What cvc5 may take for one question before the proof counts as failed.
const PATIENCE: &str = "--tlimit-per=20000";

/// The policy, prepared for every kind of request that the schema knows.
pub struct Prover {
    schema: Schema,
    policy: PolicySet,
    kinds: Vec<(RequestEnv, CompiledPolicySet)>,
    solver: CedarSymCompiler<LocalSolver>,
}

impl Prover {
    pub fn new(schema: &Schema, policy: &str) -> Self {
        let policy = valid(schema, policy);
        let prepare = |kind: RequestEnv| {
            let compiled = CompiledPolicySet::compile(&policy, &kind, schema).unwrap();
            (kind, compiled)
        };
        Self {
            kinds: schema.request_envs().map(prepare).collect(),
            schema: schema.clone(),
            solver: CedarSymCompiler::new(cvc5()).unwrap(),
            policy,
        }
    }

    /// How many kinds of request there are.
    pub fn kinds(&self) -> usize {
        self.kinds.len()
    }

    /// Looks for a request in which the policy breaks the claim, and tells it in words; none is a proof.
    pub async fn refute(&mut self, claim: &str) -> Option<String> {
        let written = valid(&self.schema, claim);
        let forbids = written
            .policies()
            .all(|rule| rule.effect() == Effect::Forbid);
        let permits = written
            .policies()
            .all(|rule| rule.effect() == Effect::Permit);
        assert!(
            forbids != permits,
            "a claim permits or forbids, one of the two"
        );
        let claim = match forbids {
            true => valid(
                &self.schema,
                &format!("{claim}\npermit (principal, action, resource);"),
            ),
            false => written,
        };
        self.compare(&claim, forbids).await
    }

    /// Looks for a request that the policy allows and another one does not; none is a proof that it allows no more.
    pub async fn allows_more_than(&mut self, other: &str) -> Option<String> {
        let other = valid(&self.schema, other);
        self.compare(&other, true).await
    }

    /// Whether the policy lies within another set of rules, or that within the policy, for every kind of request.
    async fn compare(&mut self, other: &PolicySet, within: bool) -> Option<String> {
        for (kind, policy) in &self.kinds {
            let other = CompiledPolicySet::compile(other, kind, &self.schema).unwrap();
            let (narrow, wide) = if within {
                (policy, &other)
            } else {
                (&other, policy)
            };
            let answer = self
                .solver
                .check_implies_with_counterexample_opt(narrow, wide)
                .await;
            match answer {
                Ok(None) => {}
                Ok(Some(found)) => return Some(tell(&found, &self.policy)),
                Err(error) => panic!("cvc5 gave no answer: {error}"),
            }
        }
        None
    }
}

fn cvc5() -> LocalSolver {
    let named = std::env::var("CVC5").unwrap_or_else(|_| "cvc5".to_owned());
    let mut command = Command::new(&named);
    LocalSolver::from_command(command.args(["--lang", "smt", PATIENCE])).unwrap_or_else(|error| {
        panic!("the claims are proved by cvc5, and {named:?} does not start ({error}): install Debian's package cvc5, or name the program in the variable CVC5")
    })
}

fn valid(schema: &Schema, text: &str) -> PolicySet {
    let set: PolicySet = text.parse().unwrap();
    let result = Validator::new(schema.clone()).validate(&set, ValidationMode::Strict);
    assert!(result.validation_passed(), "{result}\n{text}");
    set
}

/// The counterexample for people: who, what, where, by which teams, by which rule.
fn tell(found: &Env, policy: &PolicySet) -> String {
    let (request, entities) = (&found.request, &found.entities);
    let (who, on) = (request.principal().unwrap(), request.resource().unwrap());
    let answer = Authorizer::new().is_authorized(request, policy, entities);
    let rules: Vec<_> = answer
        .diagnostics()
        .reason()
        .filter_map(|id| policy.policy(id)?.annotation("id"))
        .collect();
    let mut facts = Vec::new();
    walk(found, who, who, "principal", &mut facts);
    walk(found, who, on, "resource", &mut facts);
    let context = request
        .context()
        .map(ToString::to_string)
        .unwrap_or_default();
    format!(
        "    {who} asks for {action} on {on}, context {context}\n    where {facts}\n    \
         and the policy says {decision:?} by {rules:?}",
        action = request.action().unwrap(),
        facts = facts.join(", "),
        decision = answer.decision(),
    )
}

/// What a rule would find on its way from one entity: the teams that the person is in, and what is no team.
fn walk(found: &Env, who: &EntityUid, from: &EntityUid, path: &str, facts: &mut Vec<String>) {
    let Some(entity) = found.entities.get(from) else {
        return;
    };
    for (name, value) in entity.attrs() {
        let path = format!("{path}.{name}");
        match value {
            Ok(EvalResult::EntityUid(team)) if team.type_name().to_string() == "Team" => {
                if found.entities.is_ancestor_of(&team, who) {
                    facts.push(format!("he is in {path}"));
                }
            }
            Ok(EvalResult::EntityUid(above)) => walk(found, who, &above, &path, facts),
            Ok(state) => facts.push(format!("{path} is {state}")),
            Err(error) => facts.push(format!("{path}: {error}")),
        }
    }
}
