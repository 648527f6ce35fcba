//! Giving roles, taking them, giving them back.

use std::time::Duration;

use tutela_access::{Error, ListRoles};
use tutela_core::{GrantId, PersonId, Role, Scope, Time, Username};
use tutela_identity::roles::{self, CannotGrant, Given};

use crate::world::{Person, World, on_both};

#[derive(Debug, Clone, Copy)]
enum Whom<'a> {
    Person(PersonId),
    Username(&'a Username),
}

async fn give(
    world: &World,
    by: &Person,
    (scope, role): (Scope, Role),
    (whom, until): (Whom<'_>, Option<Time>),
) -> Result<Given, CannotGrant> {
    let person = match whom {
        Whom::Person(person) => person,
        Whom::Username(username) => {
            let mut looking = world.gate.read(&by.caller).await?;
            roles::find(&mut looking, (scope, role), username).await?
        }
    };
    let mut guarded = world.gate.write(&by.caller).await?;
    let given = roles::grant(&mut guarded, scope, role, (person, until)).await?;
    guarded.commit().await?;
    Ok(given)
}

async fn take(world: &World, by: &Person, grant: GrantId) -> Result<PersonId, Error> {
    let mut guarded = world.gate.write(&by.caller).await?;
    let held = roles::revoke(&mut guarded, grant).await?;
    guarded.commit().await?;
    Ok(held.person)
}

fn name(text: &str) -> Username {
    Username::parse(text).unwrap()
}

#[tokio::test]
async fn roles_go_down_and_never_up_or_beside() {
    on_both(async |world: World| {
        let w = &world;
        let anna = w
            .add(&w.owner, w.account.into(), ("anna", None))
            .await
            .unwrap();
        let anna = Whom::Person(anna.person);
        let (account, channel, course) = (w.account.into(), w.channel.into(), w.course.into());
        for (by, place) in [
            (&w.owner, (account, Role::AccountManager)),
            (&w.owner, (channel, Role::ChannelManager)),
            (&w.owner, (course, Role::CourseEditor)),
            (&w.manager, (channel, Role::ChannelManager)),
            (&w.manager, (course, Role::CourseLearner)),
        ] {
            give(w, by, place, (anna, None)).await.unwrap();
        }
        for (by, place) in [
            (&w.owner, (account, Role::AccountOwner)),
            (&w.manager, (account, Role::AccountManager)),
        ] {
            let refused = give(w, by, place, (anna, None)).await;
            assert!(
                matches!(refused, Err(CannotGrant::Access(Error::Forbidden))),
                "{place:?}"
            );
        }
        for (by, place) in [
            (&w.stranger, (course, Role::CourseLearner)),
            (&w.administrator, (account, Role::AccountManager)),
            (&w.administrator, (account, Role::AccountOwner)),
            (&w.owner, (Scope::Platform, Role::PlatformAdministrator)),
        ] {
            let refused = give(w, by, place, (anna, None)).await;
            assert!(
                matches!(refused, Err(CannotGrant::Access(Error::NotFound))),
                "{place:?}"
            );
        }
        let other = give(w, &w.owner, (channel, Role::CourseEditor), (anna, None)).await;
        assert!(matches!(other, Err(CannotGrant::WrongLevel)));
    })
    .await;
}

#[tokio::test]
async fn only_people_of_the_account_can_be_named() {
    on_both(async |world: World| {
        let w = &world;
        let (sten, ada, max) = (name("sten"), name("ada"), name("MAX"));
        let course = (w.course.into(), Role::CourseLearner);
        for nobody in [
            Whom::Username(&sten),
            Whom::Username(&ada),
            Whom::Person(w.stranger.id),
            Whom::Person(w.ambient.id()),
        ] {
            let found = give(w, &w.owner, course, (nobody, None)).await;
            assert!(matches!(found, Err(CannotGrant::Nobody)), "{nobody:?}");
        }
        let given = give(w, &w.owner, course, (Whom::Username(&max), None)).await;
        assert_eq!(given.unwrap().person, w.manager.id);

        let platform = (Scope::Platform, Role::PlatformSupport);
        for nobody in [Whom::Username(&max), Whom::Person(w.manager.id)] {
            let found = give(w, &w.administrator, platform, (nobody, None)).await;
            assert!(matches!(found, Err(CannotGrant::Nobody)), "{nobody:?}");
        }
        let given = give(w, &w.administrator, platform, (Whom::Username(&ada), None)).await;
        assert_eq!(given.unwrap().person, w.administrator.id);
    })
    .await;
}

#[tokio::test]
async fn a_role_has_an_end_that_lies_ahead() {
    on_both(async |world: World| {
        let w = &world;
        let course = (w.course.into(), Role::CourseLearner);
        let max = Whom::Person(w.manager.id);
        let now = w.ambient.now();
        let over = give(w, &w.owner, course, (max, Some(now))).await;
        assert!(matches!(over, Err(CannotGrant::Over)));
        let ahead = Some(now.plus(Duration::from_secs(1)));
        let first = give(w, &w.owner, course, (max, ahead)).await.unwrap();
        let again = give(w, &w.owner, course, (max, None)).await.unwrap();
        assert_eq!(first, again, "giving what is held changes its end alone");
    })
    .await;
}

#[tokio::test]
async fn what_was_taken_can_be_given_back() {
    on_both(async |world: World| {
        let w = &world;
        let course = (w.course.into(), Role::CourseLearner);
        let given = give(w, &w.owner, course, (Whom::Person(w.manager.id), None))
            .await
            .unwrap();
        assert!(matches!(
            take(w, &w.stranger, given.grant).await,
            Err(Error::NotFound)
        ));
        assert_eq!(take(w, &w.owner, given.grant).await.unwrap(), w.manager.id);
        assert!(matches!(
            take(w, &w.owner, given.grant).await,
            Err(Error::NotFound)
        ));

        let mut guarded = w.gate.write(&w.owner.caller).await.unwrap();
        let back = roles::restore(&mut guarded, given.grant).await.unwrap();
        guarded.commit().await.unwrap();
        assert_eq!((back.person, back.scope), (w.manager.id, w.course.into()));
        assert_ne!(back.grant, given.grant);
    })
    .await;
}

#[tokio::test]
async fn the_heads_above_are_shown_to_those_who_may_know() {
    on_both(async |world: World| {
        let w = &world;
        let seen = async |who: &Person, scope: Scope| {
            let mut guarded = w.gate.read(&who.caller).await.unwrap();
            let authorized = guarded.authorize(ListRoles, scope).await.unwrap();
            let place = authorized.place();
            let above = roles::above(&mut guarded, scope, place).await.unwrap();
            above
                .into_iter()
                .map(|held| (held.person, held.role))
                .collect::<Vec<_>>()
        };
        let owner = (w.owner.id, Role::AccountOwner);
        let manager = (w.manager.id, Role::ChannelManager);
        assert_eq!(seen(&w.owner, w.course.into()).await, [manager, owner]);
        assert_eq!(seen(&w.owner, w.channel.into()).await, [owner]);
        assert_eq!(seen(&w.owner, w.account.into()).await, []);
        assert_eq!(seen(&w.manager, w.course.into()).await, [manager]);
        assert_eq!(seen(&w.manager, w.channel.into()).await, []);
    })
    .await;
}
