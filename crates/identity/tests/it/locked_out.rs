//! T12: a stranger locks the sign-in again and again; its owner gets in all the same.

use std::time::Duration;

use tutela_access::{Error, Platform, UnlockMember, ViewPeople, ViewPlatform};
use tutela_audit::{LetterKind, NoticeKind};
use tutela_core::{PersonId, Scope};
use tutela_db::sql;
use tutela_identity::limiter::{ALLOWED, LONGEST_LOCK};
use tutela_identity::sign_in::CannotSignIn;
use tutela_identity::unlock::{self, CannotOpen, LASTS};
use tutela_identity::{lock, people};

use crate::world::{PASSWORD, Person, World, link, on_both};

/// Fails until there is a lock.
async fn lock_out(w: &World, username: &str) {
    for _ in 0..ALLOWED {
        let wrong = w.sign_in(username, "a guess").await;
        assert!(matches!(wrong, Err(CannotSignIn::Wrong)), "{wrong:?}");
    }
    let locked = w.sign_in(username, PASSWORD).await;
    assert!(matches!(locked, Err(CannotSignIn::Locked(_))), "{locked:?}");
}

#[tokio::test]
async fn ua7_a_stranger_never_locks_the_owner_out() {
    on_both(async |w: World| {
        w.reach(w.manager.id, "email", "max@example.org").await;
        let mine = w.sign_in("max", PASSWORD).await.unwrap().device.unwrap();
        let mut locks = 0;
        let mut length = Duration::ZERO;
        while length < LONGEST_LOCK {
            lock_out(&w, "max").await;
            locks += 1;
            let Err(CannotSignIn::Locked(lock)) = w.sign_in("max", PASSWORD).await else {
                panic!("not locked");
            };
            length = lock.until.since(w.clock_now());
            // On a device that he used before, he gets in whatever strangers do.
            w.sign_in_on("max", PASSWORD, Some(&mine)).await.unwrap();

            // On a new one, the mailed link lets him in: once, and for him alone.
            let letters = w.letters().await;
            let kinds: Vec<_> = letters.iter().map(|letter| letter.kind).collect();
            assert_eq!(
                kinds,
                [LetterKind::Notice(NoticeKind::Locked)],
                "one letter for a lock"
            );
            let token = link(&letters[0]);
            let new = unlock::open(&w.gate, &token, None).await.unwrap();
            let again = unlock::open(&w.gate, &token, None).await;
            assert!(matches!(again, Err(CannotOpen::Gone)));
            w.sign_in_on("max", PASSWORD, Some(&new)).await.unwrap();
            let other = w.sign_in_on("sten", "a guess", Some(&new)).await;
            assert!(
                matches!(other, Err(CannotSignIn::Wrong)),
                "it opens nobody else's"
            );
            w.sign_in("sten", PASSWORD).await.unwrap();
            w.clock.forward(length);
        }
        assert_eq!((locks, length), (8, LONGEST_LOCK));
        let told = sql!("SELECT COUNT(*) FROM notifications WHERE kind = 'locked'");
        assert_eq!(w.count(told).await, 8);
        let recorded = sql!("SELECT COUNT(*) FROM activities WHERE action = 'lockSignIn'");
        assert_eq!(w.count(recorded).await, 8);
    })
    .await;
}

#[tokio::test]
async fn ua7_a_known_device_has_a_count_of_its_own() {
    on_both(async |w: World| {
        let mine = w.sign_in("max", PASSWORD).await.unwrap().device.unwrap();
        for _ in 0..ALLOWED {
            let wrong = w.sign_in_on("max", "a guess", Some(&mine)).await;
            assert!(matches!(wrong, Err(CannotSignIn::Wrong)));
        }
        let locked = w.sign_in_on("max", PASSWORD, Some(&mine)).await;
        assert!(
            matches!(locked, Err(CannotSignIn::Locked(_))),
            "a stolen laptop guesses three times"
        );
        let kept = w.sign_in("max", PASSWORD).await;
        kept.expect("others are not locked by it");
    })
    .await;
}

