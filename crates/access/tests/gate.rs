//! The gate on a real database: who gets through, who does not, and what they are told.

#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod world;

use tutela_access::{
    Caller, CreateAccount, CreateChannel, EditCourse, EnterAccount, Error, GetMedia, GrantRole,
    ListRoles, Myself, Platform, ViewChannel, ViewCourse, ViewLesson, ViewSelf, held_at,
    held_by_me, publish, restore, revoke, session,
};
use tutela_core::{Role, Scope};
use world::{World, on_both};

/// What the policy says to one person about one action, in one word.
macro_rules! says {
    ($world:expr, $who:expr, $action:expr, $on:expr) => {{
        let mut guarded = $world.gate.read(&$who.caller).await.unwrap();
        match guarded.authorize($action, $on).await {
            Ok(_) => "yes",
            Err(Error::NotSignedIn) => "sign in",
            Err(Error::NotFound) => "not found",
            Err(Error::Forbidden) => "forbidden",
            Err(Error::FactorNeeded) => "second factor needed",
            Err(Error::ProofNeeded) => "proof needed",
            Err(Error::NotByToken) => "not by token",
            Err(Error::Db(error)) => panic!("{error}"),
        }
    }};
}

#[tokio::test]
async fn da1_access_is_by_role() {
    on_both(async |world: World| {
        let w = &world;
        assert_eq!(says!(w, w.administrator, CreateAccount, Platform), "yes");
        assert_eq!(says!(w, w.owner, CreateAccount, Platform), "not found");
        assert_eq!(says!(w, w.owner, CreateChannel, w.account), "yes");
        assert_eq!(says!(w, w.manager, CreateChannel, w.account), "forbidden");
        assert_eq!(says!(w, w.manager, EnterAccount, w.account), "yes");
        assert_eq!(says!(w, w.manager, ViewChannel, w.channel), "yes");
        assert_eq!(says!(w, w.manager, EditCourse, w.course), "yes");
        assert_eq!(says!(w, w.learner, ViewSelf, Myself), "yes");
    })
    .await;
}

#[tokio::test]
async fn learners_see_what_is_published_and_not_before() {
    on_both(async |world: World| {
        let w = &world;
        assert_eq!(says!(w, w.learner, ViewCourse, w.course), "not found");
        assert_eq!(says!(w, w.learner, ViewLesson, w.lesson), "not found");
        w.publish(w.course.into()).await;
        assert_eq!(says!(w, w.learner, ViewCourse, w.course), "yes");
        assert_eq!(says!(w, w.learner, GetMedia, w.lesson), "not found");
        w.publish(w.lesson.into()).await;
        assert_eq!(says!(w, w.learner, GetMedia, w.lesson), "yes");
        assert_eq!(says!(w, w.learner, EditCourse, w.course), "forbidden");
        assert_eq!(says!(w, w.learner, ViewChannel, w.channel), "not found");
    })
    .await;
}

#[tokio::test]
async fn da5_other_accounts_and_staff_find_nothing() {
    on_both(async |world: World| {
        let w = &world;
        w.publish(w.course.into()).await;
        w.publish(w.lesson.into()).await;
        for stranger in [&w.stranger, &w.administrator] {
            assert_eq!(says!(w, stranger, EnterAccount, w.account), "not found");
            assert_eq!(says!(w, stranger, ViewChannel, w.channel), "not found");
            assert_eq!(says!(w, stranger, ViewCourse, w.course), "not found");
            assert_eq!(says!(w, stranger, ViewLesson, w.lesson), "not found");
            assert_eq!(says!(w, stranger, GetMedia, w.lesson), "not found");
            assert_eq!(
                says!(w, stranger, ListRoles, Scope::Course(w.course)),
                "not found"
            );
        }
        let nothing: tutela_core::CourseId = w.ambient.id();
        assert_eq!(says!(w, w.owner, ViewCourse, nothing), "not found");
        let disguised: tutela_core::CourseId = w.channel.uuid().into();
        assert_eq!(says!(w, w.owner, ViewCourse, disguised), "not found");
    })
    .await;
}

