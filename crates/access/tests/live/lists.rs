//! What lists show is what the policy allows to see: the two views and the gate agree for whatever people hold.

use std::collections::BTreeSet;

use tutela_access::{ViewChannel, ViewCourse};
use tutela_core::{Level, PersonId, Scope, ScopeId};
use tutela_db::{args, sql};

use crate::town::{Town, draws, for_all};
use crate::world::{Person, World, on_both};

#[tokio::test(flavor = "multi_thread")]
async fn da5_lists_show_what_the_policy_allows_to_see() {
    on_both(async |world: World| {
        for_all(draws(), 24, async |draw| {
            let town = Town::drawn(&world, &draw).await;
            for person in &town.people {
                let channels = town.places(Level::Channel);
                let seen = seen(&world, &town, person, &channels).await;
                assert_eq!(listed_channels(&world, person.id).await, seen, "channels");
                let courses = town.places(Level::Course);
                let seen = self::seen(&world, &town, person, &courses).await;
                assert_eq!(listed_courses(&world, person.id).await, seen, "courses");
            }
        });
    })
    .await;
}

async fn seen(world: &World, town: &Town, person: &Person, places: &[usize]) -> BTreeSet<ScopeId> {
    let mut seen = BTreeSet::new();
    let mut guarded = world.gate.read(&person.caller).await.unwrap();
    for at in places {
        let scope = town.scopes[*at];
        let allowed = match scope {
            Scope::Channel(id) => guarded.authorize(ViewChannel, id).await.is_ok(),
            Scope::Course(id) => guarded.authorize(ViewCourse, id).await.is_ok(),
            other => panic!("{other:?} stands in no list"),
        };
        if allowed {
            seen.insert(scope.id());
        }
    }
    seen
}

async fn listed_channels(world: &World, person: PersonId) -> BTreeSet<ScopeId> {
    let mut tx = world.db.read().await.unwrap();
    let list = sql!(
        "SELECT DISTINCT channel_id FROM viewable_channel
         WHERE person_id = $1 AND (until_at IS NULL OR until_at > $2) ORDER BY channel_id"
    );
    let rows = tx
        .rows(list, args![person, world.ambient.now()])
        .await
        .unwrap();
    rows.iter().map(|row| row.id(0).unwrap()).collect()
}

async fn listed_courses(world: &World, person: PersonId) -> BTreeSet<ScopeId> {
    let mut tx = world.db.read().await.unwrap();
    let list = sql!(
        "SELECT DISTINCT course_id FROM viewable_course
         WHERE person_id = $1 AND (until_at IS NULL OR until_at > $2) ORDER BY course_id"
    );
    let rows = tx
        .rows(list, args![person, world.ambient.now()])
        .await
        .unwrap();
    rows.iter().map(|row| row.id(0).unwrap()).collect()
}
