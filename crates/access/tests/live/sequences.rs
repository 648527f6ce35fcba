//! What no sequence of grants, removals and returns leads to, whoever tries what on whom.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use proptest::prelude::*;
use tutela_access::{Error, GrantRole, OpenDoor, grant, restore, revoke};
use tutela_core::{Level, Role};

use crate::reference::{self, Question, answer, is_at_or_below};
use crate::town::{Fate, PEOPLE, Town, for_all};
use crate::world::{World, on_both};

/// How many steps a sequence has.
const STEPS: usize = 30;

/// What somebody tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Try {
    Give,
    /// To take a role that was ever given.
    Take,
    /// To give back a role that was ever given.
    GiveBack,
}

/// Somebody tries something with a role of somebody at a place.
#[derive(Debug, Clone)]
struct Step {
    actor: usize,
    tries: Try,
    person: usize,
    role: usize,
    place: usize,
}

fn sequences() -> impl Strategy<Value = Vec<Step>> {
    let step = (
        0..PEOPLE,
        prop_oneof![3 => Just(Try::Give), 1 => Just(Try::Take), 1 => Just(Try::GiveBack)],
        0..PEOPLE,
        0..Role::ALL.len(),
        0_usize..64,
    );
    let step = step.prop_map(|(actor, tries, person, role, place)| Step {
        actor,
        tries,
        person,
        role,
        place,
    });
    proptest::collection::vec(step, STEPS)
}

/// The owners of the two accounts, by number; each account begins with its owner alone.
const OWNERS: [usize; 2] = [0, 1];

