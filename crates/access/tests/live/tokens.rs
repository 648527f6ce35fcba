//! Tokens on real databases: whatever their persons hold, and whatever becomes of that, the gate allows with a token exactly what
//! the reference finds left: of the grants that the token was made by, those that stand.

use std::time::Duration;

use proptest::prelude::*;
use tutela_access::token::{self, NewToken, Use};
use tutela_access::{Caller, Error, Myself, ViewSelf};
use tutela_core::{Role, Scope};
use tutela_db::{args, sql};

use crate::gate_agrees::compare_as;
use crate::reference::{Token, is_at_or_below};
use crate::town::{Draw, Fate, PEOPLE, Town, draws, for_all};
use crate::world::{World, on_both};

/// What is left to chance about the tokens.
#[derive(Debug, Clone)]
struct Tokens {
    town: Draw,
    /// For each person, by which of his grants his token's place is found, how far above it, and what the token is for.
    made: Vec<(usize, usize, Vec<usize>)>,
    /// Which of all grants are taken afterwards, and which roles are given to whom, at the token's place or near it.
    taken: Vec<usize>,
    given: Vec<(usize, usize, usize)>,
}

fn tokens() -> impl Strategy<Value = Tokens> {
    let uses = proptest::collection::vec(0..Use::ALL.len(), 1..5);
    let made = (0_usize..64, 0_usize..4, uses);
    let made = proptest::collection::vec(made, PEOPLE);
    let taken = proptest::collection::vec(0_usize..64, 0..8);
    let given = (0..PEOPLE, 0..Role::ALL.len(), 0_usize..64);
    let given = proptest::collection::vec(given, 0..12);
    (draws(), made, taken, given).prop_map(|(town, made, taken, given)| Tokens {
        town,
        made,
        taken,
        given,
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn da4_da5_tokens_allow_what_the_reference_finds_left() {
    on_both(async |world: World| {
        for_all(tokens(), 24, async |draw| {
            let mut town = Town::drawn(&world, &draw.town).await;
            let mut callers = Vec::new();
            for person in 0..PEOPLE {
                callers.push(make(&world, &mut town, person, &draw.made[person]).await);
            }
            afterwards(&world, &mut town, &draw).await;
            for (person, caller) in callers.iter().enumerate() {
                if let Some(caller) = caller {
                    check(&world, &town, person, caller).await;
                }
            }
        });
    })
    .await;
}

/// Makes a token of a person where he holds something; whether one comes of it, the reference knows too.
async fn make(
    world: &World,
    town: &mut Town,
    person: usize,
    (by, up, uses): &(usize, usize, Vec<usize>),
) -> Option<Caller> {
    let holds = &town.as_known[person].holds;
    let mut at = match holds.len() {
        0 => by % 31,
        many => holds[by % many].1,
    };
    let is_lesson = matches!(town.scopes[at], Scope::Lesson(_));
    for _ in 0..(*up).max(usize::from(is_lesson)) {
        at = town.spots[at].parent.unwrap_or(at);
    }
    let uses: Vec<Use> = uses.iter().map(|one| Use::ALL[*one]).collect();
    let new = NewToken {
        name: "x".to_owned(),
        purpose: String::new(),
        scope: town.scopes[at],
        allows: uses.iter().copied().collect(),
        until: world.ambient.now().plus(Duration::from_secs(60)),
    };
    let mut guarded = world.gate.write(&town.people[person].caller).await.unwrap();
    let mut me = match guarded.authorize(ViewSelf, Myself).await {
        Ok(me) => me,
        Err(_) => {
            assert!(town.as_known[person].blocked);
            return None;
        }
    };
    let made = token::make(&mut me, &new).await.unwrap();
    let held = derived(town, person, at);
    assert_eq!(made.is_some(), !held.is_empty(), "{at} {held:?}");
    let made = made?;
    guarded.commit().await.unwrap();
    let known = &mut town.as_known[person];
    known.holds = held;
    known.token = Some(Token {
        at,
        uses: uses.into_iter().map(Use::as_str).collect(),
    });
    Some(Caller::with_api_token(made.token.digest()))
}

/// What a person holds at a place, above it in its account, and below it.
fn derived(town: &Town, person: usize, at: usize) -> Vec<(&'static str, usize)> {
    if town.closed.contains(&at) {
        return Vec::new();
    }
    let holds = town.as_known[person].holds.iter().copied();
    holds
        .filter(|(_, held_at)| is_near(town, *held_at, at) && !town.closed.contains(held_at))
        .collect()
}

/// Whether a place stands in another one, or that in it; the platform is near nothing.
fn is_near(town: &Town, one: usize, other: usize) -> bool {
    let spots = &town.spots;
    (one == 0) == (other == 0)
        && (is_at_or_below(spots, one, other) || is_at_or_below(spots, other, one))
}

/// Takes some grants, and gives some that no token made before may use.
async fn afterwards(world: &World, town: &mut Town, draw: &Tokens) {
    let all: Vec<_> = {
        let mut all: Vec<_> = town.grants.iter().map(|(held, id)| (*held, *id)).collect();
        all.sort_unstable();
        all
    };
    let mut tx = world.db.write().await.unwrap();
    for taken in &draw.taken {
        let Some(((person, role, at), id)) = all.get(taken % all.len().max(1)) else {
            continue;
        };
        let take = sql!("UPDATE grants SET revoked_at = 1 WHERE id = $1");
        tx.run(take, args![*id]).await.unwrap();
        let known = &mut town.as_known[*person];
        known.holds.retain(|held| *held != (role.as_str(), *at));
    }
    for (person, role, place) in &draw.given {
        let role = Role::ALL[*role];
        let mut places = town.places(role.level());
        if let Some(token) = &town.as_known[*person].token {
            let near = |at: &usize| is_near(town, *at, token.at);
            places.retain(near);
        }
        let Some(at) = places.get(place % places.len().max(1)).copied() else {
            continue;
        };
        let before = town.as_known[*person].holds.clone();
        town.hold(&mut tx, world, (*person, role, at), Fate::Lasting)
            .await;
        if town.as_known[*person].token.is_some() {
            town.as_known[*person].holds = before;
        }
    }
    tx.commit().await.unwrap();
}

async fn check(world: &World, town: &Town, person: usize, caller: &Caller) {
    let known = &town.as_known[person];
    let mut guarded = world.gate.read(caller).await.unwrap();
    let alive = guarded.authorize(ViewSelf, Myself).await.map(|_| ());
    if known.holds.is_empty() {
        assert!(matches!(alive, Err(Error::NotSignedIn)), "{alive:?}");
        return;
    }
    assert!(matches!(alive, Err(Error::NotByToken)), "{alive:?}");
    compare_as(&mut guarded, town, person).await;
}
