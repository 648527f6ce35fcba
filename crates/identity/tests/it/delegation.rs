//! Roles with terms, several at once, and what a person can see, as rules and as pages.

use std::time::Duration;

use http::{Method, StatusCode};
use tutela_access::{Error, ListRoles};
use tutela_core::{GrantId, PersonId, Role, Scope};
use tutela_db::sql;
use tutela_identity::reach;
use tutela_identity::roles::{
    self, CannotGrant, Terms, Why, change, grant_several, restore_several, revoke_several,
};

use crate::pages::{ask, cookie, house};
use crate::world::{Person, World, on_both, person};

const DAY: Duration = Duration::from_secs(24 * 3600);

async fn give(world: &World, by: &Person, (scope, role): (Scope, Role), to: PersonId) -> GrantId {
    let mut guarded = world.gate.write(&by.caller).await.unwrap();
    let given = roles::grant(&mut guarded, scope, role, (to, None)).await;
    guarded.commit().await.unwrap();
    given.unwrap().grant
}

async fn member(world: &World, name: &str) -> Person {
    let added = world
        .add(&world.owner, world.account.into(), (name, None))
        .await;
    person(&world.gate, added.unwrap().person).await
}

#[tokio::test]
async fn da2_da3_several_are_decided_one_by_one_and_the_left_out_are_named() {
    on_both(async |world: World| {
        let w = &world;
        let (course, tutor) = (Scope::Course(w.course), Role::CourseTutor);
        let anna = member(w, "anna").await;
        let bo = member(w, "boris").await;
        let people = [anna.id, bo.id, w.stranger.id, anna.id];
        let mut guarded = w.gate.write(&w.manager.caller).await.unwrap();
        let terms = Terms::default();
        let given = grant_several(&mut guarded, (course, tutor), &people, &terms).await;
        guarded.commit().await.unwrap();
        let given = given.unwrap();
        assert_eq!(given.done.len(), 2);
        let left: Vec<_> = given.left_out.iter().map(|one| (one.id, one.why)).collect();
        assert_eq!(left, [(w.stranger.id, Why::NotFound)]);

        let above = give(
            w,
            &w.owner,
            (w.account.into(), Role::AccountManager),
            anna.id,
        )
        .await;
        let nobody: GrantId = w.ambient.id();
        let mut grants: Vec<_> = given.done.iter().map(|given| given.grant).collect();
        grants.extend([above, nobody]);
        let mut guarded = w.gate.write(&w.manager.caller).await.unwrap();
        let taken = revoke_several(&mut guarded, &grants).await.unwrap();
        guarded.commit().await.unwrap();
        assert_eq!(taken.done.len(), 2);
        let why = |id: GrantId| taken.left_out.iter().find(|one| one.id == id).unwrap().why;
        assert_eq!((why(above), why(nobody)), (Why::Forbidden, Why::NotFound));

        let mut guarded = w.gate.write(&w.owner.caller).await.unwrap();
        let others = restore_several(&mut guarded, taken.at).await;
        assert!(matches!(others, Err(Error::NotFound)), "only one's own act");
        drop(guarded);
        let mut guarded = w.gate.write(&w.manager.caller).await.unwrap();
        let back = restore_several(&mut guarded, taken.at).await.unwrap();
        guarded.commit().await.unwrap();
        assert_eq!(back.done.len(), 2);
        let tutors = sql!("SELECT COUNT(*) FROM effective_grant WHERE role = 'course_tutor'");
        assert_eq!(w.count(tutors).await, 2);
    })
    .await;
}

#[tokio::test]
async fn da3_when_none_of_several_can_be_taken_nothing_is_done() {
    on_both(async |world: World| {
        let w = &world;
        let manager = (w.account.into(), Role::AccountManager);
        let above = give(w, &w.owner, manager, w.manager.id).await;
        for (who, forbidden) in [(&w.stranger, false), (&w.manager, false)] {
            let mut guarded = w.gate.write(&who.caller).await.unwrap();
            let taken = revoke_several(&mut guarded, &[w.ambient.id()]).await;
            assert!(matches!(taken, Err(Error::NotFound)), "{forbidden}");
        }
        let mut guarded = w.gate.write(&w.stranger.caller).await.unwrap();
        let taken = revoke_several(&mut guarded, &[above]).await;
        assert!(matches!(taken, Err(Error::NotFound)));
    })
    .await;
}

#[tokio::test]
async fn da4_terms_are_changed_on_the_record_and_an_end_takes_no_job() {
    on_both(async |world: World| {
        let w = &world;
        let anna = member(w, "anna").await;
        let tutor = (w.course.into(), Role::CourseTutor);
        let grant = give(w, &w.manager, tutor, anna.id).await;
        let terms = Terms {
            until: Some(w.ambient.now().plus(DAY)),
            reason: Some("for the summer".to_owned()),
        };
        let mut guarded = w.gate.write(&w.manager.caller).await.unwrap();
        let over = Terms {
            until: Some(w.ambient.now()),
            reason: None,
        };
        let refused = change(&mut guarded, grant, &over).await;
        assert!(matches!(refused, Err(CannotGrant::Over)));
        change(&mut guarded, grant, &terms).await.unwrap();
        guarded.commit().await.unwrap();
        let recorded = sql!("SELECT COUNT(*) FROM activities WHERE action = 'changeGrant'");
        assert_eq!(w.count(recorded).await, 1);
        let told = sql!("SELECT COUNT(*) FROM notifications WHERE kind = 'role-granted'");
        assert_eq!(w.count(told).await, 1, "who got the role was told");
        let listed = async || {
            let mut guarded = w.gate.read(&anna.caller).await.unwrap();
            guarded.authorize(ListRoles, w.course.into()).await.is_ok()
        };
        assert!(listed().await);
        w.clock.forward(DAY);
        assert!(!listed().await, "the clock alone ends it");
    })
    .await;
}

