//! The record names who, where, and the policy that decided.

use std::collections::HashSet;

use tutela_access::{Error, Guarded, ViewActivities};
use tutela_core::{GrantId, Role};
use tutela_identity::activities::{Part, list};
use tutela_identity::roles::{self, Whom};

use crate::world::{World, on_both};

async fn read(guarded: &mut Guarded<'_>, world: &World, limit: u32) -> Part {
    let authorized = guarded.authorize(ViewActivities, world.account).await;
    list(&mut authorized.unwrap(), None, limit).await.unwrap()
}

async fn give_take_and_give_back(world: &World) -> GrantId {
    let mut guarded = world.gate.write(&world.manager.caller).await.unwrap();
    let whom = (Whom::Person(world.manager.id), None);
    let given = roles::grant(&mut guarded, world.course.into(), Role::CourseLearner, whom);
    let given = given.await.unwrap();
    guarded.commit().await.unwrap();
    for back in [false, true] {
        let mut guarded = world.gate.write(&world.manager.caller).await.unwrap();
        match back {
            false => roles::revoke(&mut guarded, given.grant).await.unwrap(),
            true => roles::restore(&mut guarded, given.grant).await.unwrap(),
        };
        guarded.commit().await.unwrap();
        world.clock.forward(std::time::Duration::from_secs(1));
    }
    given.grant
}

#[tokio::test]
async fn every_act_is_recorded_with_the_policy_that_allowed_it() {
    on_both(async |world: World| {
        let w = &world;
        give_take_and_give_back(w).await;
        let mut guarded = w.gate.read(&w.owner.caller).await.unwrap();
        let part = read(&mut guarded, w, 50).await;
        assert_eq!(part.next, None);
        let told: HashSet<_> = part
            .lines
            .iter()
            .map(|line| {
                (
                    line.actor.as_deref().unwrap(),
                    line.action.as_str(),
                    line.place.as_deref().unwrap(),
                    line.policy.as_str(),
                    line.detail.as_str(),
                )
            })
            .collect();
        let in_courses = "channel-heads-delegate-in-its-courses";
        let expected = HashSet::from([
            (
                "Ada Berg",
                "createAccount",
                "Nordlys",
                "administrators-run-the-platform",
                "Nordlys",
            ),
            (
                "olga the owner",
                "addPerson",
                "Seamanship",
                "channel-heads-run-the-channel",
                "Max Lund",
            ),
            (
                "olga the owner",
                "grantRole",
                "Seamanship",
                "channel-heads-delegate-in-their-channel",
                "channel_manager Max Lund",
            ),
            (
                "Max Lund",
                "grantRole",
                "Knots",
                in_courses,
                "course_learner Max Lund",
            ),
            (
                "Max Lund",
                "revokeRole",
                "Knots",
                in_courses,
                "course_learner Max Lund",
            ),
        ]);
        assert_eq!(told, expected);
        assert_eq!(part.lines.len(), 6, "given, taken, and given back");
        assert_eq!(part.lines[0].action, "grantRole", "the latest comes first");
    })
    .await;
}

#[tokio::test]
async fn the_record_is_read_part_by_part() {
    on_both(async |world: World| {
        let w = &world;
        give_take_and_give_back(w).await;
        let mut guarded = w.gate.read(&w.owner.caller).await.unwrap();
        let whole = read(&mut guarded, w, 50).await.lines;
        let mut authorized = guarded.authorize(ViewActivities, w.account).await.unwrap();
        let (mut parts, mut before) = (Vec::new(), None);
        loop {
            let part = list(&mut authorized, before, 2).await.unwrap();
            assert!(part.lines.len() <= 2);
            parts.extend(part.lines);
            before = part.next;
            if before.is_none() {
                break;
            }
        }
        assert_eq!(
            parts, whole,
            "no line is lost or told twice, at one moment or at several"
        );

        let elsewhere = list(&mut authorized, Some(w.ambient.id()), 2)
            .await
            .unwrap();
        assert_eq!(elsewhere.lines, []);
    })
    .await;
}

#[tokio::test]
async fn heads_and_auditors_read_it_and_nobody_else() {
    on_both(async |world: World| {
        let w = &world;
        let says = async |who: &crate::world::Person| {
            let mut guarded = w.gate.read(&who.caller).await.unwrap();
            guarded.authorize(ViewActivities, w.account).await.err()
        };
        assert!(says(&w.owner).await.is_none());
        assert!(matches!(says(&w.manager).await, Some(Error::Forbidden)));
        assert!(matches!(says(&w.stranger).await, Some(Error::NotFound)));
        assert!(matches!(
            says(&w.administrator).await,
            Some(Error::NotFound)
        ));
    })
    .await;
}
