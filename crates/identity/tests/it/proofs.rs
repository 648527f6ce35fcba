//! What somebody at an open screen must not get through with asks for a fresh proof.

use std::time::Duration;

use tutela_access::{
    Authorized, ChangeUsername, CreateAccount, EditAccount, Error, Myself, Platform, UnlockMember,
};
use tutela_core::Scope;
use tutela_db::sql;
use tutela_identity::account::rules::{self, SignInRules};
use tutela_identity::account::{self, AccountName, NewAccount};
use tutela_identity::people::CannotAdd;
use tutela_identity::registration::{self, Registration};
use tutela_identity::username::CannotClaim;
use tutela_identity::{blocking, lock, sessions, username};

use crate::world::{Person, World, newcomer, on_both};

async fn as_somebody<A: tutela_access::Action, T>(
    w: &World,
    who: &Person,
    (action, on): (A, A::On),
    act: impl AsyncFnOnce(&mut Authorized<'_, A>) -> T,
) -> T {
    let mut guarded = w.gate.write(&who.caller).await.unwrap();
    let mut authorized = guarded.authorize(action, on).await.unwrap();
    let done = act(&mut authorized).await;
    guarded.commit().await.unwrap();
    done
}

#[tokio::test]
async fn ua6_acts_about_sign_ins_ask_for_a_fresh_proof() {
    on_both(async |world: World| {
        let w = &world;
        w.clock.forward(Duration::from_secs(16 * 60));
        let stale =
            |done: Result<(), Error>| assert!(matches!(done, Err(Error::ProofNeeded)), "{done:?}");

        let named = as_somebody(w, &w.owner, (ChangeUsername, Myself), async |me| {
            username::change(me, "olga.lund").await
        });
        assert!(matches!(
            named.await,
            Err(CannotClaim::Access(Error::ProofNeeded))
        ));
        let new = NewAccount {
            name: AccountName::parse("Elsewhere").unwrap(),
            owner: newcomer("Odd Lie", "odd"),
            address: None,
        };
        let made = as_somebody(w, &w.administrator, (CreateAccount, Platform), async |at| {
            account::create(at, &new).await.map(drop)
        });
        assert!(matches!(
            made.await,
            Err(CannotAdd::Access(Error::ProofNeeded))
        ));
        let rules = SignInRules {
            floor: 8,
            country: None,
        };
        stale(
            as_somebody(w, &w.owner, (EditAccount, w.account), async |at| {
                rules::set(at, &rules).await
            })
            .await,
        );
        stale(
            as_somebody(w, &w.owner, (EditAccount, w.account), async |at| {
                registration::close(at).await
            })
            .await,
        );
        let scope = Scope::from(w.account);
        stale(
            as_somebody(w, &w.owner, (UnlockMember, scope), async |at| {
                lock::lift(at, w.manager.id).await.map(drop)
            })
            .await,
        );
        let mut guarded = w.gate.write(&w.owner.caller).await.unwrap();
        stale(registration::open(&mut guarded, w.account, &Registration::default()).await);
        stale(
            sessions::end_of_member(&mut guarded, w.account, w.manager.id)
                .await
                .map(drop),
        );
        drop(guarded);
        w.block(w.stranger.id).await;
        let mut guarded = w.gate.write(&w.administrator.caller).await.unwrap();
        stale(
            blocking::unblock(&mut guarded, w.stranger.id)
                .await
                .map(drop),
        );
    })
    .await;
}

#[tokio::test]
async fn ua2_whose_id_was_changed_is_told() {
    on_both(async |world: World| {
        let w = &world;
        as_somebody(w, &w.owner, (ChangeUsername, Myself), async |me| {
            username::change(me, "olga.lund").await
        })
        .await
        .unwrap();
        let told = sql!("SELECT COUNT(*) FROM notifications WHERE kind = 'username-changed'");
        assert_eq!(w.count(told).await, 1);
    })
    .await;
}