#[tokio::test]
async fn da5_one_is_told_what_a_person_sees_below_oneself_and_no_more() {
    on_both(async |world: World| {
        let w = &world;
        let anna = member(w, "anna").await;
        give(w, &w.manager, (w.course.into(), Role::CourseTutor), anna.id).await;
        let seen = async |asker: &Person, top: Scope, person: PersonId| {
            let mut guarded = w.gate.read(&asker.caller).await.unwrap();
            let mut authorized = guarded.authorize(ListRoles, top).await?;
            let reach = reach::get(&mut authorized, person).await?;
            let places = reach.places.into_iter();
            Ok::<_, Error>(
                places
                    .map(|one| (one.scope, one.by.len()))
                    .collect::<Vec<_>>(),
            )
        };
        let (account, channel, course) = (
            Scope::Account(w.account),
            Scope::Channel(w.channel),
            Scope::Course(w.course),
        );
        let hers = seen(&w.owner, account, anna.id).await.unwrap();
        assert_eq!(hers, [(account, 0), (course, 1)]);
        let his = seen(&w.owner, account, w.manager.id).await.unwrap();
        assert_eq!(his, [(account, 0), (channel, 1), (course, 1)]);
        let below = seen(&w.manager, channel, anna.id).await.unwrap();
        assert_eq!(below, [(course, 1)]);
        let above = seen(&w.manager, account, anna.id).await;
        assert!(matches!(above, Err(Error::Forbidden)));
        let other = seen(&w.owner, account, w.stranger.id).await;
        assert!(matches!(other, Err(Error::NotFound)));
        let auditor = member(w, "auditor").await;
        give(w, &w.owner, (account, Role::AccountAuditor), auditor.id).await;
        let audited = seen(&auditor, account, anna.id).await.unwrap();
        assert_eq!(audited, [(account, 0)], "an auditor looks after no course");
        w.block(anna.id).await;
        assert_eq!(seen(&w.owner, account, anna.id).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn roles_are_looked_after_on_a_page() {
    on_both(async |world: World| {
        let w = &world;
        let (house, owner) = (house(w.gate.clone(), None), cookie(&w.owner));
        let roles = format!("/courses/{}/roles", w.course);
        let form = "username=max&role=course_tutor&until=2020-01-01&reason=Summer";
        let refused = ask(&house, Method::POST, &roles, &owner, form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("tomorrow or a later day"));
        let form = "username=max&role=course_tutor&until=2027-02-01&reason=Summer+%3Cb%3E";
        let given = ask(&house, Method::POST, &roles, &owner, form).await;
        assert_eq!(given.location(), roles);
        let page = ask(&house, Method::GET, &roles, &owner, "").await;
        assert!(page.text.contains("Summer &#60;b&#62;"), "{}", page.text);
        assert!(!page.text.contains('⟦'), "{}", page.text);
        let at = page.text.find("/terms").unwrap();
        let grant = &page.text[at - 36..at];
        let change = format!("/roles/{grant}/terms");
        let shown = ask(&house, Method::GET, &change, &owner, "").await;
        assert!(
            shown.text.contains("value=\"2027-02-01\""),
            "{}",
            shown.text
        );
        let wrong = ask(&house, Method::POST, &change, &owner, "until=soon").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let stranger = cookie(&w.stranger);
        let hidden = ask(&house, Method::GET, &change, &stranger, "").await;
        assert_eq!(hidden.status, StatusCode::NOT_FOUND);
        let changed = ask(&house, Method::POST, &change, &owner, "until=2027-03-01").await;
        assert_eq!(changed.location(), roles);

        let several = format!("{roles}/removals");
        let none = ask(&house, Method::POST, &several, &owner, "").await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        let gone: GrantId = w.ambient.id();
        let tick = format!("grant={grant}:{0}&grant={gone}:{0}", w.manager.id);
        let told = ask(&house, Method::POST, &several, &owner, &tick).await;
        assert_eq!(told.status, StatusCode::OK);
        assert!(told.text.contains("Roles removed: 1"), "{}", told.text);
        let at = told.text.find("/roles/removals/").unwrap();
        let end = told.text[at..].find("/undo").unwrap();
        let path = told.text[..at].rfind('"').unwrap() + 1;
        let undo = &told.text[path..at + end + 5];
        let back = ask(&house, Method::POST, undo, &owner, "").await;
        assert_eq!(back.location(), roles, "{undo}: {}", back.text);
        let channel = format!("/channels/{}/roles", w.channel);
        let grouped = ask(&house, Method::GET, &channel, &owner, "").await;
        assert!(
            grouped.text.contains("<h2><a href=\"/courses/"),
            "{}",
            grouped.text
        );
        assert!(!grouped.text.contains('⟦'), "{}", grouped.text);
        for path in [
            format!("/channels/{}/reach/{}", w.channel, w.manager.id),
            format!("/accounts/{}/people/{}", w.account, w.manager.id),
        ] {
            let reach = ask(&house, Method::GET, &path, &owner, "").await;
            assert!(reach.text.contains("Seamanship"), "{}", reach.text);
            assert!(!reach.text.contains('⟦'), "{}", reach.text);
        }
    })
    .await;
}