#[tokio::test]
async fn da2_da3_roles_are_delegated_downwards_only() {
    on_both(async |world: World| {
        let w = &world;
        let (account, channel, course) = (w.account.into(), w.channel.into(), w.course.into());
        assert_eq!(
            says!(w, w.owner, GrantRole(Role::AccountManager), account),
            "yes"
        );
        assert_eq!(
            says!(w, w.owner, GrantRole(Role::AccountOwner), account),
            "forbidden"
        );
        assert_eq!(
            says!(w, w.owner, GrantRole(Role::ChannelManager), channel),
            "yes"
        );
        assert_eq!(
            says!(w, w.manager, GrantRole(Role::ChannelManager), channel),
            "yes"
        );
        assert_eq!(
            says!(w, w.manager, GrantRole(Role::CourseLearner), course),
            "yes"
        );
        assert_eq!(
            says!(w, w.manager, GrantRole(Role::AccountManager), account),
            "forbidden"
        );
        assert_eq!(
            says!(
                w,
                w.manager,
                GrantRole(Role::ChannelManager),
                w.other_channel.into()
            ),
            "not found"
        );
        assert_eq!(
            says!(w, w.learner, GrantRole(Role::CourseLearner), course),
            "not found"
        );
        assert_eq!(
            says!(
                w,
                w.owner,
                GrantRole(Role::PlatformAdministrator),
                Scope::Platform
            ),
            "not found"
        );
        assert_eq!(
            says!(
                w,
                w.administrator,
                GrantRole(Role::PlatformSupport),
                Scope::Platform
            ),
            "yes"
        );
        assert_eq!(
            says!(w, w.administrator, GrantRole(Role::AccountOwner), account),
            "not found"
        );
    })
    .await;
}

#[tokio::test]
async fn da4_a_role_is_gone_from_the_next_request_on() {
    on_both(async |world: World| {
        let w = &world;
        assert_eq!(says!(w, w.manager, ViewChannel, w.channel), "yes");
        let mut guarded = w.gate.write(&w.owner.caller).await.unwrap();
        let (proof, held) = revoke(&mut guarded, w.manager_grant).await.unwrap();
        assert_eq!(proof.policy(), "channel-heads-delegate-in-their-channel");
        guarded.commit().await.unwrap();
        assert_eq!(
            (held.person, held.role),
            (w.manager.id, Role::ChannelManager)
        );
        assert_eq!(says!(w, w.manager, ViewChannel, w.channel), "not found");
        assert_eq!(says!(w, w.manager, EditCourse, w.course), "not found");
        assert_eq!(says!(w, w.manager, ViewSelf, Myself), "yes");

        let mut guarded = w.gate.write(&w.owner.caller).await.unwrap();
        assert!(matches!(
            revoke(&mut guarded, w.manager_grant).await,
            Err(Error::NotFound)
        ));
    })
    .await;
}

#[tokio::test]
async fn a_role_that_was_taken_can_be_given_back_once() {
    on_both(async |world: World| {
        let w = &world;
        let mut guarded = w.gate.write(&w.owner.caller).await.unwrap();
        revoke(&mut guarded, w.manager_grant).await.unwrap();
        guarded.commit().await.unwrap();

        let mut guarded = w.gate.write(&w.stranger.caller).await.unwrap();
        let refused = restore(&mut guarded, w.manager_grant).await;
        assert!(matches!(refused.err(), Some(Error::NotFound)));
        drop(guarded);

        let mut guarded = w.gate.write(&w.owner.caller).await.unwrap();
        let (proof, held) = restore(&mut guarded, w.manager_grant).await.unwrap();
        assert_eq!(proof.policy(), "channel-heads-delegate-in-their-channel");
        assert_eq!(
            (held.person, held.role),
            (w.manager.id, Role::ChannelManager)
        );
        assert_ne!(
            held.grant, w.manager_grant,
            "what was taken stays on record as taken"
        );
        guarded.commit().await.unwrap();
        assert_eq!(says!(w, w.manager, ViewChannel, w.channel), "yes");

        let mut guarded = w.gate.write(&w.owner.caller).await.unwrap();
        let again = restore(&mut guarded, w.manager_grant).await;
        assert!(matches!(again.err(), Some(Error::NotFound)));
    })
    .await;
}

