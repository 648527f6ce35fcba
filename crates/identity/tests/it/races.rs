//! Fifty at once at one invitation.

use tutela_access::{Myself, ViewSelf};
use tutela_core::{Role, Secret, Username};
use tutela_db::sql;
use tutela_identity::invitation::{CannotAccept, Chosen, accept, accept_as_me};
use tutela_identity::people::PersonName;

use crate::invitations::{invite, link};
use crate::world::{World, on_both, person};

#[tokio::test]
async fn of_fifty_at_once_as_many_get_in_as_it_is_for() {
    on_both(async |world: World| {
        let w = &world;
        let made = invite(w, &w.owner, w.course.into(), &link(Role::CourseLearner, 7)).await;
        let token = made.unwrap().token.unwrap();
        let mut people = Vec::new();
        for at in 0..50 {
            let name = format!("member{at}");
            let added = w
                .add(&w.owner, w.account.into(), (&name, None))
                .await
                .unwrap();
            people.push(person(&w.gate, added.person).await);
        }
        let all = people.into_iter().map(|me| {
            let (gate, token) = (w.gate.clone(), token.clone());
            tokio::spawn(async move {
                let mut guarded = gate.write(&me.caller).await?;
                let mut authorized = guarded.authorize(ViewSelf, Myself).await?;
                accept_as_me(&gate, &mut authorized, &token).await?;
                guarded.commit().await?;
                Ok::<_, CannotAccept>(())
            })
        });
        let mut entered = 0;
        for one in all.collect::<Vec<_>>() {
            match one.await.unwrap() {
                Ok(()) => entered += 1,
                Err(CannotAccept::Gone) => {}
                Err(error) => panic!("{error}"),
            }
        }
        let learners = sql!("SELECT COUNT(*) FROM effective_grant WHERE role = 'course_learner'");
        assert_eq!((entered, w.count(learners).await), (7, 7));
        let uses = sql!("SELECT COUNT(*) FROM invitations WHERE uses = 7 AND use_limit = 7");
        assert_eq!(w.count(uses).await, 1);
    })
    .await;
}

#[tokio::test]
async fn of_fifty_new_people_at_once_one_gets_the_last_place() {
    on_both(async |world: World| {
        let w = &world;
        let made = invite(w, &w.owner, w.course.into(), &link(Role::CourseLearner, 1)).await;
        let token = made.unwrap().token.unwrap();
        let all = (0..50).map(|at| {
            let (gate, hasher, token) = (w.gate.clone(), w.hasher.clone(), token.clone());
            tokio::spawn(async move {
                let password = Secret::new(format!("the password {at}"));
                let chosen = Chosen {
                    name: PersonName::parse("Anna").ok(),
                    username: Username::parse(&format!("anna{at}")).ok(),
                    password: &password,
                    language: "en",
                    from: ("test".into(), None),
                };
                accept(&gate, &hasher, &token, &chosen).await
            })
        });
        let mut entered = 0;
        for one in all.collect::<Vec<_>>() {
            match one.await.unwrap() {
                Ok(_) => entered += 1,
                Err(CannotAccept::Gone | CannotAccept::TooBusy(_)) => {}
                Err(error) => panic!("{error}"),
            }
        }
        assert_eq!(entered, 1);
        let set = sql!("SELECT COUNT(*) FROM activities WHERE action = 'setPassword'");
        assert_eq!(w.count(set).await, 1);
        let anna = sql!("SELECT COUNT(*) FROM persons WHERE name = 'Anna'");
        assert_eq!(w.count(anna).await, 1, "who was late left nothing");
    })
    .await;
}
