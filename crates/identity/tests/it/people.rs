//! Bringing people in.

use tutela_access::{Error, ViewPeople, ViewPlatform};
use tutela_core::{PersonId, Role, Scope};
use tutela_db::sql;
use tutela_identity::account;
use tutela_identity::people::{self, CannotAdd, Wanted};
use tutela_identity::roles::CannotGrant;

use crate::world::{World, on_both};

#[tokio::test]
async fn a_person_and_his_role_come_together_or_not_at_all() {
    on_both(async |world: World| {
        let w = &world;
        let people = sql!("SELECT COUNT(*) FROM persons");
        let before = w.count(people).await;

        let owner = w
            .add(
                &w.owner,
                w.account.into(),
                ("eve", Some(Role::AccountOwner)),
            )
            .await;
        assert!(matches!(
            owner,
            Err(CannotAdd::Grant(CannotGrant::Access(Error::Forbidden)))
        ));
        let other_level = w
            .add(
                &w.owner,
                w.account.into(),
                ("eve", Some(Role::CourseLearner)),
            )
            .await;
        assert!(matches!(
            other_level,
            Err(CannotAdd::Grant(CannotGrant::WrongLevel))
        ));
        let without = w.add(&w.manager, w.course.into(), ("eve", None)).await;
        assert!(matches!(without, Err(CannotAdd::RoleNeeded)));
        let taken = w
            .add(
                &w.owner,
                w.account.into(),
                ("STEN", Some(Role::AccountManager)),
            )
            .await;
        assert!(
            matches!(taken, Err(CannotAdd::Taken)),
            "names are one for the whole installation"
        );
        assert_eq!(w.count(people).await, before, "nobody was half brought in");

        let learner = w
            .add(
                &w.manager,
                w.course.into(),
                ("lena", Some(Role::CourseLearner)),
            )
            .await;
        let learner = learner.unwrap();
        assert!(learner.grant.is_some() && learner.welcome.is_some());
        let member = w
            .add(&w.owner, w.account.into(), ("bo.friis", None))
            .await
            .unwrap();
        assert!(member.grant.is_none());
        assert_eq!(w.count(people).await, before + 2);
    })
    .await;
}

#[tokio::test]
async fn people_come_in_where_one_runs_things_and_nowhere_else() {
    on_both(async |world: World| {
        let w = &world;
        let learner = Some(Role::CourseLearner);
        let above = w.add(&w.manager, w.account.into(), ("eve", None)).await;
        assert!(matches!(above, Err(CannotAdd::Access(Error::Forbidden))));
        for by in [&w.stranger, &w.administrator] {
            let elsewhere = w.add(by, w.course.into(), ("eve", learner)).await;
            assert!(matches!(elsewhere, Err(CannotAdd::Access(Error::NotFound))));
        }
        let staff = w
            .add(
                &w.owner,
                Scope::Platform,
                ("eve", Some(Role::PlatformSupport)),
            )
            .await;
        assert!(matches!(staff, Err(CannotAdd::Access(Error::NotFound))));
    })
    .await;
}

async fn part(w: &World, like: &str, after: Option<PersonId>, limit: u32) -> people::Part {
    let mut guarded = w.gate.read(&w.owner.caller).await.unwrap();
    let mut authorized = guarded.authorize(ViewPeople, w.account).await.unwrap();
    let wanted = Wanted { like, after, limit };
    people::list(&mut authorized, wanted).await.unwrap()
}

#[tokio::test]
async fn the_people_of_an_account_are_listed_by_name_and_part_by_part() {
    on_both(async |world: World| {
        let w = &world;
        for name in ["bo.friis", "øster", "eva_dahl"] {
            w.add(&w.owner, w.account.into(), (name, None))
                .await
                .unwrap();
        }
        let everybody = part(w, "", None, 50).await;
        let mut listed: Vec<_> = everybody
            .members
            .iter()
            .map(|member| (member.username.as_str(), member.ready))
            .collect();
        listed.sort_unstable();
        assert_eq!(
            listed,
            [
                ("bo.friis", false),
                ("eva_dahl", false),
                ("max", true),
                ("olga", true),
                ("øster", false)
            ]
        );
        assert_eq!(everybody.next, None);

        let (mut by_twos, mut after) = (Vec::new(), None);
        loop {
            let two = part(w, "", after, 2).await;
            assert!(two.members.len() <= 2);
            by_twos.extend(two.members);
            after = two.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(by_twos, everybody.members, "nobody twice, nobody left out");

        for (like, found) in [
            ("NEW BO", 1),
            ("a_d", 1),
            ("%", 0),
            ("!", 0),
            (" ØSTER ", 1),
            ("max", 1),
            ("the", 4),
            ("sten", 0),
        ] {
            assert_eq!(part(w, like, None, 50).await.members.len(), found, "{like}");
        }
    })
    .await;
}

/// How long one waits for a page of an account with fifty thousand members.
#[tokio::test]
#[ignore = "it measures"]
async fn a_page_of_fifty_thousand_people() {
    on_both(async |world: World| {
        let w = &world;
        let mut tx = w.db.write().await.unwrap();
        for at in 0..50_000 {
            let name = format!("Person {at:05}");
            let new = tutela_access::NewPerson {
                name,
                language: "en".to_owned(),
            };
            let person = tutela_access::create_person(&mut tx, &new, &w.ambient)
                .await
                .unwrap();
            let now = w.gate.ambient().now();
            tutela_access::add_member(&mut tx, w.account, person, now)
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
        let middle = part(w, "person 25", None, 1).await.next;
        for (what, like, after) in [
            ("the first page", "", None),
            ("a page in the middle", "", middle),
            ("a search", "4999", None),
        ] {
            let begun = std::time::Instant::now();
            let found = part(w, like, after, 50).await.members.len();
            let engine = w.db.engine_name();
            println!(
                "{what} of 50,000, {engine}: {:.1?} for {found}",
                begun.elapsed()
            );
        }
    })
    .await;
}

#[tokio::test]
async fn the_platform_sees_accounts_from_outside() {
    on_both(async |world: World| {
        let w = &world;
        let mut guarded = w.gate.read(&w.administrator.caller).await.unwrap();
        let mut authorized = guarded
            .authorize(ViewPlatform, tutela_access::Platform)
            .await
            .unwrap();
        let listed = account::list(&mut authorized).await.unwrap();
        let listed: Vec<_> = listed
            .iter()
            .map(|account| {
                (
                    account.name.as_str(),
                    account.owners.join(", "),
                    account.people,
                )
            })
            .collect();
        assert_eq!(
            listed,
            [
                ("Harbour", "sten the owner".to_owned(), 1),
                ("Nordlys", "olga the owner".to_owned(), 2)
            ]
        );
    })
    .await;
}