#[tokio::test]
async fn one_knows_the_roles_that_count_for_oneself() {
    on_both(async |world: World| {
        let w = &world;
        let mine = async |who: &world::Person| {
            let mut guarded = w.gate.read(&who.caller).await.unwrap();
            let mut allowed = guarded.authorize(ViewSelf, Myself).await.unwrap();
            let held = held_by_me(&mut allowed).await.unwrap();
            held.into_iter()
                .map(|held| (held.role, held.scope))
                .collect::<Vec<_>>()
        };
        let manages = (Role::ChannelManager, Scope::Channel(w.channel));
        assert_eq!(mine(&w.manager).await, [manages]);
        assert_eq!(
            mine(&w.administrator).await,
            [(Role::PlatformAdministrator, Scope::Platform)]
        );
        let mut guarded = w.gate.write(&w.owner.caller).await.unwrap();
        revoke(&mut guarded, w.manager_grant).await.unwrap();
        guarded.commit().await.unwrap();
        assert_eq!(mine(&w.manager).await, []);
    })
    .await;
}

#[tokio::test]
async fn sessions_end_when_they_should() {
    on_both(async |world: World| {
        let w = &world;
        let anonymous = Caller::anonymous();
        let read = w.gate.read(&anonymous).await;
        assert!(matches!(read.err(), Some(Error::NotSignedIn)));
        let forged = world::Person::forged(w);
        assert_eq!(says!(w, forged, ViewSelf, Myself), "sign in");

        w.clock.forward(session::IDLE);
        assert_eq!(says!(w, w.learner, ViewSelf, Myself), "sign in");
    })
    .await;
}

#[tokio::test]
async fn a_grant_with_an_end_ends() {
    on_both(async |world: World| {
        let w = &world;
        let until = w.ambient.now().plus(std::time::Duration::from_secs(60));
        let mut guarded = w.gate.write(&w.owner.caller).await.unwrap();
        let role = GrantRole(Role::ChannelManager);
        let mut allowed = guarded
            .authorize(role, w.other_channel.into())
            .await
            .unwrap();
        tutela_access::grant(&mut allowed, w.learner.id, Some(until))
            .await
            .unwrap();
        guarded.commit().await.unwrap();
        assert_eq!(says!(w, w.learner, ViewChannel, w.other_channel), "yes");
        w.clock.forward(std::time::Duration::from_secs(60));
        assert_eq!(
            says!(w, w.learner, ViewChannel, w.other_channel),
            "not found"
        );
    })
    .await;
}

#[tokio::test]
async fn roles_are_listed_where_they_are_held() {
    on_both(async |world: World| {
        let w = &world;
        let mut guarded = w.gate.read(&w.owner.caller).await.unwrap();
        let mut allowed = guarded
            .authorize(ListRoles, Scope::Channel(w.channel))
            .await
            .unwrap();
        let held = held_at(&mut allowed, None, 50).await.unwrap().held;
        let shown: Vec<_> = held.iter().map(|held| (held.person, held.role)).collect();
        assert_eq!(shown, [(w.manager.id, Role::ChannelManager)]);
        assert_eq!(allowed.policy(), "channel-heads-run-the-channel");
    })
    .await;
}

#[tokio::test]
async fn the_blocked_do_nothing() {
    on_both(async |world: World| {
        let w = &world;
        w.block(w.owner.id).await;
        assert_eq!(says!(w, w.owner, EnterAccount, w.account), "not found");
        assert_eq!(says!(w, w.owner, ViewSelf, Myself), "not found");
    })
    .await;
}

#[tokio::test]
async fn what_is_not_committed_is_not_published() {
    on_both(async |world: World| {
        let w = &world;
        let mut guarded = w.gate.write(&w.owner.caller).await.unwrap();
        let mut allowed = guarded.authorize(EditCourse, w.course).await.unwrap();
        let now = allowed.now();
        publish(allowed.tx(), w.course.into(), now).await.unwrap();
        drop(guarded);
        assert_eq!(says!(w, w.learner, ViewCourse, w.course), "not found");
    })
    .await;
}
