//! The claims about the policy, proved for every request there can be.
#![allow(clippy::unwrap_used)]

mod prover;

use std::path::Path;
use std::time::Instant;

use cedar_policy::Schema;
use prover::Prover;
use tutela_access::{CLAIMS, RULES, SCHEMA};

const FALSE_CLAIM: &str =
    include_str!("../policy/claims/refuted/only-account-heads-enrol-learners.cedar");

const FALSE_ABOUT_TOKENS: &str = include_str!("../policy/claims/refuted/tokens-only-read.cedar");

fn schema() -> Schema {
    Schema::from_cedarschema_str(SCHEMA).unwrap().0
}

fn policy() -> String {
    RULES.iter().map(|(_, text)| *text).collect()
}

#[tokio::test]
async fn da1_the_policy_keeps_every_claim() {
    let mut prover = Prover::new(&schema(), &policy());
    let mut broken = Vec::new();
    for (name, claim) in CLAIMS {
        let start = Instant::now();
        let refuted = prover.refute(claim).await;
        let verdict = if refuted.is_some() {
            "REFUTED"
        } else {
            "proved"
        };
        let (kinds, took) = (prover.kinds(), start.elapsed().as_millis());
        println!("{verdict} for {kinds} kinds of request in {took:>5} ms: {name}");
        broken.extend(refuted.map(|found| format!("\n{name} does not hold:\n{found}")));
    }
    assert!(broken.is_empty(), "{}", broken.concat());
}

/// A prover that says yes to everything would say yes here too.
#[tokio::test]
async fn a_false_claim_is_refuted() {
    let mut prover = Prover::new(&schema(), &policy());
    let found = prover.refute(FALSE_CLAIM).await.unwrap();
    println!("refuted, as it must be:\n{found}");
    assert!(found.contains("resource.channel.managers"), "{found}");
    assert!(
        found.contains("channel-heads-delegate-in-its-courses"),
        "{found}"
    );
}

/// The rules about tokens only take away: whatever a program is allowed, its person is allowed by the other rules alone, and these
/// do not speak of tokens.
#[tokio::test]
async fn da4_a_token_allows_nothing_that_its_person_may_not() {
    let others = RULES.iter().filter(|(file, _)| *file != "tokens.cedar");
    let without: String = others.map(|(_, text)| *text).collect();
    for word in ["byToken", "tokenFor", "tokens"] {
        assert!(
            !without.contains(word),
            "{word} stands outside tokens.cedar"
        );
    }
    let mut prover = Prover::new(&schema(), &policy());
    let more = prover.allows_more_than(&without).await;
    assert!(more.is_none(), "{}", more.unwrap());
    let traitor = "permit (principal, action, resource) when { principal.byToken };";
    let mut prover = Prover::new(&schema(), &format!("{without}{traitor}"));
    let found = prover.allows_more_than(&without).await.unwrap();
    assert!(found.contains("byToken is true"), "{found}");
}

/// A prover that does not see tokens would prove everything about them.
#[tokio::test]
async fn a_false_claim_about_tokens_is_refuted() {
    let mut prover = Prover::new(&schema(), &policy());
    let found = prover.refute(FALSE_ABOUT_TOKENS).await.unwrap();
    println!("refuted, as it must be:\n{found}");
    assert!(found.contains("principal.byToken is true"), "{found}");
}

/// A claim that no policy could break would prove nothing.
#[tokio::test]
async fn every_claim_can_fall() {
    let mut everything = Prover::new(&schema(), "permit (principal, action, resource);");
    let mut nothing = Prover::new(&schema(), "forbid (principal, action, resource);");
    for (name, claim) in CLAIMS {
        let refuted = match claim.contains("\nforbid") {
            true => everything.refute(claim).await,
            false => nothing.refute(claim).await,
        };
        assert!(refuted.is_some(), "{name} holds for any policy");
    }
}

#[test]
fn every_claim_of_the_folder_is_proved() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("policy/claims");
    let mut files = Vec::new();
    for file in folder.read_dir().unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|end| end == "cedar") {
            files.push(path.file_stem().unwrap().to_str().unwrap().to_owned());
        }
    }
    let mut proved: Vec<_> = CLAIMS.iter().map(|(name, _)| (*name).to_owned()).collect();
    files.sort();
    proved.sort();
    assert_eq!(files, proved);
    for (name, claim) in CLAIMS {
        assert!(claim.starts_with("// "), "{name} says nothing to people");
        assert!(
            claim.contains(&format!("@id(\"{name}\")")),
            "{name} has another @id"
        );
        assert!(claim.contains("@promise(\""), "{name} names no @promise");
    }
}
