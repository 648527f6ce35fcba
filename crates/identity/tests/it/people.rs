//! Bringing people in.

use tutela_access::{Error, ViewPeople, ViewPlatform};
use tutela_core::{Role, Scope};
use tutela_db::sql;
use tutela_identity::account;
use tutela_identity::people::{self, CannotAdd};
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

#[tokio::test]
async fn the_people_of_an_account_are_listed_by_name() {
    on_both(async |world: World| {
        let w = &world;
        w.add(&w.owner, w.account.into(), ("bo.friis", None))
            .await
            .unwrap();
        let mut guarded = w.gate.read(&w.owner.caller).await.unwrap();
        let mut authorized = guarded.authorize(ViewPeople, w.account).await.unwrap();
        let listed = people::list(&mut authorized).await.unwrap();
        let mut listed: Vec<_> = listed
            .iter()
            .map(|member| (member.username.as_str(), member.ready))
            .collect();
        listed.sort_unstable();
        assert_eq!(listed, [("bo.friis", false), ("max", true), ("olga", true)]);
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
