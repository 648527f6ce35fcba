//! API tokens at the gate: what they allow, and everything that ends them.
#![allow(clippy::unwrap_used)]

mod world;

use std::time::{Duration, Instant};

use tutela_access::token::{self, Allows, NewToken, Use};
use tutela_access::{
    Action, BlockUser, Caller, EditCourse, EnterAccount, Error, GrantRole, ListRoles, Myself,
    Platform, ViewCourse, ViewPeople, ViewSelf, block, grant, remove_member, restore, revoke,
    session,
};
use tutela_core::{ApiTokenId, GrantId, Role, Scope, Token};
use tutela_db::{args, sql};
use world::{Person, World, on_both};

const PATIENCE: Duration = Duration::from_secs(20);

struct Held {
    id: ApiTokenId,
    caller: Caller,
}

async fn make(w: &World, who: &Person, scope: impl Into<Scope>, uses: &[Use]) -> Option<Held> {
    let new = NewToken {
        name: "Nightly".to_owned(),
        purpose: "Copies the catalogue".to_owned(),
        scope: scope.into(),
        allows: uses.iter().copied().collect::<Allows>(),
        until: w.ambient.now().plus(Duration::from_secs(3600)),
    };
    let mut guarded = w.gate.write(&who.caller).await.unwrap();
    let mut me = guarded.authorize(ViewSelf, Myself).await.unwrap();
    let made = token::make(&mut me, &new).await.unwrap()?;
    guarded.commit().await.unwrap();
    Some(Held {
        id: made.id,
        caller: Caller::with_api_token(made.token.digest()),
    })
}

async fn ask<A: Action>(w: &World, caller: &Caller, action: A, on: A::On) -> Result<(), Error> {
    let mut guarded = w.gate.read(caller).await?;
    guarded.authorize(action, on).await.map(|_| ())
}

async fn is_dead(w: &World, held: &Held) -> bool {
    let answer = ask(w, &held.caller, ViewSelf, Myself).await;
    match answer {
        Err(Error::NotSignedIn) => true,
        Err(Error::NotByToken) => false,
        other => panic!("{other:?}"),
    }
}

async fn take(w: &World, by: &Person, grant: GrantId) {
    let mut guarded = w.gate.write(&by.caller).await.unwrap();
    revoke(&mut guarded, grant).await.unwrap();
    guarded.commit().await.unwrap();
}

async fn give(w: &World, to: &Person, role: Role, scope: impl Into<Scope>) -> GrantId {
    let mut guarded = w.gate.write(&w.owner.caller).await.unwrap();
    let mut may = guarded
        .authorize(GrantRole(role), scope.into())
        .await
        .unwrap();
    let given = grant(&mut may, to.id, None).await.unwrap();
    guarded.commit().await.unwrap();
    given
}

#[tokio::test]
async fn da4_a_token_allows_what_it_is_for_where_it_is_for() {
    on_both(async |world: World| {
        let w = &world;
        let read = make(w, &w.manager, w.channel, &[Use::Read]).await.unwrap();
        assert!(ask(w, &read.caller, ViewCourse, w.course).await.is_ok());
        let edit = ask(w, &read.caller, EditCourse, w.course).await;
        assert!(matches!(edit, Err(Error::Forbidden)), "it reads: {edit:?}");
        let above = ask(w, &read.caller, EnterAccount, w.account).await;
        assert!(
            matches!(above, Err(Error::NotFound)),
            "it is of the channel"
        );
        assert!(
            ask(w, &w.manager.caller, EnterAccount, w.account)
                .await
                .is_ok()
        );

        let wide = make(
            w,
            &w.manager,
            w.account,
            &[Use::Read, Use::Content, Use::Record],
        )
        .await;
        let wide = wide.unwrap();
        assert!(ask(w, &wide.caller, EnterAccount, w.account).await.is_ok());
        assert!(ask(w, &wide.caller, EditCourse, w.course).await.is_ok());
        let people = ask(w, &wide.caller, ViewPeople, w.account).await;
        assert!(
            matches!(people, Err(Error::Forbidden)),
            "its person may not: {people:?}"
        );
        assert!(
            make(
                w,
                &w.manager,
                w.ambient.id::<tutela_core::AccountId>(),
                &[Use::Read]
            )
            .await
            .is_none()
        );
        assert!(
            make(w, &w.stranger, w.channel, &[Use::Read])
                .await
                .is_none()
        );
        assert!(
            make(w, &w.manager, Platform, &[Use::Platform])
                .await
                .is_none()
        );
    })
    .await;
}