#[tokio::test]
async fn ua7_a_planted_device_is_not_trusted() {
    on_both(async |w: World| {
        // A stranger signs in himself and puts his cookie into the browser of Max.
        let planted = w.sign_in("sten", PASSWORD).await.unwrap().device.unwrap();
        let kept = w.sign_in_on("max", PASSWORD, Some(&planted)).await;
        let kept = kept.unwrap().device.unwrap();
        assert_ne!(kept.digest(), planted.digest());
        lock_out(&w, "max").await;
        let stranger = w.sign_in_on("max", PASSWORD, Some(&planted)).await;
        assert!(matches!(stranger, Err(CannotSignIn::Locked(_))));
        // Both are known under the new one.
        let own = w.sign_in_on("max", PASSWORD, Some(&kept)).await;
        assert_eq!(own.unwrap().device.unwrap().digest(), kept.digest());
        let sten = w.sign_in_on("sten", PASSWORD, Some(&kept)).await;
        assert_eq!(sten.unwrap().device.unwrap().digest(), kept.digest());
    })
    .await;
}

#[tokio::test]
async fn ua7_an_unlocking_link_runs_out() {
    on_both(async |w: World| {
        w.reach(w.manager.id, "phone", "+4532123456").await;
        lock_out(&w, "max").await;
        let letters = w.letters().await;
        let token = link(&letters[0]);
        assert_eq!(unlock::find(&w.gate, &token).await.unwrap(), "Max Lund");
        w.clock.forward(LASTS);
        assert!(unlock::find(&w.gate, &token).await.is_err());
        let late = unlock::open(&w.gate, &token, None).await;
        assert!(matches!(late, Err(CannotOpen::Gone)));
    })
    .await;
}

async fn lift(w: &World, by: &Person, at: Scope, whom: PersonId) -> Result<String, Error> {
    let mut guarded = w.gate.write(&by.caller).await?;
    let mut authorized = guarded.authorize(UnlockMember, at).await?;
    let name = lock::lift(&mut authorized, whom).await?;
    guarded.commit().await?;
    Ok(name)
}

#[tokio::test]
async fn ua7_manager_and_administrator_see_a_lock_and_lift_it() {
    on_both(async |w: World| {
        let (here, max) = (Scope::Account(w.account), w.manager.id);
        lock_out(&w, "max").await;
        let mut guarded = w.gate.read(&w.owner.caller).await.unwrap();
        let mut authorized = guarded.authorize(ViewPeople, w.account).await.unwrap();
        let wanted = people::Wanted {
            like: "",
            after: None,
            limit: people::MOST,
        };
        let part = people::list(&mut authorized, wanted).await.unwrap();
        let locked = part
            .members
            .iter()
            .filter(|member| member.locked_until.is_some());
        assert_eq!(
            locked.map(|member| member.person).collect::<Vec<_>>(),
            [max]
        );
        drop(guarded);

        let beneath = lift(&w, &w.manager, here, max).await;
        assert!(matches!(beneath, Err(Error::Forbidden)));
        let elsewhere = lift(&w, &w.stranger, here, max).await;
        assert!(matches!(elsewhere, Err(Error::NotFound)));
        let not_his = lift(&w, &w.owner, here, w.stranger.id).await;
        assert!(
            matches!(not_his, Err(Error::NotFound)),
            "sten is in another account"
        );
        assert_eq!(lift(&w, &w.owner, here, max).await.unwrap(), "Max Lund");
        w.sign_in("max", PASSWORD).await.unwrap();

        lock_out(&w, "sten").await;
        let mut guarded = w.gate.read(&w.administrator.caller).await.unwrap();
        let mut authorized = guarded.authorize(ViewPlatform, Platform).await.unwrap();
        let all = lock::list(&mut authorized).await.unwrap();
        let names: Vec<_> = all.iter().map(|one| one.username.as_str()).collect();
        assert_eq!(names, ["sten"]);
        drop(guarded);
        lift(&w, &w.administrator, Scope::Platform, w.stranger.id)
            .await
            .unwrap();
        w.sign_in("sten", PASSWORD).await.unwrap();
        let lifted = sql!("SELECT COUNT(*) FROM activities WHERE action = 'unlockMember'");
        assert_eq!(w.count(lifted).await, 2);
    })
    .await;
}
