//! T10: guessing in parallel, by every way that takes a secret, on two nodes, over restarts.

use std::time::Duration;

use tutela_access::{Caller, Gate};
use tutela_core::Secret;
use tutela_db::sql;
use tutela_identity::contact::{Address, CannotAsk, ask};
use tutela_identity::limiter::{self, ALLOWED, FIRST_LOCK, Guess, Origin, Refused};
use tutela_identity::password::Hasher;
use tutela_identity::password::change::{CannotChange, Change, change};
use tutela_identity::reauth::{self, CannotProve};
use tutela_identity::reset::{self, CannotReset, Proof};
use tutela_identity::sign_in::{CannotSignIn, sign_in};

use crate::world::{PASSWORD, World, attempt, on_both};

/// Guesses all at once, every second one on the other node. Gives how many were told that they are wrong.
async fn guess_at_once(nodes: [&(Gate, Hasher); 2], username: &str, guesses: usize) -> usize {
    let all = (0..guesses).map(|at| {
        let (gate, hasher) = nodes[at % 2].clone();
        let attempt = attempt(username, &format!("guess {at}"), None);
        tokio::spawn(async move { sign_in(&gate, &hasher, attempt).await })
    });
    let mut wrong = 0;
    for one in all.collect::<Vec<_>>() {
        match one.await.unwrap() {
            Err(CannotSignIn::Wrong) => wrong += 1,
            Err(CannotSignIn::Locked(_)) => {}
            other => panic!("{other:?}"),
        }
    }
    wrong
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn ua7_of_two_hundred_guesses_at_once_three_are_checked() {
    on_both(async |w: World| {
        for username in ["max", "nobody.at.all"] {
            let (one, two) = (w.node().await, w.node().await);
            let wrong = guess_at_once([&one, &two], username, 200).await;
            let checks = one.1.checks() + two.1.checks();
            println!("{username}: {checks} of 200 guesses were checked on two nodes");
            assert_eq!((wrong, checks), (3, 3), "{username}");

            // After a restart nothing is forgotten; after the lock there are three more.
            let again = w.node().await;
            let late = guess_at_once([&again, &again], username, 20).await;
            assert_eq!((late, again.1.checks()), (0, 0), "{username}");
            w.clock.forward(FIRST_LOCK);
            let later = guess_at_once([&again, &one], username, 20).await;
            assert_eq!(later, 3, "{username}");
        }
        let refused = w.sign_in("max", PASSWORD).await;
        assert!(
            matches!(refused, Err(CannotSignIn::Locked(_))),
            "locked for whoever is right, too"
        );
        let told = sql!("SELECT COUNT(*) FROM notifications WHERE kind = 'locked'");
        assert_eq!(w.count(told).await, 2, "told once for each lock");
    })
    .await;
}

#[tokio::test]
async fn ua7_a_restart_in_the_middle_gives_no_try_back() {
    on_both(async |w: World| {
        for node in [w.node().await, w.node().await] {
            let wrong = sign_in(&node.0, &node.1, attempt("max", "wrong", None)).await;
            assert!(matches!(wrong, Err(CannotSignIn::Wrong)));
        }
        // The machine stops after the reservation: the try has been used.
        let guess = Guess::Password(w.manager.id);
        let lost = limiter::reserve(&w.gate, guess, Origin::Unknown).await;
        drop(lost.unwrap());
        let (gate, hasher) = w.node().await;
        let right = sign_in(&gate, &hasher, attempt("max", PASSWORD, None)).await;
        assert!(matches!(right, Err(CannotSignIn::Locked(_))), "{right:?}");
        assert_eq!(hasher.checks(), 0);
    })
    .await;
}

#[tokio::test]
async fn ua7_success_clears_the_count() {
    on_both(async |w: World| {
        for _ in 0..3 {
            for _ in 1..ALLOWED {
                assert!(w.sign_in("max", "wrong").await.is_err());
            }
            w.sign_in("max", PASSWORD).await.unwrap();
        }
        assert_eq!(w.count(sql!("SELECT COUNT(*) FROM tries")).await, 0);
    })
    .await;
}

/// Each of these must be guarded by the limiter; tries until it refuses, and gives how many were let through.
#[tokio::test]
async fn ua7_no_place_that_takes_a_secret_stands_outside_the_limiter() {
    on_both(async |w: World| {
        let before = w.hasher.checks();
        let caller = Caller::with(w.manager.token.digest());
        let typed = Change {
            current: Secret::new("wrong".to_owned()),
            new: Secret::new("other sea legs".to_owned()),
        };
        for tries in 1..=5 {
            let refused = change(&w.gate, &w.hasher, &caller, &typed)
                .await
                .unwrap_err();
            match refused {
                CannotChange::Wrong => assert!(tries <= ALLOWED),
                CannotChange::Locked(_) => assert!(tries > ALLOWED),
                other => panic!("{other}"),
            }
        }
        assert_eq!(w.hasher.checks() - before, 3);
        // That was this session's own count: the owner still signs in elsewhere.
        w.sign_in("max", PASSWORD).await.unwrap();

        let ticket = reset::request(&w.gate, "max").await.unwrap();
        let proof = Proof::Code {
            ticket,
            code: "0000-0000".to_owned(),
        };
        for tries in 1..=5 {
            let refused = reset::set(&w.gate, &w.hasher, &proof, &typed.new).await;
            match refused.unwrap_err() {
                CannotReset::Wrong => assert!(tries <= ALLOWED),
                CannotReset::Locked(_) => assert!(tries > ALLOWED),
                other => panic!("{other}"),
            }
        }

        let guess = Guess::OneTimeCode(w.manager.id);
        for tries in 1..=5 {
            match limiter::reserve(&w.gate, guess, Origin::Unknown).await {
                Ok(attempt) => {
                    assert!(tries <= ALLOWED);
                    attempt.failed(&w.gate).await.unwrap();
                }
                Err(Refused::Locked(_)) => assert!(tries > ALLOWED),
                Err(other) => panic!("{other}"),
            }
        }
        w.sign_in("max", PASSWORD).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn ua7_every_place_that_asks_for_the_password_shares_one_count() {
    on_both(async |w: World| {
        let caller = (&w.gate, &w.manager.caller);
        let wrong = Secret::new("wrong".to_owned());
        let new = Address::email("max@example.org").unwrap();
        let asked = ask(caller, &w.hasher, &wrong, &new).await;
        assert!(matches!(asked, Err(CannotAsk::Wrong)));
        let proof = || reauth::Proof::Password(wrong.clone());
        let proved = reauth::prove(caller, &w.hasher, proof()).await;
        assert!(matches!(proved, Err(CannotProve::Wrong)));
        let typed = Change {
            current: wrong.clone(),
            new: Secret::new("other sea legs".to_owned()),
        };
        let changed = change(&w.gate, &w.hasher, &w.manager.caller, &typed).await;
        assert!(matches!(changed, Err(CannotChange::Wrong)));

        let before = w.hasher.checks();
        let right = Secret::new(PASSWORD.to_owned());
        let asked = ask(caller, &w.hasher, &right, &new).await;
        assert!(matches!(asked, Err(CannotAsk::Locked(_))));
        let proved = reauth::prove(caller, &w.hasher, proof()).await;
        assert!(matches!(proved, Err(CannotProve::Locked(_))));
        assert_eq!(w.hasher.checks(), before, "nothing was looked at");

        // Codes have a count of their own.
        for tries in 1..=5 {
            let code = reauth::Proof::Code("000000".to_owned());
            match reauth::prove(caller, &w.hasher, code).await {
                Err(CannotProve::Wrong) => assert!(tries <= ALLOWED),
                Err(CannotProve::Locked(_)) => assert!(tries > ALLOWED),
                other => panic!("{other:?}"),
            }
        }
        w.clock.forward(FIRST_LOCK);
        ask(caller, &w.hasher, &right, &new).await.unwrap();
        let other = ask(caller, &w.hasher, &right, &new).await;
        other.expect("who is right gives nothing away");
    })
    .await;
}

#[tokio::test]
async fn ua7_counts_of_names_that_nobody_has_are_cleared_away() {
    on_both(async |w: World| {
        for name in [
            "nobody.one",
            "nobody.two",
            "32 12 34 56",
            "my password, typed above",
        ] {
            assert!(w.sign_in(name, "wrong").await.is_err());
        }
        let tries = sql!("SELECT COUNT(*) FROM tries");
        let named = sql!("SELECT COUNT(*) FROM tries WHERE person_id IS NOT NULL");
        assert_eq!((w.count(tries).await, w.count(named).await), (4, 0));
        assert_eq!(limiter::sweep(&w.gate).await.unwrap(), 0);
        w.clock.forward(Duration::from_secs(9 * 24 * 3600));
        assert_eq!(limiter::sweep(&w.gate).await.unwrap(), 4);
    })
    .await;
}