#[tokio::test]
async fn da4_a_token_is_not_its_person() {
    on_both(async |world: World| {
        let w = &world;
        let all = make(w, &w.owner, w.account, &Use::ALL).await.unwrap();
        let own = ask(w, &all.caller, ViewSelf, Myself).await;
        assert!(matches!(own, Err(Error::NotByToken)));
        let mut guarded = w.gate.write(&all.caller).await.unwrap();
        let listed = guarded
            .authorize(ListRoles, w.account.into())
            .await
            .unwrap();
        assert!(matches!(listed.demand_proof(), Err(Error::NotByToken)));
        assert_eq!(listed.token(), Some(all.id));
        drop(guarded);
        let mut guarded = w.gate.write(&all.caller).await.unwrap();
        let manager = GrantRole(Role::AccountManager);
        let manager = guarded.authorize(manager, w.account.into()).await;
        assert!(
            matches!(manager, Err(Error::Forbidden)),
            "no token makes managers"
        );
    })
    .await;
}

#[tokio::test]
async fn da4_the_two_kinds_of_tokens_are_never_taken_for_one_another() {
    on_both(async |world: World| {
        let w = &world;
        let held = make(w, &w.owner, w.account, &[Use::Read]).await.unwrap();
        let mut tx = w.db.write().await.unwrap();
        let digest = Token::new(&w.ambient).digest();
        let same = sql!("UPDATE api_tokens SET digest = $2 WHERE id = $1");
        tx.run(same, args![held.id, digest]).await.unwrap();
        tx.commit().await.unwrap();
        let as_session = ask(w, &Caller::with(digest), EnterAccount, w.account).await;
        assert!(matches!(as_session, Err(Error::NotSignedIn)));
        let mut tx = w.db.write().await.unwrap();
        let begun = session::start(&mut tx, w.owner.id, "test", &w.ambient)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let session = Caller::with_api_token(begun.token.digest());
        let as_token = ask(w, &session, EnterAccount, w.account).await;
        assert!(matches!(as_token, Err(Error::NotSignedIn)));
        let write = w
            .gate
            .write(&session)
            .await
            .unwrap()
            .authorize(EnterAccount, w.account)
            .await
            .map(|_| ());
        assert!(matches!(write, Err(Error::NotSignedIn)));
    })
    .await;
}

#[tokio::test]
async fn da4_a_token_ends_with_the_role_it_derives_from() {
    on_both(async |world: World| {
        let w = &world;
        let held = make(w, &w.manager, w.channel, &[Use::Read, Use::Content])
            .await
            .unwrap();
        take(w, &w.owner, w.manager_grant).await;
        assert!(is_dead(w, &held).await);
        w.clock.forward(Duration::from_secs(3600 / 2));
        give(w, &w.manager, Role::ChannelManager, w.channel).await;
        assert!(
            ask(w, &w.manager.caller, EditCourse, w.course)
                .await
                .is_ok()
        );
        assert!(
            is_dead(w, &held).await,
            "a role that came later wakes nothing"
        );
    })
    .await;
}

#[tokio::test]
async fn da4_a_later_role_widens_no_token() {
    on_both(async |world: World| {
        let w = &world;
        w.publish(w.course.into()).await;
        let held = make(w, &w.learner, w.account, &[Use::Read, Use::Content])
            .await
            .unwrap();
        let editor = give(w, &w.learner, Role::CourseEditor, w.course).await;
        assert!(
            ask(w, &w.learner.caller, EditCourse, w.course)
                .await
                .is_ok()
        );
        let edit = ask(w, &held.caller, EditCourse, w.course).await;
        assert!(matches!(edit, Err(Error::Forbidden)), "{edit:?}");
        let both = make(w, &w.learner, w.course, &[Use::Content])
            .await
            .unwrap();
        assert!(ask(w, &both.caller, EditCourse, w.course).await.is_ok());
        take(w, &w.owner, editor).await;
        let edit = ask(w, &both.caller, EditCourse, w.course).await;
        assert!(matches!(edit, Err(Error::Forbidden)), "{edit:?}");
        assert!(
            ask(w, &both.caller, ViewCourse, w.course).await.is_ok(),
            "as a learner"
        );
    })
    .await;
}

