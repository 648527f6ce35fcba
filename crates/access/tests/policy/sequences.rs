//! What no sequence of grants and removals leads to, decided by the pure function alone (T2): a hundred thousand sequences
//! in a minute. The same on real databases stands in `tests/live/sequences.rs`.

use std::collections::BTreeSet;

use tutela_access::Policy;
use tutela_access::delegation::{Deed, decide, delegable};
use tutela_core::{Level, Role};

use crate::agreement::Dice;
use crate::reference::{Person, Question, answer, is_at_or_below};
use crate::town::Town;

const STEPS: usize = 30;
const PEOPLE: usize = 5;
/// The owners of the two accounts, by number.
const OWNERS: [usize; 2] = [0, 1];

/// A step: who does what, with which role, of whom, where.
struct Step {
    actor: usize,
    deed: Deed,
    person: usize,
    role: Role,
    at: usize,
}

#[test]
fn t2_sequences_lead_nowhere_that_nobody_above_could() {
    let (tried, done) = run(100);
    assert!(done * 20 > tried, "{done} of {tried}: too few went through");
}

#[test]
#[ignore = "a hundred thousand sequences: cargo xtask check --nightly"]
fn t2_a_hundred_thousand_sequences() {
    let (tried, done) = run(100_000);
    println!("t2.sequences: 100000");
    println!("t2.steps_tried: {tried}");
    println!("t2.steps_allowed: {done}");
    println!("t2.violations: 0");
}

/// Runs so many sequences; gives how many steps were tried and how many were allowed.
fn run(sequences: usize) -> (usize, usize) {
    let (policy, town) = (Policy::built_in().unwrap(), Town::new(true, true));
    let mut dice = Dice::seeded();
    let (mut tried, mut done) = (0, 0);
    for _ in 0..sequences {
        let mut people = founded(&town);
        for _ in 0..STEPS {
            let step = draw(&town, &people, &mut dice);
            tried += 1;
            done += usize::from(attempt(&policy, &town, &mut people, &step));
        }
        for (owner, account) in OWNERS.into_iter().zip(accounts(&town)) {
            let holds = &people[owner].holds;
            assert!(
                holds.contains(&("account_owner", account)),
                "an owner is gone"
            );
        }
    }
    (tried, done)
}

fn accounts(town: &Town) -> Vec<usize> {
    let all = 0..town.scopes.len();
    all.filter(|at| town.scopes[*at].level() == Level::Account)
        .collect()
}

fn founded(town: &Town) -> Vec<Person> {
    let accounts = accounts(town);
    let mut people: Vec<_> = (0..PEOPLE).map(|_| town.person(vec![], false)).collect();
    for (owner, account) in OWNERS.into_iter().zip(&accounts) {
        people[owner] = town.person(vec![("account_owner", *account)], false);
    }
    let channel = town.scopes.iter().position(|s| s.level() == Level::Channel);
    people[2] = town.person(vec![("channel_manager", channel.unwrap())], false);
    people
}

/// Mostly what could be: a role at a place of its level, or one that somebody holds; now and then anything.
fn draw(town: &Town, people: &[Person], dice: &mut Dice) -> Step {
    let actor = dice.below(PEOPLE);
    let person = dice.below(PEOPLE);
    let takes = dice.below(3) == 0 && !people[person].holds.is_empty();
    if takes {
        let holds = &people[person].holds;
        let (role, at) = holds[dice.below(holds.len())];
        let (deed, role) = (Deed::Take, role.parse().unwrap());
        return Step {
            actor,
            deed,
            person,
            role,
            at,
        };
    }
    let role = Role::ALL[dice.below(Role::ALL.len())];
    let odd = dice.below(8) == 0;
    let all = 0..town.scopes.len();
    let fits = |at: &usize| odd || town.scopes[*at].level() == role.level();
    let places: Vec<_> = all.filter(fits).collect();
    let at = places[dice.below(places.len())];
    let deed = Deed::Give;
    Step {
        actor,
        deed,
        person,
        role,
        at,
    }
}

fn attempt(policy: &Policy, town: &Town, people: &mut [Person], step: &Step) -> bool {
    let case = town.case(policy, &people[step.actor], Some(step.at));
    let allowed = decide(policy, &case, step.deed, step.role).is_ok();
    let action = match step.deed {
        Deed::Give => "grantRole",
        Deed::Take => "revokeRole",
    };
    let asked = Question {
        action,
        role: Some(step.role.as_str()),
        at: Some(step.at),
    };
    let expected = answer(&town.spots, &people[step.actor], asked);
    assert_eq!(allowed, expected == "yes", "{action} {} ", step.role);
    if !allowed {
        return false;
    }
    assert_stands_above(town, &people[step.actor], step);
    let before = reach(policy, town, &people[step.person], step.at);
    let held = (step.role.as_str(), step.at);
    let mut holds = people[step.person].holds.clone();
    holds.retain(|one| *one != held);
    if step.deed == Deed::Give {
        holds.push(held);
    }
    people[step.person] = town.person(holds, false);
    let after = reach(policy, town, &people[step.person], step.at);
    assert_changes_no_more(town, step, (&before, &after));
    true
}

/// Said once more without the reference: who gave or took holds a head's role at or above the place, and a manager of
/// channels stays on his own.
fn assert_stands_above(town: &Town, actor: &Person, step: &Step) {
    let heads = ["account_owner", "account_manager", "channel_manager"];
    let platform = ("platform_administrator", 0);
    let above = actor.holds.iter().filter(|(held, place)| {
        heads.contains(held) && is_at_or_below(&town.spots, step.at, *place)
    });
    let above: Vec<_> = above.map(|(held, _)| *held).collect();
    let staff = step.at == 0 && actor.holds.contains(&platform);
    assert!(staff || !above.is_empty(), "it came from nobody above");
    assert_ne!(step.role, Role::AccountOwner, "an owner was made or unmade");
    if !staff && above.iter().all(|held| *held == "channel_manager") {
        assert!(
            step.role.level() >= Level::Channel && town.scopes[step.at].level() >= Level::Channel
        );
    }
}

/// What somebody may delegate on accounts and channels, and at one place besides.
fn reach(policy: &Policy, town: &Town, person: &Person, besides: usize) -> Reach {
    let mut all = Reach::new();
    let watched = |at: &usize| {
        *at == besides || [Level::Account, Level::Channel].contains(&town.scopes[*at].level())
    };
    for at in (0..town.scopes.len()).filter(watched) {
        let case = town.case(policy, person, Some(at));
        let roles = delegable(policy, &case);
        all.extend(roles.into_iter().map(|role| (at, role.as_str())));
    }
    all
}

type Reach = BTreeSet<(usize, &'static str)>;

/// A removal adds nothing, and what happens in one account changes nothing in the other.
fn assert_changes_no_more(town: &Town, step: &Step, (before, after): (&Reach, &Reach)) {
    if step.deed == Deed::Take {
        assert!(after.is_subset(before), "a removal added something");
    }
    let changed = before.symmetric_difference(after);
    for (at, _) in changed {
        assert!(
            is_at_or_below(&town.spots, *at, step.at),
            "something changed at {at}, beside {}",
            step.at
        );
    }
}