#[tokio::test(flavor = "multi_thread")]
async fn da2_da3_nobody_gets_what_nobody_above_could_give() {
    on_both(async |world: World| {
        let (tried, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
        for_all(sequences(), 12, async |steps| {
            let mut town = founded(&world).await;
            for step in &steps {
                let held = goal(&town, step, None);
                let accepted = attempt(&world, &mut town, step, held).await;
                tried.fetch_add(1, Relaxed);
                done.fetch_add(usize::from(accepted), Relaxed);
            }
            for (owner, account) in OWNERS.into_iter().zip(town.places(Level::Account)) {
                let still = ("account_owner", account);
                let holds = &town.as_known[owner].holds;
                assert!(holds.contains(&still), "the last owner is gone");
            }
        });
        let (tried, done) = (tried.into_inner(), done.into_inner());
        println!("{done} of {tried} tries were allowed");
        assert!(done * 20 > tried, "too few went through to say anything");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn da2_what_happens_in_one_account_changes_nothing_in_another() {
    on_both(async |world: World| {
        for_all(sequences(), 6, async |steps| {
            let mut town = founded(&world).await;
            let accounts = town.places(Level::Account);
            let before = decisions(&world, &town, accounts[1]).await;
            for step in &steps {
                let held = goal(&town, step, Some(accounts[0]));
                attempt(&world, &mut town, step, held).await;
            }
            assert_eq!(decisions(&world, &town, accounts[1]).await, before);
        });
    })
    .await;
}

async fn founded(world: &World) -> Town {
    let mut town = Town::empty(world).await;
    let mut tx = world.gate.enter(OpenDoor::OPERATOR).await.unwrap();
    for (owner, account) in OWNERS.into_iter().zip(town.places(Level::Account)) {
        let held = (owner, Role::AccountOwner, account);
        town.hold(&mut tx, world, held, Fate::Lasting).await;
        let channel = town.places(Level::Channel)[owner * 2];
        let held = (2, Role::ChannelManager, channel);
        town.hold(&mut tx, world, held, Fate::Lasting).await;
    }
    tx.commit().await.unwrap();
    town
}

/// Who, which role, where.
type Holding = (usize, Role, usize);

/// What a step is about, in one account only if told: something that was given before, or else a role at a place of its
/// level; now and then at a place of another.
fn goal(town: &Town, step: &Step, account: Option<usize>) -> Holding {
    let inside = |at: usize| account.is_none_or(|top| is_at_or_below(&town.spots, at, top));
    if step.tries != Try::Give {
        let given = town.grants.keys().copied();
        let mut given: Vec<_> = given.filter(|(_, _, at)| inside(*at)).collect();
        given.sort_unstable();
        return given[step.place % given.len()];
    }
    let role = Role::ALL[step.role];
    let odd = step.place.is_multiple_of(8);
    let fits = |at: &usize| town.scopes[*at].level() == role.level() || odd;
    let all = 0..town.scopes.len();
    let mut places: Vec<_> = all.filter(|at| fits(at) && inside(*at)).collect();
    if places.is_empty() {
        places = account.into_iter().collect();
    }
    (step.person, role, places[step.place % places.len()])
}

/// Tries it, holds the outcome against the reference, and writes it down. Says whether it was allowed.
async fn attempt(world: &World, town: &mut Town, step: &Step, held: Holding) -> bool {
    let (person, role, at) = held;
    let standing = town.as_known[person].holds.contains(&(role.as_str(), at));
    let (action, hopeless) = match step.tries {
        Try::Give => ("grantRole", false),
        Try::Take => ("revokeRole", !standing),
        Try::GiveBack => ("grantRole", standing),
    };
    let asked = Question {
        action,
        role: Some(role.as_str()),
        at: Some(at),
    };
    let expected = match hopeless {
        true => "not found",
        false => answer(&town.spots, &town.as_known[step.actor], asked),
    };
    let outcome = match step.tries {
        Try::Give => give(world, town, step.actor, held).await,
        Try::Take => take(world, town, step.actor, held).await,
        Try::GiveBack => give_back(world, town, step.actor, held).await,
    };
    let known = &town.as_known[step.actor].holds;
    assert_eq!(outcome, expected, "{held:?} by one who holds {known:?}");
    if outcome != "yes" {
        return false;
    }
    assert_stands_above(town, step.actor, role, at);
    let known = &mut town.as_known[person];
    known.holds.retain(|held| *held != (role.as_str(), at));
    if step.tries != Try::Take {
        known.holds.push((role.as_str(), at));
    }
    true
}

async fn give(world: &World, town: &mut Town, actor: usize, held: Holding) -> &'static str {
    let (person, role, at) = held;
    let mut guarded = world.gate.write(&town.people[actor].caller).await.unwrap();
    let given = match guarded.authorize(GrantRole(role), town.scopes[at]).await {
        Ok(mut authorized) => grant(&mut authorized, town.people[person].id, None).await,
        Err(error) => Err(error),
    };
    if let Ok(id) = given {
        guarded.commit().await.unwrap();
        town.grants.insert(held, id);
        let account = town.account(at);
        town.as_known[person].member_of.extend(account);
    }
    word(given.map(|_| ()))
}

async fn take(world: &World, town: &Town, actor: usize, held: Holding) -> &'static str {
    let mut guarded = world.gate.write(&town.people[actor].caller).await.unwrap();
    let taken = revoke(&mut guarded, town.grants[&held]).await.map(|_| ());
    if taken.is_ok() {
        guarded.commit().await.unwrap();
    }
    word(taken)
}

async fn give_back(world: &World, town: &mut Town, actor: usize, held: Holding) -> &'static str {
    let mut guarded = world.gate.write(&town.people[actor].caller).await.unwrap();
    let given = restore(&mut guarded, town.grants[&held]).await;
    let given = given.map(|(_, held)| held.grant);
    if let Ok(id) = given {
        guarded.commit().await.unwrap();
        town.grants.insert(held, id);
    }
    word(given.map(|_| ()))
}

/// Said once more without the reference: who gave or took holds a head's role at or above the place, live, and a
/// manager of channels stays on his own.
fn assert_stands_above(town: &Town, actor: usize, role: Role, at: usize) {
    let reference::Person { holds, .. } = &town.as_known[actor];
    let heads = ["account_owner", "account_manager", "channel_manager"];
    let above = holds
        .iter()
        .filter(|(held, place)| heads.contains(held) && is_at_or_below(&town.spots, at, *place));
    let held: Vec<_> = above.map(|(held, _)| *held).collect();
    assert!(!held.is_empty(), "{role} at {at} came from nobody above");
    assert_ne!(role, Role::AccountOwner, "an owner was made or unmade");
    if held.iter().all(|held| *held == "channel_manager") {
        assert!(
            role.level() >= Level::Channel,
            "a channel's manager gave {role}"
        );
        assert!(
            town.scopes[at].level() >= Level::Channel,
            "he gave it above his channel"
        );
    }
}

/// What everybody is told about everything in an account.
async fn decisions(
    world: &World,
    town: &Town,
    account: usize,
) -> Vec<(usize, usize, &'static str)> {
    let mut all = Vec::new();
    for (number, person) in town.people.iter().enumerate() {
        let mut guarded = world.gate.read(&person.caller).await.unwrap();
        for at in town.within(account) {
            let scope = town.scopes[at];
            for role in [
                Role::AccountManager,
                Role::ChannelManager,
                Role::CourseLearner,
            ] {
                let answer = guarded.authorize(GrantRole(role), scope).await;
                all.push((number, at, word(answer.map(|_| ()))));
            }
            let answer = guarded.authorize(tutela_access::ListRoles, scope).await;
            all.push((number, at, word(answer.map(|_| ()))));
        }
    }
    all
}

fn word(outcome: Result<(), Error>) -> &'static str {
    match outcome {
        Ok(()) => "yes",
        Err(Error::Forbidden) => "forbidden",
        Err(Error::NotFound) => "not found",
        Err(error) => panic!("{error}"),
    }
}