#[tokio::test]
async fn da4_a_removal_that_is_undone_at_once_takes_nothing_from_a_token() {
    on_both(async |world: World| {
        let w = &world;
        let held = make(w, &w.manager, w.channel, &[Use::Content])
            .await
            .unwrap();
        let undo = async |grant: GrantId| {
            let mut guarded = w.gate.write(&w.owner.caller).await.unwrap();
            let (_, again) = restore(&mut guarded, grant).await.unwrap();
            guarded.commit().await.unwrap();
            again.grant
        };
        take(w, &w.owner, w.manager_grant).await;
        w.clock.forward(Duration::from_secs(10));
        let again = undo(w.manager_grant).await;
        assert!(!is_dead(w, &held).await);
        take(w, &w.owner, again).await;
        w.clock.forward(Duration::from_secs(61));
        undo(again).await;
        assert!(is_dead(w, &held).await, "an hour later it is a new grant");
    })
    .await;
}

#[tokio::test]
async fn da4_ua5_a_token_ends_with_time_revocation_block_and_leaving() {
    on_both(async |world: World| {
        let w = &world;
        let make = async |who: &Person| make(w, who, w.account, &[Use::Read]).await.unwrap();
        let (ended, left) = (make(&w.owner).await, make(&w.manager).await);
        let (blocked, expired) = (make(&w.learner).await, make(&w.owner).await);
        let mut tx = w.db.write().await.unwrap();
        let by = (w.owner.id, &w.ambient);
        let foreign = token::end(&mut tx, (w.manager.id, ended.id), None, by).await;
        assert!(foreign.unwrap().is_none());
        let end = token::end(&mut tx, (w.owner.id, ended.id), Some(w.account), by).await;
        assert_eq!(end.unwrap().unwrap().name, "Nightly");
        remove_member(&mut tx, w.account, w.manager.id, by)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert!(is_dead(w, &ended).await && is_dead(w, &left).await);

        let mut guarded = w.gate.write(&w.administrator.caller).await.unwrap();
        let mut may = guarded.authorize(BlockUser, Platform).await.unwrap();
        block(&mut may, w.learner.id).await.unwrap();
        guarded.commit().await.unwrap();
        let mut tx = w.db.write().await.unwrap();
        let unblock = sql!("UPDATE persons SET blocked_at = NULL");
        tx.run(unblock, args![]).await.unwrap();
        tx.commit().await.unwrap();
        assert!(
            is_dead(w, &blocked).await,
            "it does not come back with its person"
        );

        assert!(!is_dead(w, &expired).await);
        w.block(w.owner.id).await;
        assert!(is_dead(w, &expired).await, "while its person is blocked");
        let mut tx = w.db.write().await.unwrap();
        tx.run(unblock, args![]).await.unwrap();
        tx.commit().await.unwrap();
        w.clock.forward(Duration::from_secs(3599));
        assert!(!is_dead(w, &expired).await);
        w.clock.forward(Duration::from_secs(1));
        assert!(is_dead(w, &expired).await);
    })
    .await;
}

#[tokio::test]
async fn the_last_use_is_noted_once_a_minute_and_the_old_is_forgotten() {
    on_both(async |world: World| {
        let w = &world;
        let held = make(w, &w.owner, w.account, &[Use::Read]).await.unwrap();
        let used = async || {
            let mut tx = w.db.read().await.unwrap();
            let find = sql!("SELECT used_at FROM api_tokens WHERE id = $1");
            tx.get(find, args![held.id])
                .await
                .unwrap()
                .opt_time(0)
                .unwrap()
        };
        assert_eq!(used().await, None);
        let use_it = async || ask(w, &held.caller, EnterAccount, w.account).await.unwrap();
        // It is noted after the answer, beside whatever else the machine does.
        let noted = async |at| {
            let begun = Instant::now();
            while used().await != Some(at) {
                assert!(begun.elapsed() < PATIENCE, "{:?}", used().await);
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        use_it().await;
        let first = w.ambient.now();
        noted(first).await;
        w.clock.forward(Duration::from_secs(59));
        use_it().await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(used().await, Some(first));
        w.clock.forward(Duration::from_secs(1));
        use_it().await;
        noted(w.ambient.now()).await;

        let sweep = async || {
            let mut tx = w.db.write().await.unwrap();
            let gone = token::sweep(&mut tx, w.ambient.now()).await.unwrap();
            tx.commit().await.unwrap();
            gone
        };
        assert_eq!(sweep().await, 0);
        w.clock.forward(Duration::from_secs(3600) + token::KEPT);
        assert_eq!(sweep().await, 1);
    })
    .await;
}
