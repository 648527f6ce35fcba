//! The record names who, where, and the policy that decided.

use std::collections::HashSet;

use http::{Method, StatusCode};
use tutela_access::{Error, Guarded, ViewActivities};
use tutela_audit::{Activity, record};
use tutela_core::{Clock as _, GrantId, Role, Time};
use tutela_identity::activities::{Part, Wanted, list};
use tutela_identity::roles;

use crate::pages::{self, cookie, house};
use crate::world::{World, on_both};

async fn read(guarded: &mut Guarded<'_>, world: &World, limit: u32) -> Part {
    let authorized = guarded.authorize(ViewActivities, world.account).await;
    list(&mut authorized.unwrap(), &Wanted::default(), None, limit)
        .await
        .unwrap()
}

async fn give_take_and_give_back(world: &World) -> GrantId {
    let mut guarded = world.gate.write(&world.manager.caller).await.unwrap();
    let whom = (world.manager.id, None);
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
            let part = list(&mut authorized, &Wanted::default(), before, 2)
                .await
                .unwrap();
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

        let elsewhere = list(&mut authorized, &Wanted::default(), Some(w.ambient.id()), 2)
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

#[tokio::test]
async fn the_record_is_narrowed_down_by_person_action_and_time() {
    on_both(async |world: World| {
        let w = &world;
        give_take_and_give_back(w).await;
        let house = house(w.gate.clone(), None);
        let (olga, here) = (
            cookie(&w.owner),
            format!("/accounts/{}/activities", w.account),
        );
        let ask = async |query: &str, who: &str| {
            let path = format!("/api/v1{here}?{query}");
            let answer = pages::ask(&house, Method::GET, &path, who, "").await;
            let list: serde_json::Value = serde_json::from_str(&answer.text).unwrap();
            let lines = list["activities"].as_array().map(Vec::len);
            (answer.status.as_u16(), lines)
        };
        assert_eq!(ask("", &olga).await, (200, Some(6)));
        let max = format!("person={}", w.manager.id);
        assert_eq!(ask(&max, &olga).await, (200, Some(3)));
        assert_eq!(ask("action=revokeRole", &olga).await, (200, Some(1)));
        assert_eq!(
            ask("person=&action=&from=&to=", &olga).await,
            (200, Some(6))
        );
        let second = w.clock.now().plus(std::time::Duration::ZERO);
        let from = Time::from_micros(second.micros() - 1_000_000);
        assert_eq!(ask(&format!("from={from}"), &olga).await, (200, Some(1)));
        assert_eq!(ask(&format!("to={from}"), &olga).await, (200, Some(5)));
        assert_eq!(ask("from=yesterday", &olga).await, (422, None));
        assert_eq!(ask("person=max", &olga).await, (422, None));
        assert_eq!(ask(&max, &cookie(&w.stranger)).await, (404, None));
        let page = format!("{here}?{max}&action=grantRole&from=2000-01-01");
        let page = pages::ask(&house, Method::GET, &page, &olga, "").await;
        assert!(page.text.contains("What Max Lund did"), "{}", page.text);
        let wrong = pages::ask(&house, Method::GET, &format!("{here}?to=x"), &olga, "").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test]
async fn the_record_is_exported_whole_and_harmless() {
    on_both(async |world: World| {
        let w = &world;
        let mut tx = w.db.write().await.unwrap();
        for number in 0..450 {
            let activity = Activity {
                actor: Some(w.owner.id),
                account: Some(w.account),
                scope: w.course.into(),
                action: "publishCourse",
                policy: "test",
                subject: String::new(),
                detail: &format!("=HYPERLINK({number})"),
            };
            record(&mut tx, activity, &w.ambient).await.unwrap();
        }
        tx.commit().await.unwrap();
        let house = house(w.gate.clone(), None);
        let path = format!(
            "/accounts/{}/activities.csv?action=publishCourse",
            w.account
        );
        let answer = pages::ask(&house, Method::GET, &path, &cookie(&w.owner), "").await;
        let lines: Vec<&str> = answer.text.lines().collect();
        assert_eq!(lines.len(), 451, "the head and every line once");
        let unique: HashSet<_> = lines.iter().collect();
        assert_eq!(unique.len(), 451);
        let first =
            "\"olga the owner\",\"publishCourse\",\"course\",\"Knots\",\"test\",\"'=HYPERLINK(";
        assert!(
            lines[1..].iter().all(|line| line.contains(first)),
            "{}",
            lines[1]
        );
        for nobody in [cookie(&w.stranger), cookie(&w.administrator)] {
            let answer = pages::ask(&house, Method::GET, &path, &nobody, "").await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
        }
        let max = pages::ask(&house, Method::GET, &path, &cookie(&w.manager), "").await;
        assert_eq!(max.status, StatusCode::FORBIDDEN);
    })
    .await;
}

#[tokio::test]
async fn one_reads_what_one_did_oneself() {
    on_both(async |world: World| {
        let w = &world;
        give_take_and_give_back(w).await;
        let house = house(w.gate.clone(), None);
        let own = async |who: &crate::world::Person| {
            let path = "/api/v1/me/activities";
            let answer = pages::ask(&house, Method::GET, path, &cookie(who), "").await;
            let list: serde_json::Value = serde_json::from_str(&answer.text).unwrap();
            let lines = list["activities"].as_array().unwrap().clone();
            let actions = lines.iter().map(|line| line["action"].to_string());
            let mut actions: Vec<_> = actions.collect();
            actions.sort();
            actions
        };
        assert_eq!(
            own(&w.manager).await,
            ["\"grantRole\"", "\"grantRole\"", "\"revokeRole\""]
        );
        assert_eq!(own(&w.stranger).await, [""; 0]);
    })
    .await;
}
