//! What somebody is said to see is what the gate lets him see, and nobody is told of places that he may not know of.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use tutela_access::{Error, ListRoles, ViewChannel, ViewCourse, reach};
use tutela_core::{Level, Scope};

use crate::gate_agrees::word;
use crate::town::{PEOPLE, Town, draws, for_all};
use crate::world::{World, on_both};

#[tokio::test(flavor = "multi_thread")]
async fn da5_what_a_person_can_see_is_what_the_gate_lets_him_see() {
    on_both(async |world: World| {
        let told = AtomicUsize::new(0);
        for_all(draws(), 10, async |draw| {
            let town = Town::drawn(&world, &draw).await;
            for account in town.places(Level::Account) {
                for asker in 0..PEOPLE {
                    for top in town.within(account) {
                        let count = compare(&world, &town, (asker, top)).await;
                        told.fetch_add(count, Relaxed);
                    }
                }
            }
        });
        assert!(
            told.into_inner() > 100,
            "too little was told to say anything"
        );
    })
    .await;
}

/// Compares what one person is told about the next, and gives how many places that are.
async fn compare(world: &World, town: &Town, (asker, top): (usize, usize)) -> usize {
    let person = (asker + 1 + top) % PEOPLE;
    let mut guarded = world.gate.read(&town.people[asker].caller).await.unwrap();
    let Ok(mut authorized) = guarded.authorize(ListRoles, town.scopes[top]).await else {
        return 0;
    };
    let told = match reach(&mut authorized, town.people[person].id, 1_000).await {
        Ok((told, false)) => told,
        Err(Error::NotFound) => {
            let account = town.account(top).unwrap();
            assert!(!town.as_known[person].member_of.contains(&account));
            return 0;
        }
        other => panic!("{other:?}"),
    };
    let mut told: Vec<Scope> = told.into_iter().map(|reached| reached.scope).collect();
    told.sort_unstable();
    let mut expected = Vec::new();
    for at in town.within(top) {
        let scope = town.scopes[at];
        let may_ask = word(guarded.authorize(ListRoles, scope).await) == "yes";
        if may_ask && sees(world, town, (person, scope)).await {
            expected.push(scope);
        }
    }
    expected.sort_unstable();
    assert_eq!(told, expected);
    told.len()
}

async fn sees(world: &World, town: &Town, (person, scope): (usize, Scope)) -> bool {
    let mut guarded = world.gate.read(&town.people[person].caller).await.unwrap();
    let said = match scope {
        Scope::Account(id) => word(guarded.authorize(tutela_access::EnterAccount, id).await),
        Scope::Channel(id) => word(guarded.authorize(ViewChannel, id).await),
        Scope::Course(id) => word(guarded.authorize(ViewCourse, id).await),
        Scope::Platform | Scope::Lesson(_) => "not found",
    };
    said == "yes"
}
