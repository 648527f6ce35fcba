//! What no sequence of grants and removals leads to, whoever tries what on whom.

use proptest::prelude::*;
use tutela_access::{Error, GrantRole, OpenDoor, grant, revoke};
use tutela_core::{Level, Role};

use crate::reference::{self, Question, answer, is_at_or_below};
use crate::town::{Fate, PEOPLE, Town, for_all};
use crate::world::{World, on_both};

/// How many steps a sequence has.
const STEPS: usize = 30;

/// Somebody tries to give a role to somebody at a place, or to take it.
#[derive(Debug, Clone)]
struct Step {
    actor: usize,
    takes: bool,
    person: usize,
    role: usize,
    place: usize,
}

fn sequences() -> impl Strategy<Value = Vec<Step>> {
    let step = (
        0..PEOPLE,
        any::<bool>(),
        0..PEOPLE,
        0..Role::ALL.len(),
        0_usize..64,
    );
    let step = step.prop_map(|(actor, takes, person, role, place)| Step {
        actor,
        takes,
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
        for_all(sequences(), 12, async |steps| {
            let mut town = founded(&world).await;
            for step in &steps {
                let (role, at) = goal(&town, step, None);
                attempt(&world, &mut town, step, role, at).await;
            }
            for (owner, account) in OWNERS.into_iter().zip(town.places(Level::Account)) {
                let still = ("account_owner", account);
                assert!(
                    town.as_known[owner].holds.contains(&still),
                    "the last owner is gone"
                );
            }
        });
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
                let (role, at) = goal(&town, step, Some(accounts[0]));
                attempt(&world, &mut town, step, role, at).await;
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

/// The role and a place of its level, or of any level where the number says so; in one account only, if told.
fn goal(town: &Town, step: &Step, account: Option<usize>) -> (Role, usize) {
    let role = Role::ALL[step.role];
    let odd = step.place.is_multiple_of(8);
    let fits = |at: &usize| town.scopes[*at].level() == role.level() || odd;
    let inside = |at: &usize| account.is_none_or(|top| is_at_or_below(&town.spots, *at, top));
    let all = 0..town.scopes.len();
    let mut places: Vec<_> = all.filter(|at| fits(at) && inside(at)).collect();
    if places.is_empty() {
        places = account.into_iter().collect();
    }
    (role, places[step.place % places.len()])
}

/// Tries it, holds the outcome against the reference, and writes it down.
async fn attempt(world: &World, town: &mut Town, step: &Step, role: Role, at: usize) {
    let (actor, held) = (step.actor, (step.person, role, at));
    let standing = town.as_known[step.person]
        .holds
        .contains(&(role.as_str(), at));
    if step.takes && !town.grants.contains_key(&held) {
        return;
    }
    let action = if step.takes {
        "revokeRole"
    } else {
        "grantRole"
    };
    let asked = Question {
        action,
        role: Some(role.as_str()),
        at: Some(at),
    };
    let mut expected = answer(&town.spots, &town.as_known[actor], asked);
    if step.takes && !standing {
        expected = "not found";
    }
    let outcome = match step.takes {
        true => take(world, town, actor, held).await,
        false => give(world, town, actor, held).await,
    };
    let known = &town.as_known[actor].holds;
    assert_eq!(
        outcome, expected,
        "{action} {role} at {at} by one who holds {known:?}"
    );
    if outcome != "yes" {
        return;
    }
    assert_stands_above(town, actor, role, at);
    let known = &mut town.as_known[step.person];
    known.holds.retain(|held| *held != (role.as_str(), at));
    if !step.takes {
        known.holds.push((role.as_str(), at));
    }
}

async fn give(
    world: &World,
    town: &mut Town,
    actor: usize,
    held: (usize, Role, usize),
) -> &'static str {
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

async fn take(
    world: &World,
    town: &Town,
    actor: usize,
    held: (usize, Role, usize),
) -> &'static str {
    let mut guarded = world.gate.write(&town.people[actor].caller).await.unwrap();
    let taken = revoke(&mut guarded, town.grants[&held]).await.map(|_| ());
    if taken.is_ok() {
        guarded.commit().await.unwrap();
    }
    word(taken)
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
